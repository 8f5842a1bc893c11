"""Taking words out of a record everywhere: in each of its values, and in the stored text without moving a position."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from converters.model import Document, Evidence, Span, StatementRecord

MASK = "█"
MARK = MASK * 3

Change = Callable[[str], str]
Thing = TypeVar("Thing")

# Texts of a record that are no words of its document.
_KEPT = frozenset(
    (
        *("kind", "force", "language", "sha256", "media_type", "rule", "key", "marker", "instrument", "locator"),
        *("modified", "review", "decided_by", "path", "source_path", "agent_path", "holder_path", "office_path"),
        *("body_path", "instrument_path", "date", "subjects", "blocks"),
    )
)


def mask_text(text: str, pattern: re.Pattern[str]) -> str:
    """The text with each letter that a pattern matches replaced by a block; spaces and line ends stay."""
    return pattern.sub(lambda match: re.sub(r"\S", MASK, match[0]), text)


def rewrite(thing: Thing, change: Change) -> Thing:
    """A copy of a record, or a part of one, with all its printed words changed; no value becomes empty.

    Codes, paths, dates and positions stay, and so does the document's text.
    """
    if not is_dataclass(thing) or isinstance(thing, type | Evidence | Span):
        return thing
    found: dict[str, Any] = {}
    for field in fields(thing):
        value = getattr(thing, field.name)
        if field.name in _KEPT or (field.name == "text" and isinstance(thing, Document)):
            continue
        new = _changed(value, change)
        if new is not value and new != value:
            found[field.name] = new
    return replace(thing, **found) if found else thing


def _changed(value: Any, change: Change) -> Any:
    if isinstance(value, str):
        return (change(value) or MARK) if value else value
    if isinstance(value, tuple):
        return tuple(_changed(one, change) for one in value)
    return rewrite(value, change) if is_dataclass(value) else value


def with_text(record: StatementRecord, text: str) -> StatementRecord:
    """The record on another stored text of the same length; its digest is that of the text."""
    if text == record.document.text:
        return record
    digest = hashlib.sha256(text.encode()).hexdigest()
    return replace(record, document=replace(record.document, text=text, sha256=digest, blocks=()))


def name_pattern(names: Iterable[str], exact: Iterable[str] = ()) -> re.Pattern[str] | None:
    """A pattern for names in any case and spacing, and for `exact` ones (acronyms) as they stand; None for none."""
    forms = {" ".join(name.split()) for name in names}
    loose = {r"[\s_.,'’‘-]+".join(map(re.escape, re.findall(r"[^\s_.,'’‘-]+", form))) for form in forms}
    tight = {re.escape(" ".join(name.split())) for name in exact if len(name.strip()) > 2}
    choices = [f"(?i:{form})" for form in sorted(loose - {""}, key=lambda f: (-len(f), f))]
    choices += sorted(tight, key=lambda f: (-len(f), f))
    return re.compile(rf"(?<!\w)(?:{'|'.join(choices)})(?!\w)") if choices else None
