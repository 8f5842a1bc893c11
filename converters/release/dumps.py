"""The dumps: every format of a release, sorted, with a gzip beside each."""

from __future__ import annotations

import gzip
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyoxigraph as ox

from converters.formats import JSON_LD, N_QUADS, TRIG, TURTLE, Format, sort_key, write_sorted
from converters.release.lines import sort_lines

DUMP_FORMATS: tuple[Format, ...] = (TURTLE, TRIG, JSON_LD)  # besides the N-Quads, from which they are written
DUMP_NAME = "undersigned"


def write_dumps(nquads: Path, folder: Path) -> None:
    """Write every dump into `folder` from a sorted N-Quads file there, and compress each (that file too)."""
    by_graph = folder / "by-graph"
    with nquads.open("rb") as lines:
        sort_lines(lines, by_graph, key=sort_key)
    with ThreadPoolExecutor(max_workers=1) as pool:  # compressing leaves the interpreter free to write the next one
        waiting = [pool.submit(compress, nquads)]
        for target in DUMP_FORMATS:
            path = folder / f"{DUMP_NAME}{target.suffix}"
            write_dump(by_graph if target.datasets else nquads, target, path)
            waiting.append(pool.submit(compress, path))
        for job in waiting:
            job.result()
    by_graph.unlink()


def write_dump(nquads: Path, target: Format, path: Path) -> None:
    """Write one format from N-Quads that stand in the order which the format wants (see `sort_key`)."""
    with path.open("wb") as output:
        write_sorted(ox.parse(path=nquads, format=N_QUADS.rdf, lenient=True), target, output)


def compress(path: Path) -> None:
    """Write `path` with `.gz` behind it: level 6, no time and no name inside (RFC 1952, section 2.3.1)."""
    with (
        path.open("rb") as source,
        path.with_name(path.name + ".gz").open("wb") as raw,
        gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=raw, mtime=0) as target,
    ):
        shutil.copyfileobj(source, target, 1 << 20)
