"""The stages in order: read, extract, resolve, identify, map, check, release. Nothing else happens here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from rdflib import Dataset, Graph, URIRef

from converters.chronicle import Chronicle, versions_file
from converters.corrections import FOLDER, apply_corrections, read_corrections
from converters.curating import apply_decisions
from converters.decisions import decisions_file, read_decisions
from converters.errors import ReleaseError
from converters.findings import ValidationReport, merge_reports
from converters.formats import TURTLE, Format, graph_bytes, sort_key
from converters.graph import Former, SharedEntities, build_links, build_shared, build_statement, digest_statement
from converters.identifiers import version_path
from converters.identity import WithdrawnError, assign_identities
from converters.intake import Intake, Problem, Progress, Records
from converters.kinship import SURE, Kin, Kinship
from converters.ledger import NAME_PART, Ledger
from converters.manifest import Manifest
from converters.model import StatementRecord
from converters.recognition import expected_paths
from converters.release import Content, Quarantined, Report, write_release
from converters.release.dumps import write_dump
from converters.release.lines import sort_lines
from converters.release.recall import recall_releases
from converters.resolve import Resolution, known_bodies, resolve_mentions
from converters.secrecy import known_again
from converters.undecided import Pair, name_pairs, undecided_file, write_undecided
from converters.validate import Validator, mentioned_types
from converters.withholding import Withholding
from data import Collection, Reference
from ontology import RDF

__all__ = ["Conversion", "Intake", "Problem", "Released", "convert", "release"]

_NAMED = ("Statement", "Organisation", "Person")


@dataclass(frozen=True)
class Conversion:
    """What `convert` did: what was taken in, how many quads were written, which names stayed undecided."""

    intake: Intake
    quads: int
    resolution: Resolution


@dataclass
class Released:
    """What `release` did: what was taken in, the manifest, the validation report and what was kept out.

    `curation` says which decisions and corrections did not fit, `recalled` which earlier releases were taken back.
    """

    intake: Intake
    resolution: Resolution
    manifest: Manifest | None = None
    report: ValidationReport = field(default_factory=ValidationReport)
    quarantined: list[Quarantined] = field(default_factory=list)
    curation: list[str] = field(default_factory=list)
    recalled: list[str] = field(default_factory=list)
    undecided: list[Pair] = field(default_factory=list)
    kin: list[Kin] = field(default_factory=list)


def _silent(_stage: str, _done: int, _all: int) -> None:
    """Progress that nobody watches."""


def convert(
    paths: Sequence[Path],
    output: Path,
    target: Format,
    *,
    base: str,
    date: str,
    reference: Reference,
    collection: Collection,
    minimum_confidence: float = 0.0,
    on_progress: Progress = _silent,
) -> Conversion:
    """Write the graph of all documents below `paths` to `output`; no store, no ledger, no check.

    `base` is the absolute IRI before `/id/…`, `date` the day on which new IRIs are first seen (ISO 8601). What could
    not be read is in the result, and the rest is written. Raises OSError where `output` cannot be written.
    """
    entities, ledger = SharedEntities(), Ledger()
    with Records(reference, abridged=collection.abridged, minimum_confidence=minimum_confidence) as records:
        records.read(paths, on_progress)
        resolution = _resolve(records, ledger)
        hidden = Withholding(records, resolution, ledger)
        spool = output.with_name(f".{output.name}.quads")
        try:
            with spool.open("wb") as quads:
                for done, record in enumerate(_identified(records, resolution, ledger, date, hidden), 1):
                    entities.add(record)
                    quads.write(_quads(build_statement(record, base, reference, collection.quotes)))
                    on_progress("map", done, len(records))
                for dataset in build_shared(entities, base, reference):
                    quads.write(_quads(dataset))
            count = _write_sorted(spool, output, target)
        finally:
            spool.unlink(missing_ok=True)
        return Conversion(records.intake, count, resolution)


def _write_sorted(spool: Path, output: Path, target: Format) -> int:
    """Write the quads of `spool` in a format and its order, in one step; returns how many there are."""
    ordered, draft = output.with_name(f".{output.name}.sorted"), output.with_name(f".{output.name}.draft")
    try:
        with spool.open("rb") as lines:
            count = sort_lines(lines, ordered, key=sort_key if target.datasets else None)
        write_dump(ordered, target, draft)
        draft.replace(output)
    finally:
        ordered.unlink(missing_ok=True)
        draft.unlink(missing_ok=True)
    return count


def release(
    paths: Sequence[Path],
    target: Path,
    *,
    base: str,
    date: str | None,
    today: str,
    ledger_path: Path,
    reference: Reference,
    collection: Collection,
    on_progress: Progress = _silent,
    corrections: Path | None = None,
    sign_key: Path | None = None,
) -> Released:
    """Take the documents below `paths` through all stages into a release below `target`; the ledger is kept with it.

    `date` is the release's; where it is None, it is the ledger's newest date if nothing changed, else `today`;
    `sign_key` is the key that signs it, if any. A
    statement that violates a shape is quarantined and the rest goes on. Raises ReleaseError where the gate is not
    passed; then the last good release stays, and the ledger is not written.
    """
    with Records(reference, abridged=collection.abridged, titled=True) as records:
        records.read(paths, on_progress)
        if not len(records):
            raise ReleaseError("no statement was found in any document; the last good release stays", str(paths[0]))
        ledger = Ledger.read(ledger_path)
        decisions = read_decisions(decisions_file(ledger_path))
        problems = apply_decisions(decisions, ledger)
        problems += correct_records(records, ledger, corrections or ledger_path.with_name(FOLDER))
        resolution = _resolve(records, ledger)
        hidden = Withholding(records, resolution, ledger)
        resolution = hidden.without(resolution)
        chronicle = Chronicle.read(versions_file(ledger_path))
        day = date or _date_of(records, resolution, ledger, today, reference, hidden)
        result = Released(records.intake, resolution, curation=problems)
        stages = _Stages(
            records, resolution, ledger, base, day, reference, collection, result, on_progress, hidden, chronicle
        )
        result.manifest = write_release(
            stages.content(),
            collection,
            base=base,
            date=day,
            target=target,
            on_step=lambda step: on_progress(step, 0, 0),
            sign_key=sign_key,
        )
        ledger.write(ledger_path)
        for entry in ledger.ended():
            chronicle.forget(entry.path)
        chronicle.write(versions_file(ledger_path))
        gone = {entry.path for entry in ledger.ended() if entry.withdrawn and entry.kind in _NAMED}
        settled = {frozenset((d.subject, d.object)) for d in decisions if d.action == "apart"}
        names = {r.document.sha256: r.document.name for r in records} if resolution.undecided else {}
        pairs = name_pairs(resolution, records.intake.mentions, names, ledger)
        result.undecided = [pair for pair in pairs if frozenset((pair.left, pair.right)) not in settled]
        write_undecided(result.undecided, undecided_file(ledger_path))
        result.recalled = recall_releases(target, gone, result.manifest.version)
        return result


def correct_records(records: Records, ledger: Ledger, folder: Path) -> list[str]:
    """Apply the corrections of a folder to the records; those that do not fit, one line each."""
    decided = read_corrections(folder)
    if not decided:
        return []
    problems: list[str] = []
    paths = iter(list(expected_paths(records, ledger)))

    def correct(record: StatementRecord) -> StatementRecord:
        corrections = decided.pop(next(paths), None)
        if corrections is None:
            return record
        done = apply_corrections(record, corrections)
        problems.extend(done.problems)
        return replace(done.record, path=corrections.statement)

    records.rewrite(correct)
    return problems + [f"{left.file}: no document holds {left.statement} any more" for left in decided.values()]


def _resolve(records: Records, ledger: Ledger) -> Resolution:
    reference = records.reference
    ledger.expect(records.intake.sources)
    known = known_bodies(reference.organisations.values(), reference.bodies.values())
    again = known_again(records.intake.mentions, ledger)
    return resolve_mentions([*records.intake.mentions, *known, *ledger.known_mentions(), *again])


def _identified(
    records: Records, resolution: Resolution, ledger: Ledger, date: str, hidden: Withholding
) -> Iterator[StatementRecord]:
    """The records with their IRIs; without statements that were withdrawn and names that are withheld."""
    for record in records:
        try:
            identified = assign_identities(hidden.hide(record), resolution, ledger, date)
        except WithdrawnError:
            continue
        yield hidden.publish(identified)


def _date_of(
    records: Records, resolution: Resolution, ledger: Ledger, today: str, reference: Reference, hidden: Withholding
) -> str:
    """The ledger's newest date if these records change nothing in it, else today."""
    newest = ledger.newest_date
    if not newest:
        return today
    trial = ledger.copy()
    for record in _identified(records, resolution, trial, newest, hidden):
        trial.record_version(record.path, digest_statement(record, reference), newest)
        if trial.changed:
            return today
    return newest


@dataclass
class _Stages:
    """The later stages of a release, as its writer draws from them."""

    records: Records
    resolution: Resolution
    ledger: Ledger
    base: str
    date: str
    reference: Reference
    collection: Collection
    result: Released
    on_progress: Progress
    hidden: Withholding
    chronicle: Chronicle

    def __post_init__(self) -> None:
        self.kinship = Kinship()
        self.entities, self.validator = SharedEntities(self.hidden.paths), Validator()
        for former in _former(self.ledger):
            self.entities.add_former(former)
        self.reports: list[ValidationReport] = []
        self.shared_violations: list[str] = []
        self.texts: dict[str, str] = {}
        withdrawn = (e for e in self.ledger.ended() if e.kind == "Statement" and e.withdrawn)
        self.unpublished = {f"id/source/{e.facts[0].partition('@')[0]}" for e in withdrawn if e.facts}

    def content(self) -> Content:
        """What the writer of releases draws from, in this order."""
        return Content(
            statements=self._statements(),
            shared=self._shared(),
            texts=_sorted_items(self.texts),
            quarantined=self.result.quarantined,
            report=self._report,
        )

    def _statements(self) -> Iterator[bytes]:
        identified = _identified(self.records, self.resolution, self.ledger, self.date, self.hidden)
        for done, record in enumerate(identified, 1):
            record = self._versioned(record)
            dataset = build_statement(record, self.base, self.reference, self.collection.quotes)
            report = self.validator.validate_graph(_merged(dataset), build_links(record, self.base))
            self.reports.append(report)
            self.on_progress("check", done, len(self.records))
            if report.conforms:
                self.entities.add(record)
                self.kinship.add(record)
                if self.collection.texts and record.source_path not in self.unpublished:
                    self.texts[record.source_path.rpartition("/")[2]] = record.document.text
                yield _quads(dataset)
            else:
                findings = tuple(finding.message for finding in report.violations)
                self.result.quarantined.append(
                    Quarantined(record.path, record.document.name, findings, _quads(dataset))
                )

    def _versioned(self, record: StatementRecord) -> StatementRecord:
        before = self.ledger[record.path].version
        version, modified = self.ledger.record_version(record.path, digest_statement(record, self.reference), self.date)
        if version != before or not self.chronicle.of(record.path):
            self.chronicle.note(record, self.ledger)
        history = self.chronicle.of(record.path)
        return replace(record, version=version, modified=modified, history=history)

    def _shared(self) -> Iterator[bytes]:
        kin = self.kinship.statements()
        sure = [(k.path, k.relation, k.of) for k in kin if k.confidence >= SURE]
        self.entities.relate(self.kinship.demands(), sure)
        self.result.kin = kin
        types = Graph(bind_namespaces="none")
        for dataset in build_shared(self.entities, self.base, self.reference):
            for subject, _, kind, _ in dataset.quads((None, RDF.type, None, None)):
                types.add((subject, RDF.type, kind))
        for dataset in build_shared(self.entities, self.base, self.reference):
            graph = _merged(dataset)
            report = self.validator.validate_graph(graph, mentioned_types(graph, [types]))
            self.reports.append(report)
            self.shared_violations += [f"{finding.focus}: {finding.message}" for finding in report.violations]
            yield _quads(dataset)

    def _report(self) -> Report:
        self.result.report = report = merge_reports(self.reports)
        lines = report.to_graph(URIRef(f"{self.base}/id/report")).serialize(format="nt", encoding="utf-8")
        return Report(report.to_dict(), graph_bytes(lines, TURTLE), tuple(self.shared_violations), len(report.warnings))


def _former(ledger: Ledger) -> Iterator[Former]:
    """The IRIs of a ledger that were merged into others or withdrawn."""
    for entry in ledger.ended():
        if entry.withdrawn:
            yield Former(entry.path, entry.kind, entry.withdrawn)
            for version in range(1, entry.version + 1):
                yield Former(version_path(entry.path, version), "Version", entry.withdrawn)
        elif entry.successor and not ledger.is_withdrawn(ledger.follow(entry.path)):
            agent = entry.kind in ("Organisation", "Person")
            names = dict.fromkeys(part for fact in entry.facts for part in fact.split(NAME_PART)[:2] if part)
            yield Former(entry.path, entry.kind, entry.modified, entry.successor, tuple(names) if agent else ())


def _sorted_items(texts: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The texts by identifier, read only when the statements have passed."""
    yield from sorted(texts.items())


def _merged(dataset: Dataset) -> Graph:
    """All triples of a small dataset as one graph."""
    graph = Graph(bind_namespaces="none")
    for subject, predicate, value, _ in dataset.quads():
        graph.add((subject, predicate, value))
    return graph


def _quads(dataset: Dataset) -> bytes:
    return dataset.serialize(format="ox-nquads", encoding="utf-8")
