"""Lines that are headings by their looks: in capitals, or in bold throughout."""

from __future__ import annotations

from collections.abc import Sequence

from converters.read.content import Line
from converters.read.lists import mark_items
from converters.read.numerals import read_numeral

_WORDS = 12  # of a line that still is a heading
_LONG = 60  # characters of a line that is no name
_TITLES = 5  # so many lines from the start, one in capitals is taken for a title


def tell_kinds(lines: Sequence[Line]) -> list[Line]:
    """The lines with items, and headings that only their looks give away, told from paragraphs."""
    return mark_capitals(mark_bold(mark_items(lines)))


def mark_capitals(lines: Sequence[Line]) -> list[Line]:
    """Short lines in capitals become headings, where they stand at the start or lead to something longer.

    In a list of names such a line is an acronym and stays what it is; above the title it is a letter head.
    """
    title = next((i for i, line in enumerate(lines[:_TITLES]) if line.kind == "heading" and line.level == 1), 0)
    return [
        line._replace(kind="heading")
        if i >= title and line.kind is None and _is_capital(line.text) and _leads(lines, i)
        else line
        for i, line in enumerate(lines)
    ]


def _is_capital(text: str) -> bool:
    """Whether a line of a script with capitals has nothing else, and no full stop."""
    return text.isupper() and text[-1] not in ".,;" and len(text.split()) <= _WORDS and sum(map(str.isalpha, text)) > 3


def _leads(lines: Sequence[Line], index: int) -> bool:
    following = lines[index + 1] if index + 1 < len(lines) else None
    if following is not None and (following.kind == "item" or len(following.text) >= _LONG):
        return True
    return index < _TITLES and " " in lines[index].text


def mark_bold(lines: Sequence[Line]) -> list[Line]:
    """Short lines in bold on their own become headings where they end in a colon or lead to something longer."""
    return [
        line._replace(kind="heading") if line.bold and _is_bold_heading(lines, index) else line
        for index, line in enumerate(lines)
    ]


def _is_bold_heading(lines: Sequence[Line], index: int) -> bool:
    line, following = lines[index], lines[index + 1] if index + 1 < len(lines) else None
    if line.kind or following is None or len(line.text.split()) > _WORDS or line.text[-1] in ".,;،؛":
        return False
    alone = (index == 0 or line.blank_before) and (following.blank_before or following.kind)
    leads = line.text[-1] == ":" or following.kind or len(following.text) > len(line.text) + _LONG
    return bool(alone and leads) and read_numeral(line.text) is None
