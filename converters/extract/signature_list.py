"""Where the signatories stand: stretches of blocks that are lists of names under a closing or a heading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from converters.extract.dates import find_dates
from converters.extract.layout import (
    capitalised_share,
    contains,
    has_organisation_word,
    is_contact,
    is_furniture,
    is_sentence,
    is_separator,
    starts_with,
    word_count,
)
from converters.model import Block, Span
from converters.phrases import fold, words_pattern
from data.languages import Language

_STOP_INSIDE = re.compile(r"[.!?؟]\s+[^\W\d_]{2,}")
_STOP_END = re.compile(r"[!?؟:]\s*$")
_SEMICOLON = re.compile(r"\s*[;؛]\s*")
_COMMA = re.compile(r"\s*[,،]\s*")
_BARE_LIST_LENGTH = 4
_LEAD_WORDS = 30


@dataclass(frozen=True, slots=True)
class Zone:
    """A list of signatories: `lead` is the first block (closing or heading), `start` to `end` those of the list."""

    lead: int
    start: int
    end: int


def find_zones(blocks: Sequence[Block], languages: tuple[Language, ...]) -> list[Zone]:
    """The signatory lists among blocks, in order, none overlapping; `languages` has the document's first."""
    zones: list[Zone] = []
    at = 0
    while at < len(blocks):
        zone = _zone_at(blocks, at, languages)
        if zone:
            zones.append(zone)
            at = zone.end
        else:
            at += 1
    return zones


def _zone_at(blocks: Sequence[Block], at: int, languages: tuple[Language, ...]) -> Zone | None:
    if is_lead(blocks[at], languages[0]):
        if inline_names(blocks[at], languages):
            return Zone(at, at, _list_end(blocks, at + 1, languages))
        start = at + 1
        while (
            start < len(blocks)
            and start <= at + 3
            and is_lead(blocks[start], languages[0])
            and not inline_names(blocks[start], languages)
        ):
            start += 1
        end = _list_end(blocks, start, languages)
        if end > start and _holds_name(blocks[start:end], languages) and not _asks(blocks[start], languages[0]):
            return Zone(at, start, end)
        return None
    return _bare_zone(blocks, at, languages)


def _asks(block: Block, language: Language) -> bool:
    """Whether a block begins with an asking verb: the list of demands of those who "undersign", not their names."""
    return (
        starts_with(block.text, language, "demands", "performatives_third", "verbs_with_subject", "performatives")
        is not None
    )


def _holds_name(blocks: Sequence[Block], languages: tuple[Language, ...]) -> bool:
    return any(block.kind == "row" or is_name(block, languages) or inline_names(block, languages) for block in blocks)


def _bare_zone(blocks: Sequence[Block], at: int, languages: tuple[Language, ...]) -> Zone | None:
    """A run of names with no heading: long enough, and mostly named as bodies are."""
    if not _is_clear_name(blocks[at], languages) or (at and _STOP_END.search(blocks[at - 1].text.rstrip())):
        return None
    if not any(is_sentence(b.text) for b in blocks[max(0, at - 40) : at]):
        return None
    if at and blocks[at].group is not None and blocks[at].group == blocks[at - 1].group:
        return None
    end = _list_end(blocks, at, languages)
    if blocks[at].kind != "item" and any(
        starts_with(b.text, languages[0], "parts", "salutation") for b in blocks[at : end + 5]
    ):
        return None
    names = [b for b in blocks[at:end] if is_name(b, languages)]
    bodies = sum(has_organisation_word(b.text, languages) for b in names)
    enough = len(names) >= _BARE_LIST_LENGTH and bodies * 2 >= len(names)
    return Zone(at, at, end) if enough else None


def _is_clear_name(block: Block, languages: tuple[Language, ...]) -> bool:
    if block.kind == "heading" or block.text[:1].islower() or not is_name(block, languages):
        return False
    return has_organisation_word(block.text, languages)


def _list_end(blocks: Sequence[Block], start: int, languages: tuple[Language, ...]) -> int:
    """The position after the last name of the list that begins at `start`; `start` where there is none."""
    end = at = start
    while at < len(blocks) and at <= end + 2:
        block = blocks[at]
        if block.kind == "row" or is_name(block, languages) or inline_names(block, languages):
            if not _fits(blocks, end, at, start, languages):
                break
            end = at + 1
        elif is_others(block, languages[0]) and end > start:
            end = at + 1
        elif not (is_group_heading(block, languages) or is_separator(block) or is_lead(block, languages[0])):
            break
        at += 1
    return end


def _fits(blocks: Sequence[Block], end: int, at: int, start: int, languages: tuple[Language, ...]) -> bool:
    """Whether a name goes on with the list: bare lines don't follow items, and a longer gap ends a bare list."""
    block = blocks[at]
    if at == start:
        return True
    previous = blocks[end - 1] if end > start else blocks[start]
    if previous.kind == "item" and block.kind == "heading":
        return False
    if previous.kind == "item" and block.kind == "paragraph":
        return at == end and block.blank_before == 0 and has_organisation_word(block.text, languages)
    return True


def is_lead(block: Block, language: Language) -> bool:
    """Whether a block announces signatures: a closing of a letter, or a heading such as "Signed by"."""
    text = block.text.strip()
    words = word_count(text)
    if words > _LEAD_WORDS and not _has_inline_lead(text, language):
        return False
    closing = starts_with(text, language, "signatories", "closings")
    if closing and words <= 8 and not text.rstrip(" ,.!").endswith(":"):
        return True
    lead = starts_with(text, language, "signatories", "leads")
    if lead:
        rest = fold(text)[lead.end() :].strip()
        return not rest or rest[0] in ":(-." or words <= 8 or text.rstrip().endswith(":")
    if text.rstrip().endswith(":") and contains(text[-160:], language, "signatories", "leads"):
        return True
    return _has_inline_lead(text, language)


def _has_inline_lead(text: str, language: Language) -> bool:
    head, colon, tail = text.partition(":")
    return (
        bool(colon)
        and len(tail) > 20
        and word_count(head) <= 14
        and contains(head, language, "signatories", "leads") is not None
    )


def is_others(block: Block, language: Language) -> bool:
    """Whether a line only counts further signatories ("and 34 others")."""
    return (
        word_count(block.text) <= 9
        and contains(block.text, language, "signatories", "others") is not None
        and any(c.isdigit() for c in block.text)
    )


def is_group_heading(block: Block, languages: tuple[Language, ...]) -> bool:
    """Whether a short line inside a list names a region, country or sort of signatory."""
    text = block.text.strip().rstrip(":").strip()
    if word_count(text) > 6 or block.kind == "row":
        return False
    folded = fold(re.sub(r"\(?\d+\)?$", "", text).strip())
    for language in languages:
        match = words_pattern(language, "signatories", "groups").match(folded)
        if match and match.end() == len(folded):
            return True
    return block.kind == "heading" or (block.kind == "paragraph" and block.text.rstrip().endswith(":"))


def is_name(block: Block, languages: tuple[Language, ...]) -> bool:
    """Whether a block can be one printed signature: short, no sentence, no question, capitals where there are any."""
    text = block.text.strip()
    words = word_count(text)
    if not 1 <= words <= 24 or len(text) > 220 or block.kind in ("row", "heading"):
        return False
    if _STOP_END.search(text) or is_contact(text) or (block.kind != "item" and is_furniture(block, languages[0])):
        return False
    if re.search(r"\s:\s|:\s", text) and words > 4 or (words > 4 and _asks(block, languages[0])):
        return False
    if block.kind != "item" and any(date.day and date.year for date in find_dates(text, languages[0])):
        return False
    if is_group_heading(block, languages) and block.kind != "item":
        return False
    stop = _STOP_INSIDE.search(text)
    if stop and words > 12 and not has_organisation_word(text, languages):
        return False
    if (
        contains(text, languages[0], "demands", "performatives", "explicit_modals")
        and words > 10
        and capitalised_share(text, languages[0]) < 0.4
    ):
        return False
    share = capitalised_share(text, languages[0])
    if block.kind == "item":
        return (
            share >= 0.34
            or (words <= 12 and has_organisation_word(text, languages))
            or (words <= 5 and text[:1].isupper())
        )
    return (
        text[:1].isalnum()
        and not text[:1].islower()
        and words <= 18
        and share >= (0.34 if has_organisation_word(text, languages) else 0.6)
    )


def inline_names(block: Block, languages: tuple[Language, ...]) -> list[Span]:
    """The stretches of the names in a block that holds a list in running text; empty where it holds none.

    Names are parted by semicolons, or else by commas and a last "and". What stands before a colon is no name.
    """
    text = block.text
    if block.kind == "row" or (";" not in text and "؛" not in text and text.count(",") + text.count("،") < 3):
        return []
    head, colon, _ = text.partition(":")
    begin = len(head) + 1 if colon and word_count(head) <= 24 else 0
    separator = _SEMICOLON if len(_SEMICOLON.findall(text, begin)) >= 2 else _COMMA
    pieces = _pieces(text, begin, separator, languages)
    good = sum(_is_inline_name(text[s:e], languages) for s, e in pieces)
    if len(pieces) < 3 or good < 0.85 * len(pieces):
        return []
    bodies = sum(has_organisation_word(text[s:e], languages) for s, e in pieces)
    if bodies * 3 < len(pieces) and not (begin and is_lead(block, languages[0])):
        return []
    return [Span(block.span.start + s, block.span.start + e) for s, e in pieces]


def _pieces(
    text: str, begin: int, separator: re.Pattern[str], languages: tuple[Language, ...]
) -> list[tuple[int, int]]:
    bounds, at, depth, seen = [], begin, 0, begin
    for match in separator.finditer(text, begin):
        depth += text.count("(", seen, match.start()) - text.count(")", seen, match.start())
        seen = match.start()
        if depth <= 0:
            bounds.append((at, match.start()))
            at = match.end()
    bounds.append((at, len(text)))
    last_start, last_end = bounds[-1]
    joint = words_pattern(languages[0], "signatories", "and")
    folded = fold(text)
    if first := joint.match(folded, last_start):
        bounds[-1] = (first.end(), last_end)
    elif separator is _COMMA and (inner := list(joint.finditer(folded, last_start, last_end))):
        cut = _list_joint(text, inner, last_start, last_end, languages)
        if cut:
            bounds[-1:] = [(last_start, cut.start()), (cut.end(), last_end)]
    return [(s, e) for start, end in bounds if (s := _skip(text, start, end)) < (e := _back(text, start, end))]


def _list_joint(
    text: str, joints: Sequence[re.Match[str]], start: int, end: int, languages: tuple[Language, ...]
) -> re.Match[str] | None:
    """The "and" that joins the last name to a list: the only one, else one with a body's name on both sides."""
    lower = words_pattern(languages[0], "signatories", "lower_articles")
    good = []
    for m in joints:
        skipped = re.match(r"\s*", text[m.end() :])
        article = lower.match(text, m.end() + (skipped.end() if skipped else 0))
        if m.start() > start and has_capital_after(text, article.end() if article else m.end()):
            good.append(m)
    if len(joints) == 1:
        return good[0] if good else None
    named = [
        m
        for m in good
        if all(has_organisation_word(half, languages) for half in (text[start : m.start()], text[m.end() : end]))
    ]
    return (named or good or [None])[-1]


def split_names(text: str, begin: int, languages: tuple[Language, ...]) -> list[tuple[int, int]]:
    """Where the names in a running list begin and end: parted by semicolons, else by commas and a last "and"."""
    separator = _SEMICOLON if len(_SEMICOLON.findall(text, begin)) >= 2 else _COMMA
    return _pieces(text, begin, separator, languages)


def has_capital_after(text: str, at: int) -> bool:
    """Whether the next letter is a capital, or of a script without case."""
    rest = text[at:].lstrip()
    return bool(rest) and (rest[0].isupper() or not rest[0].islower())


def _skip(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start


def _back(text: str, start: int, end: int) -> int:
    while end > start and (text[end - 1].isspace() or text[end - 1] in ".;,"):
        if text[end - 1] == "." and end - 2 > start and text[end - 3 : end - 2] == ".":
            break
        end -= 1
    return end


def _is_inline_name(text: str, languages: tuple[Language, ...]) -> bool:
    words = word_count(text)
    if not 1 <= words <= 16 or _STOP_INSIDE.search(text) is not None and words > 8:
        return False
    return text[:1].isalnum() or text[:1] in "«\"“'(" if capitalised_share(text, languages[0]) >= 0.5 else False
