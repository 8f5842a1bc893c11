"""Whom a statement addresses: letter heads, salutations, titles, lines that begin with "To" and section headings."""

from __future__ import annotations

import re
from dataclasses import replace

from converters.extract.capacities import is_office
from converters.extract.dates import find_dates
from converters.extract.layout import contains, folded_text, is_sentence, starts_with, word_count
from converters.extract.letter_head import parties_of_head
from converters.extract.nouns import TRAILING, strip_to
from converters.extract.offices import complete_body
from converters.extract.parties import parties_in_list, party_from_phrase
from converters.model import Addressee, Block, Evidence, Part, Text
from converters.phrases import words_pattern
from data import Reference
from data.languages import Language

SECTION = "section heading"
_HEAD_LINES = 14
_TOP = 14
_TITLE_CUT = re.compile(r"\s[–—-]\s|[:;|«»“”]|\n")


def find_formal_addressees(
    part: Part, title: Text | None, languages: tuple[Language, ...], reference: Reference
) -> tuple[list[Addressee], frozenset[int]]:
    """Whom the letter head, salutation, title or a "To …" line addresses, and the positions of the head lines used.

    A head says the most: holder, office and body on lines of their own. A salutation completes it or stands alone.
    """
    language = languages[0]
    salutation = _salutation(part, language)
    lines = _head_lines(part, salutation, language)
    found = parties_of_head([part.blocks[i] for i in lines], languages)
    used = frozenset(lines) if found else frozenset()
    if not found:
        found = _from_to_lines(part, languages)
    if salutation is not None and not found:
        found = _from_salutation(part.blocks[salutation], languages)
    title = title or _first_line(part, language)
    if title and not any(party.body or party.kind == "group" for party in found):
        found = _with_title(found, _from_title(title, languages))
    sections = [party for _, party in section_addressees(part, languages)]
    found += [party for party in sections if all(party.name != other.name for other in found)]
    return [complete_body(party, part, reference) for party in found], used


def _salutation(part: Part, language: Language) -> int | None:
    early = [i for i in range(min(_TOP, len(part.blocks))) if i not in part.head and i not in part.signature_blocks]
    for i in [*sorted(part.head, reverse=True), *early]:
        text = part.blocks[i].text.strip()
        ends = text.endswith((",", ":", "،", "!", "–", "-"))
        if word_count(text) > 16 or not (ends or (i in part.head and word_count(text) <= 10)):
            continue
        named = ends and i in part.head and word_count(text) <= 6
        if starts_with(text, language, "parts", "salutation") or (
            named and starts_with(text, language, "addressees", "honorifics")
        ):
            return i
    return None


def _head_lines(part: Part, salutation: int | None, language: Language) -> list[int]:
    """The lines of the letter head above a salutation that name the addressee, address lines last."""
    if salutation is None:
        return []
    runs: list[list[int]] = [[]]
    for i in range(max(0, salutation - 20), salutation):
        text = part.blocks[i].text
        if not _is_head_line(part.blocks[i], language) or _is_title_line(text, language):
            runs.append([])
        elif runs[-1] or _opens_head(text, language):
            runs[-1].append(i)
    found = [run[:_HEAD_LINES] for run in runs if run]
    firsts = [strip_to(part.blocks[run[0]].text, language) for run in found]
    named = [r for r, t in zip(found, firsts, strict=True) if starts_with(t, language, "addressees", "honorifics")]
    return next(iter([*named, *found]), [])


def _is_head_line(block: Block, language: Language) -> bool:
    text = block.text.strip()
    words = 30 if starts_with(text, language, "addressees", "offices") else 16
    return (
        block.kind != "item" and word_count(text) <= words and not is_sentence(text) and not find_dates(text, language)
    )


def _is_title_line(text: str, language: Language) -> bool:
    kinds = tuple(language.sections.get("kinds", {}))
    return (
        starts_with(text, language, "kinds", *kinds) is not None
        or starts_with(text, language, "parts", "subject") is not None
        or starts_with(text, language, "addressees", "cc") is not None
    )


def _opens_head(text: str, language: Language) -> bool:
    return starts_with(text, language, "addressees", "honorifics", "offices", "to") is not None or is_office(
        text, language
    )


def _from_salutation(block: Block, languages: tuple[Language, ...]) -> list[Addressee]:
    language = languages[0]
    text = block.text.strip(TRAILING)
    marks = words_pattern(language, "parts", "salutation").finditer(folded_text(text))
    cuts = [0, *(c for m in marks for c in (m.start(), m.end())), len(text)]
    pieces = [text[a:b].strip(TRAILING) for a, b in zip(cuts[::2], cuts[1::2], strict=True)]
    found = [
        party
        for piece in pieces
        if piece
        for party in parties_in_list(piece, block.span.start, 0.85, "salutation", formal=True, languages=languages)
    ]
    return [replace(p, evidence=replace(p.evidence, span=block.span)) for p in found if _says_enough(p)]


def _from_to_lines(part: Part, languages: tuple[Language, ...]) -> list[Addressee]:
    language = languages[0]
    for i, block in enumerate(part.blocks[:24]):
        if i in part.signature_blocks or block.kind in ("item", "row") or word_count(block.text) > 40:
            continue
        at = _to_phrase(block.text, language)
        if at is None or (block.kind == "heading" and i > max(part.head, default=0)):
            continue
        found = parties_in_list(
            block.text[at:], block.span.start + at, 0.9, "address line", formal=True, languages=languages
        )
        if found := [party for party in found if _says_enough(party)]:
            return found + _from_lines_below(part, i + 1, languages)
    return []


def _from_lines_below(part: Part, i: int, languages: tuple[Language, ...]) -> list[Addressee]:
    """The parties of further lines with "To" right below the first."""
    found: list[Addressee] = []
    for block in part.blocks[i : i + _HEAD_LINES]:
        match = starts_with(block.text, languages[0], "addressees", "to")
        if not match or block.kind in ("item", "row") or is_sentence(block.text) or word_count(block.text) > 18:
            break
        at = match.end()
        where = block.span.start + at
        found += parties_in_list(block.text[at:], where, 0.9, "address line", formal=True, languages=languages)
    return [party for party in found if _says_enough(party)]


def _says_enough(party: Addressee) -> bool:
    """Whether a party is more than a mere title such as "the Minister"."""
    return bool(party.holder or party.body) or party.kind == "group" or word_count(party.office or "") > 1


def _to_phrase(text: str, language: Language) -> int | None:
    """Where the addressee begins in a line "To …" or "… addressed to: …"."""
    match = starts_with(text, language, "addressees", "to")
    if match and not is_sentence(text):
        return match.end() + len(text[match.end() :]) - len(text[match.end() :].lstrip(" :*"))
    for found in words_pattern(language, "addressees", "to").finditer(folded_text(text)):
        if text[found.end() : found.end() + 1] == ":" and word_count(text) <= 40:
            return found.end() + 1
    return None


def _first_line(part: Part, language: Language) -> Text | None:
    """The first line of a text without a title, where it reads as one ("Submission to the Committee …")."""
    block = part.blocks[0]
    if block.kind in ("item", "row") or is_sentence(block.text) or not _is_title_line(block.text, language):
        return None
    return Text(block.text, Evidence(block.span, 0.7, "first line"))


def _with_title(found: list[Addressee], titled: list[Addressee]) -> list[Addressee]:
    """The addressees of the salutation with the body that the title names, or those of the title."""
    if not found or not titled:
        return found or titled
    body = titled[0].body
    return [replace(party, body=body) if body and (party.holder or party.office) else party for party in found]


def _from_title(title: Text, languages: tuple[Language, ...]) -> list[Addressee]:
    language = languages[0]
    match = contains(title.value, language, "addressees", "letter_to")
    if not match:
        return []
    rest = title.value[match.end() :]
    cut = _TITLE_CUT.search(rest)
    rest = rest[: cut.start()] if cut else rest
    folded = folded_text(rest)
    inside = {m.end() for m in words_pattern(language, "addressees", "name_links").finditer(folded)}
    stops = words_pattern(language, "addressees", "title_stops").finditer(folded)
    rest = rest[: next((m.start() for m in stops if m.end() not in inside), len(rest))]
    span = title.evidence.span
    found = parties_in_list(rest, span.start + match.end(), 0.85, "title", formal=True, languages=languages)
    return [replace(party, evidence=replace(party.evidence, span=span)) for party in found]


def section_addressees(part: Part, languages: tuple[Language, ...]) -> list[tuple[int, Addressee]]:
    """The body's headings that name whom the list below asks, with their positions in `part.blocks`."""
    result = []
    for i, block in enumerate(part.blocks[:-1]):
        if not i or i in part.head or i in part.signature_blocks or block.kind in ("item", "row"):
            continue
        if part.blocks[i + 1].kind in ("heading", "row") or i + 1 in part.signature_blocks:
            continue
        party = _section_party(block, languages)
        if party:
            result.append((i, party))
    return result


def _section_party(block: Block, languages: tuple[Language, ...]) -> Addressee | None:
    """The party of a heading such as "To the Parliament"; also of "To the Parliament: repeal the law."."""
    language = languages[0]
    match = starts_with(block.text, language, "addressees", "to", "section_to")
    if not match:
        return None
    colon = block.text.find(":", match.end() + 2)
    text = block.text[match.end() : colon if colon > 0 else None].lstrip(" :").strip(TRAILING)
    if not text or word_count(text) > 18 or (colon < 0 and is_sentence(block.text)):
        return None
    return party_from_phrase(text, block.span, 0.9, SECTION, formal=True, languages=languages)
