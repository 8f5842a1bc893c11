"""The application: headers on every answer, errors, health, a base with a path, a new release."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from converters.errors import ReleaseError
from server.release import ReleaseFolder

EVERYWHERE = [
    "/",
    "/id/none",
    "/doc/organisation/river-watch.ttl",
    "/ontology",
    "/health",
    "/none",
    "/static/style.css",
]


@pytest.mark.parametrize("path", EVERYWHERE)
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST"])
def test_every_answer_may_be_read_by_any_page_and_is_safe(client: TestClient, path: str, method: str) -> None:
    answer = client.request(method, path, headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code < 500
    assert answer.headers["access-control-allow-origin"] == "*"
    assert {"ETag", "Link"} <= set(answer.headers["access-control-expose-headers"].split(", "))
    assert "access-control-allow-credentials" not in answer.headers
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "referrer-policy" in answer.headers
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("path", EVERYWHERE)
def test_preflights_are_answered(client: TestClient, path: str) -> None:
    headers = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET"}
    answer = client.options(path, headers=headers)
    assert answer.status_code == 204
    assert "GET" in answer.headers["access-control-allow-methods"]
    assert "If-None-Match" in answer.headers["access-control-allow-headers"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused_and_told_which_may(client: TestClient, method: str) -> None:
    for path in ("/", "/id/organisation/river-watch", "/doc/organisation/river-watch", "/dumps/"):
        answer = client.request(method, path)
        assert answer.status_code == 405
        assert {"GET", "HEAD"} <= set(answer.headers["allow"].split(", "))


def test_errors_come_as_the_client_likes_them(client: TestClient) -> None:
    assert client.get("/none", headers={"Accept": "*/*"}).headers["content-type"] == "application/problem+json"
    assert client.get("/none", headers={"Accept": "text/plain"}).text.startswith("404 ")
    page = client.get("/none?lang=ar", headers={"Accept": "text/html"})
    assert '<html lang="ar" dir="rtl">' in page.text
    assert page.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/<script>", "/id/<script>alert(1)</script>", "/doc/%3Cb%3E", "/dumps/%22%3E%3Cb%3E"])
def test_a_hostile_path_comes_back_escaped(client: TestClient, path: str) -> None:
    answer = client.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "<script>alert" not in answer.text
    assert "<b>" not in answer.text


def test_the_host_of_a_request_changes_nothing(client: TestClient) -> None:
    for path in (
        "/",
        "/doc/organisation/river-watch",
        "/doc/organisation/river-watch.ttl",
        "/id/organisation/river-watch",
    ):
        answers = [
            client.get(path, headers={"Host": host, "X-Forwarded-Host": host}) for host in ("a.example", "evil.example")
        ]
        assert answers[0].content == answers[1].content
        assert "evil" not in str(answers[1].headers)


def test_health_and_readiness(releases: Path, open_pages: Callable[..., TestClient]) -> None:
    client = open_pages(release=releases)
    assert client.get("/health").status_code == 200
    assert client.get("/ready").status_code == 503
    with client:
        answer = client.get("/ready")
        assert (answer.status_code, answer.json()["release"]) == (200, "2026-11-21")


def test_a_base_with_a_path_stands_before_all_links(
    tmp_path: Path, make_release: Callable[..., Path], open_pages: Callable[..., TestClient]
) -> None:
    make_release(tmp_path, "2026-11-21", "https://data.example.org/hub")
    front = open_pages(release=tmp_path)
    for path in ("/id/organisation/river-watch", "/hub/id/organisation/river-watch"):
        assert front.get(path).headers["location"] == "/hub/doc/organisation/river-watch"
    page = front.get("/hub/doc/organisation/river-watch.html").text
    assert 'href="/hub/statements"' in page
    assert 'href="/hub/static/style.css"' in page
    assert "https://data.example.org/hub/id/organisation/river-watch" in page
    assert front.get("/hub/static/style.css").status_code == 200


def test_a_new_release_is_taken_over(
    tmp_path: Path, make_release: Callable[..., Path], open_pages: Callable[..., TestClient]
) -> None:
    make_release(tmp_path, "2026-11-21")
    with open_pages(release=tmp_path, release_check_seconds=0.02) as client:
        tag = client.get("/doc/organisation/river-watch.ttl").headers["etag"]
        make_release(tmp_path, "2026-11-21-2")
        deadline = time.monotonic() + 5
        while client.get("/ready").json()["release"] != "2026-11-21-2":
            assert time.monotonic() < deadline
            time.sleep(0.02)
        answer = client.get("/doc/organisation/river-watch.ttl")
        assert answer.headers["last-modified"] == "Sat, 21 Nov 2026 00:01:00 GMT"
        assert answer.headers["etag"] == tag


def test_a_broken_new_release_leaves_the_old_one(
    tmp_path: Path, make_release: Callable[..., Path], open_pages: Callable[..., TestClient]
) -> None:
    make_release(tmp_path, "2026-11-21")
    with open_pages(release=tmp_path, release_check_seconds=0.02) as client:
        (make_release(tmp_path, "2026-11-22") / "manifest.json").write_text("{")
        time.sleep(0.2)
        assert client.get("/ready").json()["release"] == "2026-11-21"
        assert client.get("/doc/organisation/river-watch.ttl").status_code == 200


def test_without_a_release_the_reason_is_said(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="manifest"):
        ReleaseFolder(tmp_path)
    with pytest.raises(ReleaseError, match="no release"):
        ReleaseFolder(tmp_path / "none")


def test_an_answer_from_memory_is_the_same_answer(releases: Path, open_pages: Callable[..., TestClient]) -> None:
    client = open_pages(release=releases)
    path = "/doc/organisation/river-watch"
    for headers in ({"Accept": "text/turtle"}, {"Accept": "text/html", "Accept-Language": "ar"}):
        first, second = client.get(path, headers=headers), client.get(path, headers=headers)
        assert client.app.memory.hits > 0  # type: ignore[attr-defined]
        assert (first.content, first.headers) == (second.content, second.headers)
        bare = client.head(path, headers=headers)
        assert (bare.content, bare.headers) == (b"", first.headers)
        same = client.get(path, headers={**headers, "If-None-Match": f'"x", {first.headers["etag"]}'})
        assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", first.headers["etag"])
        assert client.get(path, headers={**headers, "If-None-Match": '"x"'}).status_code == 200
        assert (
            client.get(path, headers={**headers, "If-Modified-Since": first.headers["last-modified"]}).status_code
            == 304
        )
    assert client.get("/doc/none").status_code == client.get("/doc/none").status_code == 404
