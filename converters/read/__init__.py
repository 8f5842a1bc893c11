"""Taking documents in: `read_document` for a file, `read_documents` for one that may hold several."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from pathlib import Path, PurePosixPath

from converters.errors import ReadError
from converters.language import detect_language
from converters.model import Document
from converters.read.content import SIZE_LIMIT, Content, Reader
from converters.read.decode import check_size
from converters.read.docx import read_docx
from converters.read.html import read_html
from converters.read.pdf import read_pdf
from converters.read.text import read_markdown, read_text

__all__ = ["MEDIA_TYPES", "READERS", "read_bytes", "read_document", "read_documents"]

READERS: dict[str, Reader] = {
    "text/html": read_html,
    "application/pdf": read_pdf,
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
    "application/xhtml+xml": "text/html",
    ".txt": "text/plain",
    ".text": "text/plain",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
}


def read_document(path: Path, languages: Collection[str] | None = None) -> Document:
    """The document in a file; raises ReadError, with the file's name, where it cannot be read.

    `languages` are the codes of which one is the document's; those of the reference data where it is None.
    """
    media_type = _media_type(path.suffix, path.name)
    try:
        if path.stat().st_size > SIZE_LIMIT:
            with path.open("rb") as file:
                check_size(file.read(SIZE_LIMIT + 1))
        raw = path.read_bytes()
    except OSError as error:
        raise ReadError(f"cannot be opened: {error.strerror}", path.name) from error
    return read_bytes(raw, path.name, media_type, languages)


def read_documents(path: Path, languages: Collection[str] | None = None) -> Iterator[Document | ReadError]:
    """Each document in a file, or why it could not be read; never raises for what the file holds."""
    try:
        yield read_document(path, languages)
    except ReadError as error:
        yield error


def read_bytes(raw: bytes, name: str, media_type: str, languages: Collection[str] | None = None) -> Document:
    """The document in `raw`; `media_type` is one of READERS or a suffix such as `.html`. Raises ReadError."""
    media_type = _media_type(media_type, name)
    try:
        check_size(raw)
        content = READERS[media_type](raw)
        if not content.blocks:
            raise ReadError("holds no text; expected a document with text")
    except ReadError as error:
        raise ReadError(error.message, name, error.place) from error
    except (RecursionError, MemoryError, ArithmeticError, LookupError, ValueError, TypeError, OSError) as error:
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
