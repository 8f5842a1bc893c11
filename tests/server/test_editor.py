"""The SPARQL editor: how it comes into the package, and what its page allows it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from server import editor
from server.routes import pages, static


def make_archive(folder: Path, version: str = "4.6.2") -> Path:
    """An archive with the members that are taken, and one that is not."""
    archive = folder / "package.tgz"
    with tarfile.open(archive, "w:gz") as content:
        for member in (*editor.MEMBERS, "package/build/other.js"):
            source = folder / "member"
            source.write_text(json.dumps({"version": version, "member": member}))
            content.add(source, member)
    return archive


def test_only_the_pinned_package_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = make_archive(tmp_path)
    with pytest.raises(editor.EditorError, match="not the pinned"):
        editor.unpack(archive, tmp_path / "vendor")
    assert not (tmp_path / "vendor").exists()
    monkeypatch.setattr(editor, "SHA512", base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode())
    editor.unpack(archive, tmp_path / "vendor")
    taken = sorted(path.name for path in (tmp_path / "vendor").iterdir())
    assert taken == sorted((*editor.MEMBERS.values(), "LICENCE.txt"))


@pytest.mark.parametrize("npm", [None, "/bin/false", "/no/such/npm"], ids=["absent", "failing", "broken"])
def test_without_a_working_npm_the_form_stays(npm: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editor, "find_npm", lambda: npm)
    assert "plain form" in editor.take_editor(tmp_path / "vendor")
    assert not (tmp_path / "vendor").exists()


@pytest.fixture
def form(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], tuple[str, str]]:
    """Text and policy of the page with or without the editor."""

    def get(present: bool) -> tuple[str, str]:
        monkeypatch.setattr(pages, "has_editor", lambda: present)
        answer = client.get("/sparql", params={"lang": "fr", "page": str(present)}, headers={"Accept": "text/html"})
        return answer.text, answer.headers["content-security-policy"]

    return get


def test_without_the_editor_no_script_is_allowed(form: Callable[[bool], tuple[str, str]]) -> None:
    text, policy = form(False)
    assert "<textarea" in text
    assert "<script" not in text
    assert "script-src" not in policy
    assert "default-src 'none'" in policy


def test_the_editor_may_ask_this_host_only(form: Callable[[bool], tuple[str, str]]) -> None:
    text, policy = form(True)
    assert "<textarea" in text, "the form stays for those without scripts"
    assert "unsafe" not in policy
    assert "://" not in policy
    assert "script-src 'self'; connect-src 'self'" in policy
    data = json.loads(re.search(r'id="editor-data">(.*?)</script>', text)[1])  # type: ignore[index]
    assert len(data["examples"]) >= 15
    assert data["examples"][0]["title"].startswith("Qui signe")
    assert data["prefixes"]["und"] == "https://w3id.org/undersigned/def#"


@pytest.mark.parametrize("name", ["style.css", "editor.js", "chart.js", "editor.css"])
def test_static_files_are_compressed_and_validated(client: TestClient, name: str) -> None:
    answer = client.get(f"/static/{name}", headers={"Accept-Encoding": "br"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == static.TYPES[Path(name).suffix]
    assert answer.headers["content-encoding"] == "br"
    again = client.get(f"/static/{name}", headers={"Accept-Encoding": "br", "If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("path", ["", "../app.py", "..%2Fapp.py", "%2e%2e/app.py", "/etc/passwd", "none.css", "vendor"])
def test_nothing_else_is_served_as_static(client: TestClient, path: str) -> None:
    assert client.get(f"/static/{path}").status_code == 404
