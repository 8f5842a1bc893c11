"""What a document's triples say, asked by subject and predicate; plain values, ready for JSON."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import pyoxigraph as ox

from ontology import DCTERMS, RDFS, SCHEMA, SKOS, TERMS

Labels = dict[str, str]
View = dict[str, Any]

NAMES = tuple(
    str(term)
    for term in (DCTERMS.title, SKOS.prefLabel, TERMS.demandText, TERMS.nameAsPrinted, RDFS.label, SCHEMA.name)
)


class Description:
    """The triples of one document. `base` is the release's base; references below it are written as paths."""

    def __init__(self, lines: Iterable[str], base: str) -> None:
        self._prefix = f"{base}/id/"
        self._facts: dict[tuple[str, str], list[ox.NamedNode | ox.Literal]] = defaultdict(list)
        for quad in ox.parse("\n".join(lines), ox.RdfFormat.N_TRIPLES):
            assert isinstance(quad.subject, ox.NamedNode)
            assert isinstance(quad.object, ox.NamedNode | ox.Literal)
            self._facts[quad.subject.value, quad.predicate.value].append(quad.object)

    def subjects(self, predicate: str) -> list[str]:
        """The subjects that have a predicate, in the order of the document."""
        return [subject for subject, found in self._facts if found == predicate]

    def all(self, subject: str, predicate: str) -> list[str]:
        """The values of a predicate as text, in the order of the document."""
        return [term.value for term in self._facts.get((subject, predicate), ())]

    def one(self, subject: str, predicate: str) -> str | None:
        """The first value of a predicate."""
        return next(iter(self.all(subject, predicate)), None)

    def number(self, subject: str, predicate: str) -> int | None:
        """The first value of a predicate as a whole number."""
        value = self.one(subject, predicate)
        return None if value is None else int(value)

    def texts(self, subject: str, *predicates: str) -> Labels:
        """A text for each language, from the first of the predicates that has one; "" where none is tagged."""
        found: Labels = {}
        for predicate in predicates:
            for term in self._facts.get((subject, predicate), ()):
                if isinstance(term, ox.Literal):
                    found.setdefault(term.language or "", term.value)
            if found:
                break
        return found

    def tagged(self, subject: str, predicate: str) -> list[list[str]]:
        """Every text of a predicate once, with its language: [[language, text], …]."""
        found: dict[str, str] = {}
        for term in self._facts.get((subject, predicate), ()):
            if isinstance(term, ox.Literal):
                found[term.value] = found.get(term.value) or term.language or ""
        return [[language, text] for text, language in found.items()]

    def path(self, iri: str) -> str:
        """An IRI of ours as its path below `id/`; any other IRI as it is."""
        return iri.removeprefix(self._prefix)

    def reference(self, iri: str) -> View:
        """A resource as a page shows it in passing: its path and its names by language."""
        return {"path": self.path(iri), "names": self.texts(iri, *NAMES)}

    def references(self, subject: str, predicate: str) -> list[View]:
        """All resources to which a predicate points."""
        return [self.reference(iri) for iri in self.all(subject, predicate)]
