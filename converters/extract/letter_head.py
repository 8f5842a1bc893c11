"""The lines of a letter head that say to whom the letter goes: holder, office, body, address."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from converters.extract.capacities import is_body, is_office, split_office
from converters.extract.layout import contains, is_contact, starts_with
from converters.extract.names import is_country
from converters.extract.nouns import TRAILING, strip_articles, strip_honorific, strip_to
from converters.extract.parties import make_party
from converters.model import Addressee, Block, Span
from data.languages import Language

_COMMA = re.compile(r"\s*[,،]\s*")


@dataclass
class _Entry:
    """One addressee of a letter head while its lines are read."""

    holder: str | None = None
    office: str | None = None
    body: str | None = None
    lines: list[Block] = field(default_factory=list)


def parties_of_head(blocks: Sequence[Block], languages: tuple[Language, ...]) -> list[Addressee]:
    """The addressees of lines such as "Mr A. B.", "Minister of C", "Government of D", street and town.

    A second honorific behind an office or body begins a second addressee, and so does a second "To".
    """
    language = languages[0]
    entries, again = [_Entry()], False
    for block, line in ((b, line) for b in blocks for line in _unwrapped(b.text, language)):
        text = strip_to(line, language)
        if again and text != line and entries[-1].lines:
            entries.append(_Entry())
        again = again or text != line
        if not text or _is_address(text, languages):
            continue
        if joined := _joined(text, language):
            entries.append(_Entry())
            text = joined
        for piece in _pieces(text, language):
            _take(entries, piece, block, language)
    return [
        make_party(
            entry.holder,
            entry.office,
            entry.body,
            Span(entry.lines[0].span.start, entry.lines[-1].span.end),
            0.95,
            "letter head",
            formal=True,
            language=language,
        )
        for entry in entries
        if entry.lines
    ]


def _joined(text: str, language: Language) -> str | None:
    """The party with which a line goes on behind "and": "and Members of the Assembly", not "and Industry"."""
    joint = starts_with(text, language, "signatories", "and")
    rest = strip_articles(text[joint.end() :].lstrip(), language) if joint else ""
    return rest if rest and (is_office(rest, language) or is_body(rest, language)) else None


def _unwrapped(text: str, language: Language) -> list[str]:
    """The lines of a block of the head, wrapped ones joined, up to a line for copies."""
    found: list[str] = []
    for line in text.split("\n"):
        if starts_with(line, language, "addressees", "cc"):
            break
        if found and not starts_with(line, language, "addressees", "to", "honorifics", "offices"):
            found[-1] += f" {line.strip()}"
        else:
            found.append(line)
    return [line.strip(TRAILING) for line in found]


def _take(entries: list[_Entry], piece: str, block: Block, language: Language) -> None:
    """Put a piece of a head line where it belongs: holder, office or body of the last entry, or into a new one."""
    entry = entries[-1]
    honorific = starts_with(piece, language, "addressees", "honorifics")
    bare = strip_honorific(piece, language)
    if is_office(bare, language):
        office, inner = split_office(bare, language)
        if entry.office is not None and honorific:
            entry = _Entry()
            entries.append(entry)
        if entry.office is not None:
            return
        entry.office, entry.body = strip_articles(office, language), entry.body or inner
    elif honorific and not starts_with(bare, language, "addressees", "honorifics"):
        if entry.holder is not None or (entry.lines and entry.office is None):
            entry = _Entry()
            entries.append(entry)
        entry.holder = bare
    elif is_body(piece, language) and entry.body is None:
        entry.body = piece
    else:
        return
    entry.lines.append(block)


def _pieces(text: str, language: Language) -> list[str]:
    """A head line in pieces where it holds office and holder ("Minister of X, Judge Y Z"), else whole."""
    pieces = [p for p in _COMMA.split(text) if p]
    if len(pieces) > 1 and any(starts_with(p, language, "addressees", "honorifics", "offices") for p in pieces):
        return pieces
    return [text]


def _is_address(text: str, languages: tuple[Language, ...]) -> bool:
    if is_contact(text) or any(c.isdigit() for c in text):
        return True
    if contains(text, languages[0], "addressees", "address") and not is_office(text, languages[0]):
        return True
    return "," in text and is_country(text.rpartition(",")[2], languages)
