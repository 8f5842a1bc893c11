"""Letters sent by mail (.eml): the subject as title, the body's text or page, no addresses of senders and readers."""

from __future__ import annotations

import re
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import getaddresses, parsedate_to_datetime

from converters.errors import ReadError
from converters.model import Metadata, Span
from converters.read.content import Content, Line, blank_unusable, clean, compose, trim
from converters.read.html import page_lines
from converters.read.markup import parse_html
from converters.read.text import text_lines

# A sign that may stand in an address, once, before the at sign: a longer run is looked at once only.
_ADDRESS = re.compile(r"(?<![\w.+%-])(?:mailto:)?[<(]?[\w.+%-]++@[\w-]++(?:\.[\w-]++)*+[>)]?")
_PREFIX = re.compile(r"(?:(?:re|fwd?|aw|wg|tr|rv)\s?:\s*)+", re.IGNORECASE)
_PARTS = 200  # of a message with more, the rest is left out


def read_mail(raw: bytes) -> Content:
    """The letter in a message; raises ReadError where it has no text."""
    try:
        message = BytesParser(_class=EmailMessage, policy=policy.default).parsebytes(raw)
        lines, metadata, notes = _read(message)
    except (LookupError, ValueError, TypeError, AttributeError, RecursionError, AssertionError) as error:
        raise ReadError(f"is a damaged message: {error}") from error
    text, blocks = compose(filter(None, map(_without_addresses, lines)))
    return Content(text, blocks, metadata, notes, metadata.language)


def _read(message: EmailMessage) -> tuple[list[Line], Metadata, tuple[str, ...]]:
    body = message.get_body(preferencelist=("html", "plain"))
    if body is None:
        raise ReadError("has no text; expected a letter as text or HTML, not as an attachment only")
    payload = body.get_payload(decode=True)
    if not isinstance(payload, bytes) or not payload.strip():
        raise ReadError("is empty; expected a letter as text or HTML")
    charset = str(body.get_content_charset() or "utf-8")
    if body.get_content_subtype() == "html":
        root, notes = parse_html(_as_utf8(payload, charset))
        lines, more = page_lines(root, Metadata())
        notes, language = (*notes, *more), root.get("lang")
    else:
        text = blank_unusable(_as_utf8(payload, charset).decode().replace("\r\n", "\n").replace("\r", "\n"))
        lines, notes, language = text_lines(text), (), None
    title = _PREFIX.sub("", clean(str(message.get("Subject", ""))), count=1)
    if title and not any(line.text == title for line in lines[:5]):
        lines = [Line(title, kind="heading", level=1), *lines]
    names = [clean(part.get_filename() or "without a name") for part in message.iter_attachments()][:_PARTS]
    notes = (*notes, *(f"attachment left out: {name}" for name in names))
    metadata = Metadata(title or None, _date(message), language=language, mastheads=_senders(message))
    return lines, metadata, notes


def _as_utf8(payload: bytes, charset: str) -> bytes:
    try:
        return payload.decode(charset).encode()
    except (UnicodeError, LookupError):
        return payload.decode("utf-8", errors="replace").encode()


def _senders(message: EmailMessage) -> tuple[str, ...]:
    """The names, without the addresses, of who sends the message."""
    names = (clean(name) for name, _ in getaddresses([str(message.get("From", ""))]))
    return tuple(name for name in names if name and "@" not in name)


def _date(message: EmailMessage) -> str | None:
    try:
        return parsedate_to_datetime(str(message.get("Date", ""))).date().isoformat()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _without_addresses(line: Line) -> Line | None:
    """The line on one line, its mail addresses taken out; None if nothing else stood there."""
    if line.cells and "@" in line.text:
        text = _ADDRESS.sub(lambda match: " " * len(match[0]), line.text)
        spans = [trim(text, cell.start, cell.end) for cell in line.cells]
        cells = tuple(Span(start, end) for start, end in spans if start < end)
        return line._replace(text=text, cells=cells).cut(0, len(text)) if cells else None
    if line.cells:
        return line
    text = clean(_ADDRESS.sub(" ", line.text) if "@" in line.text else line.text)
    return line._replace(text=text) if any(map(str.isalnum, text)) or text == line.text else None
