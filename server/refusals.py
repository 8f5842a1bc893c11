"""What a client is told when a query does not come to an answer: what was wrong or which limit was met, what to do."""

from __future__ import annotations

import re
from collections.abc import Mapping

from server import worker
from server.errors import ServerError
from server.inspection import END, refusal
from server.settings import Settings
from server.tokens import Token, read_tokens

PLACE = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
EXPECTED = re.compile(r'"[^"]+"|\w[\w ]+')
REFUSED = ("SERVICE", "LATERAL")


def explain_loss(reason: str, settings: Settings, base: str) -> ServerError:
    """The error of a query whose worker was killed for this reason, or ended by itself (no reason)."""
    advice = f"Ask for less, or take the dump: {base}/dumps/"
    if reason == "time":
        seconds = settings.query_seconds
        detail = f"The limit is {seconds:g} seconds. {advice}"
        return limited("The query took too long", detail, {"limit": "time", "seconds": seconds})
    if reason == "crowded":
        detail = f"At most {settings.slow_queries} long queries run at a time; this one had run longest."
        return limited("Too many long queries", detail, {"limit": "slow_queries"})
    if reason:
        return limited("The server is closing", "Ask again.")
    memory = settings.query_memory
    detail = f"The limit is {memory.human_readable()}. {advice}"
    return limited("The query needed too much memory", detail, {"limit": "memory", "bytes": int(memory)})


def explain_state(state: int, message: str, text: str, settings: Settings, base: str) -> ServerError:
    """The error that a worker reports for this query."""
    advice = f"Ask for less with LIMIT, or take the dump: {base}/dumps/"
    if state == worker.MALFORMED:
        return describe_syntax_error(text, message)
    if state == worker.UNKNOWN_GRAPH:
        return ServerError(400, "Unknown graph", f"The store has no graph <{message}>.", {"graph": message})
    if state == worker.TOO_MANY_ROWS:
        detail = f"The limit is {settings.row_limit} rows or triples. {advice}"
        return ServerError(403, "Too many results", detail, {"limit": "rows", "rows": settings.row_limit})
    if state == worker.TOO_LARGE:
        size = settings.answer_bytes
        detail = f"The limit is {size.human_readable()}. {advice}"
        return ServerError(403, "Too large a result", detail, {"limit": "size", "bytes": int(size)})
    return ServerError(500, "The query failed", "The store could not evaluate it.")


def describe_syntax_error(text: str, message: str) -> ServerError:
    """The 400 for what the engine says of a malformed query: line, column, what it expected there.

    A prefix that is not declared is named, which the engine does not do.
    """
    undeclared = find_undeclared(text)
    if undeclared:
        prefix = undeclared.text.partition(":")[0]
        return refusal(text, undeclared, "Malformed query", f"the prefix «{prefix}:» is not declared.")
    match = PLACE.match(message)
    if not match:
        return ServerError(400, "Malformed query", message)
    line, column = int(match[1]), int(match[2])
    expected = EXPECTED.findall(re.sub(r"\[[^\]]*\]", "", match[3]))
    sentences = [words for words in expected if " " in words]
    words = sentences[:1] or [f"expected {' or '.join(word for word in expected if word not in REFUSED)}"]
    wanted = words[0] if words[0] != "expected " else "the grammar expects something else here"
    return ServerError(
        400, "Malformed query", f"Line {line}, column {column}: {wanted}.", {"line": line, "column": column}
    )


def find_undeclared(text: str) -> Token | None:
    """The first prefixed name whose prefix no declaration before it names."""
    declared: set[str] = set()
    before = END
    for token in read_tokens(text):
        if token.kind == "name":
            prefix = token.text.partition(":")[0]
            if before.kind == "word" and before.text.upper() == "PREFIX":
                declared.add(prefix)
            elif prefix not in declared:
                return token
        before = token
    return None


def too_many(detail: str) -> ServerError:
    """The 429 of a client, or a server, that has enough to do."""
    return ServerError(429, "Too many queries", detail, headers={"Retry-After": "1"})


def limited(title: str, detail: str, extra: Mapping[str, object] | None = None) -> ServerError:
    """The 503 of a query that met a limit."""
    return ServerError(503, title, detail, extra, {"Retry-After": "10"})
