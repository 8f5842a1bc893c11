"""Attacks the endpoint, and measures light queries of another client meanwhile.

python tests/benchmarks/hostile.py FOLDER [--statements 1000] [--seconds 4]

Needs wrk. Prints for each attack what its requests came to, and requests a second, p99 in milliseconds and failures of
the light queries, beside those of the server undisturbed; then the memory afterwards.
"""

from __future__ import annotations

import argparse
import os
import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).parent))

from made_up_store import make_store
from serving import PREFIXES, RUNAWAY, SMALL, measure, memory_of, path_of, running

PORT = 7874
ATTACKER = "127.0.0.9"
HEAD = b"Host: x\r\nContent-Type: application/sparql-query\r\n"
TRIPLE = "{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
QUERIES = {
    "8 runaways: count of a product": (8, RUNAWAY),
    "8 sorts of a product": (8, f"SELECT * {TRIPLE} ORDER BY ?c ?f ?i"),
    "8 strings that double": (8, "SELECT ?s { " + 'BIND("x" AS ?s0) ' + " ".join(
        f"BIND(CONCAT(?s{n}, ?s{n}) AS ?s{n + 1})" for n in range(40)
    ) + " BIND(?s40 AS ?s) }"),
    "8 endless paths": (8, "SELECT (COUNT(*) AS ?n) { ?a (!<x:x>|^!<x:x>)* ?b . ?b (!<x:x>)* ?c }"),
    "8 answers past the limit": (8, f"SELECT * {TRIPLE}"),
    "8 times 45,000 brackets": (8, "SELECT * { FILTER" + "(" * 45_000 + "1" + ")" * 45_000 + " }"),
    "8 SERVICE to a network": (8, "SELECT * { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }"),
    "64 runaways": (64, RUNAWAY),
}  # fmt: skip


def connect() -> socket.socket:
    """A connection from the attacker's address."""
    return socket.create_connection(("127.0.0.1", PORT), timeout=60, source_address=(ATTACKER, 0))


def post(query: str) -> str:
    """The status of one query."""
    with closing(connect()) as client:
        body = (PREFIXES + query).encode()
        client.sendall(b"POST /sparql HTTP/1.1\r\n%bContent-Length: %d\r\n\r\n%b" % (HEAD, len(body), body))
        return client.recv(65536)[9:12].decode() or "closed"


def send_endless_body() -> str:
    """Fifty megabytes."""
    with closing(connect()) as client:
        client.sendall(b"POST /sparql HTTP/1.1\r\n%bContent-Length: 52428800\r\n\r\n" % HEAD)
        with suppress(OSError):
            for _ in range(800):
                client.sendall(b"x" * 65536)
        return client.recv(65536)[9:12].decode() or "closed"


def send_slow_head() -> str:
    """A byte a second, until the server has enough."""
    with closing(connect()) as client:
        for byte in b"GET /sparql?query=ASK%7B%7D HTTP/1.1":
            client.sendall(bytes([byte]))
            time.sleep(1)
        return client.recv(65536)[9:12].decode() or "closed"


def read_slowly() -> str:
    """A large answer of which nothing is read for a while."""
    with closing(connect()) as client:
        query = urlencode({"query": PREFIXES + "SELECT * { ?s ?p ?o } LIMIT 20000"})
        client.sendall(f"GET /sparql?{query} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        time.sleep(3)
        return client.recv(65536)[9:12].decode() or "closed"


ATTACKS: dict[str, tuple[int, Callable[[], str]]] = {
    **{name: (number, partial(post, query)) for name, (number, query) in QUERIES.items()},
    "8 bodies of 50 MB": (8, send_endless_body),
    "100 slow heads": (100, send_slow_head),
    "20 readers that do not read": (20, read_slowly),
}


def attack(number: int, once: Callable[[], str], stop: threading.Event, seen: Counter[str]) -> list[threading.Thread]:
    """So many threads that do this again and again; what came of it is counted."""

    def repeat() -> None:
        while not stop.is_set():
            try:
                seen[once()] += 1
            except OSError as error:
                seen[type(error).__name__] += 1

    threads = [threading.Thread(target=repeat, daemon=True) for _ in range(number)]
    for thread in threads:
        thread.start()
    return threads


def main() -> None:
    """Run all attacks, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--statements", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=4)
    options = parser.parse_args()
    os.environ.setdefault("UNDERSIGNED_QUERY_SECONDS", "5")  # so that an attack ends soon after the measurement
    make_store(options.folder, options.statements)
    script = str(Path(__file__).with_name("serving.py"))
    command = [sys.executable, script, str(options.folder), "--statements", str(options.statements), "--serve"]
    light = [path_of(name) for name in SMALL]
    with running([*command, str(PORT), "0"], PORT, path_of("ask")) as server:
        print("attack | came to | light requests/s | p99 ms | of undisturbed | failed | MB")
        for name, (number, once) in ATTACKS.items():
            alone = measure(server, light, 1, options.seconds)
            stop, seen = threading.Event(), Counter[str]()
            threads = attack(number, once, stop, seen)
            time.sleep(1)
            beside = measure(server, light, 1, options.seconds)
            memory = memory_of(server.pid)
            stop.set()
            for thread in threads:
                thread.join(timeout=35)
            came = ", ".join(f"{status} ({times})" for status, times in sorted(seen.items()))
            figures = f"{beside.rate:.0f} | {beside.p99:.1f} | {beside.p99 / alone.p99:.1f} | {beside.failed}"
            print(f"{name} | {came} | {figures} | {memory:.0f}", flush=True)
        print(f"memory afterwards: {memory_of(server.pid):.0f} MB")


if __name__ == "__main__":
    main()
