"""What a query is and whether it may run: its form, its dataset, its depth; no SERVICE, no update.

The engine's parser overflows its stack on deep nesting and reads keywords without a boundary (`SERVICE:p`,
`trueSERVICE<…>` call a service), so a query is looked at here first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from server.errors import ServerError
from server.tokens import Token, find_position, read_tokens

FORMS = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}
UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"}
VOLATILE = ("NOW", "RAND", "UUID", "STRUUID", "BNODE")
HINTS = ("service", "from", *(word.lower() for word in VOLATILE))
OPERATORS = {"||", "&&", "|", "/", "^", "!", "+", "-", "*", "UNION"}
OPEN, CLOSE = ("(", "[", "{"), (")", "]", "}")
DECLARATION = re.compile(r"\s*PREFIX[ \t]+(\w*):[ \t]*<([a-z]+:[^<>\"{}|^`\\\x00-\x20]*)>\s", re.ASCII)  # as most are
END = Token("sign", "", 0)
OPERANDS = {"variable", "iri", "name", "string", "number", "blank", "language", "word"}


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was seen: the query form, the prefixes it declares, the graphs of FROM and FROM NAMED as written.

    `volatile`: two runs of it may differ.
    """

    form: str
    prologue: str
    prefixes: dict[str, str]
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    volatile: bool = False


def inspect_query(text: str, nesting: int, chain: int) -> Inspection:
    """The inspection of a query's text; raises ServerError 400 for updates, SERVICE and too deep ones.

    Where the text is no query at all, the form is SELECT: the engine then says what is wrong and where.
    """
    prefixes: dict[str, str] = {}
    first = read_prologue(text, prefixes)
    keyword = first.text.upper()
    form = keyword if keyword in FORMS else "SELECT"
    if keyword in UPDATES:
        raise refusal(text, first, "This is an update", "The endpoint answers queries only; its data is read-only.")
    if not deserves_a_look(text, nesting, chain):
        return Inspection(form, text[: first.start], prefixes)
    tokens = list(refuse_depth(text, nesting, chain))
    refuse_service(text)
    default, named = read_dataset(tokens)
    volatile = any(token.kind == "word" and token.text.upper() in VOLATILE for token in tokens)
    return Inspection(form, text[: first.start], prefixes, tuple(default), tuple(named), volatile)


def deserves_a_look(text: str, nesting: int, chain: int) -> bool:
    """The text may hold what the whole of it must be read for; most queries do not, and are read to their form only."""
    lowered = text.lower()
    if any(word in lowered for word in HINTS):
        return True
    return len(text) > chain or (len(text) > nesting and sum(map(text.count, OPEN)) > nesting)


def read_prologue(text: str, prefixes: dict[str, str]) -> Token:
    """The first token after BASE, PREFIX and VERSION declarations; prefixes with absolute IRIs are noted."""
    start = 0
    while match := DECLARATION.match(text, start):
        prefixes[match[1]] = match[2]
        start = match.end()
    tokens = read_tokens(text, start)
    for token in tokens:
        keyword = token.text.upper() if token.kind == "word" else ""
        if keyword == "PREFIX":
            name, iri = next(tokens, END), next(tokens, END)
            if iri.kind == "iri" and ":" in iri.text and "\\" not in iri.text:
                prefixes[name.text[:-1]] = iri.text[1:-1]
        elif keyword in ("BASE", "VERSION"):
            next(tokens, END)
        else:
            return token
    return END


def refusal(text: str, token: Token, title: str, detail: str) -> ServerError:
    """A 400 that says where in the query."""
    line, column = find_position(text, token.start)
    return ServerError(400, title, f"Line {line}, column {column}: {detail}", {"line": line, "column": column})


def read_dataset(tokens: list[Token]) -> tuple[list[str], list[str]]:
    """The IRIs, as written, of the FROM and FROM NAMED clauses."""
    default: list[str] = []
    named: list[str] = []
    for before, token, after in zip(tokens, tokens[1:], [*tokens[2:], END], strict=False):
        if before.kind == "word" and before.text.upper() == "FROM":
            if token.kind in ("iri", "name"):
                default.append(token.text)
            elif token.text.upper() == "NAMED" and after.kind in ("iri", "name"):
                named.append(after.text)
    return default, named


def refuse_depth(text: str, nesting: int, chain: int) -> Iterator[Token]:
    """The tokens, up to one that nests brackets deeper than allowed, or is one operator too many at its level: there it
    raises ServerError, and what follows is not read.
    """
    counts, before = [0], END
    for token in read_tokens(text):
        if token.text in OPEN:
            counts.append(0)
            if len(counts) > nesting + 1:
                raise refusal(text, token, "The query is nested too deep", f"At most {nesting} levels of brackets.")
        elif token.text in CLOSE:
            if len(counts) > 1:
                counts.pop()
        elif token.kind == "number" and before.text in ("+", "-"):
            counts[-1] -= 1  # a sign, as in a long list of VALUES
        elif token.text.upper() in OPERATORS:
            counts[-1] += 1
            if counts[-1] > chain:
                raise refusal(text, token, "The query is too complex", f"At most {chain} operators at one level.")
        before = token
        yield token


def refuse_service(text: str) -> None:
    """Raise ServerError where a reading of the text calls a service.

    Inside parentheses `<` after an operand may begin an IRI or be the sign «less than» (`?a<b:c#>`): where the IRI
    holds a `#` or a quote, what follows is read both ways.
    """
    starts: list[tuple[int, tuple[str, ...]]] = [(0, ())] if "service" in text.lower() else []
    seen: set[int] = set()
    while starts:
        start, outer = starts.pop()
        brackets = list(outer)
        before = END
        pending: Token | None = None
        for token in read_tokens(text, start):
            if token.start in seen:
                break
            seen.add(token.start)
            follow_brackets(token, brackets)
            if pending and token.text == "{":
                raise service_refusal(text, pending)
            if calls_service(token):
                raise service_refusal(text, token)
            if is_ambiguous(token, before, brackets):
                starts.append((token.start + 1, tuple(brackets)))
            pending = suspect(token, before, pending)
            before = token


def service_refusal(text: str, token: Token) -> ServerError:
    """The 400 for a call of another endpoint."""
    return refusal(text, token, "SERVICE is refused", "This endpoint calls no other one; ask that one by yourself.")


def follow_brackets(token: Token, brackets: list[str]) -> None:
    """Keep the stack of open brackets."""
    if token.text in OPEN:
        brackets.append(token.text)
    elif token.text in CLOSE and brackets:
        brackets.pop()


def calls_service(token: Token) -> bool:
    """The keyword, or a word that the engine would read as some keyword with SERVICE behind it."""
    return token.kind == "word" and "SERVICE" in token.text.upper()


def is_ambiguous(token: Token, before: Token, brackets: list[str]) -> bool:
    """An IRI that may be a comparison, and that would hide or show what follows."""
    if token.kind != "iri" or not ("#" in token.text or "'" in token.text):
        return False
    return brackets[-1:] == ["("] and (before.kind in OPERANDS or before.text in CLOSE)


def suspect(token: Token, before: Token, pending: Token | None) -> Token | None:
    """A name that the engine would read as SERVICE and a name if a group follows (`SERVICE:p {`)."""
    if token.kind in ("name", "blank") and "SERVICE" in token.text.upper():
        prefix, _, local = token.text.upper().partition(":")
        keyword = before.text.upper() if before.kind == "word" else ""
        if keyword not in ("GRAPH", "FROM", "NAMED") and ("SERVICE" in prefix or ".SERVICE" in local):
            return token
    if pending and pending is before and token.kind in ("iri", "variable", "name") and "." in pending.text:
        return pending
    return None
