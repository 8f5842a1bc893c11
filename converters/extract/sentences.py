"""Sentences of a block, by its own punctuation and the abbreviations that a language lists."""

from __future__ import annotations

import re
from functools import lru_cache

from converters.model import Block, Span
from data.languages import Language

_END = re.compile(r"[.!?؟…][.!?؟…]*[\"'”’»)\]]*(?=\s|$)")


def split_sentences(block: Block, language: Language) -> list[Span]:
    """The sentences of a block as stretches of the document's text, in order, without white space around them.

    A full stop after an abbreviation (`[sentences] abbreviations`), an initial or before a lower-case letter ends
    nothing.
    """
    abbreviations = _abbreviations(language)
    text, start, spans = block.text, 0, []
    for match in _END.finditer(text):
        if _ends_sentence(text, match, abbreviations):
            spans.append((start, match.end()))
            start = match.end()
    spans.append((start, len(text)))
    return [span for begin, end in spans if (span := trim(text, begin, end, block.span.start)) is not None]


@lru_cache(maxsize=32)
def _abbreviations(language: Language) -> frozenset[str]:
    return frozenset(word.casefold() for word in language.words("sentences", "abbreviations"))


def trim(text: str, start: int, end: int, offset: int) -> Span | None:
    """The stretch of `text` without white space at its ends, moved by `offset`; None where nothing is left."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(offset + start, offset + end) if end > start else None


def _ends_sentence(text: str, match: re.Match[str], abbreviations: frozenset[str]) -> bool:
    if not match.group().startswith("."):
        return True
    before = text[: match.start()].rsplit(None, 1)
    word = before[-1].lstrip('(“"«[') if before else ""
    if word.casefold() in abbreviations or (len(word) == 1 and word.isupper()):
        return False
    following = text[match.end() :].lstrip()[:1]
    return not following.islower()
