"""The capacity in which somebody is addressed: an office, its holder, the body that its name ends with."""

from __future__ import annotations

import re

from converters.extract.layout import capitalised_share, folded_text, is_cased, word_count
from converters.extract.nouns import TRAILING, strip_articles, strip_honorific
from converters.phrases import words_pattern
from data.languages import Language

_COMMA = re.compile(r"\s*[,،]\s*")


def main_part(text: str, language: Language) -> str:
    """The part of a noun phrase before "of", "by", "from" …, which holds its main word."""
    link = words_pattern(language, "addressees", "of", "breaks").search(folded_text(text), 1)
    return text[: link.start()] if link else text


def is_office(text: str, language: Language) -> bool:
    """Whether the main word of a phrase is an office that a person holds."""
    folded = folded_text(strip_articles(text, language))
    match = words_pattern(language, "addressees", "offices").search(folded)
    if match is None or word_count(folded[: match.start()]) > (4 if is_cased(text) else 1):
        return False
    stop = words_pattern(language, "addressees", "of", "breaks").search(folded, 1)
    if stop and stop.start() < match.start():
        return False
    return is_cased(text) or not words_pattern(language, "addressees", "bodies").match(folded)


def is_body(text: str, language: Language) -> bool:
    """Whether a line names a body: one of its words, and mostly capitals where the script has them."""
    folded = folded_text(text)
    named = words_pattern(language, "addressees", "bodies").search(folded) or words_pattern(
        language, "signatories", "organisation_words"
    ).search(folded)
    return named is not None and (not is_cased(text) or capitalised_share(text, language) >= 0.6)


def split_office(text: str, language: Language) -> tuple[str, str | None]:
    """An office and the body that its own name ends with: "President of the Assembly" keeps both in the label."""
    folded = folded_text(text)
    bodies = words_pattern(language, "addressees", "bodies")
    for match in words_pattern(language, "addressees", "of").finditer(folded):
        tail = strip_articles(text[match.end() :].strip(), language)
        if bodies.search(folded_text(main_part(tail, language))) and capitalised_share(tail, language) >= 0.75:
            return text.strip(TRAILING), tail.strip(TRAILING)
    return text.strip(TRAILING), None


def split_holder(text: str, language: Language) -> tuple[str, str | None]:
    """An office with a name behind it, in two: after a comma, or the last two to four capitalised words."""
    pieces = _COMMA.split(text)
    if len(pieces) > 1:
        name = strip_honorific(pieces[1], language)
        known = words_pattern(language, "addressees", "bodies", "offices").search(folded_text(name))
        if not known and 2 <= word_count(name) <= 5 and capitalised_share(name, language) == 1.0:
            return pieces[0], name
        text = pieces[0]
    if not is_cased(text):
        return _split_at_honorific(text, language)
    words = text.split()
    inside = words_pattern(language, "addressees", "bodies", "offices", "honorifics", "nouns")
    at = len(words)
    while at > 0 and words[at - 1][:1].isupper() and not inside.search(folded_text(words[at - 1])):
        at -= 1
    while at < len(words) - 1 and inside.search(folded_text(words[at])):
        at += 1
    office, name = " ".join(words[:at]), " ".join(words[at:])
    ends_open = words_pattern(language, "addressees", "of").search(folded_text(words[at - 1])) if at else None
    joined = at and words_pattern(language, "signatories", "and").fullmatch(folded_text(words[at - 1]))
    least = 1 if at and words_pattern(language, "addressees", "offices").fullmatch(folded_text(office)) else 2
    if least <= len(words) - at <= 4 and office and not ends_open and not joined and is_office(office, language):
        return strip_honorific(office, language).strip(TRAILING) or office, name
    return text, None


def _split_at_honorific(text: str, language: Language) -> tuple[str, str | None]:
    match = words_pattern(language, "addressees", "honorifics").search(folded_text(text), 1)
    if match and word_count(text[match.end() :]) in (2, 3, 4) and is_office(text[: match.start()], language):
        return text[: match.start()].strip(TRAILING), strip_honorific(text[match.end() :], language)
    return text, None
