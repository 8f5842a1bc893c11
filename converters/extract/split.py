"""One document taken apart into the statements that it holds, page furniture and introductions left out.

A text begins at a letter head that leads to a salutation, at a heading below a line that announces it in full, or at
a heading that names a kind of text after a release or after a list of signatories. It ends with its list of
signatories, or where the next one begins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from converters.extract.dates import find_dates
from converters.extract.layout import (
    contains,
    is_furniture,
    is_salutation,
    is_sentence,
    is_separator,
    kind_keys,
    starts_with,
    word_count,
)
from converters.extract.signature_list import Zone, find_zones
from converters.model import Block, Document, Part
from data.languages import Language

_HEAD_LINES = 14
_RELEASE_WORDS = 40
_MUCH_PROSE = 6


@dataclass(frozen=True, slots=True)
class Split:
    """A statement's part, with `before`: the blocks between the last statement and this one (an introduction).

    `introduction` are those above the first statement, where they are none of their own, `after` a few below its list.
    """

    part: Part
    before: tuple[Block, ...]
    introduction: tuple[Block, ...] = ()
    after: tuple[Block, ...] = ()
    announces: bool = False
    after_release: bool = False
    is_release: bool = False


def split_document(document: Document, languages: tuple[Language, ...]) -> list[Split]:
    """The statements of a document, in order; `languages` has the document's first. Empty where nothing is left."""
    language = languages[0]
    blocks = _content(document.blocks, language)
    if not blocks:
        return []
    page = _Page(blocks, find_zones(blocks, languages), language)
    starts = page.starts()
    if not starts:
        return [page.split(document, 0, len(blocks), (), is_release=page.is_release(len(blocks)))]
    first = starts[0]
    released = page.is_release(first)
    splits = [replace(page.split(document, 0, first, (), is_release=True), announces=True)] if released else []
    announced = released and any(contains(b.text, language, "parts", "announced_today") for b in blocks[:first])
    previous_end = first if released else 0
    for begin, end in zip(starts, [*starts[1:], len(blocks)], strict=True):
        split = page.split(document, begin, end, tuple(blocks[previous_end:begin]), after_release=released)
        previous_end = page.end_of(begin, end)
        introduction = () if released else tuple(blocks[:first])
        splits.append(replace(split, introduction=introduction, part=replace(split.part, announced=announced)))
    return splits


def _content(blocks: Sequence[Block], language: Language) -> list[Block]:
    """The blocks without page furniture; after a line that closes the page's text, only what begins anew."""
    kept: list[Block] = []
    closed = False
    for at, block in enumerate(blocks):
        if closed and (is_salutation(blocks, at, language) or _names_kind(block, language)):
            closed = False
        if is_furniture(block, language):
            closed = closed or (len(kept) > 3 and _closes_page(block, language))
        elif not closed:
            kept.append(block)
    return kept


def _closes_page(block: Block, language: Language) -> bool:
    match = starts_with(block.text, language, "furniture", "ends")
    return match is not None and word_count(block.text) <= 4


class _Page:
    """The blocks of one document without furniture, and what is asked of them again and again."""

    def __init__(self, blocks: Sequence[Block], zones: Sequence[Zone], language: Language) -> None:
        self.blocks, self.zones, self.language = blocks, zones, language
        prose = (b.kind != "item" and is_sentence(b.text) for b in blocks)
        self._prose = [0, *accumulate(int(p) for p in prose)]

    def prose_between(self, start: int, end: int) -> bool:
        """Whether running text stands from `start` up to `end`."""
        return self._prose[end] > self._prose[start]

    def starts(self) -> list[int]:
        """Where statements begin, if there is more than the one that fills the document."""
        inside = {i for zone in self.zones for i in range(zone.start, zone.end)}
        starts = self._letters(inside)
        for i, block in enumerate(self.blocks):
            if i in inside or i == 0 or self._near(i, starts):
                continue
            named = _names_kind(block, self.language) and self.prose_between(0, i) and self._is_parted(i)
            if named or self._is_announced(i, starts):
                starts.add(i)
        if starts and self._is_signed_before(min(starts)):
            starts.add(0)
        return sorted(starts)

    def _is_signed_before(self, first: int) -> bool:
        """Whether a text with signatures of its own stands above the first letter or heading: a statement too."""
        above = [z for z in self.zones if z.end <= first and z.end > z.start and self.prose_between(0, z.lead)]
        words = sum(word_count(b.text) for b in self.blocks[: above[0].lead]) if above else 0
        return words >= _RELEASE_WORDS and not self.is_release(first)

    def _letters(self, inside: set[int]) -> set[int]:
        """Where letters begin: at the heads above salutations; a second greeting below one is the same letter's."""
        starts: set[int] = set()
        floor, last = 0, -_HEAD_LINES
        for at in range(len(self.blocks)):
            if at in inside or not is_salutation(self.blocks, at, self.language):
                continue
            if at - last > 6 or self.prose_between(last, at):
                starts.add(_head_start(self.blocks, at, floor, inside))
                floor = at + 1
            last = at
        return starts

    def _near(self, at: int, starts: set[int]) -> bool:
        """Whether a statement begins a few lines off, with no prose between."""
        reach = range(max(0, at - _HEAD_LINES), min(len(self.blocks), at + _HEAD_LINES) + 1)
        return any(s in starts and not self.prose_between(min(at, s), max(at, s)) for s in reach)

    def _is_parted(self, at: int) -> bool:
        """Whether what stands above a heading is a whole text: a release, or one that ended in signatures."""
        signed = any(zone.end <= at and zone.end > zone.lead for zone in self.zones)
        below = self.blocks[at + 1 : at + 12]
        whole = self.prose_between(at, len(self.blocks)) and sum(word_count(b.text) for b in below) >= _RELEASE_WORDS
        return whole and (signed or self.is_release(at))

    def _is_announced(self, at: int, starts: set[int]) -> bool:
        """Whether a text printed in full begins here: the first line below words that say so, near the top."""
        above, block = self.blocks[at - 1], self.blocks[at]
        if starts or at > _HEAD_LINES or block.kind in ("item", "row") or is_sentence(block.text):
            return False
        if block.kind == "heading" and any(b.kind == "heading" and b.level == block.level for b in self.blocks[:at]):
            return False  # one section among others
        if word_count(above.text) < 6 or not contains(above.text[-90:], self.language, "parts", "follows"):
            return False
        return self.prose_between(at, len(self.blocks)) and not self.is_release(len(self.blocks))

    def is_release(self, end: int) -> bool:
        """Whether the blocks up to `end` are a press release of their own, by `[parts] release`, with text enough."""
        blocks = self.blocks[:end]
        if not any(word_count(b.text) <= 40 and starts_with(b.text, self.language, "parts", "release") for b in blocks):
            return False
        return sum(word_count(b.text) for b in blocks if is_sentence(b.text)) >= _RELEASE_WORDS

    def end_of(self, begin: int, end: int) -> int:
        """Where a statement that begins at `begin` ends: after its last list of signatories, or at `end`.

        It goes on where much prose follows a list in its midst.
        """
        own = [z for z in self.zones if begin <= z.lead and z.end <= end and self.prose_between(begin, z.lead)]
        if own and sum(is_sentence(b.text) for b in self.blocks[own[-1].end : end]) < _MUCH_PROSE:
            return own[-1].end
        return end

    def split(
        self,
        document: Document,
        begin: int,
        end: int,
        before: tuple[Block, ...],
        *,
        after_release: bool = False,
        is_release: bool = False,
    ) -> Split:
        """The statement between two positions, with its head and its signatures told apart."""
        end = self.end_of(begin, end)
        own = tuple(self.blocks[begin:end])
        signatures = frozenset(
            i - begin
            for zone in self.zones
            if begin <= zone.lead and zone.end <= end
            for i in range(zone.lead, max(zone.end, zone.lead + 1))
        )
        part = Part(document, own, self.language.code, signatures, _head(own, signatures, self.language))
        after = tuple(self.blocks[end : end + 3])
        return Split(part, before, after=after, after_release=after_release, is_release=is_release)


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
    annex = starts_with(text, language, "parts", "annex") is not None
    if block.kind in ("item", "row") or word_count(text) > (20 if annex else 12) or text.endswith((".", ",", ":", ";")):
        return False
    kinds = tuple(key for key in kind_keys(language) if key != "press-release")
    return contains(text, language, "kinds", *kinds) is not None and not is_sentence(text)


def _head(blocks: Sequence[Block], signatures: frozenset[int], language: Language) -> frozenset[int]:
    """The lines above the body: up to a salutation and the subject line below it, or to the first prose."""
    dated = _last_date_line(blocks, language)
    for i, block in enumerate(blocks[: _HEAD_LINES + 6]):
        if i < dated:
            continue
        if is_salutation(blocks, i, language):
            below = {
                j
                for j in range(i + 1, min(i + 4, len(blocks)))
                if starts_with(blocks[j].text, language, "parts", "subject")
            }
            return frozenset(range(i + 1)) | below
        if is_sentence(block.text) and block.kind != "heading" and i not in signatures and _is_body(blocks, i):
            return frozenset(range(i))
    long = next((i for i, b in enumerate(blocks[:_HEAD_LINES]) if word_count(b.text) > 14 and i not in signatures), 0)
    return frozenset(range(long))


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
