"""Plain text and Markdown: lines to blocks, each in its place; the text itself is not touched."""

from __future__ import annotations

import re
from collections.abc import Sequence

from converters.model import Metadata
from converters.read.content import Content, Line, place_blocks, trim
from converters.read.decode import decode
from converters.read.grid import mark_rows
from converters.read.headings import mark_capitals
from converters.read.lists import mark_items
from converters.read.wrapping import join_wrapped

TAB = 8
_TITLE = 120  # characters of a line that may be underlined
_HASHES = re.compile(r"(#{1,6})\s+(?=\S)")
_UNDERLINE = re.compile(r"={3,}|-{3,}")
_EMPHASIS = ("***", "**", "__", "*", "_")
_FRONT = re.compile(r"(\w+):[ \t]*(.*)")
_FRONT_KEYS = {"lang": "language", "source": "url"}


def read_text(raw: bytes) -> Content:
    """A plain text; raises ReadError where the bytes are none."""
    text, notes = decode(raw)
    return Content(text, place_blocks(text_lines(text)), notes=notes)


def read_markdown(raw: bytes) -> Content:
    """A Markdown text: as plain text, with emphasis around whole lines, rules of tables and front matter left out."""
    text, notes = decode(raw)
    metadata, start = _front_matter(text)
    blocks = place_blocks(text_lines(text, start, markdown=True))
    return Content(text, blocks, metadata, notes, metadata.language)


def text_lines(text: str, start: int = 0, markdown: bool = False) -> list[Line]:
    """The lines of a text from `start` on, told apart into headings, items, rows, paragraphs; wrapped ones joined."""
    lines = mark_rows(_mark_underlined(_split(text, start)), markdown)
    if markdown:
        lines = [_bare(line) for line in lines]
    lines = [_mark_hashes(line) for line in lines]
    lines = join_wrapped(lines, text)
    return mark_capitals(mark_items(lines))


def _split(text: str, start: int) -> list[Line]:
    """Every line that is not blank, with its indentation and the number of blank lines before it."""
    lines: list[Line] = []
    blank = 0
    while start <= len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        first, stop = trim(text, start, end)
        if first < stop:
            indent = len(text[start:first].expandtabs(TAB)) if first > start else 0
            lines.append(Line(text[first:stop], first, blank_before=blank, indent=indent))
            blank = 0
        else:
            blank += 1
        start = end + 1
    return lines


def _mark_underlined(lines: Sequence[Line]) -> list[Line]:
    """Lines with a line of `=` or `-` right below become headings; that line goes."""
    result: list[Line] = []
    for line in lines:
        above = result[-1] if result else None
        is_rule = above and above.kind is None and not line.blank_before and _UNDERLINE.fullmatch(line.text)
        if above and is_rule and len(above.text) <= _TITLE and any(map(str.isalpha, above.text)):
            result[-1] = above._replace(kind="heading", level=1 if line.text[0] == "=" else 2)
        else:
            result.append(line)
    return result


def _mark_hashes(line: Line) -> Line:
    match = _HASHES.match(line.text) if line.kind is None else None
    if match is None:
        return line
    end = len(line.text.rstrip("#")) if line.text.endswith(f" {match[1]}") else len(line.text)
    return line.cut(match.end(), end)._replace(kind="heading", level=len(match[1]))


def _bare(line: Line) -> Line:
    """The line without signs of a quotation, or emphasis around the whole of it."""
    if line.kind is not None:
        return line
    start = len(line.text) - len(line.text.lstrip("> "))
    line = line.cut(start, len(line.text)) if start and line.text[0] == ">" and start < len(line.text) else line
    for sign in _EMPHASIS:
        inner = line.text[len(sign) : -len(sign)]
        if line.text.startswith(sign) and line.text.endswith(sign) and sign not in inner and inner.strip("*_ "):
            return line.cut(len(sign), len(line.text) - len(sign))
    return line


def _front_matter(text: str) -> tuple[Metadata, int]:
    """What `key: value` lines between two lines of `---` at the start say, and where the text goes on after them."""
    end = text.find("\n---\n", 3) if text.startswith("---\n") else -1
    if end < 0:
        return Metadata(), 0
    found: dict[str, str] = {}
    for line in text[4:end].split("\n"):
        match = _FRONT.fullmatch(line.strip())
        if match and (value := match[2].strip().strip("\"'")):
            found[_FRONT_KEYS.get(match[1].lower(), match[1].lower())] = value
    title, date, publisher, language, url = map(found.get, ("title", "date", "publisher", "language", "url"))
    return Metadata(title, date, publisher, language, url), end + 5
