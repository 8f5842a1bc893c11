"""A tree of HTML elements to lines: what starts on a line of its own when the page is shown."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from converters.read.content import Line, clean
from converters.read.markup import Element, name_of, text_of
from converters.read.region import Region
from converters.read.tables import table_lines
from converters.read.text import text_lines

_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "div", "dl", "dt",
    "fieldset", "figure", "footer", "form", "header", "hr", "html", "legend", "li", "main", "nav", "ol", "option",
    "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "caption", "h1",
    "h2", "h3", "h4", "h5", "h6",
))  # fmt: skip
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_BOLD = frozenset(("b", "strong"))
_LONG = 600  # characters of a table cell or definition that holds more than data
_ITEM_BREAKS = 2


@dataclass(slots=True)
class _OpenList:
    ordered: bool
    style: str
    group: int
    number: int


@dataclass(slots=True)
class Flow:
    """Walks below an element and collects its lines; call `walk` once, then take `lines`."""

    region: Region
    lines: list[Line] = field(default_factory=list)
    groups: int = 0
    _buffer: list[tuple[str, bool]] = field(default_factory=list)
    _lists: list[_OpenList] = field(default_factory=list)
    _marker: str | None = None
    _level: int = 0
    _bold: int = 0
    _blank: int = 0
    _item: int = -1  # the line of the current item, which its later lines join
    _several: bool = False  # whether the current item holds a list, line by line

    def walk(self, root: Element) -> None:
        """Takes all lines below the element."""
        walker = etree.iterwalk(root, events=("start", "end"))
        skipped: Element | None = None
        for event, element in walker:
            if event == "start":
                if element is not root and (self.region.leaves_out(element) or self._take_whole(element)):
                    self._break(name_of(element))
                    walker.skip_subtree()
                    skipped = element
                    continue
                self._open(element, name_of(element))
            else:
                if element is not skipped:
                    self._close(name_of(element))
                if element is not root and element.tail:
                    self._buffer.append((element.tail, self._bold > 0))
        self._flush()

    def _open(self, element: Element, name: str) -> None:
        if name == "br":
            if not self._flush():
                self._blank = 1
            return
        self._break(name)
        if name in _BOLD:
            self._bold += 1
        elif name in _HEADINGS:
            self._level = _HEADINGS[name]
        elif name in ("ul", "ol", "menu"):
            self.groups += 1
            self._lists.append(_OpenList(name == "ol", element.get("type") or "1", self.groups, _start(element)))
        elif name == "li" and self._lists:
            self._marker = _marker(self._lists[-1], element)
            self._several = len(element.findall("br")) > _ITEM_BREAKS
            self._item = -1
        if element.text:
            self._buffer.append((element.text, self._bold > 0))

    def _close(self, name: str) -> None:
        self._break(name)
        if name in _BOLD:
            self._bold = max(0, self._bold - 1)
        elif name in _HEADINGS:
            self._level = 0
        elif name in ("ul", "ol", "menu") and self._lists:
            self._lists.pop()
        elif name == "li":
            self._marker, self._item, self._several = None, -1, False

    def _break(self, name: str) -> None:
        """Ends the current line where an element starts or ends that stands on lines of its own."""
        if name in _BLOCKS:
            self._flush()
            self._blank = 1

    def _flush(self) -> bool:
        """Ends the current line; true if it held text."""
        if not self._buffer:
            return False
        text = clean("".join(part for part, _ in self._buffer))
        bold = all(is_bold for part, is_bold in self._buffer if part.strip())
        self._buffer.clear()
        if not text:
            return False
        if self._item >= 0 and self._item == len(self.lines) - 1 and not self._blank and not self._several:
            self.lines[-1] = self.lines[-1]._replace(text=f"{self.lines[-1].text}\n{text}")
            return True
        if self._marker is not None:
            self._item = len(self.lines)
        self.lines.append(self._line(text)._replace(bold=bold))
        self._blank, self._marker = 0, "•" if self._several else None
        return True

    def _line(self, text: str) -> Line:
        blank = self._blank if self.lines else 0
        if self._level:
            return Line(text, kind="heading", level=self._level, blank_before=blank)
        if self._marker is not None:
            group = self._lists[-1].group
            after_item = bool(self.lines) and self.lines[-1].group == group
            blank = 0 if after_item else blank
            return Line(text, kind="item", marker=self._marker, group=group, level=len(self._lists), blank_before=blank)
        return Line(text, blank_before=blank)

    def _take_whole(self, element: Element) -> bool:
        """Takes tables, definition lists and preformatted text as a whole; false where they only serve the layout."""
        name = name_of(element)
        if name == "pre":
            self._flush()
            lines = text_lines("".join(map(str, element.itertext())))
            self.lines += [line._replace(group=line.group and line.group + self.groups) for line in lines]
            self.groups += max((line.group or 0 for line in lines), default=0)
            return True
        if name not in ("table", "dl"):
            return name == "sup" and element.find(".//a") is not None
        if _is_layout(element) or not (rows := _merge(_rows(element)) if name == "table" else _definitions(element)):
            return False
        has_head = name == "table" and _is_head(next(filter(None, _rows(element))))
        self._flush()
        self.groups += 1
        for caption in element.iter("caption"):
            self.lines.append(Line(text_of(caption)))
        texts = [[[line for part in cell for line in self._cell_lines(part)] for cell in cells] for cells in rows]
        self.lines += table_lines(texts, has_head, self.groups)
        self._blank = 1
        return True

    def _cell_lines(self, cell: Element) -> list[str]:
        flow = Flow(self.region)
        flow.walk(cell)
        return [line.text for line in flow.lines]


def _merge(rows: list[list[Element]]) -> list[list[list[Element]]]:
    """The cells of each row; where a first cell spans rows of a table of two columns, theirs join its own row."""
    merged: list[list[list[Element]]] = []
    spanned = 0
    for cells in rows:
        if spanned and len(cells) == 1 and len(merged[-1]) == 2:
            merged[-1][1] += cells
            spanned -= 1
            continue
        span = (cells[0].get("rowspan") or "1").strip()
        spanned = int(span) - 1 if span.isdecimal() and 0 < len(span) < 5 and len(cells) == 2 else 0
        merged.append([[cell] for cell in cells])
    return merged


def _start(element: Element) -> int:
    given = (element.get("start") or "").strip()
    return int(given) if given.isdecimal() and len(given) < 5 else 1


def _marker(open_list: _OpenList, element: Element) -> str:
    """The marker that a browser shows before the item; `•` for all lists without numbers."""
    given = (element.get("value") or "").strip()
    number = int(given) if given.isdecimal() and len(given) < 5 else open_list.number
    open_list.number = number + 1
    if not open_list.ordered:
        return "•"
    if open_list.style in ("a", "A") and number <= 26:
        return f"{chr(ord(open_list.style) + number - 1)}."
    return f"{number}."


def _rows(table: Element) -> list[list[Element]]:
    """The cells of each row of this table, not of tables in it."""
    parts = [e for e in table if name_of(e) in ("thead", "tbody", "tfoot")]
    rows = [tr for part in (table, *parts) for tr in part if name_of(tr) == "tr"]
    return [cells for tr in rows if (cells := [e for e in tr if name_of(e) in ("td", "th")])]


def _definitions(element: Element) -> list[list[list[Element]]]:
    """Each term and, as one cell, its definitions."""
    rows: list[list[list[Element]]] = []
    for part in element.iter("dt", "dd"):
        if name_of(part) == "dt" or not rows:
            rows.append([[part]])
        elif len(rows[-1]) == 1:
            rows[-1].append([part])
        else:
            rows[-1][1].append(part)
    return rows


def _is_layout(element: Element) -> bool:
    """Whether a table holds parts of the page rather than data: tables, titles or long text in its cells."""
    if element.get("role") in ("presentation", "none"):
        return True
    if next(element.iterdescendants("table", "dl", "h1", "h2", "h3", "article"), None) is not None:
        return True
    cells = element.iterdescendants("td", "th", "dd")
    return any(len(cell.findall("p")) > 2 and sum(map(len, cell.itertext())) > _LONG for cell in cells)


def _is_head(cells: list[Element]) -> bool:
    """Whether a row names the columns: all its cells are `th`, or bold throughout."""
    return all(name_of(e) == "th" or _is_bold(e) for e in cells)


def _is_bold(element: Element) -> bool:
    children = list(element)
    only = len(children) == 1 and not (element.text or "").strip() and not (children[0].tail or "").strip()
    return only and (name_of(children[0]) in _BOLD or (name_of(children[0]) == "p" and _is_bold(children[0])))
