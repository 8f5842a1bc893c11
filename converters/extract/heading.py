"""What stands above a statement's text: its title, and what kind of text it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from converters.extract.counts import count_in
from converters.extract.dates import find_dates
from converters.extract.layout import (
    contains,
    has_organisation_word,
    is_contact,
    is_salutation,
    is_separator,
    kind_keys,
    starts_with,
    word_count,
)
from converters.extract.split import Split
from converters.model import Block, Evidence, Part, Span, StatementKind, Text
from converters.phrases import fold, words_pattern
from data.languages import Language

_SITE_TAIL = re.compile(r"\s+[|–—·-]\s+[^|–—·]{2,60}$")
_ANNEX = re.compile(r"\s*\d{0,2}\s*[–—:-]\s*")
_MASTHEAD = re.compile(r"^[\w.&' ]{2,30}\s[–—|]\s[^\W\d_]")


def find_title(part: Part, language: Language, party_blocks: frozenset[int]) -> Text | None:
    """The statement's own heading: a subject line first, then a heading that names a kind, then the first heading.

    `party_blocks` are the positions in `part.blocks` of letter-head lines, which are no titles. A heading that ends in
    a colon goes on in the next line. Without any, the document's own metadata serve; else None.
    """
    subject = _subject(part, language)
    if subject:
        return subject
    lines = [(i, part.blocks[i]) for i in sorted(_title_lines(part, language)) if i not in party_blocks]
    labels = [i for i, b in lines if _is_label(b.text, language)]
    free = [(i, b) for i, b in lines if i not in labels]
    if (over := next((i for i in labels if _opens_title(part, i, language)), None)) is not None:
        return _joined_title(part, over, labels, language)
    chosen = _letter_line(part, free, party_blocks, language)
    chosen = chosen or _below_label(free, labels, language) or _best_line(free, language)
    if chosen is None:
        return _from_metadata(part)
    if chosen - 1 in dict(free) and _explains(part.blocks[chosen], part.blocks[chosen - 1], language):
        chosen -= 1
    return _joined_title(part, chosen, labels, language)


def _opens_title(part: Part, at: int, language: Language) -> bool:
    """Whether a line that names a kind goes on in small letters right below: "OPEN LETTER", "to the Governor"."""
    below = part.blocks[at + 1] if at + 1 < len(part.blocks) else None
    if below is None or below.blank_before or not below.text[:1].islower() or find_dates(below.text, language):
        return False
    return _may_be_title(below, language)


def _explains(line: Block, above: Block, language: Language) -> bool:
    """Whether a line that names a kind only tells what the title right above it is: "Open letter to the Chair"."""
    if line.blank_before or not _names_text(line.text, language) or word_count(above.text) < 3:
        return False
    return not has_organisation_word(above.text, (language,)) and not _MASTHEAD.search(above.text)


def _letter_line(
    part: Part, lines: Sequence[tuple[int, Block]], party_blocks: frozenset[int], language: Language
) -> int | None:
    """A letter's title: the line that names it, else a heading, else one above the addressee, or below it."""
    greeting = next((i for i in sorted(part.head) if is_salutation(part.blocks, i, language)), None)
    if greeting is None:
        return None
    named = [i for i, b in lines if _names_text(b.text, language) and word_count(b.text) > 2]
    headings = [i for i, b in lines if b.kind == "heading"]
    apart = [greeting - 1] if _stands_apart(part, greeting, language) else []
    if not party_blocks:
        return next(iter([*named, *headings, *apart]), None)
    above = [i for i, b in lines if i < min(party_blocks)]
    below = [i for i, b in lines if max(party_blocks) < i < greeting and word_count(b.text) > 3]
    return next(iter([*named, *headings, *above, *apart, *below]), None)


def _stands_apart(part: Part, greeting: int, language: Language) -> bool:
    """Whether the line above a greeting, between empty lines, is a subject rather than the end of an address."""
    if greeting < 2 or not part.blocks[greeting].blank_before:
        return False
    block = part.blocks[greeting - 1]
    if not block.blank_before or word_count(block.text) < 4 or not _may_be_title(block, language):
        return False
    party = ("honorifics", "offices", "bodies", "groups", "to", "address")
    return not starts_with(block.text, language, "addressees", *party) and not find_dates(block.text, language)


def _below_label(lines: Sequence[tuple[int, Block]], labels: Sequence[int], language: Language) -> int | None:
    """The first line below one that only says what follows ("STATEMENT"), where but names of bodies stand above."""
    if not labels or any(i < labels[0] and not _may_be_mast(b.text, language) for i, b in lines):
        return None
    below = [(i, b) for i, b in lines if i > labels[0] and word_count(b.text) >= 3]
    headings = [i for i, b in below if b.kind == "heading"]
    return next(iter([*headings, *(i for i, _ in below)]), None)


def _may_be_mast(text: str, language: Language) -> bool:
    """Whether a line can be the name of who publishes, or of a part of a site, rather than a title."""
    words = word_count(text)
    return words <= 3 or (words <= 8 and (text.isupper() or has_organisation_word(text, (language,))))


def _best_line(lines: Sequence[tuple[int, Block]], language: Language) -> int | None:
    """The heading, else the line, that reads most as a title: of some length, no name with what it stands for."""
    first = lines[0][1].text if lines else ""
    body = first.isupper() and word_count(first) <= 5 and has_organisation_word(first, (language,))
    if body and len(lines) > 1 and word_count(lines[1][1].text) > 3 and not lines[1][1].text.endswith(":"):
        lines = lines[1:] if not contains(first, language, "kinds", *kind_keys(language)) else lines
    headings = [(i, b) for i, b in lines if b.kind == "heading"]
    named = [i for i, b in lines if _names_text(b.text, language) and word_count(b.text) > 2]
    if named and named[0] != lines[0][0] and not headings and _may_be_mast(lines[0][1].text, language):
        return named[0]
    best = min(headings or lines, key=lambda line: (-_title_score(line[1]), line[0]), default=None)
    return best[0] if best else None


def _title_score(block: Block) -> int:
    words = word_count(block.text)
    score = 4 - block.level if block.kind == "heading" else 0
    score += 2 if words >= 5 else (0 if words == 4 else -1)
    return score - (2 if _MASTHEAD.search(block.text) and words <= 8 else 0)


def _subject(part: Part, language: Language) -> Text | None:
    for i, block in enumerate(part.blocks[:24]):
        match = starts_with(block.text, language, "parts", "subject")
        if not match or block.kind == "item" or word_count(block.text) > 45:
            continue
        rest = block.text[match.end() :]
        colon = rest[: len(rest) - len(rest.lstrip())] + rest.lstrip()[:1]
        if rest.lstrip()[:1] not in (":", "：") or (i not in part.head and i > 20):
            continue
        return _title(block, match.end() + len(colon), len(block.text), 0.95, "subject line")
    return None


def _title(block: Block, start: int, end: int, confidence: float, rule: str) -> Text | None:
    text = block.text[start:end]
    start += len(text) - len(text.lstrip())
    value = " ".join(text.split()).strip("* ")
    span = Span(block.span.start + start, block.span.start + start + len(text.strip()))
    return Text(value, Evidence(span, confidence, rule)) if value else None


def _title_lines(part: Part, language: Language) -> Iterable[int]:
    for i, block in enumerate(part.blocks):
        if i > 24 or (i in part.signature_blocks):
            return
        if i not in part.head and block.kind != "heading":
            if i > max(part.head, default=-1) + 1:
                return
            continue
        if _may_be_title(block, language):
            yield i


def _may_be_title(block: Block, language: Language) -> bool:
    text = block.text.strip()
    words = word_count(text)
    if block.kind == "item" or not 1 <= words <= 45 or is_separator(block) or is_contact(text):
        return False
    if block.kind != "heading" and words > 15 and text.endswith("."):
        return False
    if starts_with(text, language, "parts", "salutation") and text.endswith((",", "،", ":", "!")):
        return False
    if starts_with(text, language, "addressees", "cc"):
        return False
    if any(map(str.isdigit, text)) and starts_with(text, language, "addressees", "address"):
        return False
    dates = find_dates(text, language)
    bare = words - sum(word_count(text[d.start : d.end]) for d in dates)
    return not (dates and bare <= 5) and not (text.endswith(",") and words < 8)


def _names_text(text: str, language: Language) -> bool:
    keys = tuple(k for k in kind_keys(language) if k != "press-release")
    match = starts_with(text, language, "kinds", *keys)
    return match is not None


def _is_label(text: str, language: Language) -> bool:
    """Whether a line is only the name of a kind ("STATEMENT"), of an edition, or of who stands behind the text."""
    folded = fold(text).strip(" .:*")
    match = words_pattern(language, "kinds", *kind_keys(language)).search(folded)
    if (
        match
        and word_count(folded) <= 2 + word_count(match.group())
        and match.start() == 0
        and not _has_object(folded, match, language)
    ):
        return word_count(folded) <= word_count(match.group()) + 1 or count_in(folded, language) is not None
    if match and match.start() == 0 and count_in(folded, language) is not None and word_count(folded) <= 8:
        return True
    if (
        match
        and word_count(words_pattern(language, "parts", "label_words").sub(" ", folded.replace(match.group(), " ", 1)))
        == 0
    ):
        return True
    label = starts_with(text, language, "parts", "letter_label", "release", "annex")
    role = starts_with(text, language, "publishers", "roles")
    return bool(label and word_count(text) <= 6) or bool(role and word_count(text) <= 3)


def _has_object(folded: str, match: re.Match[str], language: Language) -> bool:
    """Whether a kind is followed by what it is about, or by whose it is."""
    after = word_count(folded[match.end() :])
    joined = words_pattern(language, "addressees", "of").fullmatch(match.group().rpartition(" ")[2])
    return after > (0 if joined else 1)


def _joined_title(part: Part, at: int, labels: Sequence[int], language: Language) -> Text | None:
    if at - 1 in labels and _is_named_on(part.blocks[at - 1], part.blocks[at], language):
        at -= 1
    block = part.blocks[at]
    text = block.text.rstrip(" *")
    confidence = 0.93 if block.kind == "heading" else 0.85
    below = part.blocks[at + 1] if at + 1 < len(part.blocks) else None
    if text.endswith(":") and below and _may_be_title(below, language):
        value = " ".join(f"{text} {below.text.strip()}".split())
        return Text(value, Evidence(Span(block.span.start, below.span.end), confidence, "heading over two lines"))
    if (
        below
        and not below.blank_before
        and (_goes_on(block, below, language) or (_is_label(text, language) and _is_named_on(block, below, language)))
    ):
        value = " ".join(f"{text} {below.text.strip()}".split())
        return Text(value, Evidence(Span(block.span.start, below.span.end), confidence, "heading over two lines"))
    annex = starts_with(text, language, "parts", "annex")
    sign = _ANNEX.match(text, annex.end()) if annex else None
    return _title(block, sign.end() if sign else 0, len(text), confidence, "heading")


def _goes_on(block: Block, below: Block, language: Language) -> bool:
    """Whether a heading that names a kind goes on in the next line ("Resolution 6", "on …"; "Open letter", "to …")."""
    small = below.text[:1].islower() and not find_dates(below.text, language)
    goes_on = small or starts_with(below.text, language, "parts", "topic")
    if not goes_on or not _may_be_title(below, language):
        return False
    return word_count(block.text) <= 6 and not block.text.rstrip().endswith((".", "!", "?", "؟"))


def _is_named_on(label: Block, title: Block, language: Language) -> bool:
    """Whether a line that names a kind, with its number or not, is the first line of the title right below it."""
    if title.blank_before or not title.text:
        return False
    return any(map(str.isdigit, label.text)) or _goes_on(label, title, language)


def _from_metadata(part: Part) -> Text | None:
    title = part.document.metadata.title
    if not title:
        return None
    value = _SITE_TAIL.sub("", " ".join(title.split()))
    return Text(value, Evidence(Span(part.span.start, part.span.start), 0.7, "metadata"))


def find_kind(
    split: Split, title: Text | None, signatories: int, languages: tuple[Language, ...]
) -> tuple[StatementKind, Evidence]:
    """What sort of text a statement is, from its title, its head and its form; menus and paths are not asked.

    A letter has a salutation; a text with many signatures and no name of its own is a joint statement.
    """
    language, part = languages[0], split.part
    if split.is_release:
        return "press-release", _evidence_of(part, 0.9, "release marks")
    greetings = [i for i in sorted(part.head) if is_salutation(part.blocks, i, language)]
    salutation = part.blocks[greetings[0]] if greetings else None
    texts = [title.value] if title else []
    head = (part.blocks[i].text for i in sorted(part.head) if i not in greetings)
    texts += [text for text in head if word_count(text) <= 40]
    labels = [text for text in texts if _is_label(text, language)]
    for strict, lines in ((True, texts), (False, [*labels, *texts])):
        for text in lines:
            kind = _kind_of(text, language, strict=strict)
            if (
                kind
                and not (kind == "statement" and signatories > 1)
                and not (salutation and kind in ("statement", "joint-statement"))
            ):
                return kind, _evidence_of(part, 0.92 if strict else 0.8, "named in the heading")
    if salutation:
        return "open-letter", Evidence(salutation.span, 0.9, "salutation")
    if signatories > 1:
        return "joint-statement", _evidence_of(part, 0.75, "several signatures")
    return "statement", _evidence_of(part, 0.65, "no other kind")


def _evidence_of(part: Part, confidence: float, rule: str) -> Evidence:
    return Evidence(part.blocks[0].span, confidence, rule)


def _kind_of(text: str, language: Language, *, strict: bool) -> StatementKind | None:
    """The kind that a line names: at its start when `strict`, else anywhere."""
    best: tuple[int, int, StatementKind] | None = None
    folded = fold(text)
    for order, key in enumerate(kind_keys(language)):
        pattern = words_pattern(language, "kinds", key)
        match = starts_with(text, language, "kinds", key) if strict else pattern.search(folded)
        if match:
            rank = (-(match.end() - match.start()), order)
            if best is None or rank < best[:2]:
                best = (*rank, key)  # type: ignore[assignment]
    return best[2] if best else None
