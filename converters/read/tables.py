"""Tables that the markup names as such, to rows."""

from __future__ import annotations

from collections.abc import Sequence

from converters.model import Span
from converters.read.content import Line, clean

Cells = Sequence[Sequence[str]]  # of one row: the lines in each cell


def table_lines(rows: Sequence[Cells], has_head: bool, group: int) -> list[Line]:
    """The rows of a table: cells set apart by a tab, the lines within a cell by a line end, each line one of `cells`.

    `column` of all rows, the head's included, holds the names of their columns set apart by tabs, where `has_head`
    says that the first row names them, or where numbers stand below what is none.
    """
    names = [" ".join(cell) for cell in rows[0]] if len(rows) > 1 and (has_head or _looks_like_head(rows)) else []
    lines: list[Line] = []
    for cells in rows:
        line = _row(cells, "\t".join(map(clean, names[-len(cells) :])) or None, group)
        if line is not None:
            lines.append(line._replace(blank_before=0 if lines else 1))
    return lines


def _looks_like_head(rows: Sequence[Cells]) -> bool:
    """Whether the first column has numbers in all rows but the first."""
    first = ["".join(cells[0]).strip(" .") if cells else "" for cells in rows]
    return len(rows) > 2 and not first[0].isdecimal() and all(map(str.isdecimal, first[1:]))


def _row(cells: Cells, column: str | None, group: int) -> Line | None:
    text, spans = "", []
    for number, lines in enumerate(cells):
        text += "\t" if number else ""
        first = True
        for line in filter(None, map(clean, lines)):
            text += "" if first else "\n"
            spans.append(Span(len(text), len(text) + len(line)))
            text, first = text + line, False
    return Line(text, kind="row", cells=tuple(spans), column=column, group=group).cut(0, len(text)) if spans else None
