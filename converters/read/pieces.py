"""The text of a PDF page as pieces: stretches of characters on one line, with their place on the page."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from ctypes import byref, c_double
from math import hypot
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw

from converters.read.bidi import Letter, is_right_to_left, join_touching, reading_order, split_letters

_GAP = 1.5  # of the size of the letters: a wider gap parts two pieces
_EDGE = 0.12  # of a page's height at its head and foot, where running titles stand
_NUMBER = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"[-–—\s]*\d{1,4}(?:\s*/\s*\d{1,4})?[-–—\s]*")
_LINE_ENDS = ("\r", "\n")
_BELOW, _ABOVE = 0.25, 0.95  # of the size of a font, from the line on which its letters stand
_BOLD = 600  # weight of a font (400 is normal, 700 bold)


class Piece(NamedTuple):
    """A stretch of text on one line; distances in points from the lower left corner of its page (from 0)."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    bold: bool
    page: int

    @property
    def size(self) -> float:
        """The height of the letters with what is above and below them."""
        return max(self.top - self.bottom, 1.0)


class _Open:
    """A piece while its letters come in; its height is that of its words, not of a bullet before them."""

    __slots__ = ("bold", "bottom", "has_word", "left", "letters", "right", "top")

    def __init__(self, box: pdfium_raw.FS_RECTF, bold: bool) -> None:
        self.letters: list[str] = []
        self.left, self.right, self.bottom, self.top = box.left, box.right, box.bottom, box.top
        self.bold, self.has_word = bold, False

    def takes(self, box: pdfium_raw.FS_RECTF) -> bool:
        """Whether a letter at this place belongs to the piece: on the same line, without a wide gap."""
        height = max(box.top - box.bottom, self.top - self.bottom)
        lower = min(box.top - box.bottom, self.top - self.bottom)
        near = max(box.left - self.right, self.left - box.right) <= _GAP * height
        return bool(near and min(box.top, self.top) - max(box.bottom, self.bottom) >= 0.4 * lower)

    def add(self, letter: str, box: pdfium_raw.FS_RECTF) -> None:
        self.letters.append(letter)
        self.left, self.right = min(self.left, box.left), max(self.right, box.right)
        if letter.isalnum() and (not self.has_word or box.top - box.bottom > self.top - self.bottom):
            self.bottom, self.top, self.has_word = box.bottom, box.top, True

    def piece(self, page: int) -> Piece:
        text = " ".join("".join(self.letters).split())
        return Piece(text, self.left, self.right, self.bottom, self.top, self.bold, page)


def page_pieces(page: pdfium.PdfPage, number: int) -> Iterator[Piece]:
    """The pieces of a page in the order in which the file has them; from the top where some run from the right."""
    text = page.get_textpage()
    if is_right_to_left(text.get_text_range()):
        yield from _placed_pieces(text, number)
        return
    raw, box = text.raw, pdfium_raw.FS_RECTF()
    current: _Open | None = None
    for index in range(text.count_chars()):
        letter = chr(pdfium_raw.FPDFText_GetUnicode(raw, index))
        if letter in _LINE_ENDS or letter.isspace() or pdfium_raw.FPDFText_IsGenerated(raw, index):
            if current is not None:
                current.letters.append(" ")
            continue
        pdfium_raw.FPDFText_GetLooseCharBox(raw, index, box)
        if current is not None and not current.takes(box):
            yield current.piece(number)
            current = None
        if current is None:
            current = _Open(box, pdfium_raw.FPDFText_GetFontWeight(raw, index) >= _BOLD)
        current.add(plain_letter(letter), box)
    if current is not None:
        yield current.piece(number)


def _placed_pieces(text: pdfium.PdfTextPage, number: int) -> Iterator[Piece]:
    pieces = join_touching(split_letters(_letters(text)))
    from_right = 2 * sum(is_right_to_left(x.text) for p in pieces for x in p) > sum(map(len, pieces))
    for letters in pieces:
        left, right = min(x.left for x in letters), max(x.right for x in letters)
        size, y, bold = Counter((x.size, x.y, x.bold) for x in letters if not x.is_mark).most_common(1)[0][0]
        if line := " ".join(reading_order(letters, from_right).split()):
            yield Piece(line, left, right, y - _BELOW * size, y + _ABOVE * size, bold, number)


def _letters(text: pdfium.PdfTextPage) -> Iterator[Letter]:
    """The printed letters of a page with their places, without space."""
    raw, box, matrix, x, y = text.raw, pdfium_raw.FS_RECTF(), pdfium_raw.FS_MATRIX(), c_double(), c_double()
    for index in range(text.count_chars()):
        letter = chr(pdfium_raw.FPDFText_GetUnicode(raw, index))
        if letter.isspace() or letter == "\0" or pdfium_raw.FPDFText_IsGenerated(raw, index):
            continue
        pdfium_raw.FPDFText_GetLooseCharBox(raw, index, box)
        pdfium_raw.FPDFText_GetCharOrigin(raw, index, byref(x), byref(y))
        pdfium_raw.FPDFText_GetMatrix(raw, index, matrix)
        size = pdfium_raw.FPDFText_GetFontSize(raw, index) * hypot(matrix.c, matrix.d)
        bold = pdfium_raw.FPDFText_GetFontWeight(raw, index) >= _BOLD
        place = (x.value, y.value, box.left, box.right)
        yield Letter(plain_letter(letter), *place, max(size, 1.0), bold)


def plain_letter(letter: str) -> str:
    """The letter itself for a ligature or one of the forms that Arabic letters take in words; unusable ones as `?`."""
    if "\ufb00" <= letter <= "\ufdff" or "\ufe70" <= letter <= "\ufefc":
        return unicodedata.normalize("NFKC", letter)
    if letter in ("\x02", "\ufffe"):  # how the library shows a hyphen at a line end
        return "\u00ad"
    return "\ufffd" if "\ud800" <= letter <= "\udfff" else letter


def part_running_titles(
    pages: Sequence[Sequence[Piece]], heights: Sequence[float]
) -> tuple[list[list[Piece]], tuple[str, ...]]:
    """The pieces of each page without those at head and foot that repeat over the pages, and page numbers.

    With them the repeated texts, each once.
    """
    places = Counter(
        key
        for pieces, height in zip(pages, heights, strict=True)
        for key in {_place(p) for p in pieces if _at_edge(p, height)}
    )
    least = max(2, 0.4 * len(pages))
    bodies: list[list[Piece]] = []
    titles: dict[str, None] = {}
    for pieces, height in zip(pages, heights, strict=True):
        bodies.append([])
        for piece in pieces:
            if not _at_edge(piece, height):
                bodies[-1].append(piece)
            elif places[_place(piece)] >= least:
                titles[piece.text] = None
            elif not _PAGE_NUMBER.fullmatch(piece.text):
                bodies[-1].append(piece)
    return bodies, tuple(title for title in titles if any(map(str.isalpha, title)))


def _at_edge(piece: Piece, height: float) -> bool:
    return piece.bottom > (1 - _EDGE) * height or piece.top < _EDGE * height


def _place(piece: Piece) -> tuple[str, int]:
    return _NUMBER.sub("#", piece.text), round(piece.bottom / 6)
