"""IRIs that were merged or withdrawn: where to go instead, or that there is nothing any more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rdflib import URIRef

from converters.graph.entities import SharedEntities
from converters.graph.statement import ORGANISATION_TYPES, PERSON_TYPES, typed
from converters.graph.terms import Triple, moment, node, text
from data import Reference
from ontology import AS, DCTERMS, PROV, RDF, SKOS, TERMS

_TYPES = {"Organisation": ORGANISATION_TYPES, "Person": PERSON_TYPES}
_WITHDRAWN = frozenset(("Statement", "Demand", "Signature", "Organisation", "Person", "Addressee", "LegalInstrument"))


def describe_merged(entities: SharedEntities, base: str, kind: str) -> Iterator[list[Triple]]:
    """The IRIs of a class that were merged, each with its successor (`dcterms:isReplacedBy`) and the day."""
    for former in sorted(entities.former, key=lambda f: f.path):
        if former.kind == kind and former.successor:
            thing = node(base, former.path)
            yield [
                *typed(thing, _TYPES.get(kind, ())),
                (thing, DCTERMS.isReplacedBy, node(base, former.successor)),
                (thing, DCTERMS.modified, moment(former.date)),
            ]


def former_names(thing: URIRef, former: Iterable[str], said: Iterable[Triple]) -> Iterator[Triple]:
    """The names of what was merged into a thing, where they are not among its labels."""
    known = {str(value).casefold() for _, _, value in said}
    for name in sorted(former):
        if name.casefold() not in known:
            known.add(name.casefold())
            yield thing, SKOS.altLabel, text(name)


def describe_tombstones(entities: SharedEntities, base: str, _: Reference) -> Iterator[list[Triple]]:
    """What was withdrawn: that it was, of which class, and since when (ActivityStreams 2.0, section 5.2); no name."""
    for former in sorted(entities.former, key=lambda f: f.path):
        if not former.successor:
            thing = node(base, former.path)
            kind = [(thing, AS.formerType, TERMS[former.kind])] if former.kind in _WITHDRAWN else []
            yield [
                (thing, RDF.type, AS.Tombstone),
                *kind,
                (thing, PROV.invalidatedAtTime, moment(former.date)),
            ]
