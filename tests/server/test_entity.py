"""Things and documents: redirects, representations, validators and typed links."""

from __future__ import annotations

import json
import re

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

BASE = "http://localhost:8000"
STATEMENT = "statement/2024-03-01-free-the-press"
THING = f"{BASE}/id/{STATEMENT}"
FORMATS = {
    "ttl": ("text/turtle", ox.RdfFormat.TURTLE),
    "jsonld": ("application/ld+json", ox.RdfFormat.JSON_LD),
    "nt": ("application/n-triples", ox.RdfFormat.N_TRIPLES),
    "rdf": ("application/rdf+xml", ox.RdfFormat.RDF_XML),
}


def read_graph(content: bytes, suffix: str) -> set[str]:
    return {str(quad.triple) for quad in ox.parse(content, FORMATS[suffix][1])}


def test_a_thing_leads_to_its_document_whatever_is_accepted(client: TestClient) -> None:
    for accept in ("text/turtle", "text/html", "image/png"):
        answer = client.get(f"/id/{STATEMENT}?lang=fr", headers={"Accept": accept})
        assert (answer.status_code, answer.headers["location"]) == (303, f"/doc/{STATEMENT}?lang=fr")


@pytest.mark.parametrize(
    ("path", "status", "location"),
    [
        (f"{STATEMENT}.ttl", 303, f"/doc/{STATEMENT}.ttl"),
        (f"{STATEMENT}/signature/2", 303, f"/doc/{STATEMENT}#signature-2"),
        ("annotation/2024-03-01-free-the-press/cites-1/quote", 303, f"/doc/{STATEMENT}"),
        ("organisation/ern", 308, "/id/organisation/example-rights-network"),
        ("organisation/ern.nt", 308, "/id/organisation/example-rights-network.nt"),
    ],
)
def test_redirects_of_things(client: TestClient, path: str, status: int, location: str) -> None:
    answer = client.get(f"/id/{path}")
    assert (answer.status_code, answer.headers["location"]) == (status, location)


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_syntax_holds_the_same_graph(client: TestClient, suffix: str) -> None:
    by_accept = client.get(f"/doc/{STATEMENT}", headers={"Accept": f"{FORMATS[suffix][0]}, text/html;q=0.5"})
    by_suffix = client.get(f"/doc/{STATEMENT}.{suffix}")
    by_name = client.get(f"/doc/{STATEMENT}?format={suffix}")
    assert by_accept.content == by_suffix.content == by_name.content
    assert by_accept.headers["content-type"] == FORMATS[suffix][0]
    assert by_accept.headers["content-location"] == f"/doc/{STATEMENT}.{suffix}"
    assert "Accept" in by_accept.headers["vary"].split(", ")
    assert "Accept" not in by_suffix.headers["vary"].split(", ")
    plain = client.get(f"/doc/{STATEMENT}.nt").content
    assert read_graph(by_accept.content, suffix) == read_graph(plain, "nt")
    assert f"<{THING}> <http://purl.org/dc/terms/title>" in plain.decode()


def test_the_page_is_the_first_choice_and_says_which_it_is(client: TestClient) -> None:
    answer = client.get(f"/doc/{STATEMENT}", headers={"Accept": "*/*", "Accept-Language": "ar"})
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["content-language"] == "ar"
    assert answer.headers["content-location"] == f"/doc/{STATEMENT}.html?lang=ar"
    again = client.get(answer.headers["content-location"])
    assert '<html lang="ar" dir="rtl">' in again.text


def test_what_is_not_offered_is_refused_with_a_list(client: TestClient) -> None:
    for url, accept in ((f"/doc/{STATEMENT}", "image/png"), (f"/doc/{STATEMENT}?format=docx", "*/*")):
        answer = client.get(url, headers={"Accept": accept})
        assert answer.status_code == 406
        assert "text/turtle" in answer.text
        assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize("suffix", ["html", *FORMATS])
def test_head_says_the_same_as_get(client: TestClient, suffix: str) -> None:
    get, head = client.get(f"/doc/{STATEMENT}.{suffix}"), client.head(f"/doc/{STATEMENT}.{suffix}")
    assert head.content == b""
    assert dict(head.headers) == dict(get.headers)


def test_entity_tags_differ_by_form_and_coding_and_save_the_body(client: TestClient) -> None:
    tags = set()
    for suffix in ("html", *FORMATS):
        for coding in ("identity", "gzip", "br"):
            headers = {"Accept-Encoding": coding}
            answer = client.get(f"/doc/{STATEMENT}.{suffix}", headers=headers)
            tag = answer.headers["etag"]
            assert re.fullmatch(r'"[0-9a-z-]+"', tag)
            tags.add(tag)
            for match in (tag, f'"other", W/{tag}', "*"):
                again = client.get(f"/doc/{STATEMENT}.{suffix}", headers={**headers, "If-None-Match": match})
                assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert len(tags) == 15
    assert client.get(f"/doc/{STATEMENT}.ttl", headers={"If-None-Match": '"other"'}).status_code == 200


def test_the_release_date_is_a_validator(client: TestClient) -> None:
    date = client.get(f"/doc/{STATEMENT}.ttl").headers["last-modified"]
    assert date == "Sat, 21 Nov 2026 00:00:00 GMT"
    assert client.get(f"/doc/{STATEMENT}.ttl", headers={"If-Modified-Since": date}).status_code == 304


def test_typed_links_of_page_and_data(client: TestClient) -> None:
    page = client.get(f"/doc/{STATEMENT}.html").headers["link"]
    assert f'<{THING}>; rel="cite-as"' in page
    assert '<https://schema.org/AboutPage>; rel="type"' in page
    assert '<https://creativecommons.org/publicdomain/zero/1.0/>; rel="license"' in page
    for suffix, (media_type, _) in FORMATS.items():
        assert f'</doc/{STATEMENT}.{suffix}>; rel="alternate describedby"; type="{media_type}"' in page
    data = client.get(f"/doc/{STATEMENT}.ttl").headers["link"]
    assert f'<{THING}>; rel="describes"' in data
    assert f'</doc/{STATEMENT}>; rel="describes"; type="text/html"' in data


@pytest.mark.parametrize("accept", ["text/html", *(media_type for media_type, _ in FORMATS.values()), "image/png"])
@pytest.mark.parametrize(
    "path", ["/id/statement/none", "/doc/statement/none", "/doc/statement/none.ttl", "/graph/statement/none"]
)
def test_what_is_unknown_is_not_found_in_each_form(client: TestClient, path: str, accept: str) -> None:
    answer = client.get(path, headers={"Accept": accept})
    assert answer.status_code == 404
    assert answer.headers["access-control-allow-origin"] == "*"


def test_what_was_withdrawn_is_gone_in_each_form(client: TestClient) -> None:
    path = "statement/2022-01-01-withdrawn"
    for suffix, (media_type, _) in FORMATS.items():
        for url in (f"/id/{path}", f"/doc/{path}"):
            answer = client.get(url, headers={"Accept": media_type})
            assert (answer.status_code, answer.headers["content-type"]) == (410, media_type)
            assert any("Tombstone" in triple for triple in read_graph(answer.content, suffix))
    page = client.get(f"/doc/{path}.html?lang=fr")
    assert page.status_code == 410
    assert "Retiré" in page.text


def test_graphs_lead_to_the_document(client: TestClient) -> None:
    answer = client.get("/graph/evidence/2024-03-01-free-the-press")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/doc/{STATEMENT}")


@pytest.mark.parametrize("page", ["0", "2", "-1", "x", "١", "99999999999999999999"])
def test_a_page_that_does_not_exist_is_not_found(client: TestClient, page: str) -> None:
    assert client.get(f"/doc/{STATEMENT}.ttl", params={"page": page}).status_code == 404


def test_a_page_holds_its_description_as_data(client: TestClient) -> None:
    text = client.get(f"/doc/{STATEMENT}.html").text
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    assert found
    node = json.loads(found[1])
    assert node["@id"] == THING
    assert node["name"] == "Free the press <now> & always"
    assert node["datePublished"] == "2024-03-01"
    assert "<" not in found[1]
