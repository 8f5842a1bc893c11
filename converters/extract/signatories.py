"""The signatories of a statement: each printed name of its lists, in order; those that prose names where none is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise, takewhile

from converters.extract.layout import (
    capitalised_share,
    contains,
    has_organisation_word,
    is_cased,
    word_count,
)
from converters.extract.names import Name, is_country, is_person, parse_name
from converters.extract.running_list import has_capital_after, running_names, split_names
from converters.extract.sentences import split_sentences, trim
from converters.extract.signature_list import is_group_heading, is_lead, is_name, is_others, may_be_name
from converters.extract.signature_table import Entry, read_table
from converters.extract.signing import for_whom, is_signed_mark, opens_title, signed_mark
from converters.extract.vocabulary import holds, opens
from converters.model import Block, Evidence, Part, Signatory, Span
from converters.phrases import fold, words_pattern
from data.languages import Language

_LISTED = "list of signatories"
_TITLE_WORDS = 8
_DATELINE = 80  # characters
_DASHES = (" – ", " — ", " - ", "):")
_NUMBER = re.compile(r"(\d{1,3})\s+(?=[^\W\d_])")  # that a list has before a name, its sign lost


def find_signatories(part: Part, languages: tuple[Language, ...]) -> tuple[Signatory, ...]:
    """The signatories of the part's lists in printed order, duplicates kept; `languages` has the document's first.

    A heading in the list that is a country gives it to the names below; one for individuals makes them persons.
    """
    found: list[Signatory] = []
    country: str | None = None
    persons: bool | None = None
    titled = marked = False
    blocks = _without_representatives([part.blocks[i] for i in sorted(part.signature_blocks)], languages)
    for is_table, run in groupby(blocks, key=lambda block: block.kind == "row"):
        if is_table:
            found += _signed(read_table(list(run), languages), part, len(found), country, persons, languages)
            continue
        for block in run:
            entries = list(_names_in(block, languages, count=len(found)))
            if marked and entries:
                entries = [replace(entry, person=True) for entry in entries[:1]] + entries[1:]
            marked = is_signed_mark(block.text, languages)
            titled = titled and not block.blank_before
            if not entries and is_group_heading(block, languages):
                country, persons = _group(block, languages)
            elif found and _is_title_of(found[-1], block, languages, titled=titled):
                if found[-1].kind != "person":
                    found[-1] = _as_person(found[-1], languages)
                above = f"{found[-1].qualifier}, " if titled and found[-1].qualifier else ""
                found[-1], titled = replace(found[-1], qualifier=above + block.text.strip()), True
                continue
            else:
                if not entries and found and may_be_name(block, languages):
                    entries = [Entry(block.span)]
                found += _signed(entries, part, len(found), country, persons, languages)
            titled = False
    return _tell_places(found)


def _signed(
    entries: Sequence[Entry],
    part: Part,
    count: int,
    country: str | None,
    persons: bool | None,
    languages: tuple[Language, ...],
) -> Iterator[Signatory]:
    """The signatories of entries that follow `count` others, under a heading for a country or for persons."""
    for position, entry in enumerate(entries, count + 1):
        text = part.document.text[entry.span.start : entry.span.end]
        name = parse_name(text, languages, person=persons if entry.person is None else entry.person)
        yield _signatory(name, entry, position, country)


def _without_representatives(blocks: list[Block], languages: tuple[Language, ...]) -> list[Block]:
    """The blocks without the persons who stand below their bodies, where all stanzas of a list are made so."""
    lines = [b for b in blocks if b.kind == "paragraph" and is_name(b, languages) and not is_lead(b, languages[0])]
    pairs = [
        (above, below)
        for above, below in pairwise(lines)
        if above.blank_before and not below.blank_before and not is_person(above.text, languages)
    ]
    persons = {below.span.start for _, below in pairs if is_person(below.text, languages)}
    all_are = len(persons) > 1 and len(persons) * 2 == len(lines)
    return [b for b in blocks if b.span.start not in persons] if all_are else blocks


def _is_title_of(signatory: Signatory, block: Block, languages: tuple[Language, ...], *, titled: bool) -> bool:
    """Whether a line below a person's name is that person's title ("Secretary, River Watch").

    Of the lines below a title, a body's name on a line of its own is a signatory itself, unless the title is an
    occupation ("Professor of Law", then the university).
    """
    text = block.text
    if block.kind == "item" or block.blank_before or not text.strip() or is_person(text, languages):
        return False
    office, occupation = opens_title(text, languages), opens(text, languages, "persons", "occupations")
    if signatory.kind != "person":
        words = word_count(signatory.name)
        return (
            office
            and 2 <= words <= 6
            and word_count(text) <= 4
            and not has_organisation_word(signatory.name, languages)
        )
    if titled:
        body = has_organisation_word(text, languages) or not is_cased(text) or is_name(block, languages)
        above = signatory.qualifier or ""
        works = opens(above, languages, "persons", "occupations") and not opens_title(above, languages)
        return works or not body
    if signatory.qualifier:
        return False
    return office or occupation or (not is_name(block, languages) and word_count(text) <= _TITLE_WORDS)


def _as_person(signatory: Signatory, languages: tuple[Language, ...]) -> Signatory:
    """A signatory below whom a title stands, taken for a person."""
    name = parse_name(signatory.as_printed, languages, person=True)
    return replace(signatory, name=name.name, kind=name.kind, qualifier=name.qualifier, acronym=None)


def _tell_places(signatories: Sequence[Signatory]) -> tuple[Signatory, ...]:
    """The signatories with short forms that stand beside several names taken for what they are: places."""
    beside = Counter(fold(q) for s in signatories for q in {s.qualifier, s.country, s.acronym} if q)
    return tuple(
        replace(s, acronym=None) if s.acronym and s.acronym == s.qualifier and beside[fold(s.acronym)] > 1 else s
        for s in signatories
    )


def _signatory(
    name: Name, entry: Entry, position: int, country: str | None, *, confidence: float = 0.94, rule: str = _LISTED
) -> Signatory:
    """A signatory from a printed name and what its list says: a table's country wins over one read from the name."""
    start, beside = entry.span.start, entry.country or name.country or country
    return Signatory(
        as_printed=name.printed,
        name=name.name,
        kind=name.kind,
        position=position,
        evidence=Evidence(Span(start, start + len(name.printed)), confidence, rule),
        acronym=name.acronym or entry.acronym,
        country=beside,
        qualifier=name.qualifier or name.country or country or entry.country or entry.qualifier,
    )


def _group(block: Block, languages: tuple[Language, ...]) -> tuple[str | None, bool | None]:
    text = block.text.strip(" :.*_")
    country = text if is_country(text, languages) else None
    persons = opens(text, languages, "signatories", "person_groups")
    bodies = opens(text, languages, "signatories", "groups")
    return country, True if persons else (False if bodies else None)


def _names_in(block: Block, languages: tuple[Language, ...], *, count: int) -> Iterator[Entry]:
    """The names in a block of a list that is no table, of which `count` stand above."""
    start = block.span.start
    if is_signed_mark(block.text, languages):
        return
    running = running_names(block.text, languages, listed=True)
    if running:
        persons = _heads_persons(block.text[: running[0][0]], languages)
        yield from (Entry(Span(start + s, start + e), person=persons) for s, e in running)
        return
    if is_lead(block, languages[0]) and (block.kind != "item" or not is_name(block, languages)):
        return
    if is_others(block, languages[0]) or not is_name(block, languages):
        return
    body = for_whom(block.text, languages[0])
    if body:
        yield Entry(Span(start + body[0], start + body[1]), qualifier=block.text[body[1] :].strip(" :"), person=False)
        return
    mark = signed_mark(block.text, languages)
    number = _NUMBER.match(block.text) if not mark else None
    mark = number.end() if number and int(number[1]) - count in (1, 2) else mark
    span = trim(block.text, mark, _before_joint(block.text, languages[0]), start)
    if span:
        yield Entry(span, person=True if mark and not number else None)


def _before_joint(text: str, language: Language) -> int:
    """Where a name ends that is joined to the next line: "River Watch and"."""
    last = text.rstrip(" ,;").rpartition(" ")
    joint = words_pattern(language, "signatories", "and").fullmatch(fold(last[2])) if last[0] else None
    return len(last[0]) if joint else len(text)


def _heads_persons(head: str, languages: tuple[Language, ...]) -> bool | None:
    """Whether what stands before a running list says that it holds persons; None where it says nothing."""
    return True if holds(head, languages, "signatories", "person_groups") else None


def find_listed_signatories(
    blocks: Sequence[Block], text: str, languages: tuple[Language, ...]
) -> tuple[Signatory, ...]:
    """The bodies that prose names as signatories ("signatories, including A and B"), each once, in its fullest form."""
    spans: list[Span] = []
    for block in blocks:
        for sentence in split_sentences(block, languages[0]):
            spans += _listed_after(text, sentence, languages)
    return _fullest(spans, text, languages)


def find_speaking_signatories(
    blocks: Sequence[Block], text: str, languages: tuple[Language, ...]
) -> tuple[Signatory, ...]:
    """The bodies that speak in the first asking sentence: "A, B and C today called on …"."""
    for block in blocks[:12]:
        spans = _opening_subject(text, block, languages)
        if spans:
            return _fullest(spans, text, languages)
    return ()


def _listed_after(text: str, sentence: Span, languages: tuple[Language, ...]) -> list[Span]:
    language = languages[0]
    words = text[sentence.start : sentence.end]
    signing = contains(words, language, "signatories", "signing")
    including = contains(words, language, "signatories", "including")
    if not signing or not including:
        return []
    verb = words_pattern(language, "signatories", "list_ends").search(fold(words), including.end())
    end = verb.start() if verb else len(words)
    return _names(words[including.end() : end], sentence.start + including.end(), languages, at_least=2)


def _opening_subject(text: str, block: Block, languages: tuple[Language, ...]) -> list[Span]:
    """The names before the first asking verb of a block, after a dateline."""
    language = languages[0]
    sentences = split_sentences(block, language)
    if not sentences:
        return []
    words = text[sentences[0].start : sentences[0].end]
    verb = _first_verb(words, language)
    if verb is None or not 10 < verb < 600:
        return []
    head = words[:verb]
    cut = max(head.rfind(sign) for sign in _DASHES)
    begin = cut + 3 if cut >= 0 else 0
    head = _without_adverbs(head, begin, language)
    return _names(head[begin:], sentences[0].start + begin, languages, at_least=2)


def _first_verb(words: str, language: Language) -> int | None:
    """Where the verb stands with which a sentence's subjects ask, or, behind a dateline, speak ("condemned")."""
    asking = contains(words, language, "demands", "performatives_third", "performatives_past")
    dated = any(sign in words[:_DATELINE] for sign in _DASHES)
    speaking = contains(words, language, "signatories", "speaking") if dated else None
    return min((verb.start() for verb in (asking, speaking) if verb), default=None)


def _without_adverbs(text: str, begin: int, language: Language) -> str:
    """A subject without the adverbs that stand between it and its verb ("A and B today called on …")."""
    adverbs = words_pattern(language, "demands", "adverbs")
    while trailing := next((m for m in adverbs.finditer(fold(text), begin) if not word_count(text[m.end() :])), None):
        text = text[: trailing.start()]
    return text


def _names(text: str, offset: int, languages: tuple[Language, ...], at_least: int) -> list[Span]:
    """The bodies' names with which a list begins, up to the first piece that is none; none where they are too few."""
    pieces = split_names(text.rstrip(" ,;"), languages)
    if len(pieces) == 2 and "," not in text and not all(has_organisation_word(text[s:e], languages) for s, e in pieces):
        return []
    good = list(takewhile(lambda piece: _is_body_name(text[piece[0] : piece[1]], languages), pieces))
    if len(good) < at_least:
        return []
    return [Span(offset + s, offset + e) for s, e in (_without_article(text, s, e, languages[0]) for s, e in good)]


def _without_article(text: str, start: int, end: int, language: Language) -> tuple[int, int]:
    match = words_pattern(language, "signatories", "lower_articles").match(fold(text), start)
    if match and has_capital_after(text, match.end()):
        start = match.end()
        while start < end and text[start].isspace():
            start += 1
    return start, end


def _is_body_name(text: str, languages: tuple[Language, ...]) -> bool:
    bare = text.strip()
    if not 1 <= word_count(bare) <= 14 or opens(bare, languages[:1], "addressees", "breaks"):
        return False
    return capitalised_share(bare, languages[0]) >= 0.6 or has_organisation_word(bare, languages)


def _fullest(spans: Sequence[Span], text: str, languages: tuple[Language, ...]) -> tuple[Signatory, ...]:
    names: list[tuple[Name, Span]] = []
    for span in spans:
        name = parse_name(text[span.start : span.end], languages)
        at = next((i for i, (other, _) in enumerate(names) if _same_body(name, other)), None)
        if at is None:
            names.append((name, span))
        elif len(name.printed) > len(names[at][0].printed):
            names[at] = (name, span)
    names.sort(key=lambda pair: pair[1].start)
    return tuple(
        _signatory(name, Entry(span), i, None, confidence=0.8, rule="named in prose")
        for i, (name, span) in enumerate(names, 1)
    )


def _same_body(one: Name, other: Name) -> bool:
    """Whether two printed names in one text are the same body's: one's words begin or end the other's."""
    a, b = fold(one.name).replace("-", " ").split(), fold(other.name).replace("-", " ").split()
    short, long = sorted((a, b), key=len)
    if one.acronym and other.acronym and fold(one.acronym) == fold(other.acronym):
        return True
    return bool(short) and (long[: len(short)] == short or (len(short) >= 3 and _close(short, long)))


def _close(short: Sequence[str], long: Sequence[str]) -> bool:
    at = 0
    for word in long:
        if at < len(short) and word == short[at]:
            at += 1
    return at == len(short)
