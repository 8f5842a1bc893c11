"""Small documents in binary formats, made as the tests need them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

Words = tuple[float, float, float, str]  # from the left, from the foot, size of the letters, text
MakePdf = Callable[..., bytes]


def _stream(words: Sequence[Words], codes: dict[str, int]) -> bytes:
    shown = []
    for left, foot, size, text in words:
        letters = "".join(f"{codes[c]:02X}" for c in text)
        shown.append(f"BT /F1 {size} Tf 1 0 0 1 {left} {foot} Tm <{letters}> Tj ET")
    return "\n".join(shown).encode()


def _to_unicode(codes: dict[str, int]) -> bytes:
    pairs = "\n".join(f"<{code:02X}> <{ord(c):04X}>" for c, code in codes.items())
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def /CMapType 2 def\n"
        f"1 begincodespacerange <00> <FF> endcodespacerange\n{len(codes)} beginbfchar\n{pairs}\nendbfchar\n"
        "endcmap end end"
    ).encode()


def build_pdf(pages: Sequence[Sequence[Words]]) -> bytes:
    """A PDF of pages of 600 by 800 points; letters beyond ASCII get codes of small letters and a map to Unicode."""
    letters = sorted({c for page in pages for word in page for c in word[3]})
    foreign = iter(range(0x61, 0x7F))  # the shapes do not matter, only that the font has them
    codes = {c: ord(c) if c.isascii() else next(foreign) for c in letters}
    kids = " ".join(f"{5 + 2 * i} 0 R" for i in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 4 0 R >>",
        _as_stream(_to_unicode(codes)),
    ]
    for index, page in enumerate(pages):
        parts = f"/MediaBox [0 0 600 800] /Resources << /Font << /F1 3 0 R >> >> /Contents {6 + 2 * index} 0 R"
        objects += [
            f"<< /Type /Page /Parent 2 0 R {parts} >>".encode(),
            _as_stream(_stream(page, codes)),
        ]
    return _assemble(objects)


def _as_stream(content: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)


def _assemble(objects: Sequence[bytes]) -> bytes:
    raw, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(raw))
        raw += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(raw))
    return raw + head + table + tail


@pytest.fixture(scope="session")
def make_pdf() -> MakePdf:
    """A function that builds a PDF from pages of (left, foot, size, text)."""
    return build_pdf
