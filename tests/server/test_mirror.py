"""A release as files: any file server can serve it, and no link leads nowhere."""

from __future__ import annotations

import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from functools import partial
from html import unescape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urldefrag, urljoin
from urllib.request import urlopen

import pytest
from made_up_release import BASE
from starlette.testclient import TestClient

from converters.errors import ReleaseError
from server.interface import INTERFACE
from server.mirror import export_static
from server.settings import Settings

LINKS = re.compile(r'\s(?:href|src)="([^"]*)"')


class Quiet(SimpleHTTPRequestHandler):
    """What `python -m http.server` runs, without its log."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def mirror(releases: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up release as files."""
    folder = tmp_path_factory.mktemp("mirror") / "site"
    steps: list[int] = []
    files = export_static(Settings(release=releases), folder, lambda _, done, __: steps.append(done))
    assert files == sum(path.is_file() for path in folder.rglob("*"))
    assert steps == list(range(1, len(steps) + 1))
    return folder


@pytest.fixture(scope="module")
def address(mirror: Path) -> Iterator[str]:
    """The mirror in a folder of a plain file server, which need not be its first."""
    handler = partial(Quiet, directory=str(mirror.parent))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/site/"
        server.shutdown()


def test_every_link_leads_to_a_file(address: str, mirror: Path) -> None:
    """From the start page on, in all languages; links out of the site are left alone."""
    queue, seen = [address], {address}
    while queue:
        with urlopen(queue.pop()) as answer:
            assert answer.status == 200
            page = answer.headers["content-type"].startswith("text/html")
            body = answer.read()
            for link in LINKS.findall(body.decode()) if page else ():
                found = urldefrag(urljoin(answer.url, unescape(link)))[0]
                if found.startswith(address) and found not in seen:
                    seen.add(found)
                    queue.append(found)
                assert not link.startswith("/"), link
    reached = {link.removeprefix(address) or "index.html" for link in seen}
    wanted = {
        "index.html",
        "about.ar.html",
        "dumps/index.fr.html",
        "statements.es.html",
        "doc/organisation/river-watch.html",
    }
    assert wanted | {"doc/statement/2023-06-10-nida.ttl", "dumps/undersigned.nq", "static/style.css"} <= reached
    assert "doc/statement/2022-01-01-withdrawn.html" not in reached
    assert (mirror / "doc/statement/2022-01-01-withdrawn.html").is_file()


def test_nothing_leads_to_what_needs_a_server(mirror: Path) -> None:
    pages = {path: path.read_text(encoding="utf-8") for path in mirror.rglob("*.html")}
    assert not [path for path, text in pages.items() if "<form" in text]
    assert not [path for path, text in pages.items() if re.search(r'href="[^"]*(sparql|search|reconcile)\b', text)]
    for language, words in INTERFACE.items():
        name = "about.html" if language == "en" else f"about.{language}.html"
        assert words["mirror_text"] in pages[mirror / name]
    for name in ("catalog.ttl", "void.ttl"):
        path = mirror / name
        assert not path.exists() or f"{BASE}/sparql" not in path.read_text(encoding="utf-8")
    assert not (mirror / "sparql.html").exists()


def test_documents_have_all_the_forms_that_the_server_has(mirror: Path, client: TestClient) -> None:
    for name in ("doc/statement/2023-06-10-nida", "doc/organisation/river-watch", "doc/law/iccpr", "ontology"):
        for suffix in ("ttl", "jsonld", "nt", "rdf"):
            assert (mirror / f"{name}.{suffix}").read_bytes() == client.get(f"/{name}.{suffix}").content, name
        assert 'lang="ar" dir="rtl"' in (mirror / f"{name}.ar.html").read_text(encoding="utf-8")
    assert (mirror / "doc/statement/2023-06-10-nida.json").is_file()
    dump = client.get("/dumps/undersigned.nq").content
    assert (mirror / "dumps/undersigned.nq").read_bytes() == dump
    assert (mirror / "dumps/2026-11-21/undersigned.nq").read_bytes() == dump


def test_hosts_are_told_media_types_and_redirects(mirror: Path) -> None:
    headers, redirects = ((mirror / name).read_text() for name in ("_headers", "_redirects"))
    assert "/*.ttl\n  Content-Type: text/turtle" in headers
    assert "Access-Control-Allow-Origin: *" in headers
    assert "/id/organisation/ern /id/organisation/example-rights-network 308" in redirects
    assert redirects.splitlines()[-1] == "/id/* /doc/:splat 303"
    sample = (mirror / "nginx.conf").read_text()
    assert sample.count("{") == sample.count("}")
    assert "text/turtle ttl;" in sample
    assert "return 410" in sample


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed")
def test_nginx_takes_its_sample(mirror: Path, tmp_path: Path) -> None:
    sample = (mirror / "nginx.conf").read_text().replace("listen 80;", "listen 127.0.0.1:8999;")
    places = [f"{kind}_temp_path {tmp_path}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")]
    (tmp_path / "site.conf").write_text(sample)
    whole = tmp_path / "whole.conf"
    whole.write_text(
        f"pid {tmp_path}/pid; error_log {tmp_path}/error.log; events {{}}"
        f" http {{ access_log off; {' '.join(places)} include {tmp_path}/site.conf; }}"
    )
    done = subprocess.run(["nginx", "-t", "-c", str(whole)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_folder_that_holds_something_is_left_alone(mirror: Path, releases: Path, tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="empty"):
        export_static(Settings(release=releases), mirror, lambda *_: None)
    with pytest.raises(ReleaseError, match="no release"):
        export_static(Settings(release=tmp_path / "none"), tmp_path / "x", lambda *_: None)
