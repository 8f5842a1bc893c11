"""Taking in what the stages before hand over, as files of a draft."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from itertools import chain
from pathlib import Path

from converters.formats import TRIG, graph_bytes
from converters.manifest import Withheld
from converters.release.content import Content, Quarantined, Report, file_name, read_lines
from converters.release.lines import sort_lines
from ontology.context import build_context

SPOOL = "spool.nq"
_QUARANTINE, _SOURCES = "quarantine", "sources"


def collect(content: Content, folder: Path) -> tuple[Report, tuple[Withheld, ...]]:
    """Write what comes from outside into the draft: the quads, sorted, as `spool.nq`, and the other files."""
    parts = chain(content.statements, content.shared)
    sort_lines((line for quads in parts for line in read_lines(quads)), folder / SPOOL)
    (folder / _SOURCES).mkdir()
    for identifier, text in content.texts:
        name = file_name(identifier, "source document")
        (folder / _SOURCES / f"{name}.txt").write_bytes(text.encode())
    withheld = _write_quarantine(content.quarantined, folder / _QUARANTINE)
    report = content.report()
    _write_json(folder / "report.json", report.data)
    (folder / "report.ttl").write_bytes(report.turtle)
    context = build_context()
    _write_json(folder / "context.jsonld", {"@context": context.get("@context", context)})
    return report, withheld


def _write_quarantine(entries: Iterable[Quarantined], folder: Path) -> tuple[Withheld, ...]:
    """Write each statement that was kept out, with its findings, and return what the manifest says of them."""
    folder.mkdir()
    ordered = sorted(entries, key=lambda entry: (entry.statement, entry.file, entry.findings))
    for number, entry in enumerate(ordered, start=1):
        name = f"{number:04}-{file_name(entry.statement, 'statement') if entry.statement else 'unnamed'}"
        facts = {"statement": entry.statement, "file": entry.file, "findings": entry.findings}
        _write_json(folder / f"{name}.json", facts)
        (folder / f"{name}{TRIG.suffix}").write_bytes(graph_bytes(entry.quads, TRIG))
    return tuple(Withheld(entry.statement, entry.file, entry.findings) for entry in ordered)


def _write_json(path: Path, data: Mapping[str, object]) -> None:
    path.write_bytes((json.dumps(data, ensure_ascii=False, sort_keys=True, indent=2) + "\n").encode())
