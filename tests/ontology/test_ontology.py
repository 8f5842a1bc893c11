"""The ontology file says what the design note says: ten classes, thirty properties, four schemes, no false friends."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef

from ontology import (
    ADDRESSEE_TYPE,
    DCTERMS,
    FORCE,
    KIND,
    ONTOLOGY,
    OWL,
    PREFIXES,
    RDF,
    RDFS,
    REVIEW,
    SCHEMA,
    SKOS,
    TERMS,
    VANN,
    load_alignments,
    load_ontology,
)

NOTE = Path(__file__).parents[3] / "shared" / "design" / "ontology.md"
LANGUAGES = ["ar", "en", "es", "fr"]


def own(kind: URIRef) -> set[str]:
    return {str(t).removeprefix(str(TERMS)) for t in load_ontology().subjects(RDF.type, kind)}


def properties() -> set[str]:
    return own(OWL.ObjectProperty) | own(OWL.DatatypeProperty)


def note_rows(heading: str) -> list[list[str]]:
    """The cells of the table under a heading of the design note."""
    if not NOTE.exists():
        pytest.skip("the design note is not here")
    section = NOTE.read_text(encoding="utf-8").split(f"\n{heading}\n", 1)[1].split("\n#", 1)[0]
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip().strip("`") for cell in row] for row in rows[2:]]


def test_there_are_ten_classes_and_thirty_properties() -> None:
    """Neither more nor fewer, and every one in our namespace."""
    assert len(own(OWL.Class)) == 10
    assert len(properties()) == 30
    assert all(hasattr(TERMS, name) for name in own(OWL.Class) | properties())


def test_classes_are_those_of_the_note() -> None:
    """Names, superclasses and definitions agree with the table of the note."""
    graph = load_ontology()
    for name, parents, definition in note_rows("### Classes"):
        term = TERMS[name.removeprefix("und:")]
        assert str(graph.value(term, RDFS.comment)) == definition
        expected = {expand(parent) for parent in parents.split(", ")}
        assert set(graph.objects(term, RDFS.subClassOf)) == expected, name


def test_properties_are_those_of_the_note() -> None:
    """Names, super-properties and definitions agree with the table of the note."""
    graph, seen = load_ontology(), set()
    for _, name, domain, _, _, parents, definition in note_rows("### Properties"):
        term = TERMS[name.removeprefix("und:")]
        seen.add(name.removeprefix("und:"))
        expected = {expand(parent) for parent in parents.split(", ") if parent}
        assert set(graph.objects(term, RDFS.subPropertyOf)) == expected, name
        comment = str(graph.value(term, RDFS.comment))
        assert definition.split(";")[0].rstrip(".") == comment.rstrip("."), name
        several = "," in domain
        assert ((term, RDFS.domain, None) in graph) != several, name
        assert ((term, SCHEMA.domainIncludes, None) in graph) == several, name
    assert seen == properties()


def expand(name: str) -> URIRef:
    prefix, _, local = name.strip("`").partition(":")
    return URIRef(PREFIXES[prefix] + local)


@pytest.mark.parametrize("name", sorted(own(OWL.Class) | properties()))
def test_every_term_is_labelled_in_four_languages_and_explained(name: str) -> None:
    """One label a language, a comment in English, and where it is defined."""
    graph, term = load_ontology(), TERMS[name]
    assert sorted(o.language or "" for o in graph.objects(term, RDFS.label) if isinstance(o, Literal)) == LANGUAGES
    assert [o.language for o in graph.objects(term, RDFS.comment) if isinstance(o, Literal)] == ["en"]
    assert list(graph.objects(term, RDFS.isDefinedBy)) == [ONTOLOGY]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_terms_share_a_label(language: str) -> None:
    """Two terms of one kind that are called the same can't be told apart on a page."""
    graph = load_ontology()
    for kind in (own(OWL.Class), properties()):
        labels = [
            str(o) for n in kind for o in graph.objects(TERMS[n], RDFS.label) if getattr(o, "language", "") == language
        ]
        assert len(labels) == len(set(labels))


def test_no_property_has_two_domains_or_ranges() -> None:
    """Two rdfs:domain lines would mean that a subject is of both classes."""
    graph = load_ontology()
    for name in properties():
        assert len(list(graph.objects(TERMS[name], RDFS.domain))) <= 1, name
        assert len(list(graph.objects(TERMS[name], RDFS.range))) == 1, name


@pytest.mark.parametrize(
    "predicate",
    [
        OWL.versionIRI,
        OWL.versionInfo,
        DCTERMS.title,
        DCTERMS.description,
        DCTERMS.license,
        DCTERMS.creator,
        DCTERMS.publisher,
        DCTERMS.created,
        DCTERMS.modified,
        DCTERMS.bibliographicCitation,
        VANN.preferredNamespacePrefix,
        VANN.preferredNamespaceUri,
        URIRef("http://purl.org/ontology/bibo/status"),
    ],
    ids=lambda iri: iri.rsplit("/", 1)[-1],
)
def test_the_header_describes_the_ontology(predicate: URIRef) -> None:
    """What FOOPS! asks for is there."""
    assert load_ontology().value(ONTOLOGY, predicate) is not None


def test_the_version_iri_differs_from_the_ontology_and_names_its_version() -> None:
    """A version can be cited."""
    graph = load_ontology()
    assert str(graph.value(ONTOLOGY, OWL.versionIRI)) == f"{ONTOLOGY}/{graph.value(ONTOLOGY, OWL.versionInfo)}"


def test_there_is_no_blank_node() -> None:
    """The file has the same bytes in every canonical form."""
    for graph in (load_ontology(), load_alignments()):
        assert all(isinstance(node, URIRef | Literal) for triple in graph for node in triple)


def test_no_term_of_others_is_redefined() -> None:
    """Only our own terms, concepts, the ontology and its project are described."""
    subjects = {str(s) for graph in (load_ontology(), load_alignments()) for s in graph.subjects()}
    assert all(s.startswith("https://w3id.org/undersigned/") for s in subjects)


@pytest.mark.parametrize(
    "friend",
    [
        "schema:Statement",
        "schema:Claim",
        "schema:Demand",
        "schema:Audience",
        "schema:Report",
        "schema:contributor",
        "schema:OpinionNewsArticle",
        "org:FormalOrganization",
        "foaf:Group",
        "eli:cites",
        "prov:wasAttributedTo",
        "owl:equivalentClass",
        "owl:sameAs",
        "skos:exactMatch",
    ],
)
def test_no_false_friend_is_used(friend: str) -> None:
    """None of the terms that look right and mean something else stands in either file."""
    used = {node for graph in (load_ontology(), load_alignments()) for triple in graph for node in triple}
    assert expand(friend) not in used


def test_alignments_are_near_matches_of_terms_that_exist() -> None:
    """Each subject is a term of ours and each link a skos:closeMatch."""
    links = [(s, p) for s, p, _ in load_alignments() if str(s).startswith(str(TERMS))]
    assert len(links) > 20
    assert all(s in TERMS and p == SKOS.closeMatch for s, p in links)


@pytest.mark.parametrize(
    ("namespace", "count"),
    [(KIND, 10), (FORCE, 2), (REVIEW, 4), (ADDRESSEE_TYPE, 3)],
    ids=["kind", "force", "review", "type"],
)
def test_every_concept_of_a_scheme_is_labelled_in_four_languages(namespace: object, count: int) -> None:
    """The schemes have the concepts of the note, each with one label a language."""
    graph = load_ontology()
    concepts = [s for s in graph.subjects(RDF.type, SKOS.Concept) if str(s).startswith(str(namespace))]
    assert len(concepts) == count
    for concept in concepts:
        assert (
            sorted(o.language or "" for o in graph.objects(concept, SKOS.prefLabel) if isinstance(o, Literal))
            == LANGUAGES
        )


def test_a_joint_statement_is_a_kind_of_statement() -> None:
    """The one hierarchy among the kinds."""
    assert list(load_ontology().subject_objects(SKOS.broader)) == [(KIND["joint-statement"], KIND.statement)]


def test_an_unknown_term_raises() -> None:
    """A misspelt term is an error where it is written, in our namespace and in those of others."""
    with pytest.raises(AttributeError, match="demnad"):
        _ = TERMS.demnad
    with pytest.raises(AttributeError, match="CreativeWrok"):
        _ = SCHEMA.CreativeWrok
    with pytest.raises(KeyError, match="poem"):
        _ = KIND["poem"]


def test_schema_org_is_written_with_https() -> None:
    """Old consumers compare strings, so there is one form."""
    text = Graph()
    text += load_ontology()
    assert not any("http://schema.org" in str(node) for triple in text for node in triple)
