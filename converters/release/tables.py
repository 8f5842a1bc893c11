"""The release as tables: CSV (RFC 4180), the same as Parquet, and framed statements as lines of JSON.

Everything is read from the documents of the index, one statement at a time. `csv-metadata.json` is where a CSVW
processor looks for the description of a table (Model for Tabular Data, section 5.3).
"""

from __future__ import annotations

import csv
import json
import sqlite3
import zlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

from arro3.core import Array, ChunkedArray, DataType, Table, list_array
from arro3.io import write_parquet

from converters.framing import CONTEXT_PATH, Framer, Node
from converters.release.columns import SEPARATOR, TABLES, Column, TableOf, Value, describe_tables

LINES = "statements.ndjson"
METADATA = "csv-metadata.json"
BATCH = 50_000  # rows that become one piece of a Parquet file

_TYPES = {"integer": DataType.int64, "boolean": DataType.bool}


def write_tables(index: Path, folder: Path, base: str, licence: str) -> list[Path]:
    """Write `statements.ndjson`, each table as `.csv` and `.parquet`, and `csv-metadata.json` into `folder`.

    `index` is the release's index, `base` its base without a slash, `licence` an IRI. Returns the texts, which are
    worth packing.
    """
    database = sqlite3.connect(f"file:{index}?mode=ro&immutable=1", uri=True)
    with ExitStack() as stack:
        stack.callback(database.close)
        lines = stack.enter_context((folder / LINES).open("wb"))
        writers = {table.name: stack.enter_context(_TableFiles(table, folder)) for table in TABLES}
        for source in dict.fromkeys(table.source for table in TABLES):
            tables = [table for table in TABLES if table.source == source]
            for node in _read_nodes(database, source, base):
                if source == "statement":
                    lines.write(_line({"@context": f"{base}/{CONTEXT_PATH}", **node}))
                for table in tables:
                    for row in table.rows(node):
                        writers[table.name].add(row)
    (folder / METADATA).write_bytes(_line(describe_tables(licence), indent=1))
    return [folder / LINES, *(folder / f"{table.name}.csv" for table in TABLES)]


class _TableFiles:
    """The two files of one table, written as the rows come: lists as lists in Parquet, joined in CSV."""

    def __init__(self, table: TableOf, folder: Path) -> None:
        self._table, self._parquet = table, folder / f"{table.name}.parquet"
        self._file: IO[str] = (folder / f"{table.name}.csv").open("w", encoding="utf-8", newline="")
        self._csv = csv.writer(self._file)
        self._csv.writerow(column.name for column in table.columns)
        self._rows: list[list[Value]] = []
        self._pieces: list[list[Array]] = [[] for _ in table.columns]

    def __enter__(self) -> _TableFiles:
        return self

    def add(self, row: Mapping[str, Value]) -> None:
        """Write a row; a column that it lacks stays empty."""
        values = [row.get(column.name) for column in self._table.columns]
        self._csv.writerow([_cell(value) for value in values])
        self._rows.append(values)
        if len(self._rows) >= BATCH:
            self._take_rows()

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self._take_rows()
        names = [column.name for column in self._table.columns]
        columns: dict[str, Any] = dict(zip(names, map(ChunkedArray, self._pieces), strict=True))
        write_parquet(Table.from_pydict(columns), self._parquet, compression="zstd(9)", created_by="undersigned")

    def _take_rows(self) -> None:
        for number, column in enumerate(self._table.columns):
            self._pieces[number].append(_array([row[number] for row in self._rows], column))
        self._rows = []


def _array(values: list[Any], column: Column) -> Array:
    if not column.many:
        return Array(values, _TYPES.get(column.datatype, DataType.string)())
    ends = [0]
    for value in values:
        ends.append(ends[-1] + len(value))
    flat = [text for value in values for text in value]
    return list_array(Array(ends, DataType.int32()), Array(flat, DataType.string()))


def _read_nodes(database: sqlite3.Connection, source: str, base: str) -> Iterator[Node]:
    rows = database.execute("SELECT path, triples FROM document WHERE class = ? AND page = 1 ORDER BY path", (source,))
    for path, triples in rows:
        yield Framer(zlib.decompress(triples)).frame(f"{base}/id/{path}", source)


def _line(value: Mapping[str, Any], indent: int | None = None) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=indent) + "\n").encode()


def _cell(value: Value) -> str | int:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return SEPARATOR.join(value)
    return "" if value is None else value
