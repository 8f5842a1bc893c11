"""Word-processor documents (.docx): paragraphs, lists, tables and text boxes in their order, without page headers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml import etree

from converters.errors import ReadError
from converters.model import Metadata
from converters.read.archive import check_archive
from converters.read.content import Content, Line, clean, compose, trim
from converters.read.grid import mark_rows
from converters.read.headings import tell_kinds
from converters.read.numbering import Numbering, read_numbering
from converters.read.tables import table_lines

_P, _TABLE, _ROW, _CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
_RUN, _TEXT, _BOX, _PROPERTIES = qn("w:r"), qn("w:t"), qn("w:txbxContent"), qn("w:pPr")
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_WITHDRAWN = frozenset(map(qn, ("w:del", "w:moveFrom", "w:instrText", "w:delText")))
_SIGNS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_TITLES = {"title": 1, "subtitle": 2}
_LONG = 600  # characters of a table cell that holds more than data
_CHAIN = 12  # styles that a style may be based on


@dataclass(slots=True)
class _Style:
    name: str = ""
    parent: str | None = None
    list_number: str | None = None
    depth: int = 0
    outline: int | None = None


@dataclass(slots=True)
class _Body:
    """Collects the lines of a document."""

    styles: dict[str, _Style]
    numbering: Numbering
    lines: list[Line] = field(default_factory=list)
    blank: int = 0
    groups: int = 0
    list_number: str | None = None

    def take(self, container: Any) -> None:
        """Takes the paragraphs and tables in a container, those in content controls and text boxes too."""
        for element in _content(container):
            if element.tag == _P:
                self._paragraph(element)
            elif _is_layout(element):
                for cell in element.iter(_CELL):
                    self.take(cell)
            else:
                self.groups += 1
                self.lines += table_lines(_rows(element), _has_head(element), self.groups)
                self.list_number, self.blank = None, 1

    def _paragraph(self, element: Any) -> None:
        text = paragraph_text(element)
        parts = [(start, end) for start, end in _line_spans(text) if start < end]
        if parts:
            self._lines([text[start:end] for start, end in parts], element)
        else:
            self.blank += 1
        for box in element.iter(_BOX):
            if not any(e.tag == _FALLBACK for e in box.iterancestors()):
                self.take(box)

    def _lines(self, texts: list[str], element: Any) -> None:
        level, number, depth = _kind(element, self.styles)
        marker = self.numbering.marker(number, depth) if number and not level else None
        if marker and number != self.list_number:
            self.groups += 1
        self.list_number = number if marker else None
        bold = _is_bold(element)
        for index, text in enumerate(texts):
            line = Line(text, blank_before=self.blank, bold=bold)
            if level:
                line = line._replace(kind="heading", level=level)
            elif marker and not index:
                line = line._replace(kind="item", marker=marker, level=depth + 1, group=self.groups)
            self.lines.append(line)
            self.blank = 0


def read_docx(raw: bytes) -> Content:
    """The text of a document; raises ReadError for what is damaged, encrypted or a bomb."""
    check_archive(raw)
    try:
        document = docx.Document(BytesIO(raw))
        body = document.element.body
    except (KeyError, ValueError, AttributeError, PackageNotFoundError, etree.LxmlError, AssertionError) as error:
        raise ReadError(f"is no Word document or damaged: {error}; save it again") from error
    if body is None or body.getroottree().docinfo.internalDTD is not None:
        raise ReadError("declares entities or has no body; refused, as no word processor writes that")
    collected = _Body(_styles(document), read_numbering(_numbering_root(document)))
    collected.take(body)
    rows = mark_rows(collected.lines)
    lines = [line if line.kind == "row" else line._replace(text=clean(line.text)) for line in rows]
    text, blocks = compose(tell_kinds(lines))
    properties = document.core_properties
    title, language = clean(properties.title or "") or None, properties.language or None
    metadata = Metadata(title, language=language, mastheads=_mastheads(document))
    return Content(text, blocks, metadata, hint=metadata.language)


def _mastheads(document: Any) -> tuple[str, ...]:
    """The lines at head and foot of the pages, each once."""
    parts = [part for section in document.sections for part in (section.first_page_header, section.header)]
    parts += [part for section in document.sections for part in (section.first_page_footer, section.footer)]
    elements = [p for part in parts if not part.is_linked_to_previous for p in part._element.iter(_P)]
    lines = (clean(line) for p in elements for line in paragraph_text(p).split("\n"))
    return tuple(dict.fromkeys(filter(None, lines)))


def paragraph_text(paragraph: Any) -> str:
    """The text of a paragraph as it is shown: no deleted text, no field codes, no text boxes."""
    pieces: list[str] = []
    walker = etree.iterwalk(paragraph, events=("start",))
    for _, element in walker:
        tag = element.tag
        if tag in _WITHDRAWN or tag in (_BOX, _PROPERTIES, _FALLBACK):
            walker.skip_subtree()
        elif tag == _TEXT:
            pieces.append(element.text or "")
        else:
            pieces.append(_SIGNS.get(tag, ""))
    return "".join(pieces)


def _line_spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for part in text.split("\n"):
        yield trim(text, start, start + len(part))
        start += len(part) + 1


def _content(container: Any) -> Iterator[Any]:
    for child in container:
        if child.tag in (_P, _TABLE):
            yield child
        elif child.tag == qn("w:sdt"):
            for inner in child.iterchildren(qn("w:sdtContent")):
                yield from _content(inner)


def _kind(paragraph: Any, styles: dict[str, _Style]) -> tuple[int, str | None, int]:
    """The heading level (0 for none), list number and list depth of a paragraph, from itself and its styles."""
    properties = paragraph.find(_PROPERTIES)
    own = _Style(parent=None) if properties is None else _style(properties)
    if properties is not None and (link := properties.find(qn("w:pStyle"))) is not None:
        own.parent = link.get(qn("w:val"))
    level, number, depth = 0, own.list_number, own.depth
    current: _Style | None = own
    for _ in range(_CHAIN):
        if current is None:
            break
        level = level or _level(current)
        if number is None and current.list_number is not None:
            number, depth = current.list_number, depth or current.depth
        current = styles.get(current.parent or "")
    return level, number if number != "0" else None, depth


def _level(style: _Style) -> int:
    name = style.name.lower()
    if name in _TITLES:
        return _TITLES[name]
    if name.startswith("heading ") and name[8:].isdecimal():
        return min(int(name[8:]), 6)
    return style.outline + 1 if style.outline is not None and style.outline < 6 else 0


def _style(properties: Any) -> _Style:
    def value(path: str) -> str | None:
        found = properties.find(path)
        return None if found is None else found.get(qn("w:val"))

    depth, outline = value(f"{qn('w:numPr')}/{qn('w:ilvl')}"), value(qn("w:outlineLvl"))
    return _Style(
        list_number=value(f"{qn('w:numPr')}/{qn('w:numId')}"),
        depth=int(depth) if depth and depth.isdecimal() else 0,
        outline=int(outline) if outline and outline.isdecimal() else None,
    )


def _styles(document: Any) -> dict[str, _Style]:
    styles: dict[str, _Style] = {}
    for element in document.styles.element.iter(qn("w:style")):
        properties = element.find(_PROPERTIES)
        style = _Style() if properties is None else _style(properties)
        name, parent = element.find(qn("w:name")), element.find(qn("w:basedOn"))
        style.name = "" if name is None else name.get(qn("w:val")) or ""
        style.parent = None if parent is None else parent.get(qn("w:val"))
        styles[element.get(qn("w:styleId")) or ""] = style
    return styles


def _numbering_root(document: Any) -> Any:
    try:
        return document.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING)._element
    except (KeyError, AttributeError):
        return None


def _is_bold(paragraph: Any) -> bool:
    runs = [run for run in paragraph.iter(_RUN) if any((t.text or "").strip() for t in run.iter(_TEXT))]
    signs = (run.find(f"{qn('w:rPr')}/{qn('w:b')}") for run in runs)
    return bool(runs) and all(b is not None and b.get(qn("w:val")) not in ("0", "false", "off") for b in signs)


def _rows(table: Any) -> list[list[list[str]]]:
    """The lines in each cell of each row; where a first cell spans rows of two columns, theirs join its own row."""
    rows: list[list[list[str]]] = []
    for element in table.iterchildren(_ROW):
        cells = list(element.iterchildren(_CELL))
        lines = [[line for p in cell.iter(_P) for line in paragraph_text(p).split("\n")] for cell in cells]
        if rows and len(cells) == 2 == len(rows[-1]) and _goes_on(cells[0]):
            rows[-1][1] += lines[1]
        elif lines:
            rows.append(lines)
    return rows


def _goes_on(cell: Any) -> bool:
    merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    return merge is not None and merge.get(qn("w:val")) in (None, "continue")


def _has_head(table: Any) -> bool:
    first = next(table.iterchildren(_ROW), None)
    if first is None:
        return False
    marked = first.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
    paragraphs = [p for p in first.iter(_P) if paragraph_text(p).strip()]
    return marked or (bool(paragraphs) and all(map(_is_bold, paragraphs)))


def _is_layout(table: Any) -> bool:
    """Whether a table holds parts of the letter rather than data: tables or long text in its cells."""
    if next(table.iterdescendants(_TABLE), None) is not None:
        return True
    cells = list(table.iter(_CELL))
    return any(len(list(c.iter(_P))) > 2 and sum(map(len, c.itertext(_TEXT))) > _LONG for c in cells)
