"""Measures the endpoint against `oxigraph serve-read-only` on the same store, in alternation, round by round.

python tests/benchmarks/serving.py FOLDER [--statements 1000] [--oxigraph PATH] [--rounds 5] [--seconds 1] [--only NAME]

Needs wrk (Debian: wrk) and the oxigraph command line of pyoxigraph's version (PyPI: oxigraph). Prints a table: medians
of requests a second, the ratio to native, latencies at the median and the 99th percentile in milliseconds.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple
from urllib.parse import urlencode
from urllib.request import Request, urlopen

sys.path.insert(0, str(Path(__file__).parent))

from made_up_store import BASE, make_store

PREFIXES = """PREFIX und: <https://w3id.org/undersigned/def#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX eli: <http://data.europa.eu/eli/ontology#>
PREFIX id: <http://localhost:8000/id/>
"""
STATEMENT = f"<{BASE}/id/statement/made-up-7>"
SMALL = {
    "ask": f"ASK {{ ?s und:signedBy <{BASE}/id/organisation/o9>, <{BASE}/id/organisation/o12> ; und:cites ?law }}",
    "ask of one triple": f"ASK {{ {STATEMENT} a und:Statement }}",
    "title and date": f"SELECT ?title ?date {{ {STATEMENT} dcterms:title ?title ; dcterms:issued ?date }}",
    "describe": f"DESCRIBE {STATEMENT}",
    "who cites an article": f"SELECT ?s ?title {{ ?s und:cites <{BASE}/id/law/l3/art/5> ; dcterms:title ?title }}",
    "part of an instrument": f"SELECT ?s {{ ?s und:cites/eli:is_part_of <{BASE}/id/law/l3> }} LIMIT 50",
    "demands to one": f"SELECT ?t {{ ?d und:directedTo <{BASE}/id/addressee/a5> ; und:demandText ?t }} LIMIT 99",
    "signed by one": f"SELECT ?s ?title {{ ?s und:signedBy <{BASE}/id/organisation/o9> ; dcterms:title ?title }}",
    "names as printed": f"SELECT ?n {{ {STATEMENT} und:signature/und:nameAsPrinted ?n }} LIMIT 100",
}
HEAVY = {
    "10,000 rows": "SELECT ?g ?name ?o { ?g und:nameAsPrinted ?name ; und:signatory ?o } LIMIT 10000",
    "construct": f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{BASE}/graph/statement/made-up-7> {{ ?s ?p ?o }} }}",
    "by year": "SELECT ?y (COUNT(*) AS ?n) { ?s dcterms:issued ?d BIND(YEAR(?d) AS ?y) } GROUP BY ?y ORDER BY ?y",
    "co-signers": f"SELECT ?o (COUNT(?s) AS ?n) {{ ?s und:signedBy <{BASE}/id/organisation/o9>, ?o }}"
    " GROUP BY ?o ORDER BY DESC(?n) ?o LIMIT 20",
}
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a a und:Demand . ?b a und:Demand . ?c a und:Demand }"
WORK = {
    "ask": ["ask"],
    "ask of one triple": ["ask of one triple"],
    "small mix": list(SMALL),
    **{name: [name] for name in HEAVY},
}
ACCEPT = "application/sparql-results+json, application/n-triples"
NATIVE, OURS, CACHED = "native", "ours", "ours, cached"

LUA = """
local paths = {%s}
local turn = 0
wrk.headers["Accept"] = "%s"
request = function()
  turn = turn + 1
  return wrk.format("GET", paths[turn %% #paths + 1])
end
done = function(summary, latency)
  local failed = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
  io.write(string.format("MEASURED %%f %%f %%f %%d\\n", summary.requests * 1e6 / summary.duration,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, failed))
end
"""


class Measured(NamedTuple):
    """Requests a second, milliseconds at the median and the 99th percentile, failed requests, CPU ms a request.

    The last says what a request costs the server whatever else the machine does meanwhile.
    """

    rate: float
    median: float
    p99: float
    failed: int
    cost: float = 0.0


class Server(NamedTuple):
    """A running server."""

    port: int
    pid: int


def path_of(name: str) -> str:
    """The request's path for a query."""
    return "/sparql?" + urlencode({"query": PREFIXES + {**SMALL, **HEAVY}[name]})


def native_path_of(name: str) -> str:
    """The same for the native server."""
    return path_of(name).replace("/sparql?", "/query?", 1)


def serve(store: Path, port: int, cache: int) -> None:
    """Our endpoint over this store, until it is killed."""
    from starlette.applications import Starlette

    from server.connections import make_server
    from server.front import Front
    from server.journal import Journal
    from server.query import QueryPool
    from server.routes.sparql import SparqlEndpoint
    from server.settings import Settings

    settings = Settings(port=port, cache_bytes=cache, queries_per_client=64)
    pool = QueryPool(settings)
    endpoint = SparqlEndpoint(pool, settings)

    class Lifespan:
        def __init__(self, app: object) -> None:
            del app

        async def __aenter__(self) -> None:
            await pool.start("benchmark", store, BASE)

        async def __aexit__(self, *error: object) -> None:
            await pool.close()

    pages = Starlette(lifespan=Lifespan)

    site: Any = SimpleNamespace(settings=settings, release=SimpleNamespace(prefix="", version="benchmark"))
    app = Journal(Front(site, pages, endpoint), site, tuple)
    server = make_server(app, settings)
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)
    server.run()


@contextmanager
def running(command: list[str], port: int, path: str) -> Iterator[Server]:
    """A server process that answers, and its process id."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            try:
                fetch(port, path)
                break
            except OSError:
                time.sleep(0.05)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait()


def fetch(port: int, path: str) -> bytes:
    """The body of one answer."""
    with urlopen(Request(f"http://127.0.0.1:{port}{path}", headers={"Accept": ACCEPT}), timeout=60) as response:
        body: bytes = response.read()
    return body


def cpu_of(pid: int) -> float:
    """Seconds of processor time of a process and all below it, the ended ones too."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except (FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
        return 0.0
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK") + sum(cpu_of(int(child)) for child in children)


def measure(server: Server, paths: list[str], clients: int, seconds: float) -> Measured:
    """One run of wrk."""
    before = cpu_of(server.pid)
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(LUA % (",".join(json.dumps(path) for path in paths), ACCEPT))
        script.flush()
        command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds:g}s", "--timeout", "60s", "--latency", "-s", script.name]
        output = subprocess.run(
            [*command, f"http://127.0.0.1:{server.port}"], capture_output=True, text=True, check=True
        ).stdout
    line = next(line for line in output.splitlines() if line.startswith("MEASURED"))
    rate, median, p99, failed = line.split()[1:]
    cost = (cpu_of(server.pid) - before) * 1000 / max(float(rate) * seconds, 1)
    return Measured(float(rate), float(median), float(p99), int(failed), cost)


def memory_of(pid: int) -> float:
    """Megabytes (proportional set size) of a process and all below it."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except (FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
        return 0.0
    total = int(next(line for line in rollup.splitlines() if line.startswith("Pss:")).split()[1]) / 1024
    return total + sum(memory_of(int(child)) for child in children)


def compare_bytes(servers: dict[str, Server]) -> None:
    """Say which answers are not the same bytes."""
    for name in {**SMALL, **HEAVY}:
        theirs, ours = fetch(servers[NATIVE].port, native_path_of(name)), fetch(servers[OURS].port, path_of(name))
        print(f"{name}: {len(ours)} bytes, {'the same' if ours == theirs else 'NOT the same'}")


def compare_speed(servers: dict[str, Server], work: dict[str, list[str]], rounds: int, seconds: float) -> None:
    """The table of ratios."""
    print("work | clients | server | requests/s | of native | p50 ms | p99 ms | failed | CPU ms | of native")
    for name, queries in work.items():
        for clients in (1, 8):
            found: dict[str, list[Measured]] = {name: [] for name in servers}
            for _ in range(rounds):
                for server, running_server in servers.items():
                    make_path = native_path_of if server == NATIVE else path_of
                    found[server].append(
                        measure(running_server, [make_path(query) for query in queries], clients, seconds)
                    )
            native = statistics.median(run.rate for run in found[NATIVE])
            native_cost = statistics.median(run.cost for run in found[NATIVE])
            for server, runs in found.items():
                rate = statistics.median(run.rate for run in runs)
                median = statistics.median(run.median for run in runs)
                p99 = statistics.median(run.p99 for run in runs)
                failed = sum(run.failed for run in runs)
                cost = statistics.median(run.cost for run in runs)
                shown = f"{rate:.1f} | {rate / max(native, 0.01):.2f} | {median:.2f} | {p99:.2f} | {failed}"
                costs = f"{cost:.3f} | {native_cost / max(cost, 0.001):.2f}"
                print(f"{name} | {clients} | {server} | {shown} | {costs}", flush=True)


def measure_beside_runaways(server: Server, seconds: float) -> None:
    """Light queries of one client alone, then while another keeps eight runaways going."""
    paths = [path_of(name) for name in SMALL]
    alone = measure(server, paths, 1, seconds)
    script = (
        "import sys, threading, http.client\n"
        "def run(number):\n"
        "    while True:\n"
        "        c = http.client.HTTPConnection('127.0.0.1', int(sys.argv[1]), source_address=('127.0.0.9', 0))\n"
        "        c.request('GET', sys.argv[2]); r = c.getresponse(); r.read(); c.close()\n"
        "[threading.Thread(target=run, args=(n,)).start() for n in range(8)]\n"
    )
    runaway = "/sparql?" + urlencode({"query": PREFIXES + RUNAWAY})
    attacker = subprocess.Popen([sys.executable, "-c", script, str(server.port), runaway])
    try:
        time.sleep(2)
        beside = measure(server, paths, 1, seconds)
    finally:
        attacker.kill()
        attacker.wait()
    print(f"light alone: {alone}\nlight beside eight runaways: {beside}\np99: {beside.p99 / alone.p99:.1f} times")


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--statements", type=int, default=1000)
    parser.add_argument("--oxigraph", default=shutil.which("oxigraph"))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1)
    parser.add_argument("--only", choices=[*WORK, "runaways"])
    parser.add_argument("--serve", nargs=2, type=int, metavar=("PORT", "CACHE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    store = make_store(options.folder, options.statements)
    if options.serve:
        serve(store, *options.serve)
        return
    work = {options.only: WORK[options.only]} if options.only in WORK else WORK
    ours = [sys.executable, __file__, str(options.folder), "--statements", str(options.statements), "--serve"]
    native = [options.oxigraph, "serve-read-only", "-l", str(store), "-b", "127.0.0.1:7871", "--union-default-graph"]
    with (
        running(native, 7871, native_path_of("ask")) as native_server,
        running([*ours, "7872", "0"], 7872, path_of("ask")) as our_server,
        running([*ours, "7873", str(64 << 20)], 7873, path_of("ask")) as cached_server,
    ):
        print(f"memory at rest: {memory_of(our_server.pid):.0f} MB")
        if options.only != "runaways":
            servers = {NATIVE: native_server, OURS: our_server, CACHED: cached_server}
            compare_bytes(servers)
            compare_speed(servers, work, options.rounds, options.seconds)
            print(f"memory afterwards: {memory_of(our_server.pid):.0f} MB")
        if options.only in (None, "runaways"):
            measure_beside_runaways(our_server, max(5 * options.seconds, 5))


if __name__ == "__main__":
    main()
