"""One printed signature taken apart: name, acronym, country, title or affiliation; organisation or person."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale

from converters.extract.layout import capitalised_share, contains, folded_text, starts_with, word_count
from converters.model import AgentKind
from converters.phrases import fold, words_pattern
from data.languages import Language

_DASH = re.compile(r"\s+[-–—]{1,2}\s*|\s*[–—]{1,2}\s+|(?<=\w)-\s+|\s*--\s*")
_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]+)[)\]]\s*(?=[.,;/]|$|\s)")
_TAIL_SLASH = re.compile(r"\s*/\s*")
_QUOTED_TAIL = re.compile(r"\s+[\"“«„‘]([^\"”»’]{2,40})[\"”»’]$")
_COLON = re.compile(r"\s?:\s")
_CAPITALS = re.compile(r"[A-ZÀ-ÞŁŞĞİŠŽČĆ][A-Z0-9À-ÞŁŞĞİŠŽČĆ&.\-]{1,12}")


@dataclass(frozen=True, slots=True)
class Name:
    """A printed signature in parts; `printed` is the whole without list marks."""

    printed: str
    name: str
    kind: AgentKind
    acronym: str | None = None
    country: str | None = None
    qualifier: str | None = None


@lru_cache(maxsize=64)
def country_names(language: Language) -> frozenset[str]:
    """All names of countries that a language knows, folded: CLDR's and those of `[countries] names`."""
    locale = Locale.parse(language.code) if language.code else None
    territories = locale.territories if locale else {}
    names = {fold(name) for code, name in territories.items() if len(code) == 2}
    return frozenset(names | {fold(name) for name in language.words("countries", "names")})


def is_country(text: str, languages: tuple[Language, ...]) -> bool:
    """Whether a text is nothing but the name of a country in one of the languages."""
    folded = fold(text).strip(" .,")
    for language in languages:
        article = words_pattern(language, "addressees", "articles").match(folded)
        bare = folded[article.end() :].strip() if article else folded
        if folded in country_names(language) or bare in country_names(language):
            return True
    return False


def is_acronym(text: str) -> bool:
    """Whether a text is written as acronyms are: one token, mostly capitals, two to thirteen signs."""
    if " " in text or not 2 <= len(text) <= 13:
        return False
    letters = [c for c in text if c.isalpha()]
    return bool(letters) and sum(c.isupper() for c in letters) * 2 > len(letters) and text[0].isalnum()


def signed_mark(text: str, languages: tuple[Language, ...]) -> int:
    """Where a printed signature begins after a mark such as "(signed)"; 0 where there is none."""
    folded = folded_text(text)
    for language in languages:
        for mark in language.words("signatories", "signed_mark"):
            if folded.startswith(mark):
                return len(mark) + len(text[len(mark) :]) - len(text[len(mark) :].lstrip(" :"))
    return 0


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


def has_capital(letter: str) -> bool:
    """Whether a letter is a capital, or of a script without case."""
    return letter.isalpha() and not letter.islower()


def parse_name(printed: str, languages: tuple[Language, ...], *, person: bool | None = None) -> Name:
    """Take a printed signature apart; `languages` has the document's first, then all others.

    `person` says what the list's own heading says; None leaves it to the name.
    """
    text = printed.strip(" \t\n;,").strip()
    printed = text
    kind = _kind(text, languages, person)
    if kind == "person":
        return _parse_person(printed, languages)
    acronym, country, qualifier = None, None, None
    text = text[:-1].rstrip() if text.endswith(".") and not text.endswith((" e.V.", "A.C.", "Inc.", "Ltd.")) else text
    text, bracket = _take_brackets(text)
    for inner in bracket:
        if is_country(inner, languages):
            country = inner
        elif acronym is None and _is_short_form(inner, text):
            acronym = inner
            qualifier = inner if _may_be_place(inner, text, languages) else qualifier
        elif is_acronym(text) or (word_count(text) == 1 and word_count(inner) >= 3):
            acronym, text = text, inner
        else:
            qualifier = inner
    text, comma = _take_comma(text, languages)
    country = country or comma
    text, acronym, country = _take_dashes(text, acronym, country, languages)
    if acronym is None:
        text, acronym = _take_quoted(text)
    if acronym is None:
        text, acronym = _take_edge_acronym(text, languages)
    return Name(printed, text.strip(" ,;"), "organisation", acronym, country, qualifier)


def _take_brackets(text: str) -> tuple[str, list[str]]:
    found = [m.group(1).strip(" \"“”'«»") for m in _BRACKETS.finditer(text)]
    return _BRACKETS.sub(" ", text).replace("  ", " ").strip(" ,"), [f for f in found if f]


def _may_be_place(inner: str, outer: str, languages: tuple[Language, ...]) -> bool:
    """Whether a short form in brackets could as well be a place: words with one capital each, none of the name's."""
    plain = all(word[:1].isupper() and word[1:].islower() for word in re.split(r"[\s-]+", inner) if word)
    return plain and not set(fold(inner).split()) & set(fold(outer).split()) and is_place(inner, outer, languages)


def _is_short_form(inner: str, outer: str) -> bool:
    if is_acronym(inner):
        return True
    inside, outside = fold(inner).split(), fold(outer).split()
    return len(inside) < len(outside) and (
        len(inside) == 1 or set(inside) <= set(outside) or any(map(is_acronym, inner.split()))
    )


def _take_comma(text: str, languages: tuple[Language, ...]) -> tuple[str, str | None]:
    head, comma, tail = text.rpartition(",")
    if comma and (is_country(tail, languages) or is_place(tail, head, languages)):
        return head.strip(), tail.strip(" .")
    return text, None


def _take_dashes(
    text: str, acronym: str | None, country: str | None, languages: tuple[Language, ...]
) -> tuple[str, str | None, str | None]:
    parts = [part.strip() for part in _DASH.split(text)]
    if len(parts) == 1:
        parts = [part.strip() for part in _TAIL_SLASH.split(text)]
    if len(parts) != 2 or not all(parts):
        return text, acronym, country
    first, last = parts
    if is_country(last, languages):
        return first, acronym, country or last
    if acronym is None and is_acronym(last) and not is_acronym(first):
        return first, last, country
    if acronym is None and _is_head_form(first, last):
        return last, first, country
    if (
        acronym is None
        and word_count(last) == 1
        and word_count(first) >= 4
        and "-" in text
        and _stands_apart(text, last)
    ):
        return first, last, country
    if is_place(last, first, languages):
        return text, acronym, country or last
    return text, acronym, country


def is_place(text: str, beside: str, languages: tuple[Language, ...]) -> bool:
    """Whether the tail of a name reads as a place: up to three words with capitals, none that bodies are named by."""
    text = text.strip(" .,")
    if not 1 <= word_count(text) <= 3 or word_count(beside) < 2 or is_acronym(text):
        return False
    if any(contains(text, language, "signatories", "organisation_words") for language in languages):
        return False
    return capitalised_share(text, languages[0]) == 1.0


def _is_head_form(first: str, last: str) -> bool:
    return (
        (is_acronym(first) or word_count(first) <= 2)
        and word_count(last) >= 4
        and word_count(first) * 2 < word_count(last)
    )


def _stands_apart(text: str, last: str) -> bool:
    return re.search(rf"\s[-–—]{{1,2}}\s{re.escape(last)}$", text) is not None


def _take_quoted(text: str) -> tuple[str, str | None]:
    match = _QUOTED_TAIL.search(text)
    if match and word_count(match.group(1)) == 1:
        return text[: match.start()].strip(), match.group(1)
    return text, None


def _take_edge_acronym(text: str, languages: tuple[Language, ...]) -> tuple[str, str | None]:
    words = text.split()
    if len(words) < 4 or text.isupper():
        return text, None
    first, last = words[0], words[-1]
    if len(last) >= 3 and _CAPITALS.fullmatch(last) and not _CAPITALS.fullmatch(words[-2]):
        return " ".join(words[:-1]), last
    opens = any(contains(words[1], language, "signatories", "organisation_words") for language in languages)
    if len(first) >= 3 and _CAPITALS.fullmatch(first) and opens and word_count(" ".join(words[1:])) >= 4:
        return " ".join(words[1:]), first
    return text, None


def _kind(text: str, languages: tuple[Language, ...], person: bool | None) -> AgentKind:
    if person is not None and person:
        return "person" if not _opens_as_body(text, languages) else "organisation"
    return "person" if is_person(text, languages) else "organisation"


def _opens_as_body(text: str, languages: tuple[Language, ...]) -> bool:
    head = re.split(r"[,(;]", text)[0]
    named = any(starts_with(head, language, "persons", "honorifics") for language in languages)
    return not named and any(contains(head, language, "signatories", "organisation_words") for language in languages)


def is_person(text: str, languages: tuple[Language, ...]) -> bool:
    """Whether a printed name is a person's: an honorific, a given name and a surname, or an occupation beside it."""
    head, *rest = re.split(r"\s*[,(;]\s*|\s[–—-]\s", text, maxsplit=1)
    words = head.split()
    honorific = any(starts_with(head, language, "persons", "honorifics") for language in languages)
    if any(contains(head, language, "signatories", "organisation_words") for language in languages):
        return False
    if honorific and 2 <= len(words) <= 7:
        return True
    if not 2 <= len(words) <= 6 or any(any(c.isdigit() for c in w) for w in words):
        return False
    if capitalised_share(head, languages[0]) < 1.0 or (len(words) == 2 and is_acronym(words[1]) and len(words[1]) > 3):
        return False
    given = any(starts_with(words[0], language, "persons", "given_names") for language in languages)
    if given:
        return True
    return bool(rest) and any(starts_with(rest[0], language, "persons", "occupations") for language in languages)


def _parse_person(printed: str, languages: tuple[Language, ...]) -> Name:
    head, *rest = re.split(r"\s*,\s*|\s+[–—-]\s+|\s*\((?=[^)]*\)$)", printed, maxsplit=1)
    tail = rest[0].rstrip(") ") if rest else None
    if tail and word_count(head) == 1 and word_count(tail) <= 3 and "," not in tail:
        head, tail = f"{tail} {head}", None
    name = head
    for language in languages:
        while (match := starts_with(name, language, "persons", "honorifics")) and match.end() < len(name):
            name = name[match.end() :].lstrip(" .")
    words = name.split()
    while len(words) > 2 and any(
        starts_with(words[-1], lang, "persons", "post_nominals") or words[-1].isupper() for lang in languages
    ):
        words.pop()
    country = None
    if tail:
        last = tail.rpartition(",")[2].strip()
        country = last if is_country(last, languages) else None
    return Name(printed, " ".join(words).strip(" ,"), "person", None, country, tail)
