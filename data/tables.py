"""Reading curated TOML and CSV files, with the file and the place in every complaint."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any


class ReferenceDataError(ValueError):
    """A curated file breaks its own rules; the message names the file, the place and what was expected."""

    def __init__(self, file: str, place: str, message: str) -> None:
        super().__init__(f"{file}, {place}: {message}")
        self.file, self.place, self.message = file, place, message


def read_toml(path: Path) -> dict[str, Any]:
    """The tables of a TOML file; raises ReferenceDataError with the line where it is not well-formed."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ReferenceDataError(path.name, "while reading", str(error)) from error


def read_csv(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a CSV file with their line numbers; its heading must be exactly `columns`."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != columns:
            raise ReferenceDataError(path.name, "line 1", f"expected the columns {','.join(columns)}")
        for row in reader:
            if None in row or None in row.values():
                raise ReferenceDataError(path.name, f"line {reader.line_num}", f"expected {len(columns)} values")
            yield reader.line_num, {key: value.strip() for key, value in row.items()}


def check_keys(table: dict[str, Any], required: Iterable[str], optional: Iterable[str], file: str, place: str) -> None:
    """Raise ReferenceDataError where a table lacks a required key or has one that nobody reads."""
    required, known = set(required), set(required) | set(optional)
    for key in sorted(required - table.keys()):
        raise ReferenceDataError(file, place, f"the key {key!r} is missing")
    for key in sorted(table.keys() - known):
        raise ReferenceDataError(file, place, f"the key {key!r} is not known; known are {', '.join(sorted(known))}")
