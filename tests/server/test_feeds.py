"""The feeds as they are served: what lasts, what is gone, where they are linked from."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from made_up_release import BASE
from starlette.testclient import TestClient

from server.routes.feeds import read_pages

STATEMENT = "/doc/statement/2024-03-01-free-the-press"
ROUTES = [
    *("/", "/statements", "/about", "/dumps/", "/dumps/undersigned.nq", "/dumps/2026-11-21/undersigned.nq"),
    *("/ontology", "/context.jsonld", "/openapi.json", "/robots.txt", "/sitemap.xml", "/sitemap-1.xml", "/oai"),
    *("/feed/stream.trig", "/feed/atom.xml", STATEMENT, f"{STATEMENT}.ttl", "/static/style.css", "/catalog.ttl"),
]
NONSENSE = [
    ("If-Modified-Since", "yesterday"),
    ("If-Modified-Since", "Sat, 21 Nov 2009 00:00:00 -0000"),
    ("If-Modified-Since", "Sat, 21 Nov 99999 00:00:00 GMT"),
    ("If-None-Match", '"""'),
    ("If-None-Match", "W/, ,"),
]


def relations(answer_links: str) -> dict[str, list[str]]:
    """The targets of a Link header by relation."""
    found: dict[str, list[str]] = {}
    for target, relation in re.findall(r'<([^>]*)>; rel="([^"]*)"', answer_links):
        for name in relation.split():
            found.setdefault(name, []).append(target)
    return found


@pytest.mark.parametrize("path", ROUTES)
def test_whoever_has_it_already_is_told_so(client: TestClient, path: str) -> None:
    """By entity tag and by date, and how long it may be kept."""
    answer = client.get(path, headers={"Accept": "text/html, */*;q=0.5"})
    assert answer.status_code == 200
    assert "max-age=" in answer.headers["cache-control"]
    for name, condition in (("etag", "If-None-Match"), ("last-modified", "If-Modified-Since")):
        again = client.get(path, headers={"Accept": "text/html, */*;q=0.5", condition: answer.headers[name]})
        assert again.status_code == 304, condition
        assert again.content == b""


@pytest.mark.parametrize("condition", NONSENSE, ids=lambda pair: pair[1])
@pytest.mark.parametrize("path", ["/", "/feed/stream.trig", "/dumps/undersigned.nq", "/static/style.css"])
def test_condition_that_makes_no_sense_is_ignored(client: TestClient, path: str, condition: tuple[str, str]) -> None:
    """As RFC 9110 (section 13.1.3) has it, the whole answer is sent."""
    assert client.get(path, headers=dict([condition])).status_code == 200


def test_page_that_is_open_may_change_and_a_closed_one_may_not(
    tmp_path: Path, make_release: Callable[..., Path], open_pages: Callable[..., TestClient]
) -> None:
    release = make_release(tmp_path, "2026-11-21")
    state = json.loads((release / "feed" / "pages.json").read_text())
    (page,) = state["pages"]
    with open_pages(release=tmp_path) as client:
        assert "immutable" not in client.get(f"/feed/{page['name']}").headers["cache-control"]
    page["closed"], state["gone"] = True, ["0000-00000000.trig"]
    (release / "feed" / "pages.json").write_text(json.dumps(state))
    read_pages.cache_clear()
    with open_pages(release=tmp_path) as client:
        answer = client.get(f"/feed/{page['name']}")
        assert "immutable" in answer.headers["cache-control"]
        assert answer.headers["last-modified"] == "Sat, 21 Nov 2026 00:00:00 GMT"
        assert answer.headers["content-type"] == "application/trig"
        gone = client.get("/feed/0000-00000000.trig", headers={"Accept": "application/json"})
        assert gone.status_code == 410
        assert "stream.trig" in gone.json()["detail"]
        assert gone.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("name", ["none.trig", "9999-12345678.trig", "..%2Fmanifest.json", "index.sqlite"])
def test_page_that_never_was_is_not_found(client: TestClient, name: str) -> None:
    answer = client.get(f"/feed/{name}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert client.get("/sitemap-99.xml").status_code == 404


def test_release_without_feeds_offers_none(
    tmp_path: Path, make_release: Callable[..., Path], open_pages: Callable[..., TestClient]
) -> None:
    """A release of an earlier version of the software."""
    release = make_release(tmp_path, "2026-11-21")
    manifest = json.loads((release / "manifest.json").read_text())
    manifest["files"] = [row for row in manifest["files"] if row["path"].startswith("dumps/")]
    (release / "manifest.json").write_text(json.dumps(manifest))
    with open_pages(release=tmp_path) as client:
        assert "atom.xml" not in client.get("/").text
        assert "Sitemap" not in client.get("/robots.txt").text
        assert client.get("/feed/stream.trig").status_code == 404
        assert "feed/" not in client.get("/catalog.nt").text


def test_crawlers_are_led_to_data_and_kept_from_what_computes(client: TestClient) -> None:
    lines = client.get("/robots.txt").text.splitlines()
    assert f"Sitemap: {BASE}/sitemap.xml" in lines
    assert {"Disallow: /sparql", "Disallow: /search", "Disallow: /oai", "Disallow: /reconcile"} <= set(lines)
    assert any(line.startswith("#") and f"{BASE}/dumps/" in line for line in lines)


@pytest.mark.parametrize("path", ["/catalog.nt", "/"])
def test_feeds_are_found_from_the_catalogue_and_the_start_page(client: TestClient, path: str) -> None:
    text = client.get(path, headers={"Accept": "text/html, */*;q=0.5"}).text
    assert all(address in text for address in ("/feed/stream.trig", "/oai"))


def test_landing_page_signs_the_way(client: TestClient) -> None:
    """FAIR Signposting, level 1: identifier, kind, licence, author, typed descriptions, items."""
    found = relations(client.get("/", headers={"Accept": "text/html"}).headers["link"])
    assert found["cite-as"] == [f"{BASE}/id/dataset"]
    assert {"https://schema.org/AboutPage", "https://schema.org/Dataset"} <= set(found["type"])
    assert len(found["license"]) == len(found["author"]) == 1
    assert f"{BASE}/catalog.ttl" in found["describedby"]
    assert f"{BASE}/dumps/undersigned.nq" in found["item"]
    for target in found["describedby"] + found["item"]:
        assert client.get(target.removeprefix(BASE), headers={"Accept": "text/turtle"}).status_code == 200, target


@pytest.mark.parametrize("path", ["/statements", "/search", "/about", "/dumps/", "/law"])
def test_every_page_bears_typed_links(client: TestClient, path: str) -> None:
    found = relations(client.get(path, headers={"Accept": "text/html"}).headers["link"])
    assert {"type", "license", "describedby", "alternate"} <= found.keys()


def test_page_of_a_statement_names_its_publisher(client: TestClient) -> None:
    found = relations(client.get(STATEMENT, headers={"Accept": "text/html"}).headers["link"])
    assert found["author"] == [f"{BASE}/id/organisation/example-rights-network"]
