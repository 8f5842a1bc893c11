"""One canonical form of a name, so that spellings of the same name become the same text.

The words (articles, legal forms, spellings) are data: `data/reference/name-words.toml`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from data.name_words import load_name_words

_DROPPED = re.compile("[\u00ad\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼʻ`´ʾʿ′＇"), "'")
_LETTERS = str.maketrans(
    {"آ": "ا", "أ": "ا", "إ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ؤ": "و", "ئ": "ي", "ء": "",
     "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "ħ": "h", "þ": "th", "æ": "ae", "œ": "oe", "ŧ": "t", "ß": "ss"}
)  # fmt: skip
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
_DOTTED = re.compile(r"\b(?:\w\.){2,}(?:\w\b)?")
_ELIDED = re.compile(r"\b(\w{1,4})'(?=\w)")
_OTHER = re.compile(r"[\W_]+")


def fold_letters(text: str) -> str:
    """The text in lower case without accents, bidi controls, tatweel and Arabic vowel marks, with ASCII digits.

    Letters that differ only in writing (hamza forms, alef maqsura, ta marbuta; ø, ł, ß) are one. Fullwidth and
    other compatibility characters are resolved (Unicode Standard Annex 15, NFKC). Idempotent.
    """
    if text.isascii():
        return text.lower()
    for _ in range(4):
        folded = unicodedata.normalize("NFKD", _DROPPED.sub("", text).casefold())
        folded = "".join(c for c in folded if not unicodedata.combining(c)).translate(_LETTERS)
        folded = unicodedata.normalize("NFKC", folded)
        if not folded.isascii():
            folded = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in folded)
        if folded == text:
            break
        text = folded
    return text


def _split_words(name: str) -> list[str]:
    """The folded words of a name: capitals inside a word divide it, dotted letters and possessives are joined."""
    elided = load_name_words().elided
    text = unicodedata.normalize("NFKC", name).translate(_APOSTROPHES)
    text = fold_letters(_CAMEL.sub(" ", text)).replace("&", " and ")
    text = _DOTTED.sub(lambda m: m[0].replace(".", ""), text)
    text = _ELIDED.sub(lambda m: f"{m[1]} " if m[1] in elided else m[1], text).replace("'", "")
    return _OTHER.sub(" ", text).split()


def _trim(words: list[str]) -> list[str]:
    """The words without articles in front and without legal forms and seats behind; never empty."""
    table = load_name_words()
    while len(words) > 1 and words[0] in table.articles:
        words = words[1:]
    while len(words) > 1:
        if len(words) > 2 and " ".join(words[-2:]) in table.legal_forms | table.seats:
            words = words[:-2]
        elif words[-1] in table.legal_forms or words[-1] in table.seats:
            words = words[:-1]
        else:
            break
    return words


@lru_cache(maxsize=200_000)
def normalise_name(name: str) -> str:
    """The canonical form of a name: folded words with one spelling each, divided by single spaces.

    Names that differ only in case, accents, quotes, dashes, `&`, articles in front, legal form behind, British or
    American spelling or Arabic letter forms have the same form. A form is its own form. Empty only for a name
    without letters and digits.
    """
    spelling = load_name_words().spelling
    return " ".join(_trim([spelling.get(word, word) for word in _split_words(name)]))
