"""What holds for every document, whatever stands in it; UNDERSIGNED_EXAMPLES raises the number of cases."""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Callable
from functools import cache
from io import BytesIO

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from converters.errors import ReadError
from converters.model import Document
from converters.read import read_bytes

CODES = ("ar", "en", "es", "fr")
EXAMPLES = int(os.environ.get("UNDERSIGNED_EXAMPLES", "300"))
TEXT = """OPEN LETTER ON THE POND

Ms Rana Ash
Minister of Ponds

Dear Minister,

We, 3 clubs, ask you to:
(a) dig a pond;
(b) fill it with water.

1. Ash Club (AC)
2. Birch Club 3. Cedar Club
– Club de l’Étang\tBelgique
– نادي البركة\tالمغرب
"""
PAGE = """<!DOCTYPE html><html lang="en"><head><title>A pond</title><script type="application/ld+json">
{"@type": "Article", "headline": "A pond", "datePublished": "2020-01-02"}</script></head><body>
<nav><a href="/">Home</a></nav><main><h1>A pond</h1><p>We ask &amp; hope:<br>1. dig<br>2. fill</p>
<ol><li>Ash<ul><li>Birch</li></ul></li></ol><table><tr><th>Land</th></tr><tr><td>Chad<br>Mali</td></tr></table>
<dl><dt>x</dt><dd>y</dd></dl><pre>a\tb\nc\td</pre></main><footer>Imprint</footer></body></html>"""
MAIL = f"Subject: A pond\nDate: Mon, 4 May 2020 23:10:00 +0200\nContent-Type: text/plain\n\n{TEXT}"


@cache
def word_document() -> bytes:
    file, word = BytesIO(), docx.Document()
    word.add_heading("A pond", level=1)
    word.add_paragraph("Ash Club", style="List Number")
    word.add_table(rows=2, cols=2)
    word.save(file)
    return file.getvalue()


def portable_document() -> bytes:
    content = b"BT /F1 12 Tf 60 700 Td (A pond, please) Tj 0 -14 Td (1. Ash Club) Tj ET"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        page,
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body = b"".join(b"%d 0 obj%sendobj\n" % (number, text) for number, text in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R>>\n"


SAMPLES: dict[str, Callable[[], bytes]] = {
    ".txt": TEXT.encode,
    ".md": lambda: f"# A pond\n\n| a | b |\n|---|---|\n| c | d |\n\n{TEXT}".encode(),
    ".html": PAGE.encode,
    ".eml": MAIL.encode,
    ".docx": word_document,
    ".pdf": portable_document,
}
# (where, how much to take away, what to put there); places are shares of the length
CHANGES = st.lists(
    st.tuples(
        st.floats(0, 1),
        st.integers(0, 60),
        st.one_of(
            st.binary(max_size=8),
            st.sampled_from([b"\x00", b"\xff", b"\r", b"<", b"<table>", b"</p>", b"&#0;", b"\n\n", b"1. ", b"\t", b"- ",
                             b"Content-Type: text/html\n", b"endobj", b"<<", b"9999999999", b"\xe2\x80\xae"]),
        ),
    ),
    max_size=12,
)  # fmt: skip
PLAIN = st.text(
    st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("\n\n  \t.-–•*|#=()12349aivxأب١٢\u200f\r")),
    max_size=400,
)


def changed(raw: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
    for place, length, put in changes:
        at = int(place * len(raw))
        raw = raw[:at] + put + raw[at + length :]
    return raw


def read_or_refuse(raw: bytes, suffix: str) -> Document | ReadError:
    try:
        return read_bytes(raw, f"x{suffix}", suffix, CODES)
    except ReadError as error:
        return error


def check(document: Document) -> None:
    """Blocks stand where they say, in order, and nothing that they hold is unfit for RDF."""
    position = 0
    for block in document.blocks:
        assert document.text[block.span.start : block.span.end] == block.text
        assert block.text.strip()
        assert position <= block.span.start < block.span.end
        position = block.span.end
        for cell in block.cells:
            assert block.span.start <= cell.start < cell.end <= block.span.end
        if block.marker:
            assert block.marker in document.text[: block.span.start]
    assert document.sha256 == hashlib.sha256(document.text.encode()).hexdigest()
    assert not any(c < " " and c not in "\n\t" for c in document.text)
    assert document.language in CODES


@pytest.mark.parametrize("suffix", SAMPLES)
def test_a_sound_document_keeps_the_rules(suffix: str) -> None:
    """The samples themselves are read, so their changed forms are near to what is read."""
    document = read_bytes(SAMPLES[suffix](), f"x{suffix}", suffix, CODES)
    check(document)
    assert any("pond" in block.text.lower() for block in document.blocks)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(suffix=st.sampled_from(list(SAMPLES)), changes=CHANGES)
def test_a_changed_document_is_read_or_refused(suffix: str, changes: list[tuple[float, int, bytes]]) -> None:
    """Nothing but a ReadError leaves a reader, and what is read keeps the rules."""
    found = read_or_refuse(changed(SAMPLES[suffix](), changes), suffix)
    if isinstance(found, Document):
        check(found)
    else:
        assert str(found).startswith(f"x{suffix}: ")


@settings(max_examples=EXAMPLES // 2, deadline=None, derandomize=True)
@given(text=PLAIN, suffix=st.sampled_from([".txt", ".md"]))
def test_any_text_is_kept_as_it_is(text: str, suffix: str) -> None:
    """The stored text is the decoded file; every line with letters is in a block."""
    document = read_or_refuse(text.encode(), suffix)
    if isinstance(document, ReadError):
        return
    check(document)
    if suffix == ".txt":
        held = {at for block in document.blocks for at in range(block.span.start, block.span.end)}
        long = (match for match in re.finditer(r"[^\W\d_]{9,}", document.text))
        assert all(match.start() in held for match in long)


BOMBS: dict[str, tuple[str, Callable[[int], str]]] = {
    "numbered list": (".txt", lambda n: "".join(f"{i}. Name\n" for i in range(n))),
    "run-on numbers": (".txt", lambda n: " ".join(f"{i}. Name" for i in range(1, n))),
    "bullets": (".txt", lambda n: "- a\n" * n),
    "sections": (".txt", lambda n: "".join(f"{i % 99}.{i % 97}.{i % 9} x\n" for i in range(n))),
    "brackets": (".txt", lambda n: "(" * n * 8),
    "spaces": (".txt", lambda n: "a" + " " * n * 8 + "b"),
    "wrapped": (".txt", lambda n: ("word " * 14 + "\n") * n),
    "bars": (".md", lambda n: "| a | b |\n|---|---|\n" * (n // 2)),
    "paragraphs": (".html", lambda n: "<p>x" * n),
    "items": (".html", lambda n: "<ul>" + "<li>a" * n),
    "line breaks": (".html", lambda n: "a<br>" * n),
    "nested quotes": (".html", lambda n: "<blockquote>x" * 1900 + "<p>a</p>" * n),
    "nested tables": (".html", lambda n: "<table><tr><td>" * 600 + "<p>a</p>" * n),
    "open quotes": (".html", lambda n: '<a "' * n * 4),
    "open comments": (".html", lambda n: "<!--" * n * 4 + "x"),
    "addresses": (".eml", lambda n: "Subject: x\n\n" + "a." * n * 8 + "@"),
}


@pytest.mark.parametrize(("suffix", "make"), BOMBS.values(), ids=BOMBS.keys())
def test_time_grows_no_faster_than_the_input(suffix: str, make: Callable[[int], str]) -> None:
    """Four times the input takes no more than about four times the time."""

    def seconds(count: int) -> float:
        raw = make(count).encode()
        best = float("inf")
        for _ in range(2):
            start = time.process_time()
            read_or_refuse(raw, suffix)
            best = min(best, time.process_time() - start)
        return best

    small, large = seconds(500), seconds(2000)
    assert large < 10 * small + 0.3
