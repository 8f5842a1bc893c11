"""A server as its operator sees it: a new release under load, the end, the log, the samples for deployment."""

from __future__ import annotations

import json
import re
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from made_up_release import make_release
from running_server import run_server
from starlette.testclient import TestClient

from server.settings import Settings

DEPLOY = Path(__file__).parents[2] / "server" / "deploy"
VERSION = quote("SELECT ?version { ?dataset <http://www.w3.org/ns/dcat#version> ?version }")
PATHS = (
    f"/sparql?query={VERSION}",
    "/ready",
    "/doc/statement/2023-06-10-nida.ttl",
    "/statements",
    "/dumps/undersigned.nq",
)
SLOW = """SELECT (COUNT(*) AS ?n) {
  VALUES ?g { %s } ?a ?b ?c . ?d ?e ?f FILTER(STRLEN(SHA512(CONCAT(STR(?a), STR(?f), ?g))) > 1)
}"""
SLOW %= " ".join(f'"{number}"' for number in range(12))


def ask(connection: HTTPConnection, path: str) -> tuple[int, str]:
    """Status and text; the connection stays open."""
    connection.request("GET", path, headers={"Accept": "application/sparql-results+json, text/turtle, */*;q=0.1"})
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def test_a_new_release_is_taken_over_without_a_failed_request(tmp_path: Path) -> None:
    """A load goes through the change; each client sees the old release, then the new one, and nothing else."""
    releases = tmp_path / "releases"
    make_release(releases, "2026-11-21", store=True)
    stop = threading.Event()
    with run_server(releases, tmp_path, release_check_seconds=0.1, cache_seconds=0) as server:
        netloc = urlsplit(server.address).netloc

        def load(start: int) -> tuple[list[int], list[str]]:
            """All statuses, and the versions that queries gave."""
            statuses: list[int] = []
            versions: list[str] = []
            with closing(HTTPConnection(netloc, timeout=20)) as connection:
                while not stop.is_set():
                    path = PATHS[(start + len(statuses)) % len(PATHS)]
                    status, text = ask(connection, path)
                    statuses.append(status)
                    if path.startswith("/sparql"):
                        versions += re.findall(r"\d{4}-\d\d-\d\d", text)
            return statuses, versions

        with ThreadPoolExecutor(4) as clients:
            loads = [clients.submit(load, number) for number in range(4)]
            time.sleep(0.5)
            make_release(releases, "2026-11-22", store=True)
            deadline = time.monotonic() + 20
            with closing(HTTPConnection(netloc, timeout=20)) as watcher:
                while "2026-11-22" not in ask(watcher, "/ready")[1]:
                    assert time.monotonic() < deadline
                    time.sleep(0.05)
            time.sleep(0.5)
            stop.set()
            results = [each.result() for each in loads]
    assert {status for statuses, _ in results for status in statuses} == {200}
    assert sum(len(statuses) for statuses, _ in results) > 50
    for _, versions in results:
        assert versions == sorted(versions)
        assert (versions[0], versions[-1]) == ("2026-11-21", "2026-11-22")


def test_a_query_under_way_is_answered_when_the_server_is_told_to_end(tmp_path: Path) -> None:
    """SIGTERM: nothing new is taken, what is under way ends, the log is whole, the exit is clean."""
    make_release(tmp_path / "releases", "2026-11-21", store=True)
    with run_server(tmp_path / "releases", tmp_path) as server, ThreadPoolExecutor(1) as client:
        with closing(HTTPConnection(urlsplit(server.address).netloc, timeout=40)) as connection:
            asked = client.submit(ask, connection, f"/sparql?query={quote(SLOW)}")
            time.sleep(0.3)
            assert not asked.done(), "the query must take longer than it takes to send the signal"
            server.process.send_signal(signal.SIGTERM)
            status, text = asked.result()
        assert server.process.wait(timeout=20) in (0, -signal.SIGTERM)
    assert status == 200
    assert "bindings" in text
    last = json.loads(server.log.read_text().strip().splitlines()[-1])
    assert (last["path"], last["status"]) == ("/sparql", 200)
    assert "Traceback" not in server.log.read_text()


@pytest.mark.parametrize("name", ["Containerfile", "undersigned.service", "nginx.conf"])
def test_the_samples_name_settings_that_there_are(name: str) -> None:
    named = set(re.findall(r"UNDERSIGNED_[A-Z_]+", (DEPLOY / name).read_text(encoding="utf-8")))
    known = {f"UNDERSIGNED_{field.upper()}" for field in Settings.model_fields} | {"UNDERSIGNED_SETTINGS"}
    assert named
    assert named <= known


def redirect(path: str) -> str:
    """Where the registered rules lead a path below w3id.org/undersigned/."""
    for line in (DEPLOY / "w3id" / ".htaccess").read_text(encoding="utf-8").splitlines():
        if line.startswith("RewriteRule"):
            _, pattern, target, _ = line.split()
            if re.search(pattern, path):
                return re.sub(pattern, re.sub(r"\$(\d)", r"\\\1", target), path)
    return ""


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("def", "/ontology"),
        ("def.ttl", "/ontology.ttl"),
        ("shapes", "/shapes"),
        ("shapes.jsonld", "/shapes.jsonld"),
        ("force/explicit", "/ontology#force-explicit"),
        ("kind", "/ontology"),
        ("", "/"),
    ],
)
def test_the_registered_redirects_lead_to_pages(client: TestClient, path: str, target: str) -> None:
    found = redirect(path)
    assert found == f"https://data.example.org{target}"
    page, _, anchor = target.partition("#")
    answer = client.get(page, headers={"Accept": "text/html, */*;q=0.5"})
    assert answer.status_code == 200
    assert not anchor or f'id="{anchor}"' in answer.text


def test_no_other_path_is_redirected() -> None:
    assert redirect("../evil") == redirect("def/../x") == redirect("other") == ""
