"""From bytes to text: byte order marks, UTF-8, and what older programs wrote."""

from __future__ import annotations

import codecs

from converters.errors import ReadError
from converters.read.content import MEGABYTE, SIZE_LIMIT, blank_unusable

_BOMS = (  # the longer first: the mark of UTF-32 begins like that of UTF-16
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LINE_ENDS = ("\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029")  # Unicode Standard, section 5.8
_CONTROLS = bytes((*range(1, 9), *range(14, 27), *range(28, 32), 127))
_HIGH = bytes(range(128, 256))
_LATIN = bytes((*range(65, 91), *range(97, 123)))
_DAMAGE_LIMIT = 200  # one broken byte in so many is damage in UTF-8, more is another encoding


def check_size(raw: bytes, size: int | None = None) -> None:
    """Raises ReadError for an empty document and for one above the limit; `size` is in bytes, of `raw` by default."""
    size = len(raw) if size is None else size
    if not raw.strip():
        raise ReadError("is empty; expected a document with text")
    if size > SIZE_LIMIT:
        limit = SIZE_LIMIT // MEGABYTE
        raise ReadError(f"has {size / MEGABYTE:.1f} MB, above the limit of {limit} MB; split it, or take its text")


def decode(raw: bytes, declared: str | None = None) -> tuple[str, tuple[str, ...]]:
    """The text with `\\n` line ends and notes on what was doubtful; `declared` is tried after a byte order mark.

    Raises ReadError where the bytes are no text.
    """
    text, notes = _decode(raw, declared)
    for line_end in _LINE_ENDS:
        text = text.replace(line_end, "\n")
    usable = text
    if _count(raw, _CONTROLS + b"\x1b") or "\ufffe" in text or "\uffff" in text:
        usable = blank_unusable(text)
        notes = (*notes, "control characters were replaced by spaces") if usable != text else notes
    if not usable.strip():
        raise ReadError("is empty; expected a document with text")
    return usable, notes


def _decode(raw: bytes, declared: str | None) -> tuple[str, tuple[str, ...]]:
    for bom, encoding in _BOMS:
        if raw.startswith(bom):
            return _decode_as(raw[len(bom) :], encoding)
    if b"\0" in raw:
        raise ReadError("is not a text: it holds NUL bytes; expected UTF-8, or UTF-16 with a byte order mark")
    if _count(raw, _CONTROLS) * 50 > len(raw):
        raise ReadError("is not a text: too many control characters; expected UTF-8")
    for candidate in filter(None, ("utf-8", declared)):
        try:
            return raw.decode(candidate), ()
        except (UnicodeError, LookupError):
            continue
    return _guess(raw)


def _decode_as(raw: bytes, encoding: str) -> tuple[str, tuple[str, ...]]:
    try:
        return raw.decode(encoding), ()
    except UnicodeError as error:
        place = f"byte {error.start}" if isinstance(error, UnicodeDecodeError) else None
        raise ReadError(f"is not {encoding.upper()}, which its byte order mark promises", place=place) from error


def _guess(raw: bytes) -> tuple[str, tuple[str, ...]]:
    patched = raw.decode("utf-8", errors="replace")
    high = _count(raw, _HIGH)
    if patched.count("\ufffd") * _DAMAGE_LIMIT < high + _DAMAGE_LIMIT and high > 4 * patched.count("\ufffd"):
        return patched, ("some bytes are not UTF-8 and were replaced by \ufffd",)
    encoding = "windows-1256" if high > _count(raw, _LATIN) else "windows-1252"
    return raw.decode(encoding, errors="replace"), (f"is not UTF-8; read as {encoding}, please check accents",)


def _count(raw: bytes, wanted: bytes) -> int:
    """How many of the bytes are among the wanted ones."""
    return len(raw) - len(raw.translate(None, wanted))
