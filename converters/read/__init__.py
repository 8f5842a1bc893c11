"""Taking documents in: `read_document` for a file, `read_documents` for one that may hold several."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from converters.errors import ReadError
from converters.language import detect_language
from converters.model import Document
from converters.read.content import SIZE_LIMIT, Content, Reader
from converters.read.decode import check_size
from converters.read.docx import read_docx
from converters.read.html import read_html
from converters.read.mail import read_mail
from converters.read.pdf import read_pdf
from converters.read.text import read_markdown, read_text
from converters.read.warc import SUFFIXES as ARCHIVES
from converters.read.warc import Record, read_archive

__all__ = ["MEDIA_TYPES", "READERS", "SUFFIXES", "is_readable", "read_bytes", "read_document", "read_documents"]

READERS: dict[str, Reader] = {
    "text/html": read_html,
    "application/pdf": read_pdf,
    "message/rfc822": read_mail,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": read_docx,
    "text/plain": read_text,
    "text/markdown": read_markdown,
}
MEDIA_TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "text/html",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pdf": "application/pdf",
    ".eml": "message/rfc822",
    "application/xhtml+xml": "text/html",
    ".txt": "text/plain",
    ".text": "text/plain",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
}
SUFFIXES = (*(key for key in MEDIA_TYPES if key.startswith(".")), *ARCHIVES)


def is_readable(name: str) -> bool:
    """Whether a file with this name is of a format that is read."""
    return name.lower().endswith(SUFFIXES)


def read_document(path: Path, languages: Collection[str] | None = None) -> Document:
    """The document in a file; raises ReadError, with the file's name, where it cannot be read.

    `languages` are the codes of which one is the document's; those of the reference data where it is None.
    """
    if path.name.lower().endswith(ARCHIVES):
        raise ReadError("may hold several documents; read it with read_documents", path.name)
    media_type = _media_type(path.suffix, path.name)
    try:
        with path.open("rb") as file:
            raw = file.read(SIZE_LIMIT + 1)
        size = path.stat().st_size
    except OSError as error:
        raise ReadError(f"cannot be opened: {error.strerror}", path.name) from error
    return read_bytes(raw, path.name, media_type, languages, size=size)


def read_documents(path: Path, languages: Collection[str] | None = None) -> Iterator[Document | ReadError]:
    """Each document in a file, or why it could not be read; one at a time, and never raises for what the file holds.

    Of a web archive these are its pages and documents in the formats that are read, other records are passed over.
    """
    if not path.name.lower().endswith(ARCHIVES):
        try:
            yield read_document(path, languages)
        except ReadError as error:
            yield error
        return
    for record in read_archive(path):
        if isinstance(record, ReadError):
            yield record
        elif MEDIA_TYPES.get(record.media_type, record.media_type) in READERS:
            yield _read_record(record, languages)


def _read_record(record: Record, languages: Collection[str] | None) -> Document | ReadError:
    try:
        document = read_bytes(record.raw, record.name, record.media_type, languages)
    except ReadError as error:
        return ReadError(error.message, record.name, record.url)
    return replace(document, metadata=replace(document.metadata, url=record.url or document.metadata.url))


def read_bytes(
    raw: bytes, name: str, media_type: str, languages: Collection[str] | None = None, *, size: int | None = None
) -> Document:
    """The document in `raw`; `media_type` is one of READERS or a suffix such as `.html`. Raises ReadError.

    `size` is that of the whole document in bytes, where `raw` is only its beginning.
    """
    media_type = _media_type(media_type, name)
    try:
        check_size(raw, size)
        content = READERS[media_type](raw)
        if not content.blocks:
            raise ReadError("holds no text; expected a document with text")
    except ReadError as error:
        raise ReadError(error.message, name, error.place) from error
    except Exception as error:  # parsers of others meet damage with errors of every kind
        raise ReadError(f"is damaged ({type(error).__name__}: {error}); save it again", name) from error
    return _document(content, name, media_type, languages)


def _media_type(given: str, name: str) -> str:
    suffix = PurePosixPath(name).suffix.lower()
    for key in (given.split(";")[0].strip().lower(), suffix):
        if (known := MEDIA_TYPES.get(key, key)) in READERS:
            return known
    raise ReadError(
        f"is of a format that is not read ({given or 'no suffix'}); expected {', '.join(MEDIA_TYPES)}", name
    )


def _document(content: Content, name: str, media_type: str, languages: Collection[str] | None) -> Document:
    return Document(
        name=name,
        media_type=media_type,
        text=content.text,
        sha256=hashlib.sha256(content.text.encode()).hexdigest(),
        blocks=content.blocks,
        language=detect_language((block.text for block in content.blocks), content.hint, languages),
        metadata=content.metadata,
        notes=content.notes,
    )
