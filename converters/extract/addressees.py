"""Whom a statement addresses: letter heads, salutations, titles and lines that begin with "To"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from converters.extract.dates import find_dates
from converters.extract.layout import (
    capitalised_share,
    contains,
    is_cased,
    is_contact,
    is_sentence,
    starts_with,
    word_count,
)
from converters.extract.names import is_country
from converters.model import Addressee, Block, Evidence, Part, PartyKind, Span, Text
from converters.phrases import compile_phrases, fold, words_pattern
from data import Reference
from data.languages import Language

_HEAD_LINES = 8
_COMMA = re.compile(r"\s*[,،]\s*")
_TRAILING = " \t\n,;:.،؛-–—*"
_POST_NOMINAL = re.compile(r"(?:\s+(?:[A-Z]{2,4}|M\.P\.|Ph\.D\.))+$")


def find_formal_addressees(
    part: Part, title: Text | None, languages: tuple[Language, ...], reference: Reference
) -> tuple[list[Addressee], frozenset[int]]:
    """Whom the letter head, salutation, title or a "To …" line addresses, and the positions of the head lines used.

    A head says the most: holder, office and body on lines of their own. A salutation completes it or stands alone.
    """
    language = languages[0]
    salutation = _salutation(part, language)
    lines = _head_lines(part, salutation, language)
    found: list[Addressee] = []
    used: frozenset[int] = frozenset()
    if lines:
        party = _from_head(part, lines, languages)
        if party:
            found.append(party)
            used = frozenset(lines)
    if not found:
        found = _from_to_lines(part, languages)
    if salutation is not None and not found:
        party = _from_salutation(part.blocks[salutation], languages)
        found = [party] if party else []
    if not found and title:
        found = _from_title(title, part, languages)
    found += _from_headings(part, languages, found)
    return [complete_body(party, part, reference) for party in found], used


def _salutation(part: Part, language: Language) -> int | None:
    for i in sorted(part.head):
        text = part.blocks[i].text.strip()
        if starts_with(text, language, "parts", "salutation") and (
            text.endswith((",", ":", "،", "!", "–", "-")) or word_count(text) <= 10
        ):
            return i
    return None


def _head_lines(part: Part, salutation: int | None, language: Language) -> list[int]:
    """The lines of the letter head above a salutation that name the addressee, address lines last."""
    if salutation is None:
        return []
    start = max(0, salutation - 14)
    window = [i for i in range(start, salutation) if _is_head_line(part.blocks[i], language)]
    opening = next((i for i in window if _opens_head(part.blocks[i].text, language)), None)
    if opening is None:
        return []
    lines = []
    for i in range(opening, salutation):
        if i not in window or len(lines) >= _HEAD_LINES or _is_title_line(part.blocks[i].text, language):
            break
        lines.append(i)
    return lines


def _is_head_line(block: Block, language: Language) -> bool:
    text = block.text.strip()
    return block.kind != "item" and word_count(text) <= 16 and not is_sentence(text) and not find_dates(text, language)


def _is_title_line(text: str, language: Language) -> bool:
    kinds = tuple(language.sections.get("kinds", {}))
    return (
        starts_with(text, language, "kinds", *kinds) is not None
        or starts_with(text, language, "parts", "subject") is not None
    )


def _opens_head(text: str, language: Language) -> bool:
    if _is_title_line(text, language):
        return False
    opening = starts_with(text, language, "addressees", "honorifics", "offices", "to")
    return opening is not None


def _from_head(part: Part, lines: Sequence[int], languages: tuple[Language, ...]) -> Addressee | None:
    """An addressee from lines such as "Mr A. B.", "Minister of C", "Government of D", street and town."""
    language = languages[0]
    holder = office = body = None
    used: list[Block] = []
    for i in lines:
        block = part.blocks[i]
        text = strip_to(block.text.strip(_TRAILING), language)
        if not text or _is_address(text, languages):
            if used:
                break
            continue
        for piece in _pieces(text, language):
            honorific = starts_with(piece, language, "addressees", "honorifics")
            if honorific and holder is None and not _is_office(piece[honorific.end() :].strip(" ."), language):
                holder = strip_honorific(piece, language)
            elif _is_office(strip_honorific(piece, language), language) and office is None:
                office, inner = split_office(strip_honorific(piece, language), language)
                body = body or inner
            elif _is_body(piece, languages) and body is None:
                body = piece
            elif _is_body(piece, languages) and office is None and holder is None and body:
                continue
            else:
                continue
            used.append(block)
    if not (holder or office or body):
        return None
    span = Span(used[0].span.start, used[-1].span.end)
    return make_party(holder, office, body, span, 0.95, "letter head", formal=True, language=language)


def _pieces(text: str, language: Language) -> list[str]:
    """A head line in pieces where it holds office and holder ("Minister of X, Judge Y Z"), else whole."""
    pieces = [p for p in _COMMA.split(text) if p]
    if len(pieces) > 1 and any(starts_with(p, language, "addressees", "honorifics", "offices") for p in pieces[1:]):
        return pieces
    if len(pieces) > 1 and starts_with(pieces[0], language, "addressees", "honorifics"):
        return pieces
    return [text]


def strip_to(text: str, language: Language) -> str:
    """A text without "To", "To the", "For the attention of" in front."""
    match = starts_with(text, language, "addressees", "to")
    return text[match.end() :].lstrip(" :") if match else text


def strip_honorific(text: str, language: Language) -> str:
    """A name without honorifics before it and letters after it ("Hon. Jane Roe KC" → "Jane Roe")."""
    while match := starts_with(text, language, "addressees", "honorifics"):
        rest = text[match.end() :].lstrip(" .")
        if not rest:
            break
        text = rest
    for suffix in language.words("addressees", "honorific_suffixes"):
        folded = fold(text)
        if folded.endswith(" " + fold(suffix)):
            text = text[: len(text) - len(suffix) - 1]
    return _POST_NOMINAL.sub("", text).strip(_TRAILING) or text


def strip_articles(text: str, language: Language) -> str:
    """A noun phrase without articles and the like in front."""
    while match := starts_with(text, language, "addressees", "articles"):
        rest = text[match.end() :].lstrip()
        if not rest:
            break
        text = rest
    return text


def _is_office(text: str, language: Language) -> bool:
    folded = fold(strip_articles(text, language))
    pattern = words_pattern(language, "addressees", "offices")
    match = pattern.search(folded)
    return (
        match is not None
        and word_count(folded[: match.start()]) <= 4
        and not _body_first(folded, match.start(), language)
    )


def _body_first(folded: str, before: int, language: Language) -> bool:
    match = words_pattern(language, "addressees", "bodies").search(folded)
    return (
        match is not None
        and match.start() < before
        and bool(contains(folded[match.start() : before], language, "addressees", "of"))
    )


def _is_body(text: str, languages: tuple[Language, ...]) -> bool:
    language = languages[0]
    named = contains(text, language, "addressees", "bodies") or contains(
        text, language, "signatories", "organisation_words"
    )
    return named is not None and (not is_cased(text) or capitalised_share(text, language) >= 0.6)


def _is_address(text: str, languages: tuple[Language, ...]) -> bool:
    if is_contact(text) or any(c.isdigit() for c in text):
        return True
    if contains(text, languages[0], "addressees", "address") and not _is_office(text, languages[0]):
        return True
    return is_country(text.rpartition(",")[2], languages) and "," in text


def split_office(text: str, language: Language) -> tuple[str, str | None]:
    """An office and the body that its own name ends with: "President of the Assembly" keeps both in the label."""
    folded = fold(text)
    for match in words_pattern(language, "addressees", "of").finditer(folded):
        tail = strip_articles(text[match.end() :].strip(), language)
        if contains(tail, language, "addressees", "bodies") and capitalised_share(tail, language) >= 0.75:
            return text.strip(_TRAILING), tail.strip(_TRAILING)
    return text.strip(_TRAILING), None


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
    folded = fold(name)
    groups = words_pattern(language, "addressees", "groups")
    bodies = words_pattern(language, "addressees", "bodies")
    of = words_pattern(language, "addressees", "of").search(folded)
    head = folded[: of.start()] if of else folded
    if groups.search(head) and not (
        bodies.search(head) and capitalised_share(name, language) == 1.0 and not _ends_in_group(head, groups)
    ):
        return "group"
    return "organisation"


def _ends_in_group(head: str, groups: re.Pattern[str]) -> bool:
    last = None
    for last in groups.finditer(head):
        pass
    return last is not None and last.end() >= len(head.rstrip())


def party_from_phrase(
    phrase: str, span: Span, confidence: float, rule: str, *, formal: bool, languages: tuple[Language, ...]
) -> Addressee | None:
    """An addressee from a noun phrase of running text: "US Secretary of State Jane Roe", "the Ministry of Labour".

    None where the phrase is no party (too long, a pronoun, no word that parties are named by).
    """
    language = languages[0]
    text = strip_articles(" ".join(phrase.split()).strip(_TRAILING), language).strip(_TRAILING)
    if not text or word_count(text) > 22 or starts_with(text, language, "addressees", "you"):
        return None
    office, holder, body = None, None, None
    bare = strip_honorific(text, language)
    if _is_office(text, language):
        office, holder = _split_holder(text, language)
        office, body = split_office(office, language)
    elif (
        bare != text
        and word_count(bare) >= 2
        and capitalised_share(bare, language) == 1.0
        and not _is_body(bare, languages)
    ):
        holder = bare
    else:
        known = contains(text, language, "addressees", "bodies", "groups") or contains(
            text, language, "signatories", "organisation_words"
        )
        if not known and not (is_cased(text) and capitalised_share(text, language) == 1.0 and text[:1].isupper()):
            return None
        body = text
    return make_party(holder, office, body, span, confidence, rule, formal=formal, language=language)


def _split_holder(text: str, language: Language) -> tuple[str, str | None]:
    """An office with a name behind it, in two: the last two to five capitalised words where no "of" is between."""
    pieces = _COMMA.split(text)
    if (
        len(pieces) == 2
        and 2 <= word_count(strip_honorific(pieces[1], language)) <= 5
        and not _is_office(pieces[1], language)
    ):
        if not contains(pieces[1], language, "addressees", "bodies"):
            return pieces[0], strip_honorific(pieces[1], language)
    words = text.split()
    if not is_cased(text):
        return text, None
    at = len(words)
    while (
        at > 0
        and words[at - 1][:1].isupper()
        and not contains(words[at - 1], language, "addressees", "bodies", "offices", "honorifics", "nouns")
    ):
        at -= 1
    name = words[at:]
    office = " ".join(words[:at])
    starts_clean = (
        bool(office)
        and not contains(office.split()[-1], language, "addressees", "of")
        and fold(office.split()[-1]) not in ("and", "&")
    )
    if 2 <= len(name) <= 4 and starts_clean and _is_office(office, language):
        return strip_honorific(office, language).strip(_TRAILING) or office, " ".join(name)
    return text, None


def _from_salutation(block: Block, languages: tuple[Language, ...]) -> Addressee | None:
    language = languages[0]
    text = block.text.strip(_TRAILING)
    match = starts_with(text, language, "parts", "salutation")
    rest = text[match.end() :].strip(_TRAILING) if match else text
    party = party_from_phrase(rest, block.span, 0.85, "salutation", formal=True, languages=languages) if rest else None
    if party and (party.holder or (party.office and word_count(party.office) > 1) or party.body):
        return party
    return None


def _from_to_lines(part: Part, languages: tuple[Language, ...]) -> list[Addressee]:
    language = languages[0]
    for i, block in enumerate(part.blocks[:24]):
        if i in part.signature_blocks or word_count(block.text) > 40:
            continue
        at = _to_phrase(block.text, language)
        if at is None or (block.kind == "heading" and i > max(part.head, default=0)):
            continue
        found = parties_in_list(
            block.text[at:], block.span.start + at, 0.9, "address line", formal=True, languages=languages
        )
        if found:
            return found
    return []


def _to_phrase(text: str, language: Language) -> int | None:
    """Where the addressee begins in a line "To …" or "… addressed to: …"."""
    match = starts_with(text, language, "addressees", "to")
    if match and not is_sentence(text):
        return match.end()
    for found in words_pattern(language, "addressees", "to").finditer(fold(text)):
        if text[found.end() : found.end() + 1] == ":" and word_count(text) <= 40:
            return found.end() + 1
    return None


def parties_in_list(
    text: str, offset: int, confidence: float, rule: str, *, formal: bool, languages: tuple[Language, ...]
) -> list[Addressee]:
    """The parties of a phrase that may name several ("the A of B and the C of D")."""
    language = languages[0]
    cut = re.search(r"[.;:!?؟]\s|[.;:]$|\n", text)
    text = text[: cut.start()] if cut else text
    pieces = split_parties(text, language)
    found = []
    for start, end in pieces:
        span = Span(offset + start, offset + end)
        party = party_from_phrase(text[start:end], span, confidence, rule, formal=formal, languages=languages)
        if party:
            found.append(party)
    return found


def split_parties(text: str, language: Language) -> list[tuple[int, int]]:
    """Where parties joined by "and" or commas begin and end: a new one begins with an article, office or capital."""
    joint = words_pattern(language, "signatories", "and")
    folded = fold(text)
    cuts = []
    for match in [*re.finditer(r"[,،]", folded), *joint.finditer(folded)]:
        after = text[match.end() :].lstrip()
        begins = starts_with(after, language, "addressees", "definite") or (
            not is_cased(after) and starts_with(after, language, "addressees", "bodies", "offices", "groups")
        )
        if (
            begins
            and contains(after, language, "addressees", "bodies", "offices", "groups")
            and contains(text[: match.start()], language, "addressees", "bodies", "offices", "groups")
        ):
            cuts.append((match.start(), match.end()))
    bounds, at = [], 0
    for start, end in sorted(cuts):
        if start > at:
            bounds.append((at, start))
            at = end
    bounds.append((at, len(text)))
    return [(s + len(text[s:e]) - len(text[s:e].lstrip()), e) for s, e in bounds if text[s:e].strip(_TRAILING)]


def _from_title(title: Text, part: Part, languages: tuple[Language, ...]) -> list[Addressee]:
    language = languages[0]
    match = contains(title.value, language, "addressees", "letter_to")
    if not match:
        return []
    rest = title.value[match.end() :]
    cut = re.search(r"\s[–—-]\s|[:;|]|\n", rest)
    rest = rest[: cut.start()] if cut else rest
    verb = words_pattern(language, "addressees", "title_stops").search(fold(rest))
    rest = rest[: verb.start()] if verb else rest
    span = title.evidence.span
    found = parties_in_list(rest, span.start + match.end(), 0.85, "title", formal=True, languages=languages)
    return [replace(party, evidence=replace(party.evidence, span=span)) for party in found]


def _from_headings(part: Part, languages: tuple[Language, ...], found: Sequence[Addressee]) -> list[Addressee]:
    """Section headings such as "To the Parliament": each names an addressee of the demands below it."""
    return [
        party for _, party in section_addressees(part, languages) if all(party.name != other.name for other in found)
    ]


def section_addressees(part: Part, languages: tuple[Language, ...]) -> list[tuple[int, Addressee]]:
    """The body's headings that name whom the list below asks, with their positions in `part.blocks`."""
    language = languages[0]
    result = []
    for i, block in enumerate(part.blocks):
        if i in part.head or i in part.signature_blocks or i + 1 >= len(part.blocks):
            continue
        text = block.text.strip(_TRAILING)
        if block.kind in ("item", "row") or word_count(text) > 22 or is_sentence(block.text):
            continue
        match = starts_with(text, language, "addressees", "to") or starts_with(
            text, language, "addressees", "letter_to"
        )
        if match and part.blocks[i + 1].kind in ("item", "paragraph") and match.end() < len(text):
            party = party_from_phrase(
                text[match.end() :].lstrip(" :"), block.span, 0.9, "section heading", formal=True, languages=languages
            )
            if party:
                result.append((i, party))
    return result


def complete_body(party: Addressee, part: Part, reference: Reference) -> Addressee:
    """The addressee with the body that the document names beside its office: "Secretary-General of the United Nations"."""
    if party.body or not party.office:
        return party
    body = _body_in_office(party.office, reference) or _body_near(party.office, part, reference)
    return replace(party, body=body) if body else party


def _body_in_office(office: str, reference: Reference) -> str | None:
    return next((name for name, pattern in _body_patterns(reference) if pattern.search(fold(office))), None)


def _body_near(office: str, part: Part, reference: Reference) -> str | None:
    folded_office = fold(office)
    for block in part.document.blocks:
        folded = fold(block.text)
        at = folded.find(folded_office)
        while at >= 0:
            around = folded[max(0, at - 40) : at + len(folded_office) + 60]
            for name, pattern in _body_patterns(reference):
                match = pattern.search(around)
                if match and _touches(around, match, folded_office):
                    return name
            at = folded.find(folded_office, at + 1)
    return None


def _touches(around: str, match: re.Match[str], office: str) -> bool:
    at = around.find(office)
    gap = around[match.end() : at] if match.end() <= at else around[at + len(office) : match.start()]
    return word_count(gap) <= 2 and not re.search(r"[.;:,]", gap)


@lru_cache(maxsize=4)
def _body_patterns(reference: Reference) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """For each curated body its printed form and the pattern of that form, longest first."""
    names = {
        name
        for body in reference.bodies.values()
        for forms in (body.names.values(), *body.aliases.values())
        for name in forms
        if body.kind == "organisation"
    }
    return tuple((name, compile_phrases([name])) for name in sorted(names, key=lambda n: (-len(n), n)))
