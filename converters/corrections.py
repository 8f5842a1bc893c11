"""Corrections: what a reviewer decided about the values of one statement, in a file that people edit.

A value is known again by its field and the words on which it rests. Where the source changed so that a correction no
longer fits, that is reported, and the value in doubt is left out: nothing that was found wrong comes back unseen.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, cast, get_args

from converters.errors import ConversionError
from converters.model import (
    Addressee,
    Citation,
    Demand,
    Evidence,
    ReviewState,
    Signatory,
    StatementKind,
    StatementRecord,
)
from converters.normalise import normalise_name
from converters.recognition import overlap

Verdict = Literal["accept", "change", "reject"]
FOLDER = "corrections"
LISTS = {"signature": "signatories", "demand": "demands", "addressee": "addressees", "citation": "citations"}
SINGLE = {"title": "title", "date": "date", "publisher": "publisher", "claimed-count": "claimed_count"}
_STATES: dict[Verdict, ReviewState] = {"accept": "accepted", "change": "corrected", "reject": "rejected"}
_KEYS = {"field", "found", "quote", "start", "confidence", "decision", "value"}
_ALIKE = 0.6
_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")


class CorrectionError(ConversionError):
    """A file of corrections is not as it should be: the message names file and entry."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a record: its field, the text that stands for it, its evidence, and its place in a list."""

    field: str
    text: str
    evidence: Evidence
    index: int = -1


@dataclass(frozen=True, slots=True)
class Correction:
    """One decision: the value as it was found, the words on which it rested, and what is right instead."""

    field: str
    found: str
    quote: str
    decision: Verdict
    value: str = ""


@dataclass(frozen=True, slots=True)
class Corrections:
    """The decisions about one statement by one reviewer, who is named by a role; `whole` if no value is left open."""

    statement: str
    reviewer: str
    decisions: tuple[Correction, ...]
    whole: bool
    file: str = ""


@dataclass
class Applied:
    """A record after its corrections, and which of them did not fit."""

    record: StatementRecord
    problems: list[str] = field(default_factory=list)


def values_of(record: StatementRecord) -> Iterator[Value]:
    """Every value that a reviewer may decide about, in the order of the fields."""
    if record.kind_evidence:
        yield Value("kind", record.kind, record.kind_evidence)
    if record.title:
        yield Value("title", record.title.value, record.title.evidence)
    if record.date:
        yield Value("date", record.date.value, record.date.evidence)
    if record.publisher:
        yield Value("publisher", record.publisher.name, record.publisher.evidence)
    if record.claimed_count:
        yield Value("claimed-count", str(record.claimed_count.value), record.claimed_count.evidence)
    for name, attribute in LISTS.items():
        for i, item in enumerate(getattr(record, attribute)):
            yield Value(name, _text(item), item.evidence, i)


def _text(item: Addressee | Demand | Citation | Signatory) -> str:
    if isinstance(item, Demand):
        return " ".join(item.text.split())
    if isinstance(item, Citation):
        return " ".join(filter(None, (item.instrument, item.locator)))
    return " ".join((item.as_printed if isinstance(item, Signatory) else item.name).split())


def quote_of(record: StatementRecord, evidence: Evidence) -> str:
    """The words on which a value rests, with single spaces."""
    return " ".join(record.document.text[evidence.span.start : evidence.span.end].split())


def read_corrections(folder: Path) -> dict[str, Corrections]:
    """All corrections of a folder by the statement's path; raises CorrectionError with file and entry."""
    found: dict[str, Corrections] = {}
    for path in sorted(folder.glob("*.toml")) if folder.is_dir() else ():
        one = read_file(path)
        if one.statement in found:
            raise CorrectionError(f"{one.statement} has corrections in {found[one.statement].file} too", str(path))
        found[one.statement] = one
    return found


def read_file(path: Path) -> Corrections:
    """The corrections of one file; raises CorrectionError."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CorrectionError(f"not a TOML file in UTF-8: {error}", str(path)) from error
    statement, entries = table.get("statement"), table.get("value", [])
    if not isinstance(statement, str) or not statement.startswith("id/statement/") or not isinstance(entries, list):
        raise CorrectionError('expected statement = "id/statement/…" and entries [[value]]', str(path))
    found = [_read_entry(entry, str(path), number) for number, entry in enumerate(entries, 1)]
    decided = tuple(entry for entry in found if entry is not None)
    return Corrections(
        statement, str(table.get("reviewer", "curator")), decided, bool(found) and len(decided) == len(found), str(path)
    )


def _read_entry(entry: Mapping[str, Any], file: str, number: int) -> Correction | None:
    place, decision = f"value {number}", entry.get("decision", "")
    known = {"kind", *SINGLE, *LISTS}
    if set(entry) - _KEYS or entry.get("field") not in known or not isinstance(entry.get("found"), str):
        raise CorrectionError(
            f"expected field (one of {', '.join(sorted(known))}), found, quote, decision", file, place
        )
    if not decision:
        return None
    if decision not in get_args(Verdict):
        raise CorrectionError(f"the decision must be one of {', '.join(get_args(Verdict))}, or empty", file, place)
    value = str(entry.get("value", ""))
    if decision == "change" and (not value.strip() or not _fits_field(entry["field"], value)):
        raise CorrectionError(
            f"{value!r} is no value for {entry['field']}: a date is like 2024-03-01, a count a number", file, place
        )
    return Correction(entry["field"], entry["found"], str(entry.get("quote", "")), cast(Verdict, decision), value)


def _fits_field(name: str, value: str) -> bool:
    if name == "date":
        return bool(_DATE.fullmatch(value))
    if name == "kind":
        return value in get_args(StatementKind)
    return value.isdecimal() if name == "claimed-count" else True


def write_file(
    record: StatementRecord,
    statement: str,
    path: Path,
    earlier: Corrections | None,
    by: str,
    hidden: re.Pattern[str] | None = None,
) -> None:
    """Write all values of a record for review, lowest confidence first, with the decisions that were taken before.

    Values in which `hidden` is found are left out.
    """
    lines = [
        "# What was read in one statement, least sure first. Write a decision beside a value: accept, change or",
        "# reject; with change, write the right text as value. Without a decision the value stays, unreviewed.",
        f"statement = {_quoted(statement)}",
        f"document = {_quoted(record.document.name)}",
        f"reviewer = {_quoted(earlier.reviewer if earlier else by)} # a role, not a name",
    ]
    taken = list(earlier.decisions if earlier else ())
    ordered = sorted(values_of(record), key=lambda v: (v.evidence.confidence, v.evidence.span.start, v.field, v.index))
    for value in ordered:
        quote = quote_of(record, value.evidence)
        if hidden and (hidden.search(value.text) or hidden.search(quote)):
            continue
        decided = next((c for c in taken if (c.field, c.found, c.quote) == (value.field, value.text, quote)), None)
        if decided:
            taken.remove(decided)
        lines += ["", *_entry(value.field, value.text, quote, decided, value.evidence)]
    for left in taken:
        lines += ["", "# No longer fits: the words are not in the document, or say something else now.",
                  *_entry(left.field, left.found, left.quote, left, None)]  # fmt: skip
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _entry(name: str, found: str, quote: str, decided: Correction | None, evidence: Evidence | None) -> Iterator[str]:
    yield "[[value]]"
    yield f"field = {_quoted(name)}"
    yield f"found = {_quoted(found)}"
    yield f"quote = {_quoted(quote)}"
    if evidence:
        yield f"start = {evidence.span.start}"
        yield f"confidence = {evidence.confidence:.2f}"
    yield f"decision = {_quoted(decided.decision if decided else '')}"
    yield f"value = {_quoted(decided.value if decided else '')}"


def _quoted(text: str) -> str:
    """A basic string of TOML (TOML 1.0, section String)."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c >= " " and c != "\x7f" else f"\\u{ord(c):04X}" for c in escaped) + '"'


def apply_corrections(record: StatementRecord, corrections: Corrections) -> Applied:
    """The record as its reviewer wants it; each decision that does not fit is a problem, and its value is left out."""
    done, dropped, left = Applied(record), set[tuple[str, int]](), list(values_of(record))
    for correction in corrections.decisions:
        match = _match(record, left, correction)
        if match is not None:
            left.remove(match)
            done.record = _decide(done.record, match, correction, corrections.reviewer)
            if correction.decision == "reject":
                dropped.add((match.field, match.index))
            continue
        done.problems.append(
            f"{corrections.file}: {correction.decision} of {correction.field} {correction.found!r} no longer fits: "
            f"no such value rests on {correction.quote[:60]!r}"
        )
        if correction.decision != "accept":
            doubtful = [v for v in left if _in_doubt(record, v, correction)]
            dropped |= {(v.field, v.index) for v in doubtful}
            done.problems += [f"{corrections.file}: left out until reviewed: {v.field} {v.text!r}" for v in doubtful]
    done.record = _without(done.record, dropped)
    changed = dropped or any(c.decision == "change" for c in corrections.decisions)
    if corrections.whole and not done.problems:
        done.record = replace(done.record, review="corrected" if changed else "accepted")
    return done


def _match(record: StatementRecord, values: Sequence[Value], correction: Correction) -> Value | None:
    """The value that a decision is about: same field, same words, same reading."""
    for value in values:
        same = (value.field, value.text) == (correction.field, correction.found)
        if same and quote_of(record, value.evidence) == correction.quote:
            return value
    return None


def _in_doubt(record: StatementRecord, value: Value, correction: Correction) -> bool:
    """Whether a value may be the one that was found wrong: the only one of its field, or much the same words."""
    if value.field != correction.field or value.text == correction.value:
        return False
    if value.index < 0:
        return value.field != "kind"
    same = normalise_name(value.text) == normalise_name(correction.found)
    return same or overlap(quote_of(record, value.evidence), correction.quote) >= _ALIKE


def _decide(record: StatementRecord, value: Value, correction: Correction, reviewer: str) -> StatementRecord:
    evidence = replace(value.evidence, review=_STATES[correction.decision], decided_by=reviewer)
    new = correction.value if correction.decision == "change" else None
    if value.field == "kind":
        return replace(record, kind_evidence=evidence, kind=cast(StatementKind, new or record.kind))
    if value.index < 0:
        item = getattr(record, SINGLE[value.field])
        key = "name" if value.field == "publisher" else "value"
        change: dict[str, Any] = {key: int(new) if value.field == "claimed-count" else new} if new else {}
        single: dict[str, Any] = {SINGLE[value.field]: replace(item, evidence=evidence, **change)}
        return replace(record, **single)
    items = list(getattr(record, LISTS[value.field]))
    items[value.index] = replace(items[value.index], evidence=evidence, **(_change(value.field, new) if new else {}))
    many: dict[str, Any] = {LISTS[value.field]: tuple(items)}
    return replace(record, **many)


def _change(name: str, new: str) -> dict[str, Any]:
    if name == "demand":
        return {"text": new}
    if name == "signature":
        return {"as_printed": new, "name": new, "acronym": None}
    if name == "addressee":
        return {"name": new}
    instrument, _, locator = new.partition(" ")
    return {"instrument": instrument, "locator": locator or None}


def _without(record: StatementRecord, dropped: Iterable[tuple[str, int]]) -> StatementRecord:
    """The record without some values; demands keep those of their addressees and citations that stay."""
    gone = set(dropped)
    if not gone:
        return record
    single: dict[str, Any] = {SINGLE[name]: None for name, index in gone if index < 0 and name in SINGLE}
    kept = {
        name: [i for i in range(len(getattr(record, attribute))) if (name, i) not in gone]
        for name, attribute in LISTS.items()
    }
    moved = {name: {old: new for new, old in enumerate(places)} for name, places in kept.items()}
    lists: dict[str, Any] = {
        LISTS[n]: tuple(getattr(record, LISTS[n])[i] for i in places) for n, places in kept.items()
    }
    lists["demands"] = tuple(
        replace(
            demand,
            addressees=tuple(moved["addressee"][i] for i in demand.addressees if i in moved["addressee"]),
            citations=tuple(moved["citation"][i] for i in demand.citations if i in moved["citation"]),
        )
        for demand in lists["demands"]
    )
    return replace(record, **single, **lists)
