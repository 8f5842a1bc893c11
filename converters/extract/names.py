"""One printed signature taken apart: name, acronym, country, title or affiliation; organisation or person."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from babel import Locale

from converters.extract.layout import (
    capitalised_share,
    has_organisation_word,
    is_cased,
    starts_with,
    word_count,
)
from converters.extract.signing import represented_body
from converters.extract.vocabulary import opens
from converters.model import AgentKind
from converters.phrases import fold, words_pattern
from data.languages import Language

_DASH = re.compile(r"\s+[-–—]{1,2}\s*|\s*[–—]{1,2}\s+|(?<=\w)-\s+|\s*--\s*")
_COLUMNS = re.compile(r"[ \u00a0]{3,}|\t+")
_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]+)[)\]]\s*(?=[.,;/]|$|\s)")
_TAIL_SLASH = re.compile(r"\s*/\s*")
_QUOTED_TAIL = re.compile(r"\s+[\"“«„‘]([^\"”»’]{2,40})[\"”»’]$")
_PERSON_PARTS = re.compile(r"\s*[,،(;]\s*|\s+[–—-]\s+")
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


@lru_cache(maxsize=4096)
def is_country(text: str, languages: tuple[Language, ...]) -> bool:
    """Whether a text is nothing but the name of a country in one of the languages."""
    folded = fold(text).strip(" ,")
    if not _all_countries(languages).isdisjoint((folded, folded.strip("."))):
        return True
    for language in languages:
        article = words_pattern(language, "addressees", "articles").match(folded)
        if article and folded[article.end() :].strip() in country_names(language):
            return True
    return False


@lru_cache(maxsize=32)
def _all_countries(languages: tuple[Language, ...]) -> frozenset[str]:
    return frozenset[str]().union(*map(country_names, languages))


def is_acronym(text: str) -> bool:
    """Whether a text is written as acronyms are: one token, mostly capitals, two to thirteen signs."""
    if " " in text or not 2 <= len(text) <= 13:
        return False
    letters = [c for c in text if c.isalpha()]
    return bool(letters) and sum(c.isupper() for c in letters) * 2 > len(letters) and text[0].isalnum()


def parse_name(printed: str, languages: tuple[Language, ...], *, person: bool | None = None) -> Name:
    """Take a printed signature apart; `languages` has the document's first, then all others.

    `person` says what the list's own heading says; None leaves it to the name.
    """
    text = printed.strip(" \t\n;,").strip()
    printed = text
    body = represented_body(text, languages)
    if body:
        name = parse_name(body, languages, person=False)
        return replace(name, printed=printed, qualifier=name.qualifier or text[: len(text) - len(body)].strip())
    text, *columns = _COLUMNS.split(text)
    kind = _kind(text, languages, person)
    if kind == "person":
        return replace(_parse_person(", ".join([text, *columns]), languages), printed=printed)
    acronym, country, qualifier = None, None, ", ".join(columns) or None
    text = text[:-1].rstrip() if text.endswith(".") and not _ends_in_legal_form(text, languages) else text
    text, bracket = _take_brackets(text)
    country = next((column for column in columns if is_country(column, languages)), None)
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


def _ends_in_legal_form(text: str, languages: tuple[Language, ...]) -> bool:
    """Whether a name ends in an abbreviation that keeps its stop ("Inc."), by `[signatories] legal_forms`."""
    last = fold(text.rpartition(" ")[2])
    return any(last in map(fold, language.words("signatories", "legal_forms")) for language in languages)


def _take_brackets(text: str) -> tuple[str, list[str]]:
    if "(" not in text and "[" not in text:
        return text.replace("  ", " ").strip(" ,"), []
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
    if 2 <= len(inside) < len(outside) and inside[0] == outside[0]:
        return True
    return len(inside) < len(outside) and (
        len(inside) == 1 or set(inside) <= set(outside) or any(map(is_acronym, inner.split()))
    )


def _take_comma(text: str, languages: tuple[Language, ...]) -> tuple[str, str | None]:
    at = max(text.rfind(sign) for sign in ",،")
    head, comma, tail = text[: max(at, 0)], at > 0, text[at + 1 :]
    if comma and (is_country(tail, languages) or is_place(tail, head, languages)):
        return head.strip(), tail.strip(" .")
    return text, None


def _take_dashes(
    text: str, acronym: str | None, country: str | None, languages: tuple[Language, ...]
) -> tuple[str, str | None, str | None]:
    parts = [part.strip() for part in _DASH.split(text)]
    if len(parts) == 1:
        parts = [part.strip() for part in _TAIL_SLASH.split(text)]
    if len(parts) == 3 and (is_country(parts[-1], languages) or is_place(parts[-1], parts[0], languages)):
        return _DASH.sub(" – ", text).rpartition(" – ")[0], acronym, country or parts[-1]
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
    if has_organisation_word(text, languages):
        return False
    return capitalised_share(text, languages[0]) == 1.0


def _is_head_form(first: str, last: str) -> bool:
    return (
        (is_acronym(first) or word_count(first) <= 2)
        and word_count(last) >= (3 if is_acronym(first) and first.isupper() else 4)
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
    opens = has_organisation_word(words[1], languages)
    if len(first) >= 3 and _CAPITALS.fullmatch(first) and opens and word_count(" ".join(words[1:])) >= 4:
        return " ".join(words[1:]), first
    return text, None


def _kind(text: str, languages: tuple[Language, ...], person: bool | None) -> AgentKind:
    if person is not None and person:
        return "person" if not _opens_as_body(text, languages) else "organisation"
    return "person" if is_person(text, languages) else "organisation"


def _opens_as_body(text: str, languages: tuple[Language, ...]) -> bool:
    head = re.split(r"[,(;]", text)[0]
    return not _starts(head, languages, "honorifics") and has_organisation_word(head, languages)


@lru_cache(maxsize=4096)
def is_person(text: str, languages: tuple[Language, ...]) -> bool:
    """Whether a printed name is a person's: an honorific, a given name and a surname, or an occupation beside it."""
    head, *rest = _PERSON_PARTS.split(text, maxsplit=1)
    words = head.split()
    tail = rest[0].strip(" )") if rest else ""
    if not words or has_organisation_word(head, languages) or any(c.isdigit() for c in head):
        return False
    if _starts(head, languages, "honorifics") and 2 <= len(words) <= 7:
        return True
    if _is_surname_first(words, tail, languages):
        return True
    given = _starts(words[0], languages, "given_names")
    if given and len(words) > 1 and words[1].islower() and fold(words[1]) not in _name_particles(languages):
        return True
    if not 2 <= len(words) <= 6 or capitalised_share(head, languages[0]) < 1.0:
        return False
    if len(words) == 2 and is_acronym(words[1]) and len(words[1]) > 3 and not given:
        return False
    last = len(words) == 2 and is_cased(text) and _starts(words[1], languages, "given_names")
    return given or last or (bool(tail) and _starts(tail, languages, "occupations"))


def _starts(text: str, languages: tuple[Language, ...], key: str) -> bool:
    return opens(text, languages, "persons", key)


def _is_surname_first(words: Sequence[str], tail: str, languages: tuple[Language, ...]) -> bool:
    """Whether a name is printed as "Surname, Given (occupation)"."""
    given = _PERSON_PARTS.split(_without_honorifics(tail, languages), maxsplit=1)[0]
    if not given or len(words) > 3 or word_count(given) > 3 or not all(w[:1].isupper() for w in words):
        return False
    return _starts(given, languages, "given_names") and capitalised_share(given, languages[0]) == 1.0


@lru_cache(maxsize=32)
def _name_particles(languages: tuple[Language, ...]) -> frozenset[str]:
    """Small words inside surnames, which tell nothing."""
    return frozenset(fold(word) for language in languages for word in language.words("persons", "particles"))


def _without_honorifics(text: str, languages: tuple[Language, ...]) -> str:
    if not _starts(text, languages, "honorifics"):
        return text
    for language in languages:
        while (match := starts_with(text, language, "persons", "honorifics")) and match.end() < len(text):
            text = text[match.end() :].lstrip(" .")
    return text


def _parse_person(printed: str, languages: tuple[Language, ...]) -> Name:
    head, *rest = _PERSON_PARTS.split(printed, maxsplit=1)
    tail = rest[0].strip() if rest else ""
    tail = tail[:-1].rstrip() if tail.count(")") > tail.count("(") else tail
    given, *beyond = _PERSON_PARTS.split(tail, maxsplit=1)
    given = _without_honorifics(given, languages).strip()
    if given and _is_surname_first(head.split(), given, languages):
        head, tail = f"{given} {head}", beyond[0].strip(" )") if beyond else ""
    words = _without_honorifics(head, languages).split()
    while len(words) > 2 and _is_post_nominal(words[-1], languages):
        words.pop()
    words = _given_first(words)
    small = next((i for i, word in enumerate(words) if i and word.islower()), None)
    if small and fold(words[small]) not in _name_particles(languages):
        words = words[:small]
    last = tail.rpartition(",")[2].strip()
    country = last if tail and is_country(last, languages) else None
    return Name(printed, " ".join(words).strip(" ,"), "person", None, country, tail or None)


def _is_post_nominal(word: str, languages: tuple[Language, ...]) -> bool:
    return (word.isupper() and len(word) < 4) or _starts(word, languages, "post_nominals")


def _given_first(words: list[str]) -> list[str]:
    """The words of a name with the surnames in capitals moved behind the given name (DUVAL Marie)."""
    upper = 0
    while upper < len(words) and words[upper].isupper() and len(words[upper]) > 1 and "." not in words[upper]:
        upper += 1
    return [*words[upper:], *words[:upper]] if 0 < upper < len(words) else words
