"""The dumps: every RDF format of a release, sorted; and each file packed with gzip and with zstd."""

from __future__ import annotations

import gzip
import re
import shutil
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType

import pyoxigraph as ox
import zstandard

from converters.formats import JSON_LD, N_QUADS, N_TRIPLES, RDF_XML, TRIG, TURTLE, Format, sort_key, write_sorted
from converters.release.lines import sort_lines

DUMP_FORMATS: tuple[Format, ...] = (TURTLE, TRIG, JSON_LD, N_TRIPLES, RDF_XML)  # besides N-Quads, their source
DUMP_NAME = "undersigned"
ZSTD_LEVEL = 10

# Characters that N-Quads can hold and XML 1.0 (section 2.2, Char) cannot; not where the backslash is one itself.
_NOT_XML = re.compile(rb"(?<!\\)(?:\\\\)*\\(?:[bf]|u00(?:0[0-8BEF]|1[0-9A-F])|uFFF[EF])|\xef\xbf[\xbe\xbf]")


class Packing:
    """Packs files while others are still written; a context manager, at whose end all is packed."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1)  # packing leaves the interpreter free
        self._jobs: list[Future[None]] = []

    def add(self, path: Path) -> None:
        """Write the file again with `.gz` and with `.zst` behind its name, soon."""
        self._jobs += [self._pool.submit(pack, path) for pack in (pack_gzip, pack_zstd)]

    def __enter__(self) -> Packing:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=error is not None)
        if error is None:
            for job in self._jobs:
                job.result()


def write_dumps(nquads: Path, folder: Path, on_written: Callable[[Path], None] = lambda _: None) -> dict[str, str]:
    """Write every format into `folder` from a sorted N-Quads file; returns the names left out, each with its reason.

    `on_written` is told each file that is complete.
    """
    left_out = {}
    by_graph = folder / "by-graph"
    with nquads.open("rb") as lines:
        sort_lines(lines, by_graph, key=sort_key)
    for target in DUMP_FORMATS:
        path = folder / f"{DUMP_NAME}{target.suffix}"
        if target is RDF_XML and (line := find_unfit(nquads)):
            left_out[path.name] = f"line {line} of the N-Quads holds a character that XML cannot"
            continue
        write_dump(by_graph if target.datasets else nquads, target, path)
        on_written(path)
    by_graph.unlink()
    return left_out


def find_unfit(nquads: Path) -> int:
    """The number of the first line of N-Quads that XML cannot hold, or 0."""
    with nquads.open("rb") as lines:
        doubtful = ((number, line) for number, line in enumerate(lines, 1) if b"\\" in line or b"\xef\xbf" in line)
        return next((number for number, line in doubtful if _NOT_XML.search(line)), 0)


def write_dump(nquads: Path, target: Format, path: Path) -> None:
    """Write one format from N-Quads that stand in the order which the format wants (see `sort_key`)."""
    with path.open("wb") as output:
        write_sorted(ox.parse(path=nquads, format=N_QUADS.rdf, lenient=True), target, output)


def pack_gzip(path: Path) -> None:
    """Write `path` with `.gz` behind it: level 6, no time and no name inside (RFC 1952, section 2.3.1)."""
    with (
        path.open("rb") as source,
        path.with_name(path.name + ".gz").open("wb") as raw,
        gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=raw, mtime=0) as target,
    ):
        shutil.copyfileobj(source, target, 1 << 20)


def pack_zstd(path: Path) -> None:
    """Write `path` with `.zst` behind it (RFC 8878), with the size and a checksum of the content inside."""
    packer = zstandard.ZstdCompressor(level=ZSTD_LEVEL, write_checksum=True)
    with path.open("rb") as source, path.with_name(path.name + ".zst").open("wb") as target:
        packer.copy_stream(source, target, size=path.stat().st_size)
