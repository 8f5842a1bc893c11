"""Sorting lines of any number, as `LC_ALL=C sort -u` does: runs in memory, merged from disk."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from itertools import groupby, islice
from pathlib import Path

RUN = 100_000  # lines held in memory at a time, and as many of the first run: some 50 MB


def sort_lines(
    lines: Iterable[bytes], target: Path, key: Callable[[bytes], bytes] | None = None, run: int = RUN
) -> int:
    """Write the lines to `target`, sorted by `key` (or as they are) and each once; returns how many there are.

    At most `run` lines are in memory; further ones wait in files beside `target`, removed at the end.
    """
    source = iter(lines)
    first = sorted(islice(source, run), key=key)
    later: list[Path] = []
    try:
        while part := sorted(islice(source, run), key=key):
            later.append(target.with_name(f"{target.name}.run-{len(later)}"))
            with later[-1].open("wb") as file:
                file.writelines(part)
        with ExitStack() as stack:
            files = [stack.enter_context(path.open("rb")) for path in later]
            return _write(heapq.merge(first, *files, key=key) if files else iter(first), target)
    finally:
        for path in later:
            path.unlink(missing_ok=True)


def _write(lines: Iterator[bytes], target: Path) -> int:
    count = 0
    with target.open("wb") as file:
        for line, _ in groupby(lines):
            file.write(line)
            count += 1
    return count
