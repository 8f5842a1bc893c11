"""Noun phrases: articles, titles and prepositions before a name taken off, and how far a party's name reaches."""

from __future__ import annotations

import re

from converters.extract.layout import folded_text, is_cased, starts_with, word_count
from converters.phrases import words_pattern
from data.languages import Language

TRAILING = " \t\n,;:.،؛-–—*"
_POST_NOMINAL = re.compile(r"(?:\s+(?:[A-Z]{2,4}|M\.P\.|Ph\.D\.))+$")
_CAPITAL = re.compile(r"\s*([\w&][\w'’&/-]*)")
_NEXT = re.compile(r"\s*(\w+)")
_REACH = 90


def strip_to(text: str, language: Language) -> str:
    """A text without "To", "To the", "For the attention of" in front."""
    match = starts_with(text, language, "addressees", "to")
    return text[match.end() :].lstrip(" :") if match else text


def strip_honorific(text: str, language: Language) -> str:
    """A name without honorifics before it and letters after it ("Hon. Jane Roe KC" → "Jane Roe")."""
    while match := starts_with(text, language, "addressees", "honorifics"):
        rest = text[match.end() :].lstrip(" .,")
        if not rest:
            break
        text = rest
    for suffix in language.words("addressees", "honorific_suffixes"):
        if folded_text(text).endswith(" " + folded_text(suffix)):
            text = text[: len(text) - len(suffix) - 1]
    return _POST_NOMINAL.sub("", text).strip(TRAILING) or text


def strip_articles(text: str, language: Language) -> str:
    """A noun phrase without articles and the like in front."""
    while match := starts_with(text, language, "addressees", "articles"):
        rest = text[match.end() :].lstrip()
        if not rest:
            break
        text = rest
    return text


def leading_party(text: str, language: Language, *, named: bool = False) -> int | None:
    """How far a noun phrase that names a party reaches at the beginning of a text; None where there is none.

    With `named`, capitals after an article are enough ("the Northern Front"); else it takes a word for a party.
    """
    if not is_cased(text):
        return _leading_uncased(text, language)
    folded = folded_text(text)
    definite = starts_with(text, language, "addressees", "definite")
    begin = definite.end() if definite else 0
    if not definite and not text[:1].isupper() and not words_pattern(language, "addressees", "groups").match(folded):
        return None
    found = words_pattern(language, "addressees", "bodies", "offices", "groups").search(folded[: begin + _REACH], begin)
    end = _capital_name(text, begin) if definite or text[:1].isupper() else begin
    if found and word_count(folded[begin : found.start()]) <= 3:
        between = folded[begin : found.start()]
        if not words_pattern(language, "addressees", "of", "breaks", "articles").search(between) and not words_pattern(
            language, "demands", "undergo", "modals"
        ).search(between):
            return _through_links(text, folded, max(end, found.end()), language)
    return _through_links(text, folded, end, language) if named and definite and end > begin else None


def _capital_name(text: str, at: int) -> int:
    """Where a run of capitalised words that begins at `at` ends."""
    end = at
    while (word := _CAPITAL.match(text, end)) is not None and word.group(1)[:1].isupper():
        end = word.end()
    return end


def _through_links(text: str, folded: str, end: int, language: Language) -> int:
    """Past "of the …" and the capitalised words behind it, as often as they follow."""
    end = _capital_name(text, end)
    of = words_pattern(language, "addressees", "of")
    joint = words_pattern(language, "signatories", "and")
    while True:
        at = _skip_space(folded, end)
        link = of.match(folded, at) or joint.match(folded, at)
        if not link:
            return end
        reach = _capital_name(text, _skip_space(folded, link.end()))
        if reach <= _skip_space(folded, link.end()):
            return end
        end = reach


def _leading_uncased(text: str, language: Language) -> int | None:
    """In a script without capitals: a word for a body or office, then the words that are definite."""
    folded = folded_text(text)
    skip = starts_with(text, language, "addressees", "definite")
    at = _skip_space(folded, skip.end()) if skip else 0
    found = words_pattern(language, "addressees", "bodies", "offices", "groups").match(folded, at)
    prefixes = tuple(folded_text(p) for p in language.words("addressees", "definite_prefixes"))
    word = _NEXT.match(folded, at)
    if not found:
        return word.end() if word and word.group(1).startswith(prefixes) and prefixes else None
    end, definite = found.end(), found.group().split()[-1].startswith(prefixes)
    small = words_pattern(language, "demands", "content_marks", "object_marks")
    while (word := _NEXT.match(folded, end)) is not None:
        if small.fullmatch(word.group(1)):
            break
        if word.group(1).startswith(prefixes):
            definite = True
        elif definite or end != found.end():
            break
        end = word.end()
    return end


def _skip_space(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at
