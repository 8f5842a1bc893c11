"""HTML pages: what the statement says, without the page around it."""

from __future__ import annotations

from converters.model import Metadata
from converters.read.content import Content, Line, clean, compose
from converters.read.flow import Flow
from converters.read.headings import tell_kinds
from converters.read.markup import Element, parse_html, text_of
from converters.read.page_metadata import read_metadata
from converters.read.region import find_region

_NOTICE = 200  # characters of a line with a copyright sign at the end of a page


def read_html(raw: bytes) -> Content:
    """The text of a page: headings, paragraphs, lines, lists and tables. Raises ReadError for what is no page."""
    root, notes = parse_html(raw)
    metadata = read_metadata(root)
    lines, more = page_lines(root, metadata)
    text, blocks = compose(lines)
    return Content(text, blocks, metadata, (*notes, *more), metadata.language)


def page_lines(root: Element, metadata: Metadata) -> tuple[list[Line], tuple[str, ...]]:
    """The lines of a page that are not its furniture, and notes on what was left out."""
    region = find_region(root, metadata.url)
    flow = Flow(region)
    flow.walk(region.root)
    notes = (f"hidden text of {region.hidden} characters was left out",) if region.hidden >= _NOTICE else ()
    lines = tell_kinds(flow.lines)
    while lines and "©" in lines[-1].text and len(lines[-1].text) < _NOTICE and len(lines) > 1:
        lines.pop()
    return _with_title(root, lines, metadata), notes


def _with_title(root: Element, lines: list[Line], metadata: Metadata) -> list[Line]:
    """The lines, with the page's `h1` before them where it stands outside their part of the page."""
    if any(line.kind == "heading" and line.level == 1 for line in lines):
        return lines
    known = clean(metadata.title or "").casefold()
    titles = (text_of(e) for e in root.iter("h1"))
    title = next((t for t in titles if t and t.casefold() in known), None)
    if title is None or any(line.text == title for line in lines[:5]):
        return lines
    return [Line(title, kind="heading", level=1), *lines]
