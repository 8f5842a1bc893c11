"""What readers pass on: lines of a document on their way to becoming blocks, and the content that they make up."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from converters.model import Block, BlockKind, Metadata, Span

MEGABYTE = 1_000_000
SIZE_LIMIT = 20 * MEGABYTE  # bytes of one document
# Space and direction marks, as they stand at the edges of lines.
EDGES = "\t\n\r \u00a0\u1680\u200e\u200f\u205f\u2060\u3000\ufeff" + "".join(
    chr(c) for c in (*range(0x2000, 0x200C), *range(0x2028, 0x2030), *range(0x2066, 0x206A))
)
# What XML, and so RDF/XML and many tools, cannot hold: controls, lone surrogates, non-characters.
_UNUSABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class Line(NamedTuple):
    """A stretch of text that becomes one block; fields as in `Block`, `cells` counted from the start of `text`.

    `kind` is None until something decides it. `start` is the place in the text of a plain-text document, of which
    `text` is an unchanged part; elsewhere it is not used. `indent` counts the columns before the text;
    `bold` says that all of it is.
    """

    text: str
    start: int = 0
    kind: BlockKind | None = None
    level: int = 0
    marker: str | None = None
    cells: tuple[Span, ...] = ()
    column: str | None = None
    group: int | None = None
    page: int | None = None
    blank_before: int = 0
    indent: int = 0
    bold: bool = False

    def cut(self, start: int, end: int) -> Line:
        """The part of the line between two positions of its text, without space at its edges."""
        begin, stop = trim(self.text, start, end)
        cells = tuple(Span(c.start - begin, c.end - begin) for c in self.cells if c.start >= begin and c.end <= stop)
        return self._replace(text=self.text[begin:stop], start=self.start + begin, cells=cells)


@dataclass(frozen=True, slots=True)
class Content:
    """A document as one reader took it in; `hint` is the language that its markup names, which the text may belie."""

    text: str
    blocks: tuple[Block, ...]
    metadata: Metadata = field(default_factory=Metadata)
    notes: tuple[str, ...] = ()
    hint: str | None = None


Reader = Callable[[bytes], Content]


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The positions of `text[start:end]` without space and direction marks at its edges; `end` within the text."""
    rest = text[start:end].lstrip(EDGES)
    start = end - len(rest)
    return start, start + len(rest.rstrip(EDGES))


def clean(text: str) -> str:
    """One line of text without unusable characters, its space collapsed, without space at its edges."""
    text = _UNUSABLE.sub(" ", text).replace("\u00ad", "").replace("\u200b", "")
    return " ".join(text.split()).strip(EDGES)


def blank_unusable(text: str) -> str:
    """The text of same length with a space in place of each character that no output format can hold."""
    return _UNUSABLE.sub(" ", text)


def place_blocks(lines: Iterable[Line]) -> tuple[Block, ...]:
    """Blocks of a plain text, each where its line stands in it; groups are numbered in order from 1."""
    groups: dict[int, int] = {}
    return tuple(_block(line, line.start, groups) for line in lines if line.text)


def compose(lines: Iterable[Line]) -> tuple[str, tuple[Block, ...]]:
    """The text that the lines make up, a blank line between any two, markers before their items, and its blocks."""
    groups: dict[int, int] = {}
    pieces: list[str] = []
    blocks: list[Block] = []
    position = 0
    for line in lines:
        if not line.text:
            continue
        before = ("\n\n" if pieces else "") + (f"{line.marker} " if line.marker else "")
        pieces += [before, line.text]
        blocks.append(_block(line, position + len(before), groups))
        position += len(before) + len(line.text)
    return "".join(pieces), tuple(blocks)


def _block(line: Line, start: int, groups: dict[int, int]) -> Block:
    return Block(
        kind=line.kind or "paragraph",
        text=line.text,
        span=Span(start, start + len(line.text)),
        level=line.level,
        marker=line.marker,
        cells=tuple(Span(start + c.start, start + c.end) for c in line.cells),
        column=line.column,
        group=None if line.group is None else groups.setdefault(line.group, len(groups) + 1),
        page=line.page,
        blank_before=line.blank_before,
    )
