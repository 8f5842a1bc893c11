"""Lines that an editor broke at a column, joined into the paragraphs and items that they are parts of.

A break is taken for wrapping where the first word of the next line would not have fitted, in a document without
longer lines, or where a line that is nearly full goes on in small letters or below its item; lists of names and letter
heads have short lines and stay apart.
"""

from __future__ import annotations

from collections.abc import Sequence

from converters.read.content import Line
from converters.read.lists import starts_items

NARROW, WIDE = 40, 110  # columns between which people wrap
_OUTLIERS = 40  # one line in so many may be longer: an address, a table
_ENOUGH = 3
_LINE_SHARE = 0.6
_MOST, _ALMOST = 0.75, 0.9  # of the width, from which on a line may go on, also before a capital
_STOPS = ".:;!?؟؛"


def join_wrapped(lines: Sequence[Line], text: str) -> list[Line]:
    """The lines with wrapped ones joined; `text` is what they stand in."""
    width = _width(lines)
    if width is None:
        return list(lines)
    starts = starts_items(lines)
    full = [_is_full(lines, i, starts, width) for i in range(len(lines))]
    if sum(full) < _ENOUGH:
        return list(lines)
    result: list[Line] = []
    for first, stop in _runs(lines, starts):
        prose = sum(full[first : stop - 1]) >= _LINE_SHARE * (stop - 1 - first)
        current = lines[first]
        for index in range(first + 1, stop):
            line = lines[index]
            if full[index - 1] and (prose or line.text[0].islower()):
                current = current._replace(text=text[current.start : line.start + len(line.text)])
            else:
                result.append(current)
                current = line
        result.append(current)
    return result


def _width(lines: Sequence[Line]) -> int | None:
    """The column at which the document is wrapped, None if it is not."""
    lengths = sorted(line.indent + len(line.text) for line in lines if "://" not in line.text)
    if not lengths:
        return None
    width = lengths[-1 - len(lengths) // _OUTLIERS]
    return width if NARROW <= width <= WIDE else None


def _is_full(lines: Sequence[Line], index: int, starts: Sequence[bool], width: int) -> bool:
    """Whether the first word of the next line would not have fitted on this one."""
    if index + 1 == len(lines):
        return False
    line, following = lines[index], lines[index + 1]
    if line.kind or following.kind or following.blank_before or starts[index + 1] or not following.text:
        return False
    word = following.text.split(None, 1)[0]
    length = line.indent + len(line.text)
    goes_on = line.text[-1] not in _STOPS and (following.text[0].islower() or (starts[index] and following.indent > 0))
    long = line.text[-1] not in _STOPS and length >= _ALMOST * width and len(following.text) >= _MOST * width
    return length + 1 + len(word) > width or long or (goes_on and length >= _MOST * width)


def _runs(lines: Sequence[Line], starts: Sequence[bool]) -> list[tuple[int, int]]:
    """Stretches of lines without a blank line, set kind or item start between them."""
    breaks = [
        i for i, line in enumerate(lines) if i == 0 or line.blank_before or line.kind or starts[i] or lines[i - 1].kind
    ]
    return list(zip(breaks, [*breaks[1:], len(lines)], strict=True))
