"""What is counted in the quads of a release, in one pass over the sorted file: for the gate, VoID and DQV.

Each triple is counted once, whatever its graphs, as VoID (section 4.6) counts the triples of an RDF graph.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from urllib.parse import urlsplit

from ontology import DCTERMS, OWL, PREFIXES, RDF, RDFS, SCHEMA, SKOS, TERMS

TYPE = str(RDF.type)
STATEMENT = str(TERMS.Statement)

# Properties whose values in the data of others make a linkset (VoID, section 5)
LINKING = frozenset(
    str(term)
    for term in (
        *(OWL.sameAs, SCHEMA.sameAs, RDFS.seeAlso, DCTERMS.language, DCTERMS.subject, DCTERMS.spatial),
        *(SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch),
    )
)

# What a statement should have; the share that has it is published as its completeness.
WANTED = tuple(
    str(term)
    for term in (
        *(DCTERMS.issued, DCTERMS.publisher, DCTERMS.subject),
        *(TERMS.addressedTo, TERMS.signature, TERMS.makesDemand, TERMS.cites),
    )
)
_VOCABULARIES = (*PREFIXES.values(), "https://w3id.org/undersigned/")


@dataclass(slots=True)
class Figures:
    """Counts over all graphs: things by the IRI of their class, triples by that of their property.

    `links` counts the triples from our things to those of others, by property and the start of the others' IRIs;
    `having` the statements that have one of `WANTED`; `examples` names the first thing of each class that was not
    merged into another; `dates` are the first and the last date of a statement, as written.
    """

    statements: int = 0
    signatures: int = 0
    triples: int = 0
    subjects: int = 0
    classes: Counter[str] = field(default_factory=Counter)
    properties: Counter[str] = field(default_factory=Counter)
    links: Counter[tuple[str, str]] = field(default_factory=Counter)
    having: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    dates: tuple[str, ...] = ()
    languages: set[str] = field(default_factory=set)

    def add(self, subject: str, facts: list[tuple[str, str]], base: str) -> None:
        """Count all triples of a subject: property and value, the value as N-Quads writes it."""
        self.subjects += 1
        self.triples += len(facts)
        kinds = [value[1:-1] for prop, value in facts if prop == TYPE]
        moved = any(prop == str(DCTERMS.isReplacedBy) for prop, _ in facts)
        for kind in kinds:
            self.classes[kind] += 1
            if not moved:
                self.examples.setdefault(kind, subject)
        for prop, value in facts:
            self.properties[prop] += 1
            if prop in LINKING and value.startswith("<http") and not value.startswith(f"<{base}/"):
                self._add_link(prop, value[1:-1])
        self.signatures += sum(prop == str(TERMS.signatory) for prop, _ in facts)
        if STATEMENT in kinds:
            self._add_statement(dict(facts))

    def _add_link(self, prop: str, target: str) -> None:
        if not target.startswith(_VOCABULARIES):
            parts = urlsplit(target)
            self.links[prop, f"{parts.scheme}://{parts.netloc}/"] += 1

    def _add_statement(self, facts: dict[str, str]) -> None:
        self.statements += 1
        self.having.update(term for term in WANTED if term in facts)
        if date := facts.get(str(DCTERMS.issued), "").partition('"')[2].partition('"')[0]:
            self.dates = (min(date, *self.dates), max(date, *self.dates)) if self.dates else (date, date)
        if language := facts.get(str(DCTERMS.language)):
            self.languages.add(language[1:-1])


def count_quads(nquads: Path, base: str) -> Figures:
    """The figures of a file of sorted N-Quads without blank nodes; `base` is the release's, without a slash."""
    figures = Figures()
    with nquads.open(encoding="utf-8") as lines:
        for subject, facts in groupby(_triples(lines), key=lambda triple: triple[0]):
            figures.add(subject[1:-1], [(prop[1:-1], value) for _, prop, value in facts], base)
    return figures


def _triples(lines: Iterator[str]) -> Iterator[list[str]]:
    """Subject, property and value of each triple, once; graphs of one triple stand one after another."""
    for triple, _ in groupby(line.rsplit(" ", 2)[0] for line in lines):
        yield triple.split(" ", 2)
