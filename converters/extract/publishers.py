"""Who issues a statement, where the document shows it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from converters.extract.layout import (
    capitalised_share,
    contains,
    has_organisation_word,
    is_furniture,
    is_sentence,
    starts_with,
    word_count,
)
from converters.extract.names import is_acronym, parse_name
from converters.extract.split import Split
from converters.model import Block, Evidence, Party, Signatory, Span, Text
from converters.phrases import fold
from data.languages import Language

_MAST = re.compile(r"\s+[–—|»·-]\s+|\s*»\s*|\n")
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
        or _from_title(title, languages)
        or _from_rights(split, languages)
        or _from_footer(split, signatories, languages)
    )


def _party(text: str, span: Span, confidence: float, rule: str, languages: tuple[Language, ...]) -> Party:
    name = parse_name(text.strip(" .,"), languages, person=False)
    return Party(name.printed, Evidence(span, confidence, rule), name.acronym, name.country)


def _from_metadata(split: Split, languages: tuple[Language, ...]) -> Party | None:
    name = split.part.document.metadata.publisher
    if not name or word_count(name) > 14:
        return None
    return _party(name, Span(split.part.span.start, split.part.span.start), 0.9, "metadata", languages)


def _from_masthead(split: Split, top: int, languages: tuple[Language, ...]) -> Party | None:
    """A short line above the title that is a body's name: not the title, no menu, no date."""
    document = split.part.document
    above = [b.span.start for b in split.introduction if is_sentence(b.text)]
    stop = min([top, *above]) if split.introduction or not split.after_release else 0
    for block in document.blocks[:8]:
        if block.span.start >= stop:
            return None
        for text, start in _mast_parts(block, languages[0]):
            if _is_mast(text, languages, first=block is document.blocks[0]):
                span = Span(block.span.start + start, block.span.start + start + len(text))
                return _party(text, span, 0.8, "masthead", languages)
    return None


def _mast_parts(block: Block, language: Language) -> Iterator[tuple[str, int]]:
    if block.kind == "item" or is_sentence(block.text) or word_count(block.text) > 16:
        return
    if is_furniture(block, language) or contains(block.text, language, "furniture", "home"):
        return
    head = _MAST.split(block.text, maxsplit=1)[0]
    yield head.strip(), len(head) - len(head.lstrip())


def _is_mast(text: str, languages: tuple[Language, ...], *, first: bool) -> bool:
    language = languages[0]
    if not text or word_count(text) > 9 or any(c.isdigit() for c in text) or text.endswith((":", ".", "?", "!")):
        return False
    if contains(text, language, "kinds", *language.sections.get("kinds", {})) or starts_with(
        text, language, "publishers", "roles"
    ):
        return False
    if capitalised_share(text, language) < 0.7:
        return False
    return has_organisation_word(text, languages) or (first and word_count(text) <= 3 and _is_coined(text))


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
        and not contains(head, languages[0], "kinds", *languages[0].sections.get("kinds", {}))
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
