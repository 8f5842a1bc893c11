"""Tables in plain text: cells set apart by tabs, bars or wide gaps, where neighbouring lines agree on them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from converters.model import Span
from converters.read.content import Line, trim

Cells = tuple[Span, ...]
_TABS, _BARS, _GAPS = re.compile(r"\t+"), re.compile(r"\|"), re.compile(r"[ \u00a0]{3,}")
_RULE_SIGNS = frozenset("|-: ")
_MARKER_LENGTH = 5
_LEAST_WIDE = 3  # rows of a table whose cells only wide gaps set apart


def mark_rows(lines: Sequence[Line], markdown: bool = False) -> list[Line]:
    """The lines with neighbours that have the same cells made rows of one table.

    In Markdown the line above a rule names the columns, and the rule goes.
    """
    marked = [_cells(line) for line in lines]
    wide = [
        _split_cells(line.text, _GAPS) if not cells and "   " in line.text else ()
        for line, cells in zip(lines, marked, strict=True)
    ]
    result = list(lines)
    if not any(marked) and not any(wide):
        return result
    group = index = 0
    while index < len(lines):
        stop, found = _stop(lines, marked, index, _as_many), marked
        if stop - index < 2:
            stop, found = _stop(lines, wide, index, _aligned), wide
            stop = stop if stop - index >= _LEAST_WIDE else index + 1
        if stop - index > 1:
            group += 1
            for i in range(index, stop):
                result[i] = lines[i]._replace(kind="row", cells=found[i], group=group)
        index = stop
    return _name_columns(result) if markdown else result


def _cells(line: Line) -> Cells:
    """The cells of a line that tabs or bars set apart; none where it is no row or a marker with its text."""
    if "\t" in line.text:
        cells = _split_cells(line.text, _TABS)
        first = line.text[cells[0].start : cells[0].end] if len(cells) == 2 else ""
        is_item = 0 < len(first) <= _MARKER_LENGTH and not first.isalpha()
        return () if is_item else cells
    if " | " in line.text or line.text.startswith("|"):
        return _split_cells(line.text, _BARS)
    return ()


def _split_cells(text: str, gap: re.Pattern[str]) -> Cells:
    ends = [match.span() for match in gap.finditer(text)]
    starts, stops = [0, *(end for _, end in ends)], [*(start for start, _ in ends), len(text)]
    spans = (trim(text, start, stop) for start, stop in zip(starts, stops, strict=True))
    cells = tuple(Span(start, stop) for start, stop in spans if start < stop)
    return cells if len(cells) > 1 else ()


def _stop(lines: Sequence[Line], cells: Sequence[Cells], start: int, fits: Callable[[Cells, Cells], bool]) -> int:
    stop = start + 1
    while stop < len(lines) and not lines[stop].blank_before and fits(cells[stop - 1], cells[stop]):
        stop += 1
    return stop


def _as_many(one: Cells, other: Cells) -> bool:
    return len(one) == len(other) > 1


def _aligned(one: Cells, other: Cells) -> bool:
    return _as_many(one, other) and all(a.start == b.start for a, b in zip(one[1:], other[1:], strict=True))


def _name_columns(lines: Sequence[Line]) -> list[Line]:
    """Rows below a rule (`|---|---|`) under the names in the row above it; the rule itself goes."""
    result: list[Line] = []
    column: str | None = None
    group = None
    for line in lines:
        if line.kind != "row" or line.group != group:
            column, group = None, line.group
        if line.kind == "row" and result and _RULE_SIGNS.issuperset(line.text) and result[-1].group == group:
            head = result[-1]
            column = "\t".join(head.text[c.start : c.end] for c in head.cells)
            result[-1] = head._replace(column=column)
        else:
            result.append(line._replace(column=column) if column else line)
    return result
