"""Sentences that tell somebody what to do: "Please publish it.", "Withdraw the bill.", "Car makers, stop …"."""

from __future__ import annotations

from dataclasses import dataclass

from converters.extract.layout import folded_text, starts_with, word_count
from converters.extract.reading import Reading, Who
from converters.model import Span
from converters.phrases import words_pattern

_NEAR = 60
_CALLED = 6
_MARKED = ("articles", "definite", "indefinite", "demonstratives", "you")


@dataclass(frozen=True, slots=True)
class Imperative:
    """Where an imperative begins in its sentence, and who is told."""

    start: int
    who: Who


def find_imperative(text: str, span: Span, reading: Reading) -> Imperative | None:
    """An imperative to the letter's addressee, or to those whom the sentence calls by name; none to the reader."""
    folded = folded_text(text)
    please = reading.pattern("please").search(folded[:_NEAR])
    if please and not reading.pattern("please_not").match(folded, please.start()):
        return Imperative(please.start(), reading.you) if reading.formal else None
    comma = text.find(",", 0, _NEAR)
    called = _called(text[: max(comma, 0)], span, reading) if _begins(text, comma + 1, reading) and comma > 0 else ()
    if called:
        return Imperative(0, called)
    return Imperative(0, reading.you) if reading.formal and _begins(text, 0, reading) else None


def _begins(text: str, at: int, reading: Reading) -> bool:
    """Whether an imperative begins at a place: a verb with a noun behind it that an article or the like marks."""
    verb = starts_with(text[at:], reading.language, "demands", "imperatives", "imperatives_alone")
    if not verb:
        return False
    alone = reading.pattern("imperatives_alone").fullmatch(verb.group())
    behind = folded_text(text[at:])[verb.end() :].lstrip()
    return alone is not None or words_pattern(reading.language, "addressees", *_MARKED).match(behind) is not None


def _called(phrase: str, span: Span, reading: Reading) -> Who:
    """Those who are called by what stands before a comma, where it holds a word for a body, office or group."""
    words = words_pattern(reading.language, "addressees", "bodies", "offices", "groups")
    if not 0 < word_count(phrase) <= _CALLED or not words.search(folded_text(phrase)):
        return ()
    return reading.named(phrase, span.start, trusted=False)
