"""Which of a thing's names is preferred: one in each language, the others beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rdflib import URIRef

from converters.graph.entities import Names
from converters.graph.terms import Triple, text
from ontology import SKOS


def describe_names(thing: URIRef, names: Names, curated: Mapping[str, str] | None = None) -> Iterator[Triple]:
    """Labels of a thing: in each language the curated name, else the one printed most often, else the first by letters.

    The script of a name tells its language where that of the document cannot be: a name in Arabic letters is never
    tagged as another language, nor one in Latin letters as Arabic; the latter gets no tag. All other names are
    `skos:altLabel`.
    """
    preferred = dict(curated or {})
    ranked = sorted(names.items(), key=lambda item: (-item[1], item[0]))
    spelt = [(name, language_of(name, language)) for (name, language), _ in ranked]
    others = dict.fromkeys(pair for pair in spelt if pair[0])
    for name, language in others:
        preferred.setdefault(language, name)
    for language, name in sorted(preferred.items()):
        yield thing, SKOS.prefLabel, text(name, language)
    known = {name.casefold() for name in preferred.values()}
    for name, language in others:
        if name.casefold() not in known:
            known.add(name.casefold())
            yield thing, SKOS.altLabel, text(name, language)


def language_of(name: str, language: str) -> str:
    """The language with which a name is tagged: the document's, unless the script of the name says otherwise."""
    arabic = any("\u0620" <= c <= "\u064a" for c in name)
    if arabic:
        return "ar"
    return "" if language == "ar" else language
