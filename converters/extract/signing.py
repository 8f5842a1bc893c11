"""How a line says who signs for whom: "(signed) Ann Doe", "For River Watch: Ann Doe", "on behalf of River Watch"."""

from __future__ import annotations

import re
from functools import lru_cache

from converters.extract.layout import capitalised_share, starts_with, word_count
from converters.extract.vocabulary import folded_text, opens
from converters.phrases import compile_phrases, fold, words_pattern
from data.languages import Language

_TITLES = (("addressees", "offices"), ("signatories", "functions"))
_SHORT_TITLE = 3
_COLON = re.compile(r"\s?:\s")


def signed_mark(text: str, languages: tuple[Language, ...]) -> int:
    """Where a printed signature begins after a mark such as "(signed)"; 0 where there is none."""
    marks = _signed_marks(languages)
    folded = folded_text(text)
    if not folded.startswith(marks):
        return 0
    end = max(len(mark) for mark in marks if folded.startswith(mark))
    return end + len(text[end:]) - len(text[end:].lstrip(" :"))


def is_signed_mark(text: str, languages: tuple[Language, ...]) -> bool:
    """Whether a line is nothing but a mark such as "(signed)"."""
    mark = signed_mark(text, languages)
    return bool(mark) and not text[mark:].strip()


@lru_cache(maxsize=32)
def _signed_marks(languages: tuple[Language, ...]) -> tuple[str, ...]:
    return tuple(fold(mark) for language in languages for mark in language.words("signatories", "signed_mark"))


def for_whom(text: str, language: Language) -> tuple[int, int] | None:
    """Where the body stands in a line such as "For the River Watch: Ann Doe"; None where the line is no such one."""
    lead = starts_with(text, language, "signatories", "on_behalf")
    colon = _COLON.search(text)
    if not lead or not colon or word_count(text[colon.end() :]) > 8:
        return None
    article = words_pattern(language, "signatories", "lower_articles").match(text, lead.end() + 1)
    start = article.end() if article else lead.end()
    start += len(text[start:]) - len(text[start:].lstrip())
    return (start, colon.start()) if start < colon.start() and has_capital(text[start]) else None


def opens_title(text: str, languages: tuple[Language, ...]) -> bool:
    """Whether a text begins with the title of who signs, or is a short one that ends with it ("General Secretary")."""
    words = text.split()
    last = words[-1] if 1 < len(words) <= _SHORT_TITLE and words[-1][:1].isupper() else text
    return any(opens(part, languages, *key) for part in {text, last} for key in _TITLES)


def on_behalf_end(text: str, language: Language) -> int:
    """Where the body begins in a cell such as "For the River Watch"; 0 where the cell is no such one."""
    lead = starts_with(text, language, "signatories", "on_behalf")
    if not lead or lead.start():
        return 0
    article = words_pattern(language, "signatories", "lower_articles").match(text, lead.end() + 1)
    end = article.end() if article else lead.end()
    end += len(text[end:]) - len(text[end:].lstrip())
    return end if end < len(text) and has_capital(text[end]) else 0


def has_capital(letter: str) -> bool:
    """Whether a letter is a capital, or of a script without case."""
    return letter.isalpha() and not letter.islower()


def represented_body(text: str, languages: tuple[Language, ...]) -> str | None:
    """The body in "Ann Doe on behalf of River Watch"; None where a name is no such one."""
    match = _on_behalf(languages).search(folded_text(text))
    body = text[match.end() :].strip() if match else ""
    if not match or not match.start() or not body or capitalised_share(body, languages[0]) < 0.5:
        return None
    article = words_pattern(languages[0], "signatories", "lower_articles").match(body)
    return body[article.end() :].strip() if article else body


@lru_cache(maxsize=32)
def _on_behalf(languages: tuple[Language, ...]) -> re.Pattern[str]:
    """The phrases of several words that say for whom one signs; single words ("for") are in names too."""
    phrases = [p for language in languages for p in language.words("signatories", "on_behalf") if " " in p]
    prefixes = [p for language in languages for p in language.words("writing", "prefixes")]
    return compile_phrases(phrases, prefixes)
