"""Who issues a statement, where the document shows it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from converters.extract.dates import find_dates
from converters.extract.layout import (
    capitalised_share,
    contains,
    has_organisation_word,
    is_furniture,
    is_sentence,
    kind_keys,
    starts_with,
    word_count,
)
from converters.extract.names import is_acronym, parse_name
from converters.extract.running_list import split_names
from converters.extract.split import Split
from converters.model import Block, Evidence, Party, Signatory, Span, Text
from converters.phrases import fold, words_pattern
from data.languages import Language

_MAST = re.compile(r"\s+[–—|»·-]\s+|\s*»\s*|\n|\t|\s{3,}")
_MAST_OR_COMMA = re.compile(rf"{_MAST.pattern}|[,،.:]\s")
_SITE = re.compile(r"\s[|–—·-]\s([^|–—·]{2,60})$")
_RIGHTS = re.compile(r"©|\(c\)", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d(?:\s*[-–]\s*(?:19|20)?\d\d)?\b")


def find_publisher(
    split: Split, title: Text | None, top: int, signatories: Sequence[Signatory], languages: tuple[Language, ...]
) -> Party | None:
    """The body that issues the page or the statement, as the document shows it; None where it does not.

    The page's own metadata, the masthead above the title, a title such as "X statement on …", a line of rights, a
    signatory who is also named in the page's furniture: the first of these that holds a body's name. `top` is where
    title or letter head begin: a masthead stands above.
    """
    return (
        _from_metadata(split, languages)
        or _from_masthead(split, top, languages)
        or _from_head(split, languages)
        or _from_title(title, languages)
        or _from_rights(split, languages)
        or _from_imprint(split, languages)
        or _from_page_heads(split, languages)
        or _from_footer(split, signatories, languages)
    )


def _party(text: str, span: Span, confidence: float, rule: str, languages: tuple[Language, ...]) -> Party:
    name = parse_name(text.strip(" .,"), languages, person=False)
    return Party(name.printed, Evidence(span, confidence, rule), name.acronym, name.country)


def _from_metadata(split: Split, languages: tuple[Language, ...]) -> Party | None:
    metadata, nowhere = split.part.document.metadata, Span(split.part.span.start, split.part.span.start)
    if metadata.publisher and word_count(metadata.publisher) <= 14:
        return _party(metadata.publisher, nowhere, 0.9, "metadata", languages)
    is_page = split.part.document.media_type == "text/html"
    tail = _SITE.search(metadata.title or "") if is_page else None
    if tail and _is_mast(tail[1].strip(), languages, first=False):
        return _party(tail[1], nowhere, 0.75, "title of the page", languages)
    return None


def _from_masthead(split: Split, top: int, languages: tuple[Language, ...]) -> Party | None:
    """A short line above the title that is a body's name: not the title, no menu, no date.

    The first line of all may be any name that stands elsewhere in the document too.
    """
    document = split.part.document
    above = [b.span.start for b in split.introduction if is_sentence(b.text)]
    stop = min([top, *above]) if split.introduction or not split.after_release else 0
    for block in document.blocks[:8]:
        if block.span.start >= stop:
            return None
        if block.text == document.metadata.title:
            continue
        for text, start in _mast_parts(block, languages[0]):
            first = block is document.blocks[0]
            if _is_mast(text, languages, first=first) or _is_repeated(text, block, split, languages[0]):
                span = Span(block.span.start + start, block.span.start + start + len(text))
                return _party(text, span, 0.8, "masthead", languages)
    return None


def _is_repeated(text: str, block: Block, split: Split, language: Language) -> bool:
    """Whether a line of capitals above the title is a name that stands below the statement's head again."""
    if not 2 <= word_count(text) <= 8 or contains(text, language, "kinds", *kind_keys(language)):
        return False
    below = [b for b in split.part.document.blocks if b.span.start > block.span.end and not is_sentence(b.text)]
    return text.isupper() and any(words_found(text, fold(b.text)) for b in below[-40:])


def _mast_parts(block: Block, language: Language) -> Iterator[tuple[str, int]]:
    """The stretches of a line that signs part, and where they start; none of menus, items and prose."""
    if block.kind == "item" or is_sentence(block.text) or word_count(block.text) > 16:
        return
    if is_furniture(block, language) or contains(block.text, language, "furniture", "home"):
        return
    start = 0
    for end, after in [*((m.start(), m.end()) for m in _MAST.finditer(block.text)), (len(block.text), 0)]:
        part = block.text[start:end]
        yield part.strip(), start + len(part) - len(part.lstrip())
        start = after


def _is_mast(text: str, languages: tuple[Language, ...], *, first: bool) -> bool:
    language = languages[0]
    if not text or word_count(text) > 9 or any(c.isdigit() for c in text) or text.endswith((":", ".", "?", "!")):
        return False
    if contains(text, language, "kinds", *kind_keys(language)) or starts_with(text, language, "publishers", "roles"):
        return False
    named = has_organisation_word(text, languages) or contains(text, language, "publishers", "papers") is not None
    if capitalised_share(text, language) < (0.5 if named else 0.7) or text[0].islower():
        return False
    return named or (first and word_count(text) <= 3 and _is_coined(text))


def _from_head(split: Split, languages: tuple[Language, ...]) -> Party | None:
    """The body in a line of the head that says who issues the text, alone or with partners or before a date."""
    language, part = languages[0], split.part
    for block in (part.blocks[i] for i in sorted(part.head)):
        text = block.text
        lead = starts_with(text, language, "publishers", "issued_by")
        partners = contains(text, language, "publishers", "partners")
        dates = find_dates(text, language)
        ends = [m.start() for m in (partners, _MAST.search(text)) if m] + [d.start for d in dates]
        if word_count(text) > 24 or not (lead or partners or dates):
            continue
        begin = lead.end() if lead else 0
        article = words_pattern(language, "signatories", "lower_articles").match(text, begin + 1) if lead else None
        begin = article.end() if article else begin
        name = text[begin : min((e for e in ends if e > begin), default=len(text))]
        if contains(name, language, "publishers", "not_names") or _many(name, languages):
            continue
        if _is_mast(name.strip(" ,"), languages, first=False):
            start = block.span.start + begin + len(name) - len(name.lstrip())
            return _party(name, Span(start, start + len(name.strip())), 0.75, "line of the head", languages)
    return None


def _many(name: str, languages: tuple[Language, ...]) -> bool:
    """Whether a name is a list of several."""
    return "," in name or "،" in name or ";" in name or len(split_names(name, languages)) > 1


def _from_imprint(split: Split, languages: tuple[Language, ...]) -> Party | None:
    """The body at the start of a line with an address, below the statement."""
    language = languages[0]
    for block in split.part.document.blocks[-6:]:
        if block.span.start < split.part.span.end or word_count(block.text) > 30:
            continue
        lead = starts_with(block.text, language, "publishers", "contact")
        start = lead.end() if lead else 0
        start += len(block.text[start:]) - len(block.text[start:].lstrip(" :"))
        parts = (_MAST_OR_COMMA if lead else _MAST).split(block.text[start:])
        if lead and not any(words_found(parts[0], fold(b.text)) for b in split.part.blocks):
            continue
        if len(parts) > 2 and _is_mast(parts[0].strip(), languages, first=False):
            span = Span(block.span.start + start, block.span.start + start + len(parts[0]))
            return _party(parts[0], span, 0.65, "imprint", languages)
    return None


def _from_page_heads(split: Split, languages: tuple[Language, ...]) -> Party | None:
    """The body in a line around the text that the reader left out of it: head or foot of pages, logo, sender."""
    nowhere = Span(split.part.span.start, split.part.span.start)
    for line in split.part.document.metadata.mastheads:
        for part in _MAST_OR_COMMA.split(line):
            if has_organisation_word(part, languages) and _is_mast(part.strip(" .,"), languages, first=False):
                return _party(part, nowhere, 0.6, "head of the pages", languages)
    return None


def _is_coined(text: str) -> bool:
    """Whether a short line is written as names of journals and bodies are: an acronym or a capital inside a word."""
    return any(is_acronym(word) or re.search(r"[a-z][A-Z]", word) for word in text.split())


def _from_title(title: Text | None, languages: tuple[Language, ...]) -> Party | None:
    if not title:
        return None
    match = contains(title.value, languages[0], "publishers", "statement_of")
    if not match or match.start() == 0:
        return None
    head = title.value[: match.start()].strip(" :–—-'’s")
    words = word_count(head)
    named = (
        words
        and words <= 8
        and capitalised_share(head, languages[0]) == 1.0
        and not contains(head, languages[0], "kinds", *kind_keys(languages[0]))
    )
    if not named or contains(head, languages[0], "publishers", "not_names"):
        return None
    return _party(head, title.evidence.span, 0.75, "named in the title", languages)


def _from_rights(split: Split, languages: tuple[Language, ...]) -> Party | None:
    for block in reversed(split.part.document.blocks[-12:]):
        match = _RIGHTS.search(block.text)
        if not match or word_count(block.text) > 30:
            continue
        rest = _YEAR.sub("", block.text[match.end() :])
        name = re.split(r"[.|·;\n]", rest.strip(" ,–-"))[0].strip(" ,–-")
        if name and word_count(name) <= 8 and not contains(name, languages[0], "publishers", "not_names"):
            return _party(name, block.span, 0.75, "line of rights", languages)
    return None


def _from_footer(split: Split, signatories: Sequence[Signatory], languages: tuple[Language, ...]) -> Party | None:
    """A signatory whose acronym or name stands in the page's furniture, outside the statement and its introduction."""
    part = split.part
    inside = part.span
    outside = [b for b in part.document.blocks if b.span.start >= inside.end]
    if len({b.span.start for b in outside}) > 60:
        return None
    folded = " \n ".join(fold(b.text) for b in outside)
    for signatory in signatories[:3]:
        for form in filter(None, (signatory.acronym, signatory.name)):
            if len(form) > 3 and words_found(form, folded):
                party = _party(
                    signatory.as_printed, signatory.evidence.span, 0.6, "named in the page's furniture", languages
                )
                return replace(party, name=signatory.as_printed)
    return None


def words_found(form: str, folded: str) -> bool:
    """Whether a name stands as whole words in a folded text."""
    return re.search(rf"(?<!\w){re.escape(fold(form))}(?!\w)", folded) is not None
