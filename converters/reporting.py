"""What people and programs are told of a run: lines of text, facts for JSON, the explanation of one document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from converters.findings import ValidationReport
from converters.intake import Intake, Problem
from converters.kinship import SURE
from converters.model import Document, Evidence, StatementRecord
from converters.pipeline import Conversion, Released

_QUOTE = 90
_SHOWN = 20


def intake_facts(intake: Intake) -> dict[str, Any]:
    """What was taken in, for JSON."""
    return {
        "documents": intake.documents,
        "statements": intake.statements,
        "left_out": intake.left_out,
        "protected": dict(sorted(intake.protected.items())),
        "not_read": [{"source": p.source, "message": p.message} for p in intake.problems],
        "skipped": [{"source": p.source, "message": p.message} for p in intake.skipped],
        "notes": [{"source": p.source, "message": p.message} for p in intake.notes],
    }


def intake_lines(intake: Intake) -> list[str]:
    """What was taken in, what was not and why; each file that gave nothing has a line."""
    lines = [f"{problem.source}: {problem.message}" for problem in (*intake.problems, *intake.skipped)]
    lines += _shortened(intake.notes)
    if intake.left_out:
        lines.append(f"left out for low confidence: {intake.left_out} values")
    if intake.protected:
        kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(intake.protected.items()))
        lines.append(f"contact details kept out: {kinds}")
    return [*lines, f"{intake.documents} documents, {intake.statements} statements"]


def _shortened(notes: Sequence[Problem]) -> list[str]:
    lines = [f"{note.source}: note: {note.message}" for note in notes[:_SHOWN]]
    return lines + ([f"… and {len(notes) - _SHOWN} more notes (--json has all)"] if len(notes) > _SHOWN else [])


def conversion_facts(done: Conversion, output: Path) -> dict[str, Any]:
    """What `convert` did, for JSON."""
    undecided = [asdict(pair) for pair in done.resolution.undecided]
    return intake_facts(done.intake) | {"quads": done.quads, "output": str(output), "undecided": undecided}


def conversion_lines(done: Conversion, output: Path) -> list[str]:
    """The end of `convert`."""
    lines = intake_lines(done.intake)
    if done.resolution.undecided:
        lines.append(f"{len(done.resolution.undecided)} pairs of names stay apart, undecided")
    return [*lines, f"{done.quads} quads written to {output}"]


def release_facts(done: Released) -> dict[str, Any]:
    """What a release holds, for JSON."""
    manifest = done.manifest
    return intake_facts(done.intake) | {
        "version": manifest.version if manifest else None,
        "quads": manifest.quads if manifest else 0,
        "warnings": [finding.message for finding in done.report.warnings],
        "quarantined": [
            {"statement": q.statement, "source": q.file, "findings": list(q.findings)} for q in done.quarantined
        ],
        "undecided": [asdict(pair) for pair in done.undecided],
        "kin": [asdict(kin) for kin in done.kin],
        "curation": done.curation,
        "recalled": done.recalled,
    }


def release_lines(done: Released, target: Path) -> list[str]:
    """The end of `release`: what passed, what was quarantined and why, where the release is."""
    lines = intake_lines(done.intake)
    lines += [f"{q.file}: quarantined {q.statement}: {'; '.join(q.findings[:3])}" for q in done.quarantined]
    lines += [f"warning: {finding.message} ({finding.focus})" for finding in done.report.warnings[:_SHOWN]]
    lines += done.curation
    lines += [
        f"undecided, kept apart: {p.left_name} ({p.left_in}) / {p.right_name} ({p.right_in}): {p.evidence}; {p.doubt}"
        for p in done.undecided[:_SHOWN]
    ]
    lines += [
        f"{k.path} {'is' if k.confidence >= SURE else 'may be'} a {k.relation} of {k.of} ({k.confidence:.2f})"
        for k in done.kin[:_SHOWN]
    ]
    lines += [
        f"release {version} was taken back: it held what is withheld or withdrawn now" for version in done.recalled
    ]
    if manifest := done.manifest:
        passed = done.intake.statements - len(done.quarantined)
        lines.append(
            f"release {manifest.version} in {target / manifest.version}: {manifest.quads} quads, "
            f"{passed} of {done.intake.statements} statements passed"
        )
    return lines


def validation_lines(report: ValidationReport) -> list[str]:
    """A validation report for people: findings first, then what each shape looked at."""
    lines = [f"{finding.severity}: {finding.focus}: {finding.message}" for finding in report.findings]
    lines += [f"{_local(shape)}: {count} nodes" for shape, count in sorted(report.focus_counts.items()) if count]
    lines += [f"{_local(shape)}: looked at nothing" for shape in report.idle_shapes]
    verdict = "conforms" if report.conforms else "does not conform"
    return [*lines, f"{verdict}: {len(report.violations)} violations, {len(report.warnings)} warnings"]


def _local(iri: str) -> str:
    return iri.rpartition("#")[2] or iri


def _values(record: StatementRecord) -> Iterator[tuple[str, str, Evidence]]:
    """Every value of a record that has evidence: its field, a text, the evidence."""
    if record.kind_evidence:
        yield "kind", record.kind, record.kind_evidence
    if record.title:
        yield "title", record.title.value, record.title.evidence
    if record.date:
        yield "date", record.date.value, record.date.evidence
    if record.publisher:
        yield "publisher", record.publisher.name, record.publisher.evidence
    if record.claimed_count:
        yield "claimed count", str(record.claimed_count.value), record.claimed_count.evidence
    for a in record.addressees:
        parts = ", ".join(dict.fromkeys(filter(None, (a.holder, a.office, a.body, a.name))))
        yield "addressee" if a.formal else "asked", parts, a.evidence
    for d in record.demands:
        to = "; ".join(record.addressees[i].name for i in d.addressees)
        yield f"demand ({d.force})", f"{d.text} → {to}" if to else d.text, d.evidence
    for c in record.citations:
        yield "cites", f"{c.instrument} {c.locator or ''}".strip(), c.evidence
    for s in record.signatories:
        more = ", ".join(filter(None, (s.acronym, s.qualifier)))
        yield f"signed ({s.kind})", f"{s.position}. {s.name}" + (f" [{more}]" if more else ""), s.evidence


def explanation_facts(document: Document, records: Sequence[StatementRecord]) -> dict[str, Any]:
    """What was found in a document, for JSON, with quotes and positions in code points."""
    return {
        "document": document.name,
        "language": document.language,
        "sha256": document.sha256,
        "notes": list(document.notes),
        "statements": [
            {
                "values": [
                    {
                        "field": name,
                        "value": value,
                        "quote": document.text[e.span.start : e.span.end],
                        "start": e.span.start,
                        "end": e.span.end,
                        "confidence": e.confidence,
                        "rule": e.rule,
                    }
                    for name, value, e in _values(record)
                ],
                "subjects": list(record.subjects),
                "notes": list(record.notes),
            }
            for record in records
        ],
        "left": [block.text for block in _left(document, records)],
    }


def _left(document: Document, records: Sequence[StatementRecord]) -> list[Any]:
    """The blocks that belong to no statement."""
    return [b for b in document.blocks if not any(r.span.start <= b.span.start < r.span.end for r in records)]


def print_explanation(document: Document, records: Sequence[StatementRecord], console: Console) -> None:
    """Print a table for each statement of a document: value, words, confidence; then what was left."""
    for number, record in enumerate(records, 1):
        table = Table(title=f"{document.name}: statement {number} of {len(records)} ({record.language})", expand=True)
        for column in ("field", "value", "on these words", "at", "sure"):
            table.add_column(column, overflow="fold")
        for name, value, evidence in _values(record):
            quote = " ".join(document.text[evidence.span.start : evidence.span.end].split())
            shown = quote if len(quote) <= _QUOTE else quote[: _QUOTE - 1] + "…"
            table.add_row(
                name, value, shown or f"({evidence.rule})", str(evidence.span.start), f"{evidence.confidence:.2f}"
            )
        console.print(table)
        if record.subjects:
            console.print("themes: " + ", ".join(record.subjects))
        for note in record.notes:
            console.print(f"note: {note}")
    left = _left(document, records)
    if left:
        console.print(f"left, {len(left)} lines that belong to no statement:")
        for block in left:
            console.print("  " + " ".join(block.text.split())[:_QUOTE], highlight=False, markup=False)
