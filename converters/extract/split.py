"""One document taken apart into the statements that it holds, page furniture and introductions left out.

A text begins at a letter head that leads to a salutation, or at a heading that names a kind of text after a release or
after a list of signatories. It ends with its list of signatories, or where the next one begins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from converters.extract.dates import find_dates
from converters.extract.layout import contains, is_furniture, is_sentence, is_separator, starts_with, word_count
from converters.extract.signature_list import Zone, find_zones
from converters.model import Block, Document, Part
from data.languages import Language

_HEAD_LINES = 14
_RELEASE_WORDS = 40


@dataclass(frozen=True, slots=True)
class Split:
    """A statement's part, with `before`: the blocks between the last statement and this one (an introduction).

    `introduction` are those above the first statement, where they are none of their own, `after` a few below its list.
    """

    part: Part
    before: tuple[Block, ...]
    introduction: tuple[Block, ...] = ()
    after: tuple[Block, ...] = ()
    after_release: bool = False
    is_release: bool = False


def split_document(document: Document, languages: tuple[Language, ...]) -> list[Split]:
    """The statements of a document, in order; `languages` has the document's first. Empty where nothing is left."""
    language = languages[0]
    blocks = _content(document.blocks, language)
    if not blocks:
        return []
    zones = find_zones(blocks, languages)
    starts = _starts(blocks, zones, language)
    splits: list[Split] = []
    first = starts[0] if starts else len(blocks)
    if starts and _is_release(blocks[:first], language):
        splits.append(_split(document, blocks, 0, first, zones, language, (), is_release=True))
    elif not starts:
        return [_split(document, blocks, 0, len(blocks), zones, language, (), is_release=_is_release(blocks, language))]
    bounds = [*starts, len(blocks)]
    previous_end = first if splits else 0
    for begin, end in zip(bounds, bounds[1:], strict=False):
        before = tuple(blocks[previous_end:begin]) if not (splits and begin == first) else ()
        split = _split(
            document, blocks, begin, end, zones, language, before, after_release=bool(splits and splits[0].is_release)
        )
        previous_end = _end_of(begin, end, zones, blocks, language)
        introduction = () if splits and splits[0].is_release else tuple(blocks[:first])
        splits.append(replace(split, introduction=introduction))
    return splits


def _content(blocks: Sequence[Block], language: Language) -> list[Block]:
    """The blocks without page furniture; after a line that closes the page's text, only what begins anew."""
    kept: list[Block] = []
    closed = False
    for block in blocks:
        if closed and (_is_salutation(block, language) or _names_kind(block, language)):
            closed = False
        if is_furniture(block, language):
            closed = closed or (len(kept) > 3 and _closes_page(block, language))
        elif not closed:
            kept.append(block)
    return kept


def _closes_page(block: Block, language: Language) -> bool:
    match = starts_with(block.text, language, "furniture", "ends")
    return match is not None and word_count(block.text) <= 4


def _starts(blocks: Sequence[Block], zones: Sequence[Zone], language: Language) -> list[int]:
    """Where statements begin, if there is more than the one that fills the document."""
    inside = {i for zone in zones for i in range(zone.start, zone.end)}
    starts: set[int] = set()
    salutations = [i for i, b in enumerate(blocks) if i not in inside and _is_salutation(b, language)]
    floor = 0
    for at in salutations:
        if any(at - s <= 6 and not _prose_between(blocks, s, at) for s in salutations if s < at):
            continue
        starts.add(_head_start(blocks, at, floor, inside))
        floor = at + 1
    for i, block in enumerate(blocks):
        if (
            i in inside
            or i == 0
            or any(abs(i - s) <= _HEAD_LINES and not _prose_between(blocks, min(i, s), max(i, s)) for s in starts)
        ):
            continue
        if _names_kind(block, language) and _prose_between(blocks, 0, i) and _is_parted(blocks, i, zones, language):
            starts.add(i)
    return sorted(starts)


def _is_salutation(block: Block, language: Language) -> bool:
    text = block.text.strip()
    if block.kind == "item" or word_count(text) > 18 or text.endswith("."):
        return False
    match = starts_with(text, language, "parts", "salutation")
    return match is not None and (text.endswith((",", ":", "،", "!", "–", "-")) or word_count(text) <= 10)


def _prose_between(blocks: Sequence[Block], start: int, end: int) -> bool:
    return any(b.kind != "item" and is_sentence(b.text) for b in blocks[start:end])


def _head_start(blocks: Sequence[Block], salutation: int, floor: int, inside: set[int]) -> int:
    """The first line of the letter head above a salutation: short lines, back to the last prose or list."""
    at = salutation
    while at > floor and salutation - at < _HEAD_LINES and at - 1 not in inside and not is_separator(blocks[at - 1]):
        above = blocks[at - 1]
        if above.kind == "item" or is_sentence(above.text):
            break
        at -= 1
    return at


def _names_kind(block: Block, language: Language) -> bool:
    """Whether a heading-like line names a kind of text ("Civil society declaration")."""
    text = block.text.strip()
    if block.kind in ("item", "row") or word_count(text) > 12 or text.endswith((".", ",", ":", ";")):
        return False
    kinds = tuple(key for key in language.sections.get("kinds", {}) if key != "press-release")
    return contains(text, language, "kinds", *kinds) is not None and not is_sentence(text)


def _is_parted(blocks: Sequence[Block], at: int, zones: Sequence[Zone], language: Language) -> bool:
    """Whether what stands above a heading is a whole text: a release, or one that ended in signatures."""
    signed = any(zone.end <= at and zone.end > zone.lead for zone in zones)
    release = _is_release(blocks[:at], language)
    return (signed or release) and _prose_between(blocks, at, len(blocks)) and _has_body(blocks, at)


def _has_body(blocks: Sequence[Block], at: int) -> bool:
    return sum(word_count(b.text) for b in blocks[at + 1 : at + 12]) >= _RELEASE_WORDS


def _is_release(blocks: Sequence[Block], language: Language) -> bool:
    """Whether blocks are a press release of their own, by `[parts] release`, with text enough to be one."""
    words = sum(word_count(b.text) for b in blocks if is_sentence(b.text))
    marked = any(word_count(b.text) <= 40 and starts_with(b.text, language, "parts", "release") for b in blocks)
    return marked and words >= _RELEASE_WORDS


def _end_of(begin: int, end: int, zones: Sequence[Zone], blocks: Sequence[Block], language: Language) -> int:
    """Where a statement that begins at `begin` ends: after its last list of signatories, or at `end`."""
    own = [
        zone for zone in zones if begin <= zone.lead and zone.end <= end and _prose_between(blocks, begin, zone.lead)
    ]
    if own and not _goes_on(blocks, own[-1].end, end):
        return own[-1].end
    return end


def _goes_on(blocks: Sequence[Block], after: int, end: int) -> bool:
    """Whether the text goes on after a list in its midst: half of its prose or more stands below."""
    return sum(is_sentence(b.text) for b in blocks[after:end]) >= 6


def _split(
    document: Document,
    blocks: Sequence[Block],
    begin: int,
    end: int,
    zones: Sequence[Zone],
    language: Language,
    before: tuple[Block, ...],
    *,
    after_release: bool = False,
    is_release: bool = False,
) -> Split:
    end = _end_of(begin, end, zones, blocks, language)
    own = tuple(blocks[begin:end])
    signatures = {
        i - begin
        for zone in zones
        if begin <= zone.lead and zone.end <= end
        for i in range(zone.lead, max(zone.end, zone.lead + 1))
    }
    part = Part(document, own, language.code, frozenset(signatures), _head(own, signatures, language))
    return Split(part, before, after=tuple(blocks[end : end + 3]), after_release=after_release, is_release=is_release)


def _head(blocks: Sequence[Block], signatures: set[int], language: Language) -> frozenset[int]:
    """The lines above the body: up to a salutation and the subject line below it, or to the first prose."""
    dated = _last_date_line(blocks, language)
    for i, block in enumerate(blocks[: _HEAD_LINES + 6]):
        if i < dated:
            continue
        if _is_salutation(block, language):
            below = {
                j
                for j in range(i + 1, min(i + 4, len(blocks)))
                if starts_with(blocks[j].text, language, "parts", "subject")
            }
            return frozenset(range(i + 1)) | below
        if is_sentence(block.text) and block.kind != "heading" and i not in signatures and _is_body(blocks, i):
            return frozenset(range(i))
    return frozenset()


def _last_date_line(blocks: Sequence[Block], language: Language) -> int:
    """The position of a date line near the top that stands below lines no longer than titles; 0 where there is none."""
    found = 0
    for i, block in enumerate(blocks[:8]):
        if word_count(block.text) > 45 or block.kind in ("item", "row"):
            break
        if word_count(block.text) <= 10 and any(d.day and d.year for d in find_dates(block.text, language)):
            found = i
    return found


def _is_body(blocks: Sequence[Block], at: int) -> bool:
    return word_count(blocks[at].text) > 12 or at + 1 >= len(blocks) or is_sentence(blocks[at + 1].text)
