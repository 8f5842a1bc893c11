"""Web archives (.warc, .warc.gz; ISO 28500): each record with a page or document, one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from converters.errors import ReadError
from converters.read.content import MEGABYTE, SIZE_LIMIT

SUFFIXES = (".warc", ".warc.gz")
_RECORDS = frozenset(("response", "resource", "conversion"))


class Record(NamedTuple):
    """A document in an archive: its name (`crawl.warc#3`), address, media type as the server gave it, and bytes."""

    name: str
    url: str | None
    media_type: str
    raw: bytes


def read_archive(path: Path) -> Iterator[Record | ReadError]:
    """The documents of an archive in order, and why a record or the rest of the archive could not be read."""
    number = 0
    try:
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream, check_digests=False):
                number += 1
                if record.rec_type in _RECORDS and _is_success(record):
                    yield _take(record, path.name, number)
    except OSError as error:
        yield ReadError(f"cannot be read: {error.strerror or error}", path.name, f"record {number + 1}")
    except (ArchiveLoadFailed, ValueError, TypeError, AttributeError, LookupError, EOFError, ArithmeticError) as error:
        yield ReadError(f"is damaged: {error}; what comes after is left out", path.name, f"record {number + 1}")


def _is_success(record: Any) -> bool:
    status = record.http_headers.get_statuscode() if record.http_headers else "200"
    return str(status).startswith("2")


def _take(record: Any, archive: str, number: int) -> Record | ReadError:
    url = record.rec_headers.get_header("WARC-Target-URI")
    headers = record.http_headers or record.rec_headers
    media_type = str(headers.get_header("Content-Type") or "").split(";")[0].strip().lower()
    try:
        raw = record.content_stream().read(SIZE_LIMIT + 1)
    except Exception as error:  # the decoders of compressed records raise errors of their own
        return ReadError(f"is damaged: {error}", f"{archive}#{number}", url)
    if len(raw) > SIZE_LIMIT:
        return ReadError(f"is above the limit of {SIZE_LIMIT // MEGABYTE} MB", f"{archive}#{number}", url)
    return Record(f"{archive}#{number}", url, media_type, raw)
