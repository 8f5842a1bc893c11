"""Noun phrases that name a party: an office, its holder, a body or a group."""

from __future__ import annotations

import re
from functools import lru_cache

from converters.extract.capacities import is_body, is_office, main_part, split_holder, split_office
from converters.extract.layout import capitalised_share, folded_text, is_cased, starts_with, word_count
from converters.extract.names import is_country
from converters.extract.nouns import TRAILING, strip_articles, strip_honorific, strip_to
from converters.model import Addressee, Evidence, PartyKind, Span
from converters.phrases import compile_phrases, words_pattern
from data.languages import Language

_COMMA = re.compile(r"\s*[,،]\s*")
_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
_STOP = re.compile(r"[.;!?؟](?=\s|$)|:(?=\s|$)|\n")
_WORD = re.compile(r"[\w&][\w'’.&/-]*")
_NUMBER = re.compile(r"\b\d")
_MAX_WORDS = 22


def party_from_phrase(
    phrase: str, span: Span, confidence: float, rule: str, *, formal: bool, languages: tuple[Language, ...]
) -> Addressee | None:
    """An addressee from a noun phrase of running text: "US Secretary of State Jane Roe", "the Ministry of Labour".

    None where the phrase is no party: too long, a pronoun, "a new commission", "the release of the members".
    """
    language = languages[0]
    text = _bare(phrase, language)
    if not text or word_count(text) > _MAX_WORDS or starts_with(text, language, "addressees", "you"):
        return None
    if words_pattern(language, "demands", "modals", "that").search(folded_text(text)):
        return None
    holder = office = body = None
    bare = strip_honorific(text, language)
    if bare != text and (office := _titled_office(text, bare, language)):
        text = bare = office
        office = None
    first, *rest = _COMMA.split(text)
    if rest and is_office(rest[0], language) and _is_holder(first, languages):
        holder = strip_honorific(first, language)
        office, body = split_office(strip_articles(rest[0], language), language)
    elif is_office(text, language):
        office, holder = split_holder(text, language)
        office, body = split_office(office, language)
    elif bare != text and _reads_as_person(bare, languages):
        holder = bare
    else:
        body = _body_name(text, languages)
        if body is None:
            return None
    return make_party(holder, office, body, span, confidence, rule, formal=formal, language=language)


def _titled_office(text: str, bare: str, language: Language) -> str | None:
    """The office behind a courtesy title ("Madame la Préfète"); None where it is part of it ("Justice Minister")."""
    if starts_with(text, language, "addressees", "offices", "nouns"):
        return None
    office = strip_articles(bare, language)
    return office if starts_with(office, language, "addressees", "offices") else None


def parties_in_list(
    text: str, offset: int, confidence: float, rule: str, *, formal: bool, languages: tuple[Language, ...]
) -> list[Addressee]:
    """The parties of a phrase that may name several ("the A of B and the C of D"); `offset` is where it stands."""
    cut = _STOP.search(text)
    while cut and cut.group() == "." and len(text[: cut.start()].rpartition(" ")[2]) <= 3:
        cut = _STOP.search(text, cut.end())
    text = text[: cut.start()] if cut else text
    found = []
    for start, end in split_parties(text, languages):
        span = Span(offset + start, offset + end)
        party = party_from_phrase(text[start:end], span, confidence, rule, formal=formal, languages=languages)
        if party:
            found.append(party)
    return found


def split_parties(text: str, languages: tuple[Language, ...]) -> list[tuple[int, int]]:
    """Where parties joined by "and" or commas begin and end: a new one begins with an article, office or capital."""
    language = languages[0]
    folded = folded_text(text)
    joints = [(m.start(), m.end()) for m in _COMMA.finditer(text)]
    joints += [(m.start(), m.end()) for m in words_pattern(language, "signatories", "and").finditer(folded)]
    if not is_cased(text):
        joints += _attached_joints(folded, language)
    bounds, at = [], 0
    for start, end in sorted(joints):
        if start > at and _begins_party(text[at:start], text[end:], languages):
            bounds.append((at, start))
            at = end
    bounds.append((at, len(text)))
    bounds = [(s + len(text[s:e]) - len(strip_to(text[s:e].lstrip(), language)), e) for s, e in bounds]
    return [(s + len(text[s:e]) - len(text[s:e].lstrip()), e) for s, e in bounds if text[s:e].strip(TRAILING)]


def _attached_joints(folded: str, language: Language) -> list[tuple[int, int]]:
    """Where a joining letter stands on the front of a word, as in Arabic."""
    marks = tuple(folded_text(p) for p in language.words("writing", "prefixes"))
    if not marks:
        return []
    return [
        (m.start(1), m.end(1)) for m in re.finditer(rf"(?<=\s)({'|'.join(map(re.escape, marks))})(?=\w{{4}})", folded)
    ]


def _begins_party(before: str, after: str, languages: tuple[Language, ...]) -> bool:
    """Whether a new party begins after a comma or "and"; `before` is the party so far."""
    language, after = languages[0], after.lstrip()
    if not _names_party(before, languages):
        return False
    if starts_with(after, language, "addressees", "to") and is_cased(after):
        return True
    if not is_cased(after):
        return starts_with(after, language, "addressees", "bodies", "offices", "groups", "definite") is not None
    first = _first_piece(after, language)
    if starts_with(after, language, "addressees", "definite"):
        return _names_party(strip_articles(first, language), languages)
    if is_country(first, languages) and is_country(before.rpartition(",")[2].strip(), languages):
        return True
    if _in_row_of_names(before, first, after, languages):
        return True
    words = _WORD.findall(before)
    if not words or not _names_party(first, languages) or (words[-1][:1].isupper() and first[:1].islower()):
        return False
    head = " ".join(first.split()[:4])
    known = words_pattern(language, "addressees", "bodies", "offices", "groups").search(folded_text(head))
    return known is not None and (not words[-1][:1].isupper() or _ends_as_group(before, language))


def _in_row_of_names(before: str, first: str, after: str, languages: tuple[Language, ...]) -> bool:
    """Whether names without a word for a body stand in a row that "and" closes: "Telvanta, Corda and the others"."""
    language = languages[0]
    if not first[:1].isupper() or is_country(first, languages) or is_office(_bare(before, language), language):
        return False
    last = words_pattern(language, "signatories", "and").match(folded_text(after), len(first.rstrip()) + 1)
    small = any(capitalised_share(name, language) < 1.0 for name in (before.strip(), first.strip()))
    return last is not None and not small and word_count(before) <= 4


def _ends_as_group(text: str, language: Language) -> bool:
    return (
        words_pattern(language, "addressees", "groups").search(folded_text(text)) is not None and len(text.split()) <= 3
    )


def _first_piece(text: str, language: Language) -> str:
    """A text up to its first comma or "and"."""
    folded = folded_text(text)
    comma = _COMMA.search(text)
    joint = words_pattern(language, "signatories", "and").search(folded)
    return text[: min(comma.start() if comma else len(text), joint.start() if joint else len(text))]


def _names_party(text: str, languages: tuple[Language, ...]) -> bool:
    bare = _bare(text, languages[0])
    return bool(bare) and (is_office(bare, languages[0]) or _body_name(bare, languages) is not None)


def _bare(phrase: str, language: Language) -> str:
    """A phrase without articles, brackets, an attached particle, and words such as "itself" behind it."""
    text = _BRACKETS.sub("", " ".join(phrase.split())).strip(TRAILING)
    if starts_with(text, language, "addressees", "indefinite"):
        return ""
    text = _strip_attached(strip_articles(text, language), language).strip(TRAILING)
    for match in words_pattern(language, "addressees", "trailers").finditer(folded_text(text)):
        if match.end() == len(text) and match.start():
            return text[: match.start()].strip(TRAILING)
    return text


def _strip_attached(text: str, language: Language) -> str:
    """A party without the preposition (`[addressees] attached`) or joint that is written onto its first word."""
    marks = language.words("addressees", "attached") + language.words("writing", "prefixes")
    if not marks:
        return text
    names = _party_words(language)
    folded = folded_text(text)
    if names.match(folded):
        return text
    for mark in marks:
        if folded.startswith(folded_text(mark)) and names.match(folded, len(mark)):
            return text[len(mark) :]
    return text


@lru_cache(maxsize=16)
def _party_words(language: Language) -> re.Pattern[str]:
    words = [w for key in ("bodies", "offices", "groups", "honorifics") for w in language.words("addressees", key)]
    pattern = compile_phrases(words)
    return re.compile(pattern.pattern.removeprefix(r"(?<!\w)"))


def _body_name(text: str, languages: tuple[Language, ...]) -> str | None:
    """A body or group named by a phrase, without what a comma adds; None where its head is no such word."""
    language = languages[0]
    first = _COMMA.split(text)[0]
    head = folded_text(main_part(first, language))
    pattern = words_pattern(language, "addressees", "bodies", "groups")
    if not is_cased(text):
        return (
            first
            if pattern.match(head) or words_pattern(language, "signatories", "organisation_words").match(head)
            else None
        )
    known = pattern.search(head) or words_pattern(language, "signatories", "organisation_words").search(head)
    if known and word_count(head[: known.start()]) <= 5:
        return first
    if words_pattern(language, "addressees", "procedures").search(head):
        return None
    if first[:1].isupper() and capitalised_share(first, language) == 1.0 and not _NUMBER.search(first):
        return first
    return first if first[:1].isupper() and is_country(first, languages) else None


def _is_holder(name: str, languages: tuple[Language, ...]) -> bool:
    """Whether a piece before an office is a person's name: with an honorific, or two to four capitalised words."""
    language = languages[0]
    if is_office(name, language):
        return False
    bare = strip_honorific(name, language)
    titled = bare != name or (is_cased(name) and 2 <= word_count(name) <= 4)
    return titled and _reads_as_person(bare, languages)


def _reads_as_person(name: str, languages: tuple[Language, ...]) -> bool:
    language = languages[0]
    return capitalised_share(name, language) == 1.0 and not is_body(name, language) and 1 <= word_count(name) <= 6


def make_party(
    holder: str | None,
    office: str | None,
    body: str | None,
    span: Span,
    confidence: float,
    rule: str,
    *,
    formal: bool,
    language: Language,
) -> Addressee:
    """An addressee labelled by its holder, else office, else body."""
    kind: PartyKind = "person" if holder or office else _party_kind(body or "", language)
    return Addressee(
        name=holder or office or body or "",
        kind=kind,
        evidence=Evidence(span, confidence, rule),
        holder=holder,
        office=office,
        body=body if kind != "group" else None,
        formal=formal,
    )


def _party_kind(name: str, language: Language) -> PartyKind:
    """A group where the main word is one for many, unless it is part of a body's own name ("United Nations")."""
    head = folded_text(main_part(name, language))
    if not is_cased(name):
        return "group" if words_pattern(language, "addressees", "groups").match(head) else "organisation"
    found = list(words_pattern(language, "addressees", "groups").finditer(head))
    body = words_pattern(language, "addressees", "bodies").search(head)
    if not found:
        return "group" if name[:1].islower() and not body else "organisation"
    ends = found[-1].end() >= len(head.rstrip())
    return "organisation" if body and not ends and capitalised_share(name, language) == 1.0 else "group"
