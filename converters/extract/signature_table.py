"""Tables of signatories: which column holds names, which countries, short forms or something else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from converters.extract.layout import has_organisation_word, word_count
from converters.extract.names import is_acronym, is_country
from converters.extract.signing import is_signed_mark, on_behalf_end, opens_title, signed_mark
from converters.extract.vocabulary import is_listed
from converters.model import Block, Span
from data.languages import Language

_MARKER = re.compile(r"(?:\d{1,4}[.)\-]|[•*·–-])\s+")
_BARE_NUMBER = re.compile(r"\d{1,3}\s+(?=[^\W\d_])")  # of a row, its cell joined to the next
_BRACKET = re.compile(r"[(\[]([^()\[\]]{2,20})[)\]]")
_COLUMN_KEYS = ("name_columns", "country_columns", "acronym_columns", "other_columns")
_REPEATED = 0.6
_TITLE_WORDS = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """One printed name of a list, with what the list itself says beside it."""

    span: Span
    country: str | None = None
    acronym: str | None = None
    qualifier: str | None = None
    person: bool | None = None


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a cell, at `start` in its block's text."""

    text: str
    start: int


_Row = list[list[_Line]]


def is_heading_row(block: Block, languages: tuple[Language, ...]) -> bool:
    """Whether a row names the columns of a table of signatories, one of them that of the names."""
    if block.kind != "row":
        return False
    roles = [_role_of_heading(cell, languages) for cell, _ in _cell_texts(block) if cell.strip()]
    return len(roles) > 1 and None not in roles and "name_columns" in roles


def is_signed_row(block: Block, languages: tuple[Language, ...]) -> bool:
    """Whether each cell of a row is a printed signature: a mark such as "(signed)" with a name behind or below it."""
    cells = [cell.strip() for cell, _ in _cell_texts(block) if cell.strip()] if block.kind == "row" else []
    return bool(cells) and all(0 < signed_mark(cell, languages) < len(cell) for cell in cells)


def read_table(rows: Sequence[Block], languages: tuple[Language, ...]) -> list[Entry]:
    """The names of a table, in printed order, each with its country and short form where columns give them."""
    numbered = sum(_BARE_NUMBER.match(block.text) is not None for block in rows) * 2 > len(rows)
    grid = [_cells(block, numbered=numbered) for block in rows]
    roles = _headed_roles(rows, languages) or _guessed_roles(grid, languages)
    entries: list[Entry] = []
    above: dict[int, int] = {}
    country: str | None = None
    columns: dict[int, str] = {}
    below_marks = False
    for block, row in zip(rows, grid, strict=True):
        filled = [lines for lines in row if lines]
        if filled and all(is_signed_mark(lines[0].text, languages) for lines in filled) and len(filled[0]) == 1:
            below_marks = True
        elif below_marks:
            below_marks = False
            entries += [replace(entry, person=True) for _, entry, _ in _row_entries(block, row, (), None, languages)]
        elif all(_is_title(lines[0].text, languages) for lines in filled):
            continue
        elif is_signed_row(block, languages):
            entries += _signed(block, row, languages)
        elif len(filled) > 1 and all(is_country(lines[0].text, languages) for lines in filled):
            columns = {i: lines[0].text for i, lines in enumerate(row) if lines}
        elif len(filled) == 1 and (len(row) > 1 or len(roles) > 1) and _is_heading_line(filled[0], languages):
            country = filled[0][0].text if is_country(filled[0][0].text, languages) else None
        elif not all(_role_of_heading(lines[0].text, languages) for lines in filled):
            for column, entry, text in _row_entries(block, row, roles, country, languages):
                bracket = _BRACKET.fullmatch(text)
                if bracket and column in above:
                    entries[above[column]] = replace(entries[above[column]], acronym=bracket[1])
                    continue
                above[column] = len(entries)
                entries.append(replace(entry, country=entry.country or columns.get(column)))
    return entries


def _signed(block: Block, row: _Row, languages: tuple[Language, ...]) -> Iterator[Entry]:
    """The person of each cell of printed signatures, with the title below; the mark stands above or before the name."""
    for lines in row:
        lines = [line for line in lines if signed_mark(line.text, languages) < len(line.text)]
        if lines:
            mark = signed_mark(lines[0].text, languages)
            start = block.span.start + lines[0].start
            title = ", ".join(line.text for line in lines[1:]) or None
            yield Entry(Span(start + mark, start + len(lines[0].text)), qualifier=title, person=True)


def _is_title(text: str, languages: tuple[Language, ...]) -> bool:
    """Whether a cell holds nothing but a title ("General Secretary")."""
    short = word_count(text) <= _TITLE_WORDS and not has_organisation_word(text, languages)
    return short and opens_title(text, languages)


def _is_heading_line(lines: Sequence[_Line], languages: tuple[Language, ...]) -> bool:
    """Whether a row holds nothing but a country or a sort of signatory ("Asia and the Pacific")."""
    text = lines[0].text if len(lines) == 1 else ""
    return is_country(text, languages) or is_listed(text, languages, "signatories", "groups", "person_groups")


def _cells(block: Block, *, numbered: bool) -> _Row:
    row: _Row = []
    for cell, start in _cell_texts(block):
        lines = []
        for line in cell.split("\n"):
            marker = _MARKER.match(line) or (_BARE_NUMBER.match(line) if numbered else None)
            skip = marker.end() if marker else len(line) - len(line.lstrip())
            if line[skip:].strip():
                lines.append(_Line(line[skip:].strip(), start + skip))
            start += len(line) + 1
        row.append(lines)
    return row


def _cell_texts(block: Block) -> Iterator[tuple[str, int]]:
    """The text of each cell and where it starts in its row, empty cells too where tabs set them apart."""
    at = 0
    if block.cells and "\t" not in block.text:
        for span in block.cells:
            start = span.start - block.span.start
            yield block.text[start : span.end - block.span.start], start
        return
    for cell in block.text.split("\t"):
        yield cell, at
        at += len(cell) + 1


def _role_of_heading(text: str, languages: tuple[Language, ...]) -> str | None:
    return next((key for key in _COLUMN_KEYS if is_listed(text, languages, "signatories", key)), None)


def _headed_roles(rows: Sequence[Block], languages: tuple[Language, ...]) -> list[str] | None:
    """The columns' roles by their headings; only the first column of names holds the signatories."""
    heads = [cell for cell, _ in _cell_texts(rows[0])] if is_heading_row(rows[0], languages) else None
    cells = heads or (rows[0].column or "").split("\t")
    roles = [_role_of_heading(cell, languages) for cell in cells]
    if len(roles) < 2 or not any(roles):
        return None
    named = [i for i, role in enumerate(roles) if role == "name_columns"] or [
        i for i, role in enumerate(roles) if role is None
    ]
    if not named:
        return None
    titled = any(is_listed(cell, languages, "signatories", "title_columns") for cell in cells)
    kept = named if titled and len(named) == 2 else named[:1]  # who signs in an office signs for the body beside it
    return ["name_columns" if i in kept else (role or "other_columns") for i, role in enumerate(roles)]


def _guessed_roles(grid: Sequence[_Row], languages: tuple[Language, ...]) -> list[str]:
    """The columns' roles by what stands in them: countries, short forms and numbers told from names."""
    width = max(len(row) for row in grid)
    columns = [[row[i] for row in grid if i < len(row) and row[i]] for i in range(width)]
    many = [any(len(lines) > 1 for lines in column) for column in columns]
    roles = [_guess(column, grouped=not many[i] and any(many), languages=languages) for i, column in enumerate(columns)]
    bodies = [sum(has_organisation_word(line.text, languages) for c in column for line in c) for column in columns]
    for i, column in enumerate(columns):
        if not bodies[i] and max(bodies) * 2 > len(column) and all(word_count(c[0].text) <= 2 for c in column):
            roles[i] = "country_columns" if roles[i] == "name_columns" else roles[i]  # seats beside bodies
    return roles if "name_columns" in roles else ["name_columns"] * width


def _guess(column: Sequence[list[_Line]], *, grouped: bool, languages: tuple[Language, ...]) -> str:
    texts = [line.text for lines in column for line in lines]
    if not texts or all(text.strip(" .").isdigit() for text in texts):
        return "other_columns"
    if all(is_country(text, languages) for text in texts):
        return "country_columns"
    bodies = sum(has_organisation_word(text, languages) for text in texts)
    short = all(word_count(text) <= 3 for text in texts) and bodies * 3 <= len(texts)
    if short and (grouped or (len(texts) >= 4 and len(set(texts)) <= _REPEATED * len(texts))):
        return "country_columns"
    if all(is_acronym(text) for text in texts) and len(texts) > 1:
        return "acronym_columns"
    return "name_columns"


def _row_entries(
    block: Block, row: _Row, roles: Sequence[str], country: str | None, languages: tuple[Language, ...]
) -> Iterator[tuple[int, Entry, str]]:
    """The names in a row, each with its column and text; a short form alone belongs to the name above it."""
    beside: dict[str, str] = {}
    names: list[tuple[int, _Line]] = []
    for column, (lines, role) in enumerate(zip(row, [*roles, *["name_columns"] * len(row)], strict=False)):
        if role == "name_columns":
            names += ((column, line) for line in lines if any(map(str.isalnum, line.text)))
        elif lines:
            beside.setdefault(role, " ".join(line.text for line in lines))
    for column, line in names:
        if len(names) > 1 and is_listed(line.text, languages, "signatories", "groups"):
            continue
        if is_country(line.text, languages) and "country_columns" not in beside and len(names) > 1:
            beside["country_columns"] = line.text
            continue
        start = block.span.start + line.start
        whom = on_behalf_end(line.text, languages[0])
        span = Span(start + whom, start + len(line.text))
        acronym = beside.get("acronym_columns") if len(names) == 1 else None
        yield (
            column,
            Entry(span, beside.get("country_columns", country), acronym, beside.get("other_columns")),
            line.text,
        )
