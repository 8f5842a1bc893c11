"""The ontology, the shapes and the context over HTTP."""

from __future__ import annotations

import json

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from ontology.context import build_context
from server.routes.vocabulary import vocabulary_bytes

SYNTAXES = {
    "ttl": ("text/turtle", ox.RdfFormat.TURTLE),
    "jsonld": ("application/ld+json", ox.RdfFormat.JSON_LD),
    "nt": ("application/n-triples", ox.RdfFormat.N_TRIPLES),
    "rdf": ("application/rdf+xml", ox.RdfFormat.RDF_XML),
}


def canonical(content: bytes, syntax: ox.RdfFormat) -> ox.Dataset:
    dataset = ox.Dataset(ox.parse(content, syntax))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


@pytest.mark.parametrize("suffix", SYNTAXES)
@pytest.mark.parametrize("name", ["ontology", "shapes"])
def test_every_syntax_says_the_same(client: TestClient, name: str, suffix: str) -> None:
    media_type, syntax = SYNTAXES[suffix]
    answer = client.get(f"/{name}", headers={"Accept": media_type})
    assert answer.headers["content-type"] == media_type
    assert answer.headers["content-location"] == f"/{name}.{suffix}"
    assert answer.content == client.get(f"/{name}.{suffix}").content
    expected = canonical(client.get(f"/{name}.ttl").content, ox.RdfFormat.TURTLE)
    assert canonical(answer.content, syntax) == expected


def test_the_bytes_are_the_same_each_time() -> None:
    first = vocabulary_bytes("shapes", "rdf")
    vocabulary_bytes.cache_clear()
    assert vocabulary_bytes("shapes", "rdf") == first


@pytest.mark.parametrize(
    ("language", "label"), [("en", "Statement"), ("fr", "Prise de position"), ("es", "Pronunciamiento"), ("ar", "بيان")]
)
def test_every_term_has_a_section_in_the_reader_s_language(client: TestClient, language: str, label: str) -> None:
    text = client.get("/ontology", headers={"Accept": "text/html", "Accept-Language": language}).text
    section = text.partition('id="Statement"')[2].partition("</section>")[0]
    assert f">{label}</bdi>" in section
    for anchor in ("makesDemand", "sha256", "kind-open-letter", "force-soft"):
        assert f'id="{anchor}"' in text


def test_shapes_show_their_messages(client: TestClient) -> None:
    text = client.get("/shapes?lang=fr", headers={"Accept": "text/html"}).text
    assert "Une prise de position" in text


def test_the_context_is_the_ontology_s(client: TestClient) -> None:
    answer = client.get("/context.jsonld")
    assert answer.headers["content-type"] == "application/ld+json"
    assert answer.json() == json.loads(json.dumps(build_context()))
