"""The shapes use no term that its vocabulary lacks, and their lists agree with the ontology's schemes."""

from __future__ import annotations

import pytest
from rdflib import RDF, Graph, URIRef
from rdflib.collection import Collection

import ontology
from ontology import ONTOLOGY, PREFIXES, SH, SHAPES, SKOS, load_ontology
from shapes import load_shapes

CLOSED = [
    getattr(ontology, name) for name in ontology.__all__ if name.isupper() and name not in ("PREFIXES", "LANGUAGE")
]
NAMESPACES = {str(namespace): namespace for namespace in CLOSED if str(namespace).endswith(("#", "/"))}
OPEN = (f"{SHAPES}#", "https://creativecommons.org/publicdomain/zero/", "https://w3id.org/undersigned/project")


def known(iri: URIRef) -> bool:
    """Whether the namespace of the IRI has the term."""
    if iri in (ONTOLOGY, SHAPES) or str(iri).startswith(OPEN):
        return True
    for prefix in sorted(NAMESPACES, key=len, reverse=True):
        if iri.startswith(prefix):
            return iri in NAMESPACES[prefix]
    return False


def test_every_iri_in_the_shapes_is_a_term_of_its_vocabulary() -> None:
    """A misspelt class, property or concept would make a rule that looks at nothing."""
    shapes = load_shapes()
    used = {node for triple in shapes for node in triple if isinstance(node, URIRef)}
    assert sorted(iri for iri in used if not known(iri)) == []
    assert len(used) > 200


@pytest.mark.parametrize(
    "iri",
    ["https://w3id.org/undersigned/def#demnad", "https://schema.org/Demnad", "http://www.w3.org/ns/org#Organisation"],
)
def test_a_misspelt_term_is_found(iri: str) -> None:
    """The comparison above can fail."""
    assert not known(URIRef(iri))


@pytest.mark.parametrize(
    ("shape", "scheme"),
    [
        ("StatementKind", "kind"),
        ("DemandForce", "force"),
        ("StatementReviewState", "review"),
        ("AnnotationReviewState", "review"),
        ("AddresseeType", "addressee-type"),
    ],
)
def test_a_list_of_concepts_is_that_of_the_scheme(shape: str, scheme: str) -> None:
    """A concept added to the ontology is allowed by the shape, and none is allowed that is not there."""
    shapes: Graph = load_shapes()
    listed = shapes.value(URIRef(f"{SHAPES}#{shape}"), SH["in"])
    assert listed is not None
    members = set(load_ontology().subjects(SKOS.inScheme, URIRef(f"https://w3id.org/undersigned/{scheme}")))
    assert set(Collection(shapes, listed)) == members


def test_every_property_of_ours_has_a_shape() -> None:
    """A term of the ontology that no rule looks at would be written unchecked."""
    shapes, declared = load_shapes(), load_ontology()
    paths = {node for triple in shapes for node in triple}
    properties = set(declared.subjects(RDF.type, ontology.OWL.ObjectProperty)) | set(
        declared.subjects(RDF.type, ontology.OWL.DatatypeProperty)
    )
    assert sorted(str(p) for p in properties - paths) == []


def test_prefixes_name_each_namespace_once() -> None:
    """No two prefixes mean the same."""
    assert len(set(PREFIXES.values())) == len(PREFIXES)
