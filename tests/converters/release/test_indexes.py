"""The index of a release, made from a small made-up release."""

from __future__ import annotations

import json
import sqlite3
import zlib
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from converters.normalise import fold_letters
from converters.release.documents import build_pages
from converters.release.indexes import write_index
from converters.release.subjects import QuadFile
from ontology import TERMS

BASE = "http://localhost:8000"
EXAMPLE = Path(__file__).parents[2] / "example.trig"
STATEMENT = "statement/2024-03-01-free-the-press"


@pytest.fixture(scope="module")
def quads_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("quads") / "example.nq"
    quads = ox.parse(EXAMPLE.read_bytes(), ox.RdfFormat.TRIG)
    path.write_text("".join(sorted(f"{quad} .\n" for quad in quads)), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def index(quads_path: Path) -> sqlite3.Connection:
    path = quads_path.with_name("index.sqlite")
    write_index(quads_path, path, BASE)
    return sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)


def read_view(index: sqlite3.Connection, path: str) -> dict[str, Any]:
    row = index.execute("SELECT view FROM document WHERE path = ? AND page = 1", (path,)).fetchone()
    return dict(json.loads(zlib.decompress(row[0])))


def read_triples(index: sqlite3.Connection, path: str) -> list[str]:
    row = index.execute("SELECT triples FROM document WHERE path = ? AND page = 1", (path,)).fetchone()
    return zlib.decompress(row[0]).decode().splitlines()


def test_same_quads_give_the_same_bytes(quads_path: Path, tmp_path: Path) -> None:
    for name in ("one.sqlite", "two.sqlite"):
        write_index(quads_path, tmp_path / name, BASE)
    assert (tmp_path / "one.sqlite").read_bytes() == (tmp_path / "two.sqlite").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.sqlite", "two.sqlite"]


def test_a_statement_document_holds_its_graphs_and_labels(index: sqlite3.Connection) -> None:
    lines = read_triples(index, STATEMENT)
    assert lines == sorted(set(lines))
    text = "\n".join(lines)
    assert f"<{BASE}/id/{STATEMENT}/signature/3> <{TERMS.nameAsPrinted}>" in text
    assert '"protected by "' in text
    assert (
        f'<{BASE}/id/organisation/river-watch> <http://www.w3.org/2004/02/skos/core#prefLabel> "River Watch"@en .'
        in text
    )
    assert f"<{BASE}/doc/{STATEMENT}> <http://xmlns.com/foaf/0.1/primaryTopic> <{BASE}/id/{STATEMENT}> ." in text
    assert "2023-06-10-nida/signature" not in text


def test_every_line_of_every_document_is_a_triple(index: sqlite3.Connection) -> None:
    for path, page, blob in index.execute("SELECT path, page, triples FROM document"):
        lines = zlib.decompress(blob)
        assert len(list(ox.parse(lines, ox.RdfFormat.N_TRIPLES))) == lines.count(b"\n"), (path, page)


def test_a_statement_view_has_evidence_beside_each_value(index: sqlite3.Connection) -> None:
    view = read_view(index, STATEMENT)
    assert (view["claimed"], view["printed"], view["language"]) == (4, 3, "ENG")
    (cited,) = view["cites"]
    assert cited["path"] == "law/iccpr/art/19"
    assert cited["evidence"][0]["exact"] == "Article 19 of the Covenant"
    assert cited["evidence"][0]["confidence"] == "0.62"
    assert view["evidence"]["issued"]["exact"] == "1 March 2024"
    (demand,) = view["demands"]
    assert demand["to"][0]["names"] == {"en": "Prosecutor of the Example Court"}
    assert view["addressees"][0]["office"][0]["names"] == {"en": "Prosecutor"}
    assert view["addressees"][0]["body"][0]["names"] == {"en": "Example Court"}
    assert view["sources"][0]["abridged"] is True
    assert [signature["printed"] for signature in view["signatures"]][-1] == "Jane Placeholder"


def test_an_organisation_view_lists_what_it_signed_newest_first(index: sqlite3.Connection) -> None:
    view = read_view(index, "organisation/example-rights-network")
    assert view["names"] == {"en": "Example Rights Network", "ar": "شبكة الحقوق"}
    assert [statement["date"] for statement in view["statements"]] == ["2024-03-01", "2023-06"]
    assert view["statements"][0]["roles"] == ["publisher", "signedBy"]
    assert view["statements"][1]["printed"][0]["printed"] == "شبكة الحقوق"
    assert view["statement_count"] == 2
    assert {(one["path"], one["count"]) for one in view["together"]} == {
        ("organisation/markaz-al-sahafa", 1),
        ("organisation/river-watch", 1),
        ("person/p-7k2f9q", 1),
    }


def test_an_addressee_view_counts_demands_by_year(index: sqlite3.Connection) -> None:
    view = read_view(index, "addressee/example-court/prosecutor")
    assert view["years"] == [["2024", 1]]
    assert view["demanded"] == 1
    assert view["statements"][0]["demands"][0]["names"] == {"en": "open an inquiry into the raids on newsrooms"}


def test_an_instrument_view_counts_citations_of_its_parts(index: sqlite3.Connection) -> None:
    view = read_view(index, "law/iccpr")
    assert view["statement_count"] == 2
    assert [(one["path"], one["count"]) for one in view["part_citations"]] == [
        ("law/iccpr/art/19", 1),
        ("law/iccpr/art/19/para/2", 1),
    ]


def test_a_demand_view_says_who_else_asked(index: sqlite3.Connection) -> None:
    view = read_view(index, "statement/2023-06-10-nida/demand/1")
    assert view["similar"][0]["path"] == f"{STATEMENT}/demand/1"
    assert view["statement"]["date"] == "2023-06"


def test_parts_merged_and_withdrawn_resources_are_told_apart(index: sqlite3.Connection) -> None:
    part = "SELECT document FROM part WHERE path = ?"
    assert index.execute(part, (f"{STATEMENT}/signature/2",)).fetchone() == (STATEMENT,)
    assert index.execute(part, ("annotation/2024-03-01-free-the-press/cites-1/quote",)).fetchone() == (STATEMENT,)
    assert index.execute("SELECT * FROM moved").fetchall() == [
        ("organisation/ern", "organisation/example-rights-network")
    ]
    gone = read_view(index, "statement/2022-01-01-withdrawn")
    assert (gone["class"], gone["names"], gone["when"]) == ("gone", {}, "2024-02-10T00:00:00Z")


@pytest.mark.parametrize(
    ("table", "query", "path"),
    [
        ("name", "pacte", "law/iccpr"),
        ("name", "NIDA", None),
        ("name", "نداء", "statement/2023-06-10-nida"),
        ("name", "Ern", "organisation/example-rights-network"),
        ("fragment", "صحافة", "organisation/markaz-al-sahafa"),
    ],
    ids=["French name", "slugs are no names", "Arabic title", "acronym", "word behind its article"],
)
def test_names_are_found_with_folded_letters(
    index: sqlite3.Connection, table: str, query: str, path: str | None
) -> None:
    sql = f"SELECT card FROM {table} JOIN item ON item.id = {table}.rowid WHERE {table} MATCH ?"
    found = {json.loads(row[0])["path"] for row in index.execute(sql, (fold_letters(query),))}
    assert (path in found) if path else not found


def test_filters_are_counted(index: sqlite3.Connection) -> None:
    rows = index.execute("SELECT name, value, count FROM facet WHERE class = 'statement'").fetchall()
    assert ("year", "2024", 1) in rows
    assert ("theme", "theme/press-freedom", 2) in rows
    assert ("language", "ARA", 1) in rows


def test_long_documents_are_cut_between_statements(quads_path: Path, tmp_path: Path) -> None:
    with QuadFile(quads_path, tmp_path / "staging", BASE) as quads:
        iri = f"{BASE}/id/organisation/example-rights-network"
        pages = list(build_pages(quads, iri, "organisation", page_size=2))
    assert [page.number for page in pages] == [1, 2]
    for page, slug in zip(pages, ("2024-03-01-free-the-press", "2023-06-10-nida"), strict=True):
        assert {entry.root for entry in page.entries} == {f"{BASE}/id/statement/{slug}"}
    assert any("hydra/core#next" in line for line in pages[0].triples)
    assert any("?page=2" in line and "primaryTopic" in line for line in pages[1].triples)
