"""Organisations, persons, addressees, instruments and themes: the graphs that all statements share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice

from rdflib import Dataset, URIRef

from converters.graph.entities import AgentNames, SharedEntities
from converters.graph.former import describe_merged, describe_tombstones, former_names
from converters.graph.labels import describe_names, language_of
from converters.graph.law import describe_laws, law_hubs
from converters.graph.provenance import describe_activities
from converters.graph.statement import ADDRESSEE_TYPES, COALITION_TYPES, ORGANISATION_TYPES, PERSON_TYPES, typed
from converters.graph.terms import Triple, node, text
from converters.identifiers import organisation_path, shared_graph, theme_path
from data import Body, Organisation, Reference
from ontology import ADDRESSEE_TYPE, DCTERMS, FOAF, ORG, RDF, SCHEMA, SKOS, TERMS

BATCH = 2_000
Things = Iterator[list[Triple]]


def build_shared(entities: SharedEntities, base: str, reference: Reference, batch: int = BATCH) -> Iterator[Dataset]:
    """The shared graphs of a collection, in datasets of one named graph with at most `batch` things each.

    Everything that a statement graph names and does not describe itself is described here, with a label. Known bodies
    and instruments have their curated names in all languages. Links to other hubs are in the graph `link`.
    """
    parts: tuple[tuple[str, Callable[[SharedEntities, str, Reference], Things]], ...] = (
        ("organisation", _organisations),
        ("person", _persons),
        ("addressee", _addressees),
        ("law", describe_laws),
        ("kind", _themes),
        ("link", _hubs),
        ("tombstone", describe_tombstones),
        ("activity", describe_activities),
    )
    _take_over_names(entities)
    for name, describe in parts:
        things = describe(entities, base, reference)
        while piece := list(islice(things, batch)):
            dataset = Dataset(default_union=False)
            graph = dataset.graph(node(base, shared_graph(name)))
            for triple in (triple for thing in piece for triple in thing):
                graph.add(triple)
            yield dataset


def _take_over_names(entities: SharedEntities) -> None:
    """Let each agent know the names of those that were merged into it; they are never its preferred ones."""
    for former in entities.former:
        agents = entities.persons if former.kind == "Person" else entities.organisations
        if former.successor in agents:
            agent = agents[former.successor]
            agent.former.update(former.names)
            others = Counter({key: count for key, count in agent.names.items() if key[0] not in agent.former})
            agent.names = others or agent.names


def _curated(entities: SharedEntities, reference: Reference) -> dict[str, Organisation | Body]:
    """The known bodies by path: those that occur, and the bodies and coalitions to which they belong."""
    rows: dict[str, Organisation | Body] = {b.key: b for b in reference.bodies.values() if b.kind == "organisation"}
    rows |= reference.organisations
    found: dict[str, Organisation | Body] = {}
    waiting = [row for key, row in rows.items() if organisation_path(key) in entities.organisations]
    while waiting:
        row = waiting.pop()
        if (path := organisation_path(row.key)) not in found and path not in entities.withheld:
            found[path] = row
            above = row.parent if isinstance(row, Body) else row.coalition
            waiting += [rows[above]] if above in rows else []
    return found


def _organisations(entities: SharedEntities, base: str, reference: Reference) -> Things:
    known = _curated(entities, reference)
    coalitions = {
        organisation_path(row.coalition) for row in known.values() if isinstance(row, Organisation) and row.coalition
    }
    for path in sorted({*entities.organisations, *known}):
        thing = node(base, path)
        printed = entities.organisations.get(path, AgentNames())
        row = known.get(path)
        triples = list(typed(thing, COALITION_TYPES if path in coalitions else ORGANISATION_TYPES))
        acronyms = set(printed.acronyms)
        if isinstance(row, Organisation):
            triples += describe_names(thing, printed.names, {row.language: row.name})
            acronyms.update(row.acronyms)
            triples += _describe_organisation(thing, row, base)
        elif row is not None:
            triples += describe_names(thing, printed.names, row.names)
            triples += [(thing, SKOS.altLabel, text(a, lang)) for lang, names in row.aliases.items() for a in names]
            triples += [(thing, ORG.subOrganizationOf, node(base, organisation_path(row.parent)))] if row.parent else []
        else:
            triples += describe_names(thing, printed.names)
        triples += [(thing, SKOS.altLabel, text(acronym)) for acronym in sorted(acronyms)]
        yield [*triples, *former_names(thing, printed.former, triples)]
    yield from describe_merged(entities, base, "Organisation")


def _describe_organisation(thing: URIRef, row: Organisation, base: str) -> Iterator[Triple]:
    for alias in row.aliases:
        if alias.kind != "acronym":
            label = SKOS.hiddenLabel if alias.kind == "misspelling" else SKOS.altLabel
            yield thing, label, text(alias.text, alias.language)
    if row.website:
        yield thing, FOAF.homepage, URIRef(row.website)
    if row.coalition:
        yield thing, TERMS.memberOfCoalition, node(base, organisation_path(row.coalition))


def _persons(entities: SharedEntities, base: str, _: Reference) -> Things:
    for path, person in sorted(entities.persons.items()):
        thing = node(base, path)
        names = AgentNames()
        for (name, _language), count in person.names.items():
            names.names[name, ""] += count
        triples = [*typed(thing, PERSON_TYPES), *describe_names(thing, names.names)]
        yield [*triples, *former_names(thing, person.former, triples)]
    yield from describe_merged(entities, base, "Person")


def _addressees(entities: SharedEntities, base: str, reference: Reference) -> Things:
    for path, party in sorted(entities.addressees.items()):
        thing = node(base, path)
        triples = list(typed(thing, ADDRESSEE_TYPES))
        triples.append((thing, TERMS.addresseeType, ADDRESSEE_TYPE[party.kind]))
        links = ((TERMS.holder, party.holder), (TERMS.office, party.office), (TERMS.body, party.body))
        triples += [(thing, predicate, node(base, target)) for predicate, target in links if target]
        body = reference.bodies.get(
            party.key or ("" if party.holder or party.office else party.body.rpartition("/")[2])
        )
        printed = {language_of(name, language) for name, language in party.names}
        curated = {language: name for language, name in (body.names if body else {}).items() if language not in printed}
        yield [*triples, *describe_names(thing, party.names, curated)]
    for path, post in sorted(entities.posts.items()):
        thing = node(base, path)
        within = [(thing, ORG.postIn, node(base, post.body))] if post.body else []
        yield [(thing, RDF.type, ORG.Post), *within, *describe_names(thing, post.names)]
    yield from describe_merged(entities, base, "Addressee")


def _themes(entities: SharedEntities, base: str, reference: Reference) -> Things:
    for key in sorted(entities.themes & reference.themes.keys()):
        thing, theme = node(base, theme_path(key)), reference.themes[key]
        labels = [(thing, SKOS.prefLabel, text(label, language)) for language, label in theme.labels.items()]
        wider = [(thing, SKOS.broadMatch, URIRef(iri)) for iri in theme.broad_match]
        yield [(thing, RDF.type, SKOS.Concept), *labels, *wider]


def _hubs(entities: SharedEntities, base: str, reference: Reference) -> Things:
    for path, row in sorted(_curated(entities, reference).items()):
        if row.same_as:
            yield [(node(base, path), SCHEMA.sameAs, URIRef(iri)) for iri in row.same_as]
    yield from law_hubs(entities, base, reference)
    for one, other in entities.similar:
        pair = node(base, one), node(base, other)
        yield [(pair[0], TERMS.similarDemand, pair[1]), (pair[1], TERMS.similarDemand, pair[0])]
    for path, relation, of in entities.kin:
        predicates = (TERMS.translationOf, DCTERMS.isVersionOf) if relation == "translation" else (DCTERMS.isVersionOf,)
        yield [(node(base, path), predicate, node(base, of)) for predicate in predicates]
