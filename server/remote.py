"""Queries answered by a SPARQL 1.1 store elsewhere, in place of the release's own: the same door as server.query.

    pool = RemotePool(settings)       # settings.sparql_endpoint
    await pool.start(release, store, base, prefixes)
    answer = await pool.ask(question, client)

What goes to the store has been read before by the embedded engine, over an empty store in a process with limits: what
is not SPARQL 1.1, such as a store's own pragmas, goes no further, and errors name line and column as ever. A query
without a dataset gets the union of the release's graphs: each is listed as default and as named graph (Protocol 2.1.4),
which any store understands, unless `store_union` says that its default graph is that already. Answers are read and
written anew, so that one cut off on its way is an error, each format is offered, and the limits on rows and bytes hold.
"""

from __future__ import annotations

import asyncio
import hashlib
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import cast
from urllib.parse import urlencode

import httpx2
import pyoxigraph as ox

from server import worker as states
from server.errors import ServerError
from server.processes import Worker
from server.protocol import FORM
from server.query import OUTCOMES, START_SECONDS, YOUNG_SECONDS, QueryPool
from server.questions import Answer, Question
from server.refusals import explain_loss, explain_state, limited, too_many
from server.settings import Settings
from server.statistics import Statistics
from server.transcription import LONGEST_SAID, ROWS_WANTED, TRIPLES_WANTED, read_rows, transcribe
from server.worker import GRAPHS, find_missing_graph

CHECKERS = 2
CHECK_SECONDS = 5.0
RETRY_SECONDS = 1.0
VERSION = (
    "ASK FROM <{graph}> {{ ?dataset <http://www.w3.org/ns/dcat#version> ?version FILTER(STR(?version) = {release}) }}"
)


class Call:
    """A query under way, as whoever watches its client sees it."""

    def __init__(self, task: asyncio.Task[Answer]) -> None:
        self.task, self.reason = task, ""

    def kill(self, reason: str) -> None:
        """End it."""
        self.reason = reason
        self.task.cancel()


class Names:
    """The release's graphs, for `find_missing_graph`."""

    def __init__(self, graphs: list[str]) -> None:
        self.known = frozenset(graphs)
        self.union = name_graphs(graphs, graphs)

    def contains_named_graph(self, graph: ox.NamedNode) -> bool:
        """The release has it."""
        return graph.value in self.known


class RemotePool:
    """See the module's text. One event loop; not for threads."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.statistics = Statistics()
        self.checker = QueryPool(settings.model_copy(update={"workers": CHECKERS, "query_seconds": CHECK_SECONDS}))
        self.release = self.base = ""
        self.prefixes: dict[str, str] = {}
        self.names = Names([])
        self.running: Counter[str] = Counter()
        self.waiting = 0
        self.slots = asyncio.Semaphore(settings.workers + settings.slow_queries)
        password = settings.store_password.get_secret_value()
        self.client = httpx2.AsyncClient(
            auth=(settings.store_user, password) if settings.store_user else None,
            transport=httpx2.AsyncHTTPTransport(retries=1, limits=httpx2.Limits(max_connections=None)),
            timeout=httpx2.Timeout(settings.query_seconds + 1, connect=5.0),
        )
        self.empty = tempfile.TemporaryDirectory(prefix="undersigned-")

    async def start(self, release: str, store: Path, base: str, prefixes: Mapping[str, str] | None = None) -> None:
        """Ask for this release from now on. `store` is its own store, which names the graphs.

        Raises ServerError 503 where the store elsewhere does not answer, or holds another release: it must have been
        pushed there.
        """
        base = base.rstrip("/")
        names = Names(await asyncio.to_thread(read_names, store))
        await self.await_release(release, f"{base}/graph/dataset")
        if not self.checker.release:
            path = Path(self.empty.name) / "store"
            await asyncio.to_thread(ox.Store, str(path))
            await self.checker.start("empty", path, base, prefixes)
        self.checker.base = base
        self.release, self.base, self.names, self.prefixes = release, base, names, dict(prefixes or {})

    async def switch(self, release: str, store: Path, base: str) -> None:
        """Ask for another release with the same prefixes; see `start`."""
        await self.start(release, store, base, self.prefixes)

    async def close(self) -> None:
        """End the checking processes and the connections."""
        await self.checker.close()
        await self.client.aclose()
        self.empty.cleanup()

    async def await_release(self, release: str, graph: str) -> None:
        """Return once the store says that it holds the release; it may be starting too."""
        query = VERSION.format(graph=graph, release=str(ox.Literal(release)))
        deadline = time.monotonic() + (0 if self.release else START_SECONDS)
        while True:
            try:
                body, media_type = await self.send(query, ROWS_WANTED)
            except ServerError:
                if time.monotonic() > deadline:
                    raise
                await asyncio.sleep(RETRY_SECONDS)
                continue
            if bool(read_rows(body, media_type)):
                return
            detail = f"It does not hold release {release}: push it there first (`undersigned push`)."
            raise ServerError(503, "The store holds another release", detail)

    async def ask(
        self, question: Question, client: str = "", on_slow: Callable[[Worker], None] | None = None
    ) -> Answer:
        """The answer to a question. `on_slow` is called once it has run for YOUNG_SECONDS."""
        started, outcome = time.monotonic(), "failed"
        self.running[client] += 1
        try:
            if self.running[client] > self.settings.queries_per_client:
                raise too_many(f"At most {self.settings.queries_per_client} queries of one client at a time.")
            async with self.take_slot():
                answer = await self.run(question, client, on_slow)
            outcome = "answered"
        except ServerError as error:
            outcome = OUTCOMES.get(error.status, outcome)
            raise
        finally:
            self.running[client] -= 1
            if not self.running[client]:
                del self.running[client]
            self.statistics.observe(outcome, time.monotonic() - started)
        return answer

    @asynccontextmanager
    async def take_slot(self) -> AsyncIterator[None]:
        """Hold one of the connections that may be used at the same time."""
        if self.waiting >= self.settings.query_queue:
            raise too_many("Too many queries are waiting already.")
        self.waiting += 1
        try:
            async with asyncio.timeout(self.settings.query_seconds):
                await self.slots.acquire()
        except TimeoutError:
            detail = f"None within {self.settings.query_seconds:g} seconds."
            raise limited("No connection was free", detail, {"limit": "queue"}) from None
        finally:
            self.waiting -= 1
        try:
            yield
        finally:
            self.slots.release()

    async def run(self, question: Question, client: str, on_slow: Callable[[Worker], None] | None) -> Answer:
        """The answer, unless the time is over or the client goes away."""
        task = asyncio.create_task(self.forward(question, client))
        call = Call(task)
        timer = asyncio.get_running_loop().call_later(YOUNG_SECONDS, on_slow, cast(Worker, call)) if on_slow else None
        try:
            async with asyncio.timeout(self.settings.query_seconds):
                return await task
        except TimeoutError:
            raise explain_loss("time", self.settings, self.base) from None
        except asyncio.CancelledError:
            if call.reason:
                raise explain_loss(call.reason, self.settings, self.base) from None
            raise
        finally:
            task.cancel()
            if timer:
                timer.cancel()

    async def forward(self, question: Question, client: str) -> Answer:
        """Check the question here, have it answered there, write the answer in the form that was asked for."""
        release, names = self.release, self.names
        job = self.checker.make_job(question)
        await self.check(question, client)
        missing = find_missing_graph(cast(ox.Store, names), job)
        if missing:
            raise explain_state(states.UNKNOWN_GRAPH, missing, question.text, self.settings, self.base)
        wanted = TRIPLES_WANTED if question.format in GRAPHS else ROWS_WANTED
        dataset = self.name_dataset(question, names)
        body, media_type = await self.send(f"BASE <{job.base}> {question.text}", wanted, dataset)
        state, written = await asyncio.to_thread(transcribe, body, media_type, job)
        if state != states.FINE:
            raise explain_state(state, "", question.text, self.settings, self.base)
        return Answer(written, hashlib.blake2b(written, digest_size=16).hexdigest(), release)

    async def check(self, question: Question, client: str) -> None:
        """Raise ServerError 400 where it is not SPARQL 1.1; it is evaluated over nothing."""
        alone = replace(question, default_graphs=(), named_graphs=(), clauses=(), prologue="", encoding=None)
        await self.checker.ask(alone, client)

    def name_dataset(self, question: Question, names: Names) -> str:
        """The protocol's parameters for the dataset; none where the query names one itself."""
        if question.default_graphs is not None:
            return name_graphs(question.default_graphs, question.named_graphs or ())
        return "" if question.clauses or self.settings.store_union else names.union

    async def send(self, query: str, accept: str, dataset: str = "") -> tuple[bytes, str]:
        """Body and media type of the store's answer; raises ServerError 403 for too large a one, 502, 503."""
        limit = int(self.settings.answer_bytes)
        body = bytearray()
        form = f"{urlencode({'query': query})}{dataset}".encode()
        headers = {"accept": accept, "content-type": FORM}
        try:
            async with self.client.stream(
                "POST", self.settings.sparql_endpoint, content=form, headers=headers
            ) as answer:
                async for part in answer.aiter_bytes():
                    body += part
                    if len(body) > limit:
                        raise explain_state(states.TOO_LARGE, "", "", self.settings, self.base)
        except httpx2.TimeoutException:
            raise explain_loss("time", self.settings, self.base) from None
        except httpx2.HTTPError:
            raise ServerError(
                503, "The store does not answer", "Ask again later.", headers={"Retry-After": "10"}
            ) from None
        if not answer.is_success:
            said = body.decode("utf-8", "replace").strip()[:LONGEST_SAID]
            raise ServerError(502, "The store refused the query", f"It answered {answer.status_code}: {said}")
        return bytes(body), answer.headers.get("content-type", "")


def name_graphs(default: Iterable[str], named: Iterable[str]) -> str:
    """Graphs as parameters of the protocol, to stand behind others."""
    pairs = [("default-graph-uri", graph) for graph in default] + [("named-graph-uri", graph) for graph in named]
    return f"&{urlencode(pairs)}" if pairs else ""


def read_names(store: Path) -> list[str]:
    """The names of the graphs of a release's own store, in order."""
    return sorted(str(graph.value) for graph in ox.Store.read_only(str(store)).named_graphs())
