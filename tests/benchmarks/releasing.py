"""Writing a release of made-up statements: time and memory by step, and the triples that each format holds.

python tests/benchmarks/releasing.py FOLDER NUMBER writes below FOLDER, beside the native engine's load and dump.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

sys.path.insert(0, str(Path(__file__).parent))
from made_up_store import BASE, iri, make_shared, make_statement

from converters.formats import FORMATS
from converters.release import Content, Report, verify_release, write_release
from data import DATA
from data.sources import load_collections


class Steps:
    """Seconds, processor seconds and the highest resident size of each step, the last looked at every 50 ms."""

    def __init__(self) -> None:
        self.rows: list[list[object]] = []
        self._begun, self._worked, self._peak = time.perf_counter(), time.process_time(), 0
        self._ended = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()

    def begin(self, name: str) -> None:
        """End the step before and begin this one."""
        now, worked = time.perf_counter(), time.process_time()
        if self.rows:
            self.rows[-1] += [round(now - self._begun, 1), round(worked - self._worked, 1), self._peak // 1024]
        self.rows.append([name])
        self._begun, self._worked, self._peak = now, worked, 0

    def end(self) -> None:
        """End the last step."""
        self.begin("")
        self.rows.pop()
        self._ended.set()

    def _watch(self) -> None:
        while not self._ended.wait(0.05):
            status = Path("/proc/self/status").read_text(encoding="ascii")
            self._peak = max(self._peak, int(status.partition("VmRSS:")[2].split()[0]))


def make_statements(number: int) -> Iterator[bytes]:
    """The quads of so many made-up statements, one at a time."""
    chance = random.Random(number)
    for index in range(number):
        graph = iri(f"graph/statement/made-up-{index}")
        yield "".join(f"{triple} {graph} .\n" for triple in make_statement(index, chance)).encode()


def run(folder: Path, number: int) -> None:
    """Write the release, count what each format holds, and time the native engine on the same quads."""
    shared = "".join(f"{triple} {iri(f'graph/{graph}')} .\n" for graph, triple in make_shared()).encode()
    content = Content(make_statements(number), [shared], [], [], lambda: Report({}, b""))
    collection = load_collections(DATA / "reference" / "sources.toml")["default"]
    steps = Steps()
    manifest = write_release(
        content, collection, base=BASE, date="2026-11-21", target=folder / "releases", on_step=steps.begin
    )
    steps.end()
    release = folder / "releases" / manifest.version
    for name, seconds, worked, size in steps.rows:
        print(f"{name:10} {seconds:8} s {worked:8} s of processors {size:7} MB")
    print("peak", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, "MB")
    print("quads", manifest.quads, "triples", manifest.triples)
    for entry in FORMATS:
        path = release / "dumps" / f"undersigned{entry.suffix}"
        print(f"{entry.suffix:8} {sum(1 for _ in ox.parse(path=path)):9} {path.stat().st_size:12} bytes")
    begun = time.perf_counter()
    print("verify", json.dumps(verify_release(release)), round(time.perf_counter() - begun, 2), "s")
    native(release / "dumps" / "undersigned.nq", folder / "native")


def native(nquads: Path, folder: Path) -> None:
    """Time `oxigraph load` and `oxigraph dump` of the same quads, where the program is installed."""
    program = Path(sys.executable).with_name("oxigraph")
    if not program.is_file():
        return
    for arguments in (["load", "--file", str(nquads)], ["dump", "--file", f"{folder}.nq"]):
        begun = time.perf_counter()
        subprocess.run([program, arguments[0], "--location", folder, *arguments[1:]], check=True, capture_output=True)
        print("oxigraph", arguments[0], round(time.perf_counter() - begun, 2), "s")


if __name__ == "__main__":
    run(Path(sys.argv[1]), int(sys.argv[2]))
