"""The tables: the same rows in CSV and Parquet, as their description has them, and as the graph has them."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from arro3.io import read_parquet

from converters.release.indexes import write_index
from converters.release.tables import METADATA, write_tables

BASE = "http://localhost:8000"
LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"
EXAMPLE = Path(__file__).parents[2] / "example.trig"
NAMES = ("statements", "signatures", "organisations", "demands", "provisions")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tables")
    quads = ox.parse(EXAMPLE.read_bytes(), ox.RdfFormat.TRIG)
    (folder / "example.nq").write_text("".join(sorted(f"{quad} .\n" for quad in quads)), encoding="utf-8")
    write_index(folder / "example.nq", folder / "index.sqlite", BASE)
    write_tables(folder / "index.sqlite", folder, BASE, LICENCE)
    return folder


def read_csv(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_rows(folder: Path, name: str) -> list[dict[str, Any]]:
    table = read_parquet(folder / f"{name}.parquet").read_all()
    columns = {column: table.column(column).to_pylist() for column in table.column_names}
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def describe(folder: Path, name: str) -> dict[str, Any]:
    group = json.loads((folder / METADATA).read_text(encoding="utf-8"))
    return next(dict(table["tableSchema"]) for table in group["tables"] if table["url"] == f"{name}.csv")


def test_signatures_stand_in_printed_order_with_statement_and_signatory(folder: Path) -> None:
    rows = [row for row in read_csv(folder, "signatures") if row["statement"].endswith("free-the-press")]
    assert [(row["position"], row["name_as_printed"], row["qualifier"], row["signatory_type"]) for row in rows] == [
        ("1", "Example Rights Network (ERN)", "", "Organisation"),
        ("2", "River Watch", "Freedonia", "Organisation"),
        ("3", "Jane Placeholder", "", "Person"),
    ]


def test_statement_counts_what_it_claims_and_what_is_printed(folder: Path) -> None:
    row = next(row for row in read_rows(folder, "statements") if row["id"].endswith("free-the-press"))
    assert (row["claimed_signatories"], row["printed_signatories"], row["demands"]) == (4, 3, 1)
    assert (row["title"], row["title_language"]) == ("Free the press <now> & always", "en")
    assert row["cites"] == [f"{BASE}/id/law/iccpr/art/19"]


@pytest.mark.parametrize("name", NAMES)
def test_parquet_and_csv_hold_the_same_rows(folder: Path, name: str) -> None:
    """An empty cell is null or an empty text, a list is joined by the separator that the description names."""

    def cell(value: object) -> str:
        if isinstance(value, bool):
            return str(value).lower()
        return "|".join(value) if isinstance(value, list) else "" if value is None else str(value)

    rows = read_csv(folder, name)
    assert rows, "the example has rows for every table"
    assert [{key: cell(value) for key, value in row.items()} for row in read_rows(folder, name)] == rows


@pytest.mark.parametrize("name", NAMES)
def test_description_fits_the_table(folder: Path, name: str) -> None:
    """Columns in their order, keys unique, values of their datatypes, references that lead to a row."""
    schema, rows = describe(folder, name), read_csv(folder, name)
    assert [column["name"] for column in schema["columns"]] == list(rows[0])
    assert len({row["id"] for row in rows}) == len(rows)
    forms = {"integer": r"-?\d+", "boolean": "true|false", "anyURI": r"https?://[^\s|]+"}
    for column in schema["columns"]:
        for row in rows:
            values = row[column["name"]].split("|") if "separator" in column else [row[column["name"]]]
            form = forms.get(column["datatype"], ".*")
            assert all(re.fullmatch(form, value) for value in values if value), (column["name"], values)
    for key in schema["foreignKeys"]:
        other = key["reference"]["resource"].removesuffix(".csv")
        assert {row[key["columnReference"]] for row in rows} <= {row["id"] for row in read_csv(folder, other)}


def test_values_stand_for_triples_of_the_release(folder: Path) -> None:
    """A column with a property and IRIs says what the graph says."""
    quads = {
        (quad.subject.value, quad.predicate.value, quad.object.value) for quad in ox.parse(path=folder / "example.nq")
    }
    checked = 0
    for name in NAMES:
        for column in describe(folder, name)["columns"]:
            if "propertyUrl" not in column or column["datatype"] != "anyURI":
                continue
            for row in read_csv(folder, name):
                for value in filter(None, row[column["name"]].split("|")):
                    assert (row["id"], column["propertyUrl"], value) in quads
                    checked += 1
    assert checked > 10


def test_same_index_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    write_tables(folder / "index.sqlite", tmp_path, BASE, LICENCE)
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (folder / path.name).read_bytes(), path.name
