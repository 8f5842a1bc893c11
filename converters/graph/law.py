"""Instruments and their parts, with labels in the languages of the gazetteer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rdflib import Literal, URIRef

from converters.graph.entities import Law, SharedEntities
from converters.graph.former import describe_merged
from converters.graph.labels import describe_names
from converters.graph.statement import INSTRUMENT_TYPES, PART_TYPES, typed
from converters.graph.terms import Triple, day, node, text
from converters.identifiers import law_path
from data import Language, Reference
from data.instruments import Instrument
from ontology import DCTERMS, ELI, RDF, SCHEMA, SKOS, TERMS

SCHEME = "id/law"


def describe_laws(entities: SharedEntities, base: str, reference: Reference) -> Iterator[list[Triple]]:
    """Each instrument with the parts that are cited, and the parts between; instruments that others need come along.

    An instrument of the gazetteer is in its scheme. One met only in a text has the label that the text gives it, and
    its jurisdiction as text (`schema:legislationJurisdiction`).
    """
    if any(law.key for law in entities.laws.values()):
        yield [(node(base, SCHEME), RDF.type, SKOS.ConceptScheme)]
    for path, law in sorted(_with_parents(entities.laws, reference).items()):
        thing = node(base, path)
        row = reference.instruments.get(law.key)
        triples = list(typed(thing, INSTRUMENT_TYPES))
        if row:
            triples += _describe_known(thing, row, base)
            titles: Mapping[str, str] = {
                lang: next(iter(row.short.get(lang, ())), row.title[lang]) for lang in row.title
            }
        else:
            triples += describe_names(thing, law.names)
            titles = {o.language or "": str(o) for _, p, o in triples if p == SKOS.prefLabel and isinstance(o, Literal)}
            if law.jurisdiction:
                triples.append((thing, SCHEMA.legislationJurisdiction, text(law.jurisdiction)))
        yield triples
        key = path.removeprefix("id/law/")
        for locator in sorted({larger for cited in law.locators for larger in _larger(cited)}):
            yield list(_describe_part(base, key, locator, titles, reference.languages))
    yield from describe_merged(entities, base, "LegalInstrument")


def law_hubs(entities: SharedEntities, base: str, reference: Reference) -> Iterator[list[Triple]]:
    """The links of instruments to the same instrument elsewhere."""
    for path, law in sorted(_with_parents(entities.laws, reference).items()):
        row = reference.instruments.get(law.key)
        if row and row.iri:
            yield [(node(base, path), SCHEMA.sameAs, URIRef(row.iri))]


def _with_parents(laws: Mapping[str, Law], reference: Reference) -> dict[str, Law]:
    """The laws and those of the gazetteer to which they are linked."""
    found = dict(laws)
    waiting = [law.key for law in laws.values()]
    while waiting:
        row = reference.instruments.get(waiting.pop())
        if row and row.parent and law_path(row.parent) not in found:
            found[law_path(row.parent)] = Law(row.parent)
            waiting.append(row.parent)
    return found


def _describe_known(thing: URIRef, row: Instrument, base: str) -> Iterator[Triple]:
    yield thing, SKOS.inScheme, node(base, SCHEME)
    for language, title in row.title.items():
        yield thing, SKOS.prefLabel, text(title, language)
    for language, names in row.short.items():
        for name in (name for name in names if name != row.title.get(language)):
            yield thing, SKOS.altLabel, text(name, language)
    for number in row.numbers:
        yield thing, TERMS.instrumentNumber, text(number)
    if row.adopted:
        yield thing, DCTERMS.issued, day(row.adopted)
    if row.parent:
        yield thing, DCTERMS.relation, node(base, law_path(row.parent))


def _describe_part(
    base: str, key: str, locator: str, titles: Mapping[str, str], languages: Mapping[str, Language]
) -> Iterator[Triple]:
    part, instrument = node(base, law_path(key, locator)), node(base, law_path(key))
    larger = _larger(locator)[:-1]
    yield from typed(part, PART_TYPES)
    yield part, TERMS.partOfInstrument, instrument
    yield part, TERMS.locator, text(locator)
    yield part, ELI.is_part_of, node(base, law_path(key, larger[-1])) if larger else instrument
    for language, title in titles.items():
        words = languages.get(language) or languages["en"]
        yield part, SKOS.prefLabel, text(f"{title}, {_words(locator, words)}", language)


def _larger(locator: str) -> list[str]:
    """The part and all that hold it, from the largest: `art/9`, `art/9/para/5`."""
    steps = locator.split("/")
    return ["/".join(steps[:end]) for end in range(2, len(steps) + 1, 2)] or [locator]


def _words(locator: str, language: Language) -> str:
    """A locator as people write it, in the words of a language: `article 9 (5) (b)`."""
    steps = locator.split("/")
    if len(steps) < 2:
        return next(iter(language.words("law", locator)), locator)
    units = language.table("law", "units")
    first = next(iter(units.get(steps[0], ())), steps[0])
    return " ".join([first, steps[1], *(f"({number})" for number in steps[3::2])])
