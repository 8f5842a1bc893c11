"""PDF documents with a text layer: columns, paragraphs, lists over page ends, without running titles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw

from converters.errors import ReadError
from converters.model import Metadata
from converters.read.columns import Column, order_columns
from converters.read.content import Content, Line, clean, compose
from converters.read.grid import mark_rows
from converters.read.headings import tell_kinds
from converters.read.lists import starts_items
from converters.read.pieces import Piece, page_pieces, part_running_titles

PAGE_LIMIT = 500
LETTER_LIMIT = 2_000_000
_HYPHENS = ("-", "\u00ad", "\u2010")
_STOPS = ".!?؟:;؛…"
_UNTITLED = ("untitled", "(untitled)", "unspecified", "(unspecified)", "anonymous")
_CELL_GAP = 3.0  # of the size of the letters


@dataclass(frozen=True, slots=True)
class _Row:
    """A printed line: its text, its place and the edges of its column."""

    text: str
    left: float
    right: float
    bottom: float
    size: float
    bold: bool
    page: int
    column: int
    edges: tuple[float, float]


def read_pdf(raw: bytes) -> Content:
    """The text of a document; raises ReadError for what is damaged, encrypted, too long or a scan."""
    try:
        document = pdfium.PdfDocument(raw)
    except pdfium.PdfiumError as error:
        if pdfium_raw.FPDF_GetLastError() == pdfium_raw.FPDF_ERR_PASSWORD or "assword" in str(error):
            raise ReadError("is encrypted; save it without a password") from error
        raise ReadError(f"is no PDF or damaged: {error}") from error
    try:
        pages, heights = _pages(document)
        title = clean(document.get_metadata_dict().get("Title") or "")
    except pdfium.PdfiumError as error:
        raise ReadError(f"is damaged: {error}; save it again") from error
    finally:
        document.close()
    empty = [str(number) for number, pieces in enumerate(pages, 1) if not pieces]
    if len(empty) == len(pages):
        raise ReadError("has no text layer (a scan?); run text recognition on it first")
    notes = (f"no text on page {', '.join(empty)}",) if empty else ()
    bodies, mastheads = part_running_titles(pages, heights)
    text, blocks = compose(_lines(_rows(bodies)))
    metadata = Metadata(title if title and title.lower() not in _UNTITLED else None, mastheads=mastheads)
    return Content(text, blocks, metadata, notes)


def _pages(document: pdfium.PdfDocument) -> tuple[list[list[Piece]], list[float]]:
    if len(document) > PAGE_LIMIT:
        raise ReadError(f"has {len(document)} pages, above the limit of {PAGE_LIMIT}; split it")
    pages: list[list[Piece]] = []
    heights: list[float] = []
    letters = 0
    for number in range(len(document)):
        page = document[number]
        pieces = list(page_pieces(page, number))
        letters += sum(len(piece.text) for piece in pieces)
        if letters > LETTER_LIMIT:
            raise ReadError(f"has more than {LETTER_LIMIT} letters; split it", place=f"page {number + 1}")
        pages.append(pieces)
        heights.append(page.get_height())
        page.close()
    return pages, heights


def _rows(pages: Sequence[Sequence[Piece]]) -> list[_Row]:
    """The printed lines of all pages in reading order."""
    rtl = _is_rtl(pages)
    columns = [column for pieces in pages if pieces for column in order_columns(pieces, rtl)]
    edges = [_edges(column) for column in columns]
    return [_row(line, i, _shared_edges(edges, i)) for i, column in enumerate(columns) for line in column]


def _is_rtl(pages: Sequence[Sequence[Piece]]) -> bool:
    letters = Counter("\u0590" <= c <= "\u08ff" for pieces in pages for p in pieces for c in p.text if c.isalpha())
    return letters[True] > letters[False]


def _edges(column: Column) -> tuple[float, float]:
    return min(line[0].left for line in column), max(p.right for line in column for p in line)


def _shared_edges(edges: Sequence[tuple[float, float]], index: int) -> tuple[float, float]:
    """The edges of a column, widened to those of others that begin or end where it does, up to the column beside it."""
    left, right = edges[index]
    near = edges[max(0, index - 3) : index + 4]
    first = max((e[1] for e in near if e[1] <= left), default=float("-inf"))
    last = min((e[0] for e in near if e[0] >= right), default=float("inf"))
    return (
        min([left, *(e[0] for e in near if abs(e[1] - right) < 3 and e[0] > first)]),
        max([right, *(e[1] for e in near if abs(e[0] - left) < 3 and e[1] < last)]),
    )


def _row(line: Sequence[Piece], column: int, edges: tuple[float, float]) -> _Row:
    text = line[0].text
    for before, piece in pairwise(line):
        gap = max(piece.left - before.right, before.left - piece.right)
        text += ("\t" if gap > _CELL_GAP * piece.size else " ") + piece.text
    first = max(line, key=lambda p: len(p.text))
    left, right = min(p.left for p in line), max(p.right for p in line)
    bold = all(p.bold for p in line)
    return _Row(text, left, right, first.bottom, first.size, bold, first.page, column, edges)


def _lines(rows: Sequence[_Row]) -> list[Line]:
    """The lines of the document, wrapped ones joined, told apart into headings, items, rows and paragraphs."""
    body = _body_size(rows)
    levels = _levels(rows, body)
    leading = _leading(rows)
    plain = mark_rows([Line(row.text, indent=_indent(row)) for row in rows])
    starts = starts_items(plain)
    lines: list[Line] = []
    for index, row in enumerate(rows):
        before = rows[index - 1] if index else None
        gap = before is not None and _is_gap(before, row, leading)
        fixed = starts[index] or plain[index].kind == "row" or (index > 0 and plain[index - 1].kind == "row")
        if before is not None and not fixed and not gap and _goes_on(before, row):
            lines[-1] = lines[-1]._replace(text=join_words(lines[-1].text, row.text))
            continue
        line = plain[index]._replace(page=row.page + 1, blank_before=int(gap), bold=row.bold)
        level = levels.get(round(row.size), 0)
        if level and line.kind is None and not starts[index]:
            line = line._replace(kind="heading", level=level)
        lines.append(line)
    return tell_kinds([line if line.kind == "row" else line._replace(text=clean(line.text)) for line in lines])


def _indent(row: _Row) -> int:
    """How far the line is moved in, in columns of half the size of its letters."""
    return round((row.left - row.edges[0]) / (row.size / 2))


def _body_size(rows: Sequence[_Row]) -> float:
    sizes: Counter[int] = Counter()
    for row in rows:
        sizes[round(row.size)] += len(row.text)
    return max(sizes, key=lambda size: (sizes[size], -size), default=0)


def _levels(rows: Sequence[_Row], body: float) -> dict[int, int]:
    """The heading level of each size of letters that is larger than the body's, clearly so or in bold; 1 is highest."""
    sizes = sorted({round(row.size) for row in rows if row.size > (1.05 if row.bold else 1.12) * body}, reverse=True)
    return {size: min(rank, 6) for rank, size in enumerate(sizes, 1)}


def _leading(rows: Sequence[_Row]) -> float:
    """The distance of two lines of a paragraph, as a multiple of their size; lists may be wider."""
    steps = sorted(
        (a.bottom - b.bottom) / a.size
        for a, b in pairwise(rows)
        if a.column == b.column and 0.7 < (a.bottom - b.bottom) / a.size < 2.5 and round(a.size) == round(b.size)
    )
    return steps[len(steps) // 5] if steps else 1.2


def _is_gap(before: _Row, row: _Row, leading: float) -> bool:
    return before.column == row.column and before.bottom - row.bottom > 1.25 * leading * max(before.size, row.size)


def _goes_on(before: _Row, row: _Row) -> bool:
    """Whether a line continues the one before it: same letters, and its first word would not have fitted there."""
    if abs(before.size - row.size) > 0.12 * before.size or before.bold != row.bold:
        return False
    if before.text.endswith(_HYPHENS) and before.text[-2:-1].isalpha() and row.text[0].islower():
        return True
    word = (row.right - row.left) * (len(row.text.split(None, 1)[0]) + 1) / len(row.text)
    left, right = before.edges
    rtl = "\u0590" <= next((c for c in row.text if c.isalpha()), "a") <= "\u08ff"
    full = before.left - word < left if rtl else before.right + word > right
    if not full or right - left < 6 * before.size:
        return False
    if before.column != row.column:
        return row.text[0].islower() or before.text[-1] not in _STOPS
    return True


def join_words(before: str, after: str) -> str:
    """Two lines as one; a hyphen at the end of the first goes where it parted a word."""
    if before.endswith(_HYPHENS) and len(before) > 1 and before[-2].isalpha():
        stem = before[:-1]
        return stem + after if after[0].islower() else f"{stem}-{after}"
    return f"{before} {after}"
