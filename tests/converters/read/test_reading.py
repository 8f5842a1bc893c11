"""Files are read by what they are, one or several documents at a time."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path

import pytest

from converters.errors import ReadError
from converters.model import Document
from converters.read import is_readable, read_bytes, read_document, read_documents

CODES = ("ar", "en", "es", "fr")
SHARED = Path(__file__).parents[4] / "shared"
COLLECTIONS = (("seeds", "gold"), ("corpus", "corpus/gold"))


def test_a_document_knows_its_name_type_and_digest(tmp_path: Path) -> None:
    """Name, media type and digest are those of the file and of its stored text."""
    path = tmp_path / "Letter.TXT"
    path.write_bytes(b"Dear all,\r\nhello")
    document = read_document(path, CODES)
    assert (document.name, document.media_type, document.text) == ("Letter.TXT", "text/plain", "Dear all,\nhello")
    assert document.sha256 == hashlib.sha256(b"Dear all,\nhello").hexdigest()


@pytest.mark.parametrize(
    ("name", "readable"),
    [("a.txt", True), ("a.HTML", True), ("a.warc.gz", True), ("a.gz", False), ("a", False), ("a.doc", False)],
)
def test_formats_are_known_by_their_suffix(name: str, readable: bool) -> None:
    """A folder is walked for what is read."""
    assert is_readable(name) is readable


def test_an_unknown_format_is_refused_with_those_that_are_read(tmp_path: Path) -> None:
    """The error names the formats."""
    path = tmp_path / "letter.odt"
    path.write_text("x")
    with pytest.raises(ReadError, match=r"letter\.odt: .*\.odt.*\.html.*\.pdf"):
        read_document(path, CODES)


def test_a_missing_file_is_a_read_error(tmp_path: Path) -> None:
    """No exception of the system leaves the reader."""
    assert isinstance(next(read_documents(tmp_path / "none.txt")), ReadError)


def test_a_large_file_is_not_read_whole(tmp_path: Path) -> None:
    """A file above the limit is refused with its size."""
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(ReadError, match=r"large\.txt: .*50\.0 MB"):
        read_document(path, CODES)


def _record(url: str, media_type: str, body: bytes, status: str) -> bytes:
    answer = f"HTTP/1.0 {status}\r\nContent-Type: {media_type}\r\n\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2020-01-02T03:04:05Z\r\n"
        f"WARC-Record-ID: <urn:x:1>\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(answer)}\r\n\r\n"
    )
    return head.encode() + answer + b"\r\n\r\n"


def _archive(path: Path, pages: list[tuple[str, str, bytes, str]]) -> None:
    records = [_record(*page) for page in pages]
    path.write_bytes(b"".join(map(gzip.compress, records)) if path.suffix == ".gz" else b"".join(records))


PAGES = [
    ("https://x.example/a", "text/html; charset=utf-8", b"<h1>A pond</h1><p>We ask for it.", "200 OK"),
    ("https://x.example/logo", "image/png", b"\x89PNG", "200 OK"),
    ("https://x.example/gone", "text/html", b"<p>Not found", "404 Not Found"),
    ("https://x.example/empty", "text/plain", b" ", "200 OK"),
    ("https://x.example/b", "text/plain", b"Dear all,", "200 OK"),
]


@pytest.mark.parametrize("name", ["crawl.warc", "crawl.warc.gz"])
def test_an_archive_is_a_stream_of_documents(tmp_path: Path, name: str) -> None:
    """Pages and texts are documents with their address; a bad one stops none, others are passed over."""
    path = tmp_path / name
    _archive(path, PAGES)
    found = list(read_documents(path, CODES))
    documents = [d for d in found if isinstance(d, Document)]
    assert [(d.name, d.metadata.url) for d in documents] == [
        (f"{name}#1", "https://x.example/a"),
        (f"{name}#5", "https://x.example/b"),
    ]
    assert [str(e) for e in found if isinstance(e, ReadError)] == [
        f"{name}#4: https://x.example/empty: is empty; expected a document with text"
    ]


def test_a_broken_archive_gives_what_comes_before_the_break(tmp_path: Path) -> None:
    """What was read stays, and the damage is said."""
    path = tmp_path / "crawl.warc"
    _archive(path, PAGES[:1])
    path.write_bytes(path.read_bytes() + b"no record at all\n")
    first, error = read_documents(path, CODES)
    assert isinstance(first, Document)
    assert isinstance(error, ReadError)
    assert "damaged" in str(error)


def test_an_archive_is_no_single_document(tmp_path: Path) -> None:
    """The door for one document says which door to take."""
    with pytest.raises(ReadError, match="read_documents"):
        read_document(tmp_path / "crawl.warc", CODES)


@pytest.mark.parametrize(("media_type", "kind"), [("text/html; charset=utf-8", "heading"), (".md", "heading")])
def test_bytes_are_read_by_media_type_or_suffix(media_type: str, kind: str) -> None:
    """A server's header or a file's suffix says what the bytes are."""
    raw = b"<h1>A pond</h1>" if "html" in media_type else b"# A pond"
    assert read_bytes(raw, "x", media_type, CODES).blocks[0].kind == kind


@pytest.mark.skipif(not SHARED.is_dir(), reason="the labelled documents are not beside this checkout")
@pytest.mark.parametrize(("documents", "labels"), COLLECTIONS, ids=["seeds", "corpus"])
def test_every_labelled_signatory_and_demand_stands_in_a_block(documents: str, labels: str) -> None:
    """Readers lose nothing of the labelled documents: each signature and demand is within one block."""
    for path in sorted((SHARED / labels).glob("*.json")):
        label = json.loads(path.read_text())
        document = read_document(SHARED / documents / label["document"], CODES)
        blocks = [" ".join(block.text.split()) for block in document.blocks]
        for statement in label["statements"]:
            wanted = [s["as_printed"] for s in statement["signatories"]] + [d["text"] for d in statement["demands"]]
            missing = [text for text in wanted if not any(" ".join(text.split()) in block for block in blocks)]
            assert not missing, document.name
        assert document.language == label["language"]
