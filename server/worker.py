"""The processes in which queries are evaluated: each can be killed, none can open a socket or a file.

(In a store of more than sixteen tables, as many as have not been opened yet; see `count_unopened`.)

`python -m server.worker FD` is the nursery. It imports the engine once and forks a worker for each message on its
control socket, which carries the worker's end of a socket pair. A worker opens the store read-only, sets its own
limits and then answers jobs, one at a time: the query's text in, serialised bytes out. Nothing here reads HTTP.

A job is a marshalled `Job` behind its length; an answer is ANSWER (state, length, digest) and the bytes.
"""

from __future__ import annotations

import gc
import hashlib
import marshal
import os
import resource
import signal
import socket
import struct
import sys
import zlib
from itertools import islice
from pathlib import Path
from typing import IO, NamedTuple, cast

import brotli  # type: ignore[import-untyped]
import pyoxigraph as ox

RECEIVED = 1 << 14  # larger buffers cost more than a small query: their pages are new each time
LENGTH = struct.Struct("!I")
ANSWER = struct.Struct("!BQ16s")
HELLO = struct.Struct("!I")

FINE, MALFORMED, UNKNOWN_GRAPH, TOO_MANY_ROWS, TOO_LARGE, FAILED = range(6)

RESULTS = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
GRAPHS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdf": ox.RdfFormat.RDF_XML,
    "nq": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
}
# What ends a row in each format and cannot stand inside a value: JSON and XML escape it, TSV too; in CSV only a value
# with a carriage return and a line feed counts twice.
# Beside the mark: how many more of them than rows there are.
ROW_MARKS = {
    "json": (b'"}},{"', -1),
    "xml": (b"<result>", 0),
    "csv": (b"\r\n", 1),
    "tsv": (b"\n", 1),
    "nt": (b"\n", 0),
    "nq": (b"\n", 0),
}


class Job(NamedTuple):
    """A query and how to answer it. Graphs are IRIs; None for both means that the query or the store decides.

    `clauses` are the IRIs of FROM and FROM NAMED as the query writes them, behind its `prologue`. The worker ends
    after so many `seconds`, if nobody has killed it before.
    """

    text: str
    base: str
    default_graphs: tuple[str, ...] | None
    named_graphs: tuple[str, ...] | None
    prologue: str
    clauses: tuple[str, ...]
    format: str
    encoding: str | None
    row_limit: int
    byte_limit: int
    prefixes: dict[str, str]
    seconds: int


class LimitError(Exception):
    """An answer grew past a limit: the state to report."""

    def __init__(self, state: int) -> None:
        super().__init__(state)
        self.state = state


class Sink:
    """Collects what the engine writes, and stops it at the limits."""

    def __init__(self, job: Job) -> None:
        self.parts: list[bytes] = []
        self.size = self.marks = 0
        self.mark, more = ROW_MARKS.get(job.format, (b"", 0))
        self.mark_limit, self.byte_limit = job.row_limit + more, job.byte_limit
        self.tail = b""

    def write(self, part: bytes) -> int:
        self.parts.append(part)
        self.size += len(part)
        if self.size > self.byte_limit:
            raise LimitError(TOO_LARGE)
        if self.mark:
            seen = self.tail + part
            self.marks += seen.count(self.mark)
            self.tail = seen[max(len(seen) - len(self.mark) + 1, 0) :]
            if self.marks > self.mark_limit:
                raise LimitError(TOO_MANY_ROWS)
        return len(part)

    def flush(self) -> None:
        """Nothing is held back."""


def evaluate(store: ox.Store, job: Job) -> tuple[int, bytes]:
    """The state, and the body or a message."""
    try:
        missing = find_missing_graph(store, job)
        if missing:
            return UNKNOWN_GRAPH, missing.encode()
        results = run_query(store, job)
        sink = Sink(job)
        write_results(results, job, sink)
    except LimitError as limit:
        return limit.state, b""
    except SyntaxError as error:
        return MALFORMED, str(error).encode()
    except (OSError, ValueError, RuntimeError) as error:
        return FAILED, str(error).encode()
    return FINE, compress(b"".join(sink.parts), job.encoding)


def find_missing_graph(store: ox.Store, job: Job) -> str:
    """The first graph that the request or the query names and the store lacks, or nothing."""
    named = []
    for iri in (job.default_graphs or ()) + (job.named_graphs or ()):
        try:
            named.append(ox.NamedNode(iri))
        except ValueError:
            return iri
    if job.clauses:
        text = "".join(f"{clause} <x:x> <x:x> .\n" for clause in job.clauses)
        written = ox.parse(f"{job.prologue}\n{text}".encode(), ox.RdfFormat.TURTLE, base_iri=job.base)
        named += [quad.subject for quad in written if isinstance(quad.subject, ox.NamedNode)]
    return next((graph.value for graph in named if not store.contains_named_graph(graph)), "")


def run_query(store: ox.Store, job: Job) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    """The engine's results. The default graph is the union of all, unless the request or the query says otherwise."""
    if job.default_graphs is None and job.named_graphs is None:
        return store.query(job.text, base_iri=job.base, use_default_graph_as_union=not job.clauses)
    return store.query(
        job.text,
        base_iri=job.base,
        default_graph=[ox.NamedNode(iri) for iri in job.default_graphs or ()],
        named_graphs=[ox.NamedNode(iri) for iri in job.named_graphs or ()],
    )


def write_results(results: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, job: Job, sink: Sink) -> None:
    """Serialise into the sink; raises LimitError past a limit."""
    output = cast(IO[bytes], sink)
    if not isinstance(results, ox.QueryTriples):
        results.serialize(output, RESULTS[job.format])
    elif sink.mark:
        results.serialize(output, GRAPHS[job.format])
    else:
        triples = islice(results, job.row_limit)
        ox.serialize(triples, output, GRAPHS[job.format], prefixes=job.prefixes)
        if next(results, None) is not None:
            raise LimitError(TOO_MANY_ROWS)


def compress(body: bytes, encoding: str | None) -> bytes:
    """The body in the content coding."""
    if encoding == "br":
        return bytes(brotli.compress(body, quality=4))
    if encoding == "gzip":
        packer = zlib.compressobj(6, zlib.DEFLATED, 31)
        return packer.compress(body) + packer.flush()
    return body


def answer_jobs(connection: socket.socket, store: ox.Store) -> None:
    """Answer jobs until the connection ends."""
    while message := receive(connection):
        job = Job(*marshal.loads(message))
        signal.alarm(job.seconds)
        state, body = evaluate(store, job)
        signal.alarm(0)
        digest = hashlib.blake2b(body, digest_size=16).digest()
        connection.sendall(ANSWER.pack(state, len(body), digest) + body)


def receive(connection: socket.socket) -> bytes:
    """The next message; none where the other side has gone. Nothing follows a message before it is answered."""
    data = connection.recv(RECEIVED)
    while len(data) < LENGTH.size or len(data) < LENGTH.size + LENGTH.unpack_from(data)[0]:
        part = connection.recv(RECEIVED)
        if not part:
            return b""
        data += part
    return data[LENGTH.size :]


def run_worker(connection: socket.socket, store_path: str, memory: int) -> None:
    """Open the store, give up the right to open more files than it has, say hello, answer."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    store = ox.Store.read_only(store_path)
    free = [os.open(os.devnull, os.O_RDONLY) for _ in range(count_unopened(Path(store_path)) + 1)]
    for descriptor in free:
        os.close(descriptor)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(free), max(free)))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    gc.disable()  # nothing here makes cycles
    connection.sendall(HELLO.pack(os.getpid()))
    answer_jobs(connection, store)


def count_unopened(store: Path) -> int:
    """How many of a store's table files will be opened when they are first read; RocksDB begins with sixteen."""
    opened = {descriptor.resolve() for descriptor in Path("/proc/self/fd").iterdir()}
    return len({table.resolve() for table in store.glob("*.sst")} - opened)


def run_nursery(control: socket.socket) -> None:
    """Fork a worker for each message that carries a socket, until the control socket closes."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.collect()
    gc.freeze()
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 65536, 1)
        if not message:
            return
        store_path, memory = marshal.loads(message)
        if os.fork() == 0:
            control.close()
            status = 1
            try:
                run_worker(socket.socket(fileno=descriptors[0]), store_path, memory)
                status = 0
            finally:
                os._exit(status)
        os.close(descriptors[0])


if __name__ == "__main__":
    run_nursery(socket.socket(fileno=int(sys.argv[1])))
