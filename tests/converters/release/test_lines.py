"""Sorting lines."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from converters.release.lines import sort_lines

LINES = [b"%d <%d>\n" % (number % 700, number % 3) for number in range(2000)]


@pytest.mark.parametrize("run", [100, 1999, 2000, 5000], ids=["many runs", "two runs", "just one", "one"])
@pytest.mark.parametrize("key", [None, lambda line: line.split()[1] + line], ids=["plain", "by key"])
def test_lines_are_sorted_and_each_once_whatever_the_memory(tmp_path: Path, run: int, key: object):
    """The result does not depend on how many lines are held at a time, and nothing else is left behind."""
    shuffled = random.Random(run).sample(LINES, len(LINES))
    count = sort_lines(iter(shuffled), tmp_path / "sorted", key=key, run=run)
    expected = sorted(set(LINES), key=key)
    assert (tmp_path / "sorted").read_bytes() == b"".join(expected)
    assert count == len(expected)
    assert [path.name for path in tmp_path.iterdir()] == ["sorted"]
