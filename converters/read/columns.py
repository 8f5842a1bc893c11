"""The order in which the pieces of a PDF page are read: columns, the wide pieces between them, and tables."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from converters.read.pieces import Piece

Column = list[list[Piece]]  # lines from top to bottom, each with its pieces in reading order
_STEP = 2.0  # points between the places that are tried for a gutter
_LEAST = 3  # lines on either side of a gutter
_CROSSING = 0.35  # of the smaller side's lines may run across the gutter: titles
_DEPTH = 4
_TABLE_GAP = 3.0  # of the size of the letters, between the cells of a table
_PAIRED = 0.7


def order_columns(pieces: Sequence[Piece], rtl: bool, depth: int = _DEPTH) -> list[Column]:
    """The columns in reading order; where the text is read from right to left (`rtl`), the right one comes first."""
    gutter = _gutter(pieces) if depth else None
    if gutter is None:
        return [_lines(pieces, rtl)]
    sides = [[p for p in pieces if p.right <= gutter], [p for p in pieces if p.left >= gutter]]
    if _is_table(*sides):
        return [_lines(pieces, rtl)]
    columns: list[Column] = []
    ordered = sorted(pieces, key=lambda p: (-p.top, p.left))
    bands = _bands(ordered, gutter)
    for wide, band in groupby(bands, key=lambda item: item[0]):
        members = [piece for _, piece in band]
        if wide:
            columns.append(_lines(members, rtl))
            continue
        halves = [[p for p in members if p.right <= gutter], [p for p in members if p.right > gutter]]
        for half in reversed(halves) if rtl else halves:
            columns += order_columns(half, rtl, depth - 1) if half else []
    return columns


def _bands(ordered: Sequence[Piece], gutter: float) -> list[tuple[bool, Piece]]:
    """The pieces from the top, each with whether it runs across the gutter."""
    return [(p.left < gutter < p.right, p) for p in ordered]


def _gutter(pieces: Sequence[Piece]) -> float | None:
    """Where between two columns the page is emptiest, None if it has one column."""
    if len(pieces) < 2 * _LEAST:
        return None
    start, end = min(p.left for p in pieces), max(p.right for p in pieces)
    steps = int((end - start) / _STEP) + 1
    if not 10 < steps < 5000:
        return None
    changes, ends, starts = [0] * (steps + 2), [0] * (steps + 2), [0] * (steps + 2)
    for piece in pieces:
        first, last = int((piece.left - start) / _STEP) + 1, int((piece.right - start) / _STEP)
        if last >= first:
            changes[first] += 1
            changes[last + 1] -= 1
        ends[min(last + 1, steps)] += 1
        starts[max(first - 1, 0)] += 1
    best: list[tuple[float, float]] = []
    covered, left = 0, 0
    right = len(pieces)
    for step in range(steps):
        covered, left = covered + changes[step], left + ends[step]
        right -= starts[step - 1] if step else 0
        inside = 0.2 * steps < step < 0.8 * steps
        if inside and min(left, right) >= _LEAST and covered <= _CROSSING * min(left, right):
            best.append((covered - 0.001 * min(left, right), start + step * _STEP))
    if not best:
        return None
    least = min(score for score, _ in best)
    places = [place for score, place in best if score == least]
    gutter = places[len(places) // 2]
    return gutter if _side_by_side(pieces, gutter) else None


def _side_by_side(pieces: Sequence[Piece], gutter: float) -> bool:
    """Whether the pieces left and right of the gutter stand at the same height for most of the lower side."""
    sides = [[p for p in pieces if p.right <= gutter], [p for p in pieces if p.left >= gutter]]
    if min(map(len, sides)) < _LEAST:
        return False
    spans = [(min(p.bottom for p in side), max(p.top for p in side)) for side in sides]
    shared = min(top for _, top in spans) - max(bottom for bottom, _ in spans)
    return shared >= 0.5 * min(top - bottom for bottom, top in spans)


def _is_table(left: Sequence[Piece], right: Sequence[Piece]) -> bool:
    """Whether both sides have their lines at the same heights, with wide gaps: cells rather than running text."""
    places = {round(p.bottom): p for p in right}
    gaps: list[float] = []
    for piece in left:
        other = next((places[y] for y in (round(piece.bottom) + d for d in (0, 1, -1)) if y in places), None)
        if other is not None:
            gaps.append((other.left - piece.right) / piece.size)
    if len(gaps) < _PAIRED * max(len(left), len(right)) or any(not p.text[0].isalnum() for p in right):
        return False
    return sorted(gaps)[len(gaps) // 4] > _TABLE_GAP


def _lines(pieces: Sequence[Piece], rtl: bool) -> Column:
    """The pieces of one column as lines, from top to bottom."""
    lines: Column = []
    for piece in sorted(pieces, key=lambda p: (-(p.top + p.bottom), p.left)):
        last = lines[-1][0] if lines else None
        middle = (piece.top + piece.bottom) / 2
        if last is not None and last.page == piece.page and last.bottom + 0.2 * last.size < middle < last.top:
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return [sorted(line, key=lambda p: -p.right if rtl else p.left) for line in lines]
