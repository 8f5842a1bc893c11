"""What the converters find in documents, in the shape of labels: as the published graph would say it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

from rdflib import URIRef

from converters.graph import SharedEntities, build_shared
from converters.graph.terms import node
from converters.identity import assign_identities
from converters.intake import Intake, Progress, Records
from converters.ledger import Ledger
from converters.matching import Item
from converters.model import Addressee, Citation, Evidence, StatementRecord
from converters.resolve import known_bodies, resolve_mentions
from data import Reference
from ontology import SKOS

Addressed = TypeVar("Addressed", Addressee, Citation)
_BASE = "http://localhost"
_DAY = "2000-01-01"  # when an IRI was first seen: nothing here shows it
_UNITS = {"art": "article", "para": "paragraph", "sub": "", "ch": "chapter"}


class Labels(NamedTuple):
    """The labels of what statements share, by IRI: preferred ones in all languages, and these with all others."""

    preferred: Mapping[URIRef, Sequence[str]]
    names: Mapping[URIRef, Sequence[str]]

    def joined(self, *paths: str) -> str | None:
        """The preferred labels of things, in whatever language, as one text to compare with."""
        found = {label for path in paths if path for label in self.preferred.get(node(_BASE, path), ())}
        return " / ".join(sorted(found)) or None


def answer_documents(
    documents: Path, reference: Reference, on_progress: Progress
) -> tuple[dict[str, list[Item]], Intake]:
    """The statements found in all documents below a folder, by the document's name, and what was taken in.

    Names are resolved over the folder, as `convert` does it. Each value has its `Evidence`.
    """
    with Records(reference) as records:
        records.read([documents], on_progress)
        ledger, entities = Ledger(), SharedEntities()
        ledger.expect(records.intake.sources)
        known = known_bodies(reference.organisations.values(), reference.bodies.values())
        resolution = resolve_mentions([*records.intake.mentions, *known])
        identified = [assign_identities(record, resolution, ledger, _DAY) for record in records]
    for record in identified:
        entities.add(record)
    labels = _read_labels(entities, reference)
    answers: dict[str, list[Item]] = {}
    for record in identified:
        answers.setdefault(record.document.name, []).append(describe_answer(record, labels))
    return answers, records.intake


def _read_labels(entities: SharedEntities, reference: Reference) -> Labels:
    preferred: dict[URIRef, list[str]] = {}
    names: dict[URIRef, list[str]] = {}
    for dataset in build_shared(entities, _BASE, reference):
        for predicate in (SKOS.prefLabel, SKOS.altLabel):
            for thing, _, label, _ in dataset.quads((None, predicate, None, None)):
                if isinstance(thing, URIRef):
                    names.setdefault(thing, []).append(str(label))
                    if predicate == SKOS.prefLabel:
                        preferred.setdefault(thing, []).append(str(label))
    return Labels(preferred, names)


def describe_answer(record: StatementRecord, labels: Labels) -> Item:
    """A record with its paths in the shape of a label, each value with its evidence."""
    asked = {i for demand in record.demands for i in demand.addressees}
    addressees = [a for i, a in enumerate(record.addressees) if a.formal or i in asked]
    return {
        "title": record.title.value if record.title else None,
        "kind": record.kind,
        "date": record.date.value if record.date else None,
        "language": record.language,
        "publisher": labels.joined(record.publisher.path) if record.publisher else None,
        "claimed_count": record.claimed_count.value if record.claimed_count else None,
        "evidence": dict(_evidence(record)),
        "signatories": list(_signatories(record, labels)),
        "demands": list(_demands(record, labels)),
        "addressees": [_addressee(a, labels) for a in _first_by_path(addressees)],
        "provisions": [_provision(c, labels) for c in _first_by_path(record.citations)],
    }


def _evidence(record: StatementRecord) -> Iterator[tuple[str, Evidence]]:
    if record.kind_evidence:
        yield "kind", record.kind_evidence
    single = (("title", record.title), ("date", record.date), ("publisher", record.publisher))
    for name, value in (*single, ("claimed_count", record.claimed_count)):
        if value:
            yield name, value.evidence


def _first_by_path(values: Iterable[Addressed]) -> list[Addressed]:
    found: dict[str, Addressed] = {}
    for value in values:
        found.setdefault(value.path, value)
    return list(found.values())


def _signatories(record: StatementRecord, labels: Labels) -> Iterator[Item]:
    for s in record.signatories:
        beside = ", ".join(filter(None, (s.qualifier, s.country)))
        yield {
            "as_printed": s.as_printed,
            "agent": s.agent_path,
            "kind": s.kind,
            "other_names": list(labels.names.get(node(_BASE, s.agent_path), ())),
            "qualifiers": [beside] if beside else [],
            "evidence": s.evidence,
        }


def _demands(record: StatementRecord, labels: Labels) -> Iterator[Item]:
    for demand in record.demands:
        to = _first_by_path(record.addressees[i] for i in demand.addressees)
        names = [labels.joined(a.path, a.holder_path) for a in to]
        yield {"text": demand.text, "addressees": [n for n in names if n], "evidence": demand.evidence}


def _addressee(a: Addressee, labels: Labels) -> Item:
    return {
        "name": labels.joined(a.path, a.holder_path),
        "role": labels.joined(a.office_path),
        "organisation": labels.joined(a.body_path),
        "evidence": a.evidence,
    }


def _provision(c: Citation, labels: Labels) -> Item:
    return {
        "locator": _read_locator(c.locator),
        "instrument_key": c.instrument_path.split("/law/", 1)[-1].strip("/").replace("/", "-"),
        "instrument": labels.joined(c.instrument_path),
        "evidence": c.evidence,
    }


def _read_locator(path: str | None) -> str | None:
    """`art/9/para/5/sub/b` as labels have it: `article 9(5)(b)`."""
    if not path or "/" not in path:
        return path
    steps = path.split("/")
    return f"{_UNITS.get(steps[0], steps[0])} {steps[1]}" + "".join(f"({number})" for number in steps[3::2])
