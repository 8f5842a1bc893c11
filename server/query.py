"""The pool of workers that evaluate queries: limits on time and number, replacement, a new release without a gap.

    pool = QueryPool(settings)
    await pool.start(release, store, base, prefixes)   # again for a new release: later queries go to the new store
    answer = await pool.ask(question, client)          # raises ServerError 400, 403, 429, 500, 503
    pool.statistics                                    # counters for /metrics
    await pool.close()

A query that has run for YOUNG_SECONDS is slow. `settings.workers` workers are always kept for queries that are not:
for each slow one a further worker is started, up to `settings.slow_queries`; past that, the oldest query of the
client that has most of them ends with 503. A query that has run for NICE_SECONDS gives way to those of other clients.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Mapping
from math import ceil, inf
from pathlib import Path

from server import worker as states
from server.errors import ServerError
from server.processes import Nursery, Worker
from server.questions import Answer, OnEnd, OnSlow, Query, Question
from server.refusals import explain_loss, explain_state, limited, too_many
from server.settings import Settings
from server.statistics import Statistics
from server.worker import Job

YOUNG_SECONDS = 0.1
NICE_SECONDS = 1.0
CONTESTED_SECONDS = 5.0
TICK_SECONDS = 0.02
SURPLUS_SECONDS = 10.0
START_SECONDS = 30.0
OUTCOMES = {400: "malformed", 403: "too_large", 429: "refused", 503: "limited"}


class QueryPool:
    """See the module's text. One event loop; not for threads."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.statistics = Statistics()
        self.release = self.base = ""
        self.store = Path()
        self.prefixes: dict[str, str] = {}
        self.workers: set[Worker] = set()
        self.idle: list[Worker] = []
        self.busy: dict[Worker, Query] = {}
        self.waiting: list[Query] = []
        self.running: Counter[str] = Counter()
        self.last_client, self.contested_at = "", -inf
        self.failures = 0
        self.ready = asyncio.Event()
        self.nursery: Nursery | None = None
        self.ticker: asyncio.TimerHandle | None = None
        self.closed = False

    async def start(self, release: str, store: Path, base: str, prefixes: Mapping[str, str] | None = None) -> None:
        """Serve this store from now on; queries under way end on theirs.

        Returns when a worker is ready; raises ServerError 503 where none can open the store.
        """
        self.release, self.store, self.base = release, store.resolve(), base.rstrip("/")
        self.prefixes = dict(prefixes or {})
        self.ready.clear()
        self.failures = 0
        old, self.idle = self.idle, []
        self.fill()
        try:
            async with asyncio.timeout(START_SECONDS):
                await self.ready.wait()
        except TimeoutError:
            raise ServerError(503, "The store cannot be opened", f"No worker could open {store}.") from None
        for each in old:
            each.close()

    async def switch(self, release: str, store: Path, base: str) -> None:
        """Serve another release with the same prefixes; see `start`."""
        await self.start(release, store, base, self.prefixes)

    async def close(self) -> None:
        """End all workers; queries under way fail with 503."""
        self.closed = True
        if self.ticker:
            self.ticker.cancel()
        for each in list(self.workers):
            each.kill("closed")
            each.close()
        for query in self.waiting:
            self.finish(query, explain_loss("closed", self.settings, self.base))
        self.waiting = []
        if self.nursery:
            self.nursery.close()

    async def ask(self, question: Question, client: str = "", on_slow: OnSlow | None = None) -> Answer:
        """The answer to a question; raises ServerError. See `begin`."""
        turn: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()

        def end(found: Answer | ServerError) -> None:
            if turn.done():  # nobody waits any more
                return
            if isinstance(found, Answer):
                turn.set_result(found)
            else:
                turn.set_exception(found)

        self.begin(question, client, end, on_slow)
        return await turn

    def begin(self, question: Question, client: str, on_end: OnEnd, on_slow: OnSlow | None = None) -> None:
        """Have a question answered. `on_end` is called once, with the answer or the error; `on_slow` with the worker
        once it has run for YOUNG_SECONDS.
        """
        query = Query(question, client, on_end, on_slow, time.monotonic())
        if client != self.last_client:
            self.last_client, self.contested_at = client, query.started
        self.running[client] = running = self.running.get(client, 0) + 1
        if running > self.settings.queries_per_client:
            limit = self.settings.queries_per_client
            self.finish(query, too_many(f"At most {limit} queries of one client at a time."))
        else:
            self.assign(query)

    def assign(self, query: Query) -> None:
        """Give the query to a free worker, or let it wait for the next one."""
        while self.idle:
            chosen = self.idle.pop()
            if chosen.alive:
                self.evaluate(chosen, query)
                return
        if len(self.waiting) >= self.settings.query_queue:
            self.finish(query, too_many("Too many queries are waiting already."))
            return
        self.waiting.append(query)
        self.watch()

    def evaluate(self, chosen: Worker, query: Query) -> None:
        """Let this worker answer the query."""
        chosen.started = time.monotonic()
        self.busy[chosen] = query
        self.watch()
        chosen.ask(self.make_job(query.question))

    def take_answer(self, answering: Worker, state: int, digest: bytes, body: bytes) -> None:
        """A worker has answered."""
        query = self.busy.pop(answering)
        self.rest(answering)
        if state == states.FINE:
            self.finish(query, Answer(body, digest.hex(), answering.release))
        else:
            self.finish(query, explain_state(state, body.decode(), query.question.text, self.settings, self.base))

    def finish(self, query: Query, found: Answer | ServerError) -> None:
        """Count the query, and say what has come of it."""
        self.running[query.client] -= 1
        if not self.running[query.client]:
            del self.running[query.client]
        outcome = "answered" if isinstance(found, Answer) else OUTCOMES.get(found.status, "failed")
        self.statistics.observe(outcome, time.monotonic() - query.started)
        query.on_end(found)

    def make_job(self, question: Question) -> Job:
        """The question with the limits."""
        return Job(
            text=question.text,
            base=f"{self.base}/sparql",
            default_graphs=question.default_graphs,
            named_graphs=question.named_graphs,
            prologue=question.prologue,
            clauses=question.clauses,
            format=question.format,
            encoding=question.encoding,
            row_limit=self.settings.row_limit,
            byte_limit=int(self.settings.answer_bytes),
            prefixes=dict(question.prefixes) or self.prefixes,
            seconds=ceil(self.settings.query_seconds) + 5,
        )

    def young(self) -> int:
        """The number of this release's workers, starting ones too, that hold no slow query."""
        return sum(each.release == self.release and not each.slow for each in self.workers)

    def fill(self) -> None:
        """Start workers until there are enough for queries that are not slow."""
        if not self.closed:
            for _ in range(self.settings.workers - self.young()):
                self.start_worker()

    def start_worker(self) -> None:
        """Fork one worker; it rests when it is ready."""
        if self.nursery and not self.nursery.alive:
            self.nursery.close()
            self.nursery = None
        self.nursery = self.nursery or Nursery()
        connection = self.nursery.fork(self.store, self.settings.query_memory)
        started = Worker(self.release, self.welcome, self.take_answer, self.lose)
        self.workers.add(started)
        loop = asyncio.get_running_loop()
        opening = loop.create_task(loop.create_unix_connection(lambda: started, sock=connection))
        opening.add_done_callback(lambda done: done.exception())

    def welcome(self, started: Worker) -> None:
        """A worker has opened its store."""
        self.failures = 0
        if started.release == self.release:
            self.ready.set()
        self.rest(started)

    def lose(self, lost: Worker) -> None:
        """A worker has ended: forget it, and replace it; later each time where none gets to its feet."""
        self.workers.discard(lost)
        if lost in self.idle:
            self.idle.remove(lost)
        query = self.busy.pop(lost, None)
        if query and query.again and not lost.reason and time.monotonic() - lost.started < YOUNG_SECONDS:
            # Someone ended it while it was idle, and others too, or the query does so at once: once more will show.
            query.again = False
            asyncio.get_running_loop().call_later(TICK_SECONDS, self.assign, query)
        elif query:
            self.finish(query, explain_loss(lost.reason, self.settings, self.base))
        if self.closed:
            return
        if lost.pid and lost.started:
            self.statistics.replaced[lost.reason or "ended"] += 1
        self.failures += not lost.pid
        delay = min(0.05 * 2**self.failures, 10.0) if self.failures else 0.0
        asyncio.get_running_loop().call_later(delay, self.fill)

    def rest(self, rested: Worker) -> None:
        """A worker is free: for the next query, for later, or for good."""
        rested.slow, rested.started = False, 0.0
        if rested.lost:
            return
        if rested.release != self.release or (rested.nice and not rested.compete_again()):
            self.workers.discard(rested)
            rested.close()
            self.fill()
            return
        if self.waiting:  # clients with fewer queries under way go first
            query = min(self.waiting, key=lambda each: self.running[each.client])
            self.waiting.remove(query)
            self.evaluate(rested, query)
            return
        rested.rested = time.monotonic()
        self.idle.append(rested)

    def watch(self) -> None:
        """See to it that the workers are looked at while something goes on."""
        if self.ticker is None and not self.closed:
            self.ticker = asyncio.get_running_loop().call_later(TICK_SECONDS, self.tick)

    def tick(self) -> None:
        """Look at each busy worker: kill, slow down, replace; let surplus ones go."""
        self.ticker = None
        now = time.monotonic()
        for each, query in self.busy.items():
            age = now - each.started
            if age > self.settings.query_seconds:
                each.kill("time")
            elif age > NICE_SECONDS and not each.nice and now - self.contested_at < CONTESTED_SECONDS:
                each.yield_to_others()
            if age > YOUNG_SECONDS and not each.slow:
                each.slow = True
                if query.on_slow:
                    query.on_slow(each)
        self.thin_out()
        self.give_up(now - self.settings.query_seconds)
        self.fill()
        surplus = self.young() - self.settings.workers
        if surplus > 0 and self.idle and now - self.idle[0].rested > SURPLUS_SECONDS:
            self.idle.pop(0).close()
        if self.busy or self.waiting or surplus > 0:
            self.watch()

    def thin_out(self) -> None:
        """Where there are too many slow queries, end the oldest one of the client that has most."""
        slow = [each for each in self.busy if each.slow and not each.reason]
        if len(slow) > self.settings.slow_queries:
            shares = Counter(self.busy[each].client for each in slow)
            max(slow, key=lambda each: (shares[self.busy[each].client], -each.started)).kill("crowded")

    def give_up(self, since: float) -> None:
        """End the queries that have waited since then."""
        for query in [each for each in self.waiting if each.started < since]:
            self.waiting.remove(query)
            detail = f"None within {self.settings.query_seconds:g} seconds."
            self.finish(query, limited("No process was free", detail, {"limit": "queue"}))
