"""How many signatories a statement says it has."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from converters.extract.layout import contains, kind_keys, starts_with, word_count
from converters.extract.numbers import FoundNumber, find_numbers
from converters.extract.sentences import split_sentences
from converters.extract.split import Split
from converters.extract.vocabulary import folded_text, holds, is_listed
from converters.model import Block, Count, Evidence, Span
from converters.phrases import words_pattern
from data.languages import Language

_REACH = 5
_REPORTED = 22  # characters before a number in which a word may stand that tells of others ("brings together")
_LABELLED = re.compile(r"\W*[(\[]\s*(\d{1,4})\s*[)\]]\W*")
_SIGNS = re.compile(r"[.|:;]")
_WINDOW = 60  # characters before and after a number that tell what it counts


def find_claimed_count(split: Split, languages: tuple[Language, ...]) -> Count | None:
    """The number of signatories that the text itself claims, exact ones only ("over 220" claims none).

    The statement's own words win over those of an introduction that announces it, "we, the undersigned 12 groups"
    over a number further from the words for signing.
    """
    language = languages[0]
    own = _count_among(split.part.blocks, language, skip=split.part.signature_blocks, release=split.announces)
    before = [*split.before, *(b for b in split.introduction if b not in split.before)]
    return own or _count_among((*before, *split.after), language, skip=frozenset(), release=False)


def _count_among(blocks: Sequence[Block], language: Language, *, skip: frozenset[int], release: bool) -> Count | None:
    best = _headed(blocks, language, skip)
    others = tuple(k for k in kind_keys(language) if k != "press-release")
    for i, block in enumerate(blocks):
        listed = i in skip and block.kind in ("item", "row")
        if listed and not contains(block.text, language, "signatories", "leads"):
            continue
        if not holds(block.text, (language,), "counts", "nouns"):
            continue
        for span in split_sentences(block, language):
            text = block.text[span.start - block.span.start : span.end - block.span.start]
            found = count_in(text, language)
            if found is None or (release and contains(text, language, "kinds", *others)):
                continue
            where = Span(span.start + found.start, span.start + found.end)
            if best is None or found.sureness > best[0]:
                rule = "count beside signing words"
                best = found.sureness, Count(found.value, Evidence(where, found.sureness, rule))
    return best[1] if best else None


def _headed(blocks: Sequence[Block], language: Language, skip: frozenset[int]) -> tuple[float, Count] | None:
    """The number in the heading of a list: "Signatories (38)"."""
    for i in sorted(skip):
        text = blocks[i].text
        lead = starts_with(text, language, "signatories", "leads")
        number = _LABELLED.fullmatch(text, lead.end()) if lead else None
        if number:
            start = blocks[i].span.start + number.start(1)
            where = Span(start, start + len(number[1]))
            return 0.9, Count(int(number[1]), Evidence(where, 0.9, "count in the heading of the list"))
    return None


@dataclass(frozen=True, slots=True)
class _Claim:
    """A number of signatories in a sentence, from `start` to `end`, and how sure it is that it counts them."""

    start: int
    end: int
    value: int
    sureness: float


def count_in(text: str, language: Language) -> _Claim | None:
    """The number of signatories of which a sentence speaks that tells of signing; None where it does not."""
    folded = folded_text(text)
    signing = words_pattern(language, "counts", "signing")
    numbers = find_numbers(folded, language)
    for at, number in enumerate(numbers):
        limit = numbers[at + 1].start if at + 1 < len(numbers) else len(folded)
        noun_end = _counted(folded, number, limit, language)
        if noun_end is None or number.value < 2:
            continue
        near = folded[max(0, number.start - 60) : number.start] + " " + folded[number.end : noun_end + 45]
        opener = is_listed(folded[: number.start], (language,), "counts", "openers")
        if opener or signing.search(near):
            sureness = _sureness(folded, number, noun_end, language)
            return _Claim(number.start, max(noun_end, number.end), number.value, sureness)
    return None


def _sureness(folded: str, number: FoundNumber, noun_end: int, language: Language) -> float:
    """Higher where the word for signing stands next to the number or its noun ("we, sixteen associations")."""
    signing = words_pattern(language, "counts", "signing")
    before = folded[max(0, number.start - _WINDOW) : number.start]
    next_to = any(not before[m.end() :].strip(" ,") for m in signing.finditer(before))
    inside = signing.search(folded, number.end, noun_end)
    after = folded[noun_end : noun_end + _WINDOW].lstrip(" ,")
    return 0.92 if next_to or inside or signing.match(after) else 0.85


def _counted(folded: str, number: FoundNumber, limit: int, language: Language) -> int | None:
    """Where the noun for signatories ends that a number counts; None where it counts others, or not exactly."""
    nouns = words_pattern(language, "counts", "nouns")
    before = folded[max(0, number.start - _WINDOW) : number.start]
    if contains(before[-22:], language, "numbers", "inexact"):
        return None
    if contains(before[-_REPORTED:], language, "counts", "not_signing"):
        return None
    if language.words("numbers", "prefixes") and any(not before[m.end() :].strip() for m in nouns.finditer(before)):
        return number.end
    label = next(reversed([*nouns.finditer(before)]), None)
    if label and before[label.end() :].strip() == ":":
        return number.end
    noun = nouns.search(folded, number.end, min(limit, number.end + 2 * _WINDOW))
    if not noun:
        return None
    between = folded[number.end : noun.start()]
    if word_count(between) > _REACH or _SIGNS.search(between) or contains(between, language, "counts", "part_of"):
        return None
    after = folded[noun.end() : noun.end() + _WINDOW]
    if contains(between, language, "signatories", "others") or starts_with(after, language, "signatories", "others"):
        return None
    return None if contains(after[:25], language, "counts", "not_signing") else noun.end()
