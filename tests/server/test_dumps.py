"""Downloads: validators, ranges, dated names, nothing outside the manifest."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from starlette.testclient import TestClient

DUMP = "/dumps/undersigned.nq"


def test_the_list_names_size_and_digest_of_the_bytes_sent(client: TestClient, releases: Path) -> None:
    content = (releases / "current" / "dumps" / "undersigned.nq").read_bytes()
    text = client.get("/dumps/?lang=en").text
    assert hashlib.sha256(content).hexdigest() in text
    assert f"{len(content):,}" in text
    assert client.get(DUMP).content == content


def test_a_download_has_type_length_licence_and_validators(client: TestClient) -> None:
    answer = client.get(DUMP)
    assert answer.headers["content-type"] == "application/n-quads"
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert 'rel="license"' in answer.headers["link"]
    for headers in ({"If-None-Match": answer.headers["etag"]}, {"If-Modified-Since": answer.headers["last-modified"]}):
        assert client.get(DUMP, headers=headers).status_code == 304
    head = client.head(DUMP)
    assert (head.content, head.headers["content-length"]) == (b"", answer.headers["content-length"])


def test_a_part_of_a_download_can_be_asked_for(client: TestClient) -> None:
    whole = client.get(DUMP)
    part = client.get(DUMP, headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, whole.content[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{len(whole.content)}"
    changed = client.get(DUMP, headers={"Range": "bytes=10-19", "If-Range": '"other"'})
    assert (changed.status_code, changed.content) == (200, whole.content)
    same = client.get(DUMP, headers={"Range": "bytes=10-19", "If-Range": whole.headers["etag"]})
    assert same.status_code == 206
    assert client.get(DUMP, headers={"Range": "bytes=99999999-"}).status_code == 416


def test_a_dated_name_never_changes(client: TestClient) -> None:
    answer = client.get("/dumps/2026-11-21/undersigned.nq")
    assert answer.content == client.get(DUMP).content
    assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    "path",
    [
        "/dumps/none.nq",
        "/dumps/manifest.json",
        "/dumps/..%2findex.sqlite",
        "/dumps/%2e%2e/index.sqlite",
        "/dumps/current/undersigned.nq",
        "/dumps/..%2f..%2fetc/passwd",
        "/dumps/2026-11-20/undersigned.nq",
        "/static/..%2fapp.py",
    ],
)
def test_nothing_else_is_sent(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404
