"""What the operator is told: a line for each request, counters, settings."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from server.journal import Journal, JsonFormatter
from server.metrics import count, measure_queries
from server.run import list_settings
from server.settings import Settings
from server.statistics import Statistics

SAMPLE = re.compile(r'[a-z_]+(\{([a-z]+="([^"\\\n]|\\.)*",?)*\})? -?[0-9.e+-]+')


class Site:
    """As much of a site as the journal wants."""

    def __init__(self, **settings: Any) -> None:
        self.settings = Settings(**settings)
        self.release = type("Release", (), {"prefix": "/data"})()


async def answer(scope: Scope, _receive: Receive, send: Send) -> None:
    """404 for `/missing`, an error for `/broken`, nothing at all for `/gone`, else 200 and ten bytes in two parts."""
    if scope["path"] == "/broken":
        raise RuntimeError("broken")
    if scope["path"] == "/gone":
        return
    await send({"type": "http.response.start", "status": 404 if scope["path"] == "/missing" else 200, "headers": []})
    await send({"type": "http.response.body", "body": b"12345", "more_body": True})
    await send({"type": "http.response.body", "body": b"67890"})


async def ignore(_message: Any) -> None:
    """Send nowhere."""


def ask(journal: Journal, path: str, method: str = "GET") -> None:
    """One request by a client with an address."""
    scope = {"type": "http", "method": method, "path": path, "query_string": b"q=secret", "client": ("192.0.2.7", 1)}
    asyncio.run(journal(scope, None, ignore))  # type: ignore[arg-type]


def test_each_request_is_one_line_without_address_and_question() -> None:
    output = io.StringIO()
    journal = Journal(answer, Site(), list, output)  # type: ignore[arg-type]
    for path in ("/data/sparql", "/missing", '/odd"\n\\é', "/gone"):
        ask(journal, path)
    with pytest.raises(RuntimeError):
        ask(journal, "/broken")
    assert output.getvalue() == "", "lines are written together"
    journal.flush()
    lines = [json.loads(line) for line in output.getvalue().splitlines()]
    assert [(line["path"], line["status"], line["bytes"]) for line in lines] == [
        ("/data/sparql", 200, 10),
        ("/missing", 404, 10),
        ('/odd"\n\\é', 200, 10),
        ("/gone", 499, 0),
        ("/broken", 499, 0),
    ]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", line["time"]) for line in lines)
    assert all(line["microseconds"] >= 0 for line in lines)
    assert "192.0.2.7" not in output.getvalue()
    assert "secret" not in output.getvalue()


def test_the_address_is_written_where_it_is_wanted() -> None:
    output = io.StringIO()
    journal = Journal(answer, Site(log_clients=True), list, output)  # type: ignore[arg-type]
    ask(journal, "/")
    journal.flush()
    assert json.loads(output.getvalue())["client"] == "192.0.2.7"


def test_serving_goes_on_where_nobody_reads_the_log() -> None:
    output = io.StringIO()
    output.close()
    journal = Journal(answer, Site(), list, output)  # type: ignore[arg-type]
    ask(journal, "/")
    journal.flush()
    ask(journal, "/")


def test_routes_and_methods_of_the_counters_are_few() -> None:
    journal = Journal(answer, Site(log_requests=False), list, io.StringIO())  # type: ignore[arg-type]
    for number in range(20):
        ask(journal, f"/wp-admin/{number}", f"ODD{number}")
        ask(journal, f"/data/doc/{number}")
    ask(journal, "/data/")
    assert journal.requests == {("other", "other", 200): 20, ("doc", "GET", 200): 20, ("start", "GET", 200): 1}
    assert journal.lines == []


def test_labels_are_escaped() -> None:
    *_, sample = count("name", "Text.", ("label",), {('a"b\\c\nd',): 1})
    assert sample == 'name{label="a\\"b\\\\c\\nd"} 1'


def test_the_metrics_are_in_the_text_format() -> None:
    statistics = Statistics()
    for outcome, seconds in (("answered", 0.003), ("answered", 0.004), ("limited", 31.0)):
        statistics.observe(outcome, seconds)
    statistics.replaced["time"] += 1
    lines = list(measure_queries(statistics))
    samples = [line for line in lines if not line.startswith("#")]
    assert all(SAMPLE.fullmatch(line) for line in samples), samples
    assert 'undersigned_queries_total{outcome="answered"} 2' in lines
    assert 'undersigned_query_seconds_bucket{le="0.005"} 2' in lines
    assert 'undersigned_query_seconds_bucket{le="30"} 2' in lines
    assert 'undersigned_query_seconds_bucket{le="+Inf"} 3' in lines
    assert "undersigned_query_seconds_sum 31.007000" in lines
    assert 'undersigned_workers_replaced_total{reason="time"} 1' in lines


def test_what_else_is_said_is_json_too() -> None:
    record = logging.LogRecord("undersigned", logging.INFO, "", 1, "release %s is served", ("2026-11-21",), None)
    said = json.loads(JsonFormatter().format(record))
    assert (said["level"], said["message"]) == ("INFO", "release 2026-11-21 is served")


def test_settings_come_from_file_and_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('port = 8100\nquery_seconds = 5\nstore_password = "hidden"\n')
    monkeypatch.setenv("UNDERSIGNED_SETTINGS", str(file))
    monkeypatch.setenv("UNDERSIGNED_PORT", "8200")
    shown = {name: value for name, value, _ in list_settings()}
    assert (shown["UNDERSIGNED_PORT"], shown["UNDERSIGNED_QUERY_SECONDS"]) == ("8200", "5.0")
    assert "hidden" not in str(shown)
    assert all(text for *_, text in list_settings())


def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("UNDERSIGNED_SPARQL_ENDPOINT", "file:///etc/passwd")
    with pytest.raises(SystemExit) as ended:
        list_settings()
    assert ended.value.code == 2
    assert "UNDERSIGNED_SPARQL_ENDPOINT" in capsys.readouterr().err


def test_metrics_can_be_switched_off(open_pages: Callable[..., TestClient], releases: Path) -> None:
    client = open_pages(release=releases)
    site = client.app.site  # type: ignore[attr-defined]
    for wanted, status in ((True, 200), (False, 404)):
        site = type("Site", (), {"settings": Settings(release=releases, metrics=wanted), "release": site.release})()
        with TestClient(Journal(client.app, site, lambda: ["# extra"], io.StringIO())) as asked:  # type: ignore[arg-type]
            got = asked.get("/metrics")
        assert got.status_code == status
        assert ("# extra" in got.text) == wanted
