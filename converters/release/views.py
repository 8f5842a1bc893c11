"""What the page of each class shows, as JSON: a pure function of the document's triples and a few counted facts.

A reference is `{"path": …, "names": {language: text}}`; a text is kept with its language, so that the page can set
`lang` and `dir` by it. Only what is named here reaches a page.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby

from converters.release.description import NAMES, Description, View
from converters.release.documents import DocumentPage
from ontology import DCAT, DCTERMS, ELI, OA, ORG, PROV, RDF, SCHEMA, SKOS, TERMS

ISSUED, TITLE = str(DCTERMS.issued), str(DCTERMS.title)


def build_view(page: DocumentPage, about: Description, facts: View) -> View:
    """The view of one page of a document; `facts` holds what was counted over the whole release."""
    build = {
        "statement": statement_view,
        "demand": demand_view,
        "organisation": agent_view,
        "person": agent_view,
        "addressee": addressee_view,
        "law": law_view,
        "source": source_view,
        "gone": gone_view,
    }.get(page.kind, resource_view)
    shared = {
        "class": page.kind,
        "path": about.path(page.iri),
        "names": about.texts(page.iri, *NAMES),
        "page": page.number,
        "pages": page.pages,
    }
    return shared | build(page, about) | facts


def statement_view(page: DocumentPage, about: Description) -> View:
    """Letter head, demands, signatories, what is cited, and the evidence of each."""
    iri = page.iri
    evidence = _evidence(about, iri)
    signatures = [_signature(about, signature, evidence) for signature in about.all(iri, str(TERMS.signature))]
    demands = [_demand(about, demand, evidence) for demand in about.all(iri, str(TERMS.makesDemand))]
    return {
        "date": about.one(iri, ISSUED),
        "modified": about.one(iri, str(DCTERMS.modified)),
        "version": about.one(iri, str(DCAT.version)),
        "language": _language(about, iri),
        "kind": next(iter(about.references(iri, str(TERMS.kind))), None),
        "publishers": about.references(iri, str(DCTERMS.publisher)),
        "themes": about.references(iri, str(DCTERMS.subject)),
        "occasions": about.references(iri, str(TERMS.occasion)),
        "addressees": [
            {
                **one,
                "office": about.references(target, str(TERMS.office)),
                "body": about.references(target, str(TERMS.body)),
            }
            for target in about.all(iri, str(TERMS.addressedTo))
            for one in _with_evidence(about, [target], evidence)
        ],
        "claimed": about.number(iri, str(TERMS.claimedSignatoryCount)),
        "printed": len(signatures),
        "demands": sorted(demands, key=lambda demand: (demand["position"], demand["path"])),
        "cites": _with_evidence(about, about.all(iri, str(TERMS.cites)), evidence),
        "signatures": sorted(signatures, key=lambda signature: (signature["position"], signature["anchor"])),
        "sources": [_source(about, source) for source in about.all(iri, str(TERMS.extractedFrom))],
        "translation_of": about.references(iri, str(TERMS.translationOf)),
        "translations": [about.reference(entry.source) for entry in page.entries],
        "evidence": evidence.get(iri, {}),
    }


def demand_view(page: DocumentPage, about: Description) -> View:
    """One demand: its words, whom it asks, on which law it rests, where it stands, who asked for the same."""
    roots = [entry for entry in page.entries if entry.predicate == str(TERMS.makesDemand)]
    same = about.all(page.iri, str(TERMS.similarDemand))
    same += [entry.source for entry in page.entries if entry.predicate == str(TERMS.similarDemand)]
    return {
        **_demand(about, page.iri, _evidence(about, None)),
        "statement": _statement(about, roots[0].root) if roots else None,
        "themes": about.references(page.iri, str(DCTERMS.subject)),
        "similar": [about.reference(iri) for iri in sorted(set(same))],
    }


def agent_view(page: DocumentPage, about: Description) -> View:
    """An organisation or person: all names, every statement signed or published, in which capacities addressed."""
    iri = page.iri
    return {
        "coalition": str(TERMS.Coalition) in about.all(iri, str(RDF.type)),
        "other_names": about.tagged(iri, str(SKOS.altLabel)),
        "hidden_names": about.tagged(iri, str(SKOS.hiddenLabel)),
        "links": about.all(iri, str(SCHEMA.sameAs)) + about.all(iri, str(SCHEMA.url)),
        "coalitions": about.references(iri, str(TERMS.memberOfCoalition)),
        "members": _sources(page, about, str(TERMS.memberOfCoalition)),
        "addressed_as": _sources(page, about, str(TERMS.body), str(TERMS.holder)),
        "posts": _sources(page, about, str(ORG.postIn)),
        "statements": _statements(page, about),
    }


def addressee_view(page: DocumentPage, about: Description) -> View:
    """A party as addressed: body, office, holder, and what was demanded of it, statement by statement."""
    iri = page.iri
    return {
        "type": next(iter(about.references(iri, str(TERMS.addresseeType))), None),
        "other_names": about.tagged(iri, str(SKOS.altLabel)) + about.tagged(iri, str(TERMS.nameAsPrinted)),
        "body": about.references(iri, str(TERMS.body)),
        "office": about.references(iri, str(TERMS.office)),
        "holder": about.references(iri, str(TERMS.holder)),
        "statements": _statements(page, about),
    }


def law_view(page: DocumentPage, about: Description) -> View:
    """An instrument or a part of one: names, numbers, its parts, who cites it."""
    iri = page.iri
    whole = about.references(iri, str(TERMS.partOfInstrument))
    above = [reference for reference in about.references(iri, str(ELI.is_part_of)) if reference not in whole]
    return {
        "other_names": about.tagged(iri, str(SKOS.altLabel)),
        "numbers": about.all(iri, str(TERMS.instrumentNumber)),
        "locator": about.one(iri, str(TERMS.locator)),
        "links": about.all(iri, str(SCHEMA.sameAs)) + about.all(iri, str(SCHEMA.legislationIdentifier)),
        "instrument": whole,
        "above": above,
        "adopted": about.one(iri, ISSUED),
        "related": about.references(iri, str(DCTERMS.relation)),
        "parts": _sources(page, about, str(TERMS.partOfInstrument), str(ELI.is_part_of)),
        "statements": _statements(page, about),
    }


def source_view(page: DocumentPage, about: Description) -> View:
    """A stored document: file name, digest, the statements found in it."""
    return {**_source(about, page.iri), "statements": _statements(page, about)}


def gone_view(page: DocumentPage, about: Description) -> View:
    """A withdrawn resource: when it was withdrawn, and nothing of what it was."""
    return {"names": {}, "when": about.one(page.iri, str(PROV.invalidatedAtTime))}


def resource_view(page: DocumentPage, about: Description) -> View:
    """Any other resource, such as an office or a theme: its names and what points at it."""
    named = [_sources(page, about, predicate) for predicate in sorted({entry.predicate for entry in page.entries})]
    statements = _statements(page, about)
    shown = {statement["path"] for statement in statements}
    return {
        "other_names": about.tagged(page.iri, str(SKOS.altLabel)),
        "links": about.all(page.iri, str(SKOS.exactMatch)) + about.all(page.iri, str(SCHEMA.sameAs)),
        "body": about.references(page.iri, str(ORG.postIn)),
        "related": [one for group in named for one in group if one["path"].split("/demand/")[0] not in shown],
        "statements": statements,
    }


def _evidence(about: Description, statement: str | None) -> dict[str, dict[str, View]]:
    """The quote behind each asserted node, by the node's IRI and the annotation's own name.

    Where the body of an annotation is a triple, its subject and the name of its predicate take their place.
    """
    found: dict[str, dict[str, View]] = defaultdict(dict)
    for annotation in about.subjects(str(OA.hasBody)):
        if statement is None or statement in about.all(annotation, str(SCHEMA.about)):
            body = about.one(annotation, str(OA.hasBody)) or ""
            stated = about.one(body, str(RDF.predicate))
            if stated is None:
                found[body][annotation.rsplit("/", 1)[-1]] = _quote(about, annotation)
            else:
                subject = about.one(body, str(RDF.subject)) or ""
                found[subject][_local(stated)] = _quote(about, annotation)
    return found


def _quote(about: Description, annotation: str) -> View:
    quote: View = {"confidence": about.one(annotation, str(TERMS.confidence))}
    state = about.one(annotation, str(TERMS.reviewState))
    quote["review"] = state.rsplit("/", 1)[-1] if state else None
    for target in about.all(annotation, str(OA.hasTarget)):
        for source in about.all(target, str(OA.hasSource)):
            quote["source"] = about.one(source, str(SCHEMA.name))
        for selector in about.all(target, str(OA.hasSelector)):
            for name in ("exact", "prefix", "suffix", "start", "end"):
                value = about.one(selector, str(OA[name]))
                if value is not None:
                    quote[name] = value
    return quote


def _with_evidence(about: Description, iris: list[str], evidence: dict[str, dict[str, View]]) -> list[View]:
    return [{**about.reference(iri), "evidence": list(evidence.get(iri, {}).values())} for iri in iris]


def _signature(about: Description, iri: str, evidence: dict[str, dict[str, View]]) -> View:
    return {
        "anchor": "-".join(iri.rsplit("/", 2)[1:]),
        "position": about.number(iri, str(TERMS.position)) or 0,
        "who": next(iter(about.references(iri, str(TERMS.signatory))), None),
        "printed": about.one(iri, str(TERMS.nameAsPrinted)),
        "qualifier": about.one(iri, str(TERMS.printedQualifier)),
        "evidence": list(evidence.get(iri, {}).values()),
    }


def _demand(about: Description, iri: str, evidence: dict[str, dict[str, View]]) -> View:
    force = about.one(iri, str(TERMS.demandForce))
    return {
        "path": about.path(iri),
        "anchor": "-".join(iri.rsplit("/", 2)[1:]),
        "position": about.number(iri, str(TERMS.position)) or 0,
        "texts": about.texts(iri, str(TERMS.demandText)),
        "force": force.rsplit("/", 1)[-1] if force else None,
        "to": about.references(iri, str(TERMS.directedTo)),
        "cites": about.references(iri, str(TERMS.cites)),
        "evidence": list(evidence.get(iri, {}).values()),
    }


def _source(about: Description, iri: str) -> View:
    return {
        "path": about.path(iri),
        "names": about.texts(iri, str(SCHEMA.name)),
        "sha256": about.one(iri, str(TERMS.sha256)),
        "abridged": about.one(iri, str(SCHEMA.abridged)) == "true",
        "truncated": about.one(iri, str(TERMS.truncated)) == "true",
        "urls": about.all(iri, str(SCHEMA.url)) + about.all(iri, str(DCTERMS.source)),
        "rights": about.tagged(iri, str(DCTERMS.rights)),
    }


def _statement(about: Description, iri: str) -> View:
    kind = next(iter(about.references(iri, str(TERMS.kind))), None)
    return {**about.reference(iri), "date": about.one(iri, ISSUED), "kind": kind}


def _statements(page: DocumentPage, about: Description) -> list[View]:
    """The statements that point at the resource, in the page's order, each with how it does."""
    found = []
    for root, group in groupby(page.entries, key=lambda entry: entry.root):
        entries = list(group)
        if about.one(root, TITLE) is None:
            continue
        signatures = [entry.source for entry in entries if entry.predicate == str(TERMS.signatory)]
        demands = [entry.source for entry in entries if "/demand/" in entry.source]
        found.append(
            {
                **_statement(about, root),
                "roles": sorted({_local(entry.predicate) for entry in entries if entry.source == root}),
                "printed": [_signature(about, signature, {}) for signature in signatures],
                "demands": [about.reference(demand) for demand in dict.fromkeys(demands)],
            }
        )
    return found


def _sources(page: DocumentPage, about: Description, *predicates: str) -> list[View]:
    sources = dict.fromkeys(entry.source for entry in page.entries if entry.predicate in predicates)
    return [about.reference(source) for source in sources]


def _language(about: Description, iri: str) -> str | None:
    value = about.one(iri, str(DCTERMS.language))
    return value.rsplit("/", 1)[-1] if value else None


def _local(predicate: str) -> str:
    return predicate.replace("#", "/").rsplit("/", 1)[-1]
