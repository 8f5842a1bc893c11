"""The pool of workers: a new release, limits of one worker, what is counted; and the cache in front of it."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pyoxigraph as ox
import pytest

from server.cache import AnswerCache, Representation
from server.errors import ServerError
from server.query import QueryPool
from server.questions import Question
from server.routes.sparql import SparqlEndpoint
from server.settings import Settings, describe_settings

ASK_VERSION = "SELECT ?v { <http://x/data> <http://x/version> ?v }"


def make_store(folder: Path, version: str) -> Path:
    """A store that knows its version."""
    path = folder / version / "store"
    path.parent.mkdir(parents=True)
    store = ox.Store(str(path))
    subject, predicate = ox.NamedNode("http://x/data"), ox.NamedNode("http://x/version")
    store.add(ox.Quad(subject, predicate, ox.Literal(version), ox.NamedNode("http://x/graph")))
    store.flush()
    del store
    return path


def test_a_new_release_is_taken_over_without_a_failed_query(tmp_path: Path) -> None:
    """Queries go on through the swap; those asked after it get the new data, and old workers go."""

    async def run() -> tuple[list[str], float, int]:
        pool = QueryPool(Settings(workers=2))
        await pool.start("one", make_store(tmp_path, "one"), "http://x")
        seen: list[str] = []

        async def keep_asking(client: str) -> None:
            while not seen or seen.count("two") < 20:
                answer = await pool.ask(Question(ASK_VERSION, "csv"), client)
                seen.append(answer.body.decode().split()[-1])
                assert seen[-1] == answer.release

        clients = [asyncio.create_task(keep_asking(str(number))) for number in range(3)]
        await asyncio.sleep(0.1)
        new = make_store(tmp_path, "two")
        began = time.monotonic()
        await pool.switch("two", new, "http://x")
        took = time.monotonic() - began
        assert (await pool.ask(Question(ASK_VERSION, "csv"))).release == "two"
        await asyncio.gather(*clients)
        await asyncio.sleep(0.1)
        left = sum(each.release == "one" for each in pool.workers if not each.lost)
        await pool.close()
        return seen, took, left

    seen, took, left = asyncio.run(run())
    assert "one" in seen
    assert seen == sorted(seen)
    assert took < 5
    assert left == 0


async def get(endpoint: SparqlEndpoint, query: str) -> dict[str, str]:
    """Body and tag of one GET."""
    sent: list[dict[str, object]] = []

    async def receive() -> dict[str, object]:
        await asyncio.sleep(3600)
        return {}

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "query_string": query.encode(), "headers": [], "client": ("::1", 1)}
    await endpoint(scope, receive, send)  # type: ignore[arg-type]
    headers = dict(sent[0]["headers"])  # type: ignore[call-overload]
    return {"body": sent[1]["body"].decode(), "etag": headers[b"etag"].decode()}  # type: ignore[attr-defined]


def test_the_cache_forgets_an_old_release(tmp_path: Path) -> None:
    """The same address gives the new answer with another tag; the description follows too."""

    async def run() -> None:
        settings = Settings(workers=1)
        pool = QueryPool(settings)
        endpoint = SparqlEndpoint(pool, settings)
        await pool.start("one", make_store(tmp_path, "one"), "http://x")
        query = "format=csv&query=" + ASK_VERSION.replace(" ", "+")
        first, again = await get(endpoint, query), await get(endpoint, query)
        assert endpoint.cache.hits == 1
        assert "one" in first["body"]
        assert first == again
        await pool.switch("two", make_store(tmp_path, "two"), "http://y")
        assert "two" in (await get(endpoint, query))["body"]
        assert "http://y/sparql" in (await get(endpoint, ""))["body"]
        assert (await get(endpoint, query))["etag"] != first["etag"]
        await pool.close()

    asyncio.run(run())


def test_a_store_that_cannot_be_opened_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the directory, and within a time."""
    monkeypatch.setattr("server.query.START_SECONDS", 1.0)

    async def run() -> None:
        pool = QueryPool(Settings(workers=1))
        try:
            await pool.start("none", tmp_path / "nothing", "http://x")
        finally:
            await pool.close()

    with pytest.raises(ServerError, match="nothing"):
        asyncio.run(run())


def test_surplus_workers_go_and_outcomes_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a slow query there is one worker more than need be, for a while."""
    monkeypatch.setattr("server.query.SURPLUS_SECONDS", 0.2)

    async def run() -> None:
        pool = QueryPool(Settings(workers=1, query_seconds=0.5))
        await pool.start("one", make_store(tmp_path, "one"), "http://x")
        with pytest.raises(ServerError):
            await pool.ask(Question("ASK {", "json"))
        rows = " ".join(map(str, range(300)))
        endless = " ".join(f"VALUES ?v{number} {{ {rows} }}" for number in range(4))
        with pytest.raises(ServerError, match="too long"):
            await pool.ask(Question(f"SELECT (COUNT(*) AS ?n) {{ {endless} }}", "json"))
        await pool.ask(Question("ASK {}", "json"))
        for _ in range(100):
            await asyncio.sleep(0.05)
            if len(pool.workers) == 1 and pool.ticker is None:
                break
        assert len(pool.workers) == 1
        counts = pool.statistics
        assert counts.outcomes == {"malformed": 1, "limited": 1, "answered": 1}
        assert counts.replaced == {"time": 1}
        assert sum(counts.seconds.values()) == 3
        await pool.close()

    asyncio.run(run())


def test_a_store_of_many_files_is_read_to_its_end(tmp_path: Path) -> None:
    """The engine opens some of them only when a query comes to them, behind the limit on files."""
    store = ox.Store(str(tmp_path / "store"))
    graphs = range(40)
    for number in graphs:
        name = ox.NamedNode(f"http://x/{number}")
        store.extend(ox.Quad(name, ox.NamedNode(f"http://x/p{n}"), ox.Literal("x" * n), name) for n in range(20))
        store.flush()
    del store
    assert len(list((tmp_path / "store").glob("*.sst"))) > 16

    async def run() -> None:
        pool = QueryPool(Settings(workers=1, query_seconds=5))
        await pool.start("one", tmp_path / "store", "http://x")
        for number in graphs:
            question = Question(f'SELECT ?p {{ GRAPH <http://x/{number}> {{ ?s ?p "{"x" * 19}" }} }}', "csv")
            assert b"p19" in (await pool.ask(question)).body
        await pool.close()

    asyncio.run(run())


def test_the_cache_is_bounded_by_bytes() -> None:
    """The least recently asked for goes; one that would fill it is not kept."""
    cache = AnswerCache(10_000)
    for name in "abcd":
        cache.keep(name, Representation(b"x" * 1000, name, (), b""), 0)
    assert cache.find("a")
    cache.keep("e", Representation(b"x" * 1400, "e", (), b""), 0)
    cache.keep("f", Representation(b"x" * 1400, "f", (), b""), 0)
    assert cache.find("a")
    assert cache.find("b") is None
    cache.keep("large", Representation(b"x" * 5000, "large", (), b""), 0)
    assert cache.find("large") is None
    assert 0 < cache.size <= 10_000
    cache.clear()
    assert cache.size == 0
    assert cache.find("a") is None


def test_settings_come_from_arguments_environment_and_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In this order; sizes are read with units; what is unknown is refused."""
    file = tmp_path / "settings.toml"
    file.write_text('port = 1\nhost = "::1"\nquery_memory = "2GiB"\n', encoding="utf-8")
    monkeypatch.setenv("UNDERSIGNED_SETTINGS", str(file))
    monkeypatch.setenv("UNDERSIGNED_PORT", "2")
    monkeypatch.setenv("UNDERSIGNED_HOST", "::2")
    settings = Settings(port=3)
    assert (settings.port, settings.host, settings.query_memory) == (3, "::2", 2 << 30)
    file.write_text("prot = 1\n", encoding="utf-8")
    with pytest.raises(ValueError, match="prot"):
        Settings()


def test_every_setting_is_described() -> None:
    """By a sentence."""
    for name, _, description in describe_settings(Settings()):
        assert name.startswith("UNDERSIGNED_")
        assert description.endswith(".")
