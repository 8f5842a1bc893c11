"""A block's text made ready for matching: folded, without vowel marks, split into words that a pattern may start at.

A pattern is tried only at words that can begin it, so a text is gone through once, whatever the number of patterns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import compress, count

from converters.extract.vocabulary import folded_text, token_set, tokens
from converters.phrases import MARKS, fold
from data import Language

WORD = re.compile(r"\w+")
_MARKS = re.compile(f"[{MARKS}]")
_MARK_SET = frozenset(char for char in map(chr, range(0x600, 0x700)) if _MARKS.match(char))


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where a text names an instrument, by its key, or stands for one by its form ("the Covenant", no key).

    `options` are the keys that a doubtful name may mean. `needs` says what a citation takes: "locator" for a phrase
    that names a law only together with a number, "body" for a general comment whose committee is not known yet.
    `party` marks "States Parties to …", which names the parties, not the law. `english` is the English name of a law
    that the text names in another script.
    """

    start: int
    end: int
    key: str
    form: str
    confidence: float
    rule: str = "gazetteer"
    known: bool = True
    label: str = ""
    jurisdiction: str | None = None
    options: tuple[str, ...] = ()
    needs: str = ""
    party: bool = False
    english: str = ""


@dataclass(slots=True)
class Passage:
    """A text, its folded form of the same positions, its words, and the instruments that it mentions, in order."""

    text: str
    folded: str
    offset: int
    heading: bool
    kept: tuple[int, ...] = ()
    words: Sequence[str] = ()
    vocabulary: frozenset[str] = frozenset()
    spans: list[tuple[int, int]] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)

    def at(self, position: int) -> int:
        """The document's position of a position in `text`; an end may be the length of `text`."""
        if not self.kept:
            return self.offset + position
        return self.offset + (self.kept[position] if position < len(self.kept) else self.kept[-1] + 1)

    def starts(self, words: frozenset[str]) -> list[int]:
        """Where the words stand that a pattern may begin with, from left to right."""
        return [self.spans[place][0] for place in self.places(words)]

    def find(self, pattern: re.Pattern[str], words: frozenset[str]) -> Iterator[re.Match[str]]:
        """The matches of a pattern that begins with one of the words, from left to right, without overlaps."""
        end = 0
        for start in self.starts(words):
            if start >= end and (match := pattern.match(self.folded, start)):
                end = match.end()
                yield match

    def places(self, words: frozenset[str]) -> list[int]:
        """The numbers of the words that are among `words`; `spans` holds where they stand."""
        shared = self.vocabulary & words
        if shared and not self.spans:
            self.spans = list(map(re.Match.span, WORD.finditer(self.folded)))
        return list(compress(count(), map(shared.__contains__, self.words))) if shared else []


def make_passage(text: str, offset: int, heading: bool) -> Passage:
    """The passage of a text that starts at `offset` of its document; Arabic vowel marks and tatweel are left out."""
    kept: tuple[int, ...] = ()
    if _MARKS.search(text):
        kept = tuple(i for i, char in enumerate(text) if char not in _MARK_SET)
        text = _MARKS.sub("", text)
    return Passage(text, folded_text(text), offset, heading, kept, tokens(text), token_set(text))


def plain(word: str) -> str:
    """A word or phrase as it stands in folded passages."""
    return _MARKS.sub("", fold(word))


def word_source(words: Iterable[str]) -> str:
    """Pattern source for any of the words, which may end in an apostrophe or full stop ("l'", "art.")."""
    ordered = sorted({plain(word) for word in words}, key=lambda word: (-len(word), word))
    if not ordered:
        return r"(?!)"
    return "(?:" + "|".join(r"\s+".join(map(re.escape, word.split())) for word in ordered) + r")(?:(?<=\W)|(?!\w))"


def glued_source(words: Iterable[str]) -> str:
    """Pattern source for any of the words, whatever follows: a letter written before a number ("و14"), "n°"."""
    ordered = sorted({plain(word) for word in words}, key=lambda word: (-len(word), word))
    return "(?:" + "|".join(map(re.escape, ordered)) + ")" if ordered else r"(?!)"


def prefix_source(language: Language) -> str:
    """Pattern source for the letters that the language may write before a word, if any."""
    prefixes = sorted(map(plain, language.words("law", "prefixes")), key=lambda p: (-len(p), p))
    return f"(?:{'|'.join(prefixes)})?" if prefixes else ""


def first_words(words: Iterable[str], language: Language) -> frozenset[str]:
    """What a passage's word may be where one of the phrases begins, prefixes included."""
    first = {WORD.findall(plain(word))[0] for word in words if WORD.search(plain(word))}
    prefixes = [plain(prefix) for prefix in language.words("law", "prefixes")]
    return frozenset(first | {prefix + word for prefix in prefixes for word in first})
