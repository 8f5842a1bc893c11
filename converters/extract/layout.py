"""What a block looks like: furniture of the page, a line of a letter head, a name, a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from converters.extract.triggers import may_hold
from converters.extract.vocabulary import folded_text as folded_text
from converters.extract.vocabulary import holds
from converters.model import Block
from converters.phrases import fold, spacing, words_pattern
from data.languages import Language

_SEPARATORS = re.compile(r"\s[|»>«·•›–—]\s|[|»›]")
_SEPARATOR = re.compile(r"[|»>«·•›–—]")
_TERMINAL = re.compile(r"[.!?؟。]['\"”’»)\]]*$")
_PROSE_END = re.compile(r"[.!?؟。:;؛,،][\"'”’»)\]]*$")
_SPACING = spacing("'.-")
_WORD = re.compile(r"\w[\w'’.-]*")
_SEPARATOR_LINE = re.compile(r"[\W_]+")
_CONTACT = re.compile(r"[\w.+-]+@[\w-]+\.\w|(?:\+|\b00)\d[\d ()/-]{6,}\d|https?://|www\.|\]\(/")


@lru_cache(maxsize=4096)
def word_count(text: str) -> int:
    """The number of words, numbers included."""
    return len(text.translate(_SPACING).split() if text.isascii() else _WORD.findall(text))


def is_separator(block: Block) -> bool:
    """Whether a block is a line of signs only, such as `***`."""
    return _SEPARATOR_LINE.fullmatch(block.text) is not None


@lru_cache(maxsize=4096)
def is_sentence(text: str) -> bool:
    """Whether a text reads as running prose: a line of some length that ends in a stop, or one longer than titles."""
    words = word_count(text)
    if words <= 9 or words > 45:
        return words > 45
    return (_PROSE_END if words > 24 else _TERMINAL).search(text.rstrip()) is not None


@lru_cache(maxsize=4096)
def is_navigation(text: str) -> bool:
    """Whether a line is a menu or a trail of links: two or more separators between short segments."""
    if not _SEPARATOR.search(text):
        return False
    segments = [part for part in _SEPARATORS.split(text) if part.strip()]
    return len(segments) >= 3 and all(word_count(part) <= 4 for part in segments)


def _names_bodies(text: str, language: Language) -> bool:
    """Whether what separators part are names of bodies, of two words or more: a list, no menu."""
    segments = [part for part in _SEPARATORS.split(text) if part.strip()]
    named = [s for s in segments if word_count(s) > 1 and has_organisation_word(s, (language,))]
    return 2 * len(named) > len(segments)


@lru_cache(maxsize=4096)
def is_contact(text: str) -> bool:
    """Whether a short line is a way to reach somebody: e-mail, telephone, address on the web."""
    return word_count(text) <= 20 and _CONTACT.search(text) is not None


def is_furniture(block: Block, language: Language) -> bool:
    """Whether a block belongs to the page, not to the statement, by `[furniture] starts` or by its look."""
    text = block.text
    numbered = block.marker is not None and any(char.isdigit() for char in block.marker)
    listed = numbered or block.kind == "row"
    if is_contact(text) or (is_navigation(text) and not listed and not _names_bodies(text, language)):
        return True
    folded = folded_text(text.strip())
    match = words_pattern(language, "furniture", "starts").match(folded)
    if match is None:
        return folded.startswith("©")
    rest = folded[match.end() :].strip()
    if (
        word_count(rest) <= 12
        and words_pattern(language, "furniture", "starts").search(rest)
        and not _TERMINAL.search(text)
    ):
        return True
    if not rest or rest[0] in ":|>»«·/(-" or " " in match.group():
        return True
    return word_count(rest) <= 3 and block.kind != "item" and _TERMINAL.search(text) is None


def starts_with(text: str, language: Language, section: str, *keys: str) -> re.Match[str] | None:
    """The match of a phrase with which a text begins, quotes and brackets passed over."""
    folded = folded_text(text)
    skip = len(folded) - len(folded.lstrip(" \"'«([*_#"))
    return words_pattern(language, section, *keys).match(folded, skip)


def contains(text: str, language: Language, section: str, *keys: str) -> re.Match[str] | None:
    """The first match of a phrase anywhere in a text."""
    if not may_hold(text, language, section, *keys):
        return None
    return words_pattern(language, section, *keys).search(folded_text(text))


def is_salutation(blocks: Sequence[Block], at: int, language: Language) -> bool:
    """Whether a block greets the addressee: by `[parts] salutation`, or by a title of honour above the first prose."""
    block = blocks[at]
    text = block.text.strip()
    if block.kind in ("item", "row") or word_count(text) > 18 or text.endswith("."):
        return False
    ends = text.endswith((",", ":", "،", "!", "–", "-"))
    below = blocks[at + 1].text if at + 1 < len(blocks) else ""
    if starts_with(text, language, "parts", "salutation"):
        prose = is_sentence(below) and blocks[at + 1].kind not in ("item", "row") and block.kind != "heading"
        return ends or (word_count(text) <= 10 and (prose or not below))
    if not text.endswith((",", "،")) or word_count(text) > 5 or not is_sentence(below):
        return False
    return any(starts_with(text, language, *key) for key in (("persons", "honorifics"), ("addressees", "offices")))


def kind_keys(language: Language) -> tuple[str, ...]:
    """The kinds of text for which a language has words, in the order of its file."""
    return tuple(language.sections.get("kinds", {}))


def is_cased(text: str) -> bool:
    """Whether a text has letters that know upper and lower case."""
    return any(char.isupper() or char.islower() for char in text)


@lru_cache(maxsize=4096)
def capitalised_share(text: str, language: Language) -> float:
    """The share of words with a capital or a digit in front, small words (`particles`) left out; 1 without case."""
    particles = _particles(language)
    words = [_bare_word(w, particles) for w in _WORD.findall(text)]
    cased = [w for w in words if fold(w) not in particles and (is_cased(w) or w[0].isdigit())]
    if not cased:
        return 1.0
    return sum(w[0].isupper() or w[0].isdigit() for w in cased) / len(cased)


@lru_cache(maxsize=32)
def _particles(language: Language) -> frozenset[str]:
    return frozenset(fold(word) for word in language.words("signatories", "particles"))


def _bare_word(word: str, particles: frozenset[str]) -> str:
    """A word without a small word that an apostrophe joins to it (d'élèves)."""
    head, mark, tail = word.replace("’", "'").partition("'")
    return tail if mark and tail and fold(head) in particles else word


@lru_cache(maxsize=4096)
def has_organisation_word(text: str, languages: tuple[Language, ...]) -> bool:
    """Whether a name holds a word that bodies have in their names, in any of the languages."""
    return holds(text, languages, "signatories", "organisation_words")
