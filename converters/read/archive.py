"""Guards for documents that are ZIP archives: no bombs, nothing encrypted."""

from __future__ import annotations

import zipfile
from io import BytesIO

from converters.errors import ReadError
from converters.read.content import MEGABYTE

UNPACKED_LIMIT = 100 * MEGABYTE
RATIO_LIMIT = 200  # of unpacked to packed size; markup packs about 20 to 1
ENTRY_LIMIT = 5000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def check_archive(raw: bytes) -> None:
    """Raises ReadError for what is no archive, is encrypted, or would unpack to more than the limits."""
    if raw.startswith(_OLE):
        raise ReadError("is encrypted or of the format of before 2007; save it as .docx without a password")
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise ReadError(f"is damaged: {error}; save it again") from error
    if any(entry.flag_bits & 1 for entry in entries):
        raise ReadError("is encrypted; save it without a password")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > UNPACKED_LIMIT or len(entries) > ENTRY_LIMIT:
        raise ReadError(f"unpacks to {unpacked // MEGABYTE} MB in {len(entries)} parts, more than a document needs")
    if unpacked > MEGABYTE and unpacked > RATIO_LIMIT * len(raw):
        raise ReadError(f"unpacks to {unpacked // len(raw)} times its size; refused as a decompression bomb")
