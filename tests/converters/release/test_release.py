"""Writing a release: whole or not at all, the same bytes for the same input, and the gate before it."""

from __future__ import annotations

import dataclasses
import gzip
import hashlib
import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
import zstandard
from pyld import jsonld

from converters.errors import ReleaseError
from converters.manifest import Manifest, read_manifest
from converters.release import Content, Quarantined, Report, check_gate, verify_release, write_release
from data import DATA
from data.sources import Collection, load_collections

BASE = "https://data.example"
DATE = "2026-11-21"
COLLECTION = load_collections(DATA / "reference" / "sources.toml")["default"]
PREFIXES = f"""
@prefix s: <{BASE}/id/statement/> . @prefix o: <{BASE}/id/organisation/> . @prefix g: <{BASE}/graph/statement/> .
@prefix und: <https://w3id.org/undersigned/def#> . @prefix dcterms: <http://purl.org/dc/terms/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix schema: <https://schema.org/> .
"""


def read(text: str) -> list[ox.Quad]:
    return list(ox.parse(PREFIXES + text, ox.RdfFormat.TRIG))


def statement(name: str, title: str = "Open the river") -> list[ox.Quad]:
    return read(f"""g:{name} {{
        s:{name} a und:Statement, schema:CreativeWork ;
          dcterms:title "{title}"@en ; dcterms:issued "2024-03-01"^^xsd:date ;
          und:signature <{BASE}/id/statement/{name}/signature/1> ; und:signedBy o:river-watch .
        <{BASE}/id/statement/{name}/signature/1> a und:Signature ; und:signatory o:river-watch ;
          und:nameAsPrinted "River Watch – \\"RW\\"" ; und:position "01"^^xsd:integer .
    }}""")


SHARED = f"""<{BASE}/graph/organisation> {{ o:river-watch a und:Organisation ; skos:prefLabel "River Watch"@en }}
<{BASE}/graph/link> {{ o:river-watch a und:Organisation }}"""


def content(titles: dict[str, str] | None = None, **changes: object) -> Content:
    titles = {"a": "Open the river", "b": "Close the road"} if titles is None else titles
    whole = Content(
        statements=(statement(name, title) for name, title in titles.items()),
        shared=[read(SHARED)],
        texts=[("id/source/ab12", "Open the river.\n")],
        quarantined=[Quarantined("id/statement/c", "c.txt", ("no title",), statement("c"))],
        report=lambda: Report({"findings": 1}, b"# report\n", warnings=1),
    )
    return dataclasses.replace(whole, **changes)


def release(
    target: Path, made: Content | None = None, collection: Collection = COLLECTION, date: str = DATE
) -> Manifest:
    return write_release(made or content(), collection, base=BASE, date=date, target=target)


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file() and "store" not in path.relative_to(folder).parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def current(target: Path) -> str:
    return str((target / "current").readlink())


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("releases")
    release(target)
    return target


def test_release_holds_what_the_server_needs(target: Path):
    """All files of the contract are there, and `current` leads to them."""
    assert current(target) == DATE
    tables = ("statements", "signatures", "organisations", "demands", "provisions")
    plain = {f"dumps/undersigned{suffix}" for suffix in (".nq", ".trig", ".ttl", ".jsonld", ".nt", ".rdf")}
    plain |= {"dumps/statements.ndjson", *(f"dumps/{table}.csv" for table in tables)}
    dumps = plain | {f"{name}{packed}" for name in plain for packed in (".gz", ".zst")}
    dumps |= {"dumps/csv-metadata.json", "dumps/SHA256SUMS", *(f"dumps/{table}.parquet" for table in tables)}
    others = {"manifest.json", "context.jsonld", "report.json", "report.ttl", "sources/ab12.txt", "index.sqlite"}
    others |= {
        "void.ttl",
        "sitemap.xml",
        "sitemap-1.xml",
        *(f"feed/{n}" for n in ("stream.trig", "pages.json", "atom.xml")),
    }
    assert files(target / "current").keys() == dumps | others | {"quarantine/0001-c.json", "quarantine/0001-c.trig"}
    assert {path.name for path in target.iterdir()} == {DATE, "current", ".lock"}
    assert verify_release(target / "current") == []


def test_manifest_counts_what_the_store_answers(target: Path):
    """Counts, triples and quads are those of the store; the description itself is among them."""
    manifest = read_manifest(target / "current")
    store = ox.Store.read_only(str(target / "current" / "store"))
    asked = f"SELECT ?n {{ <{BASE}/id/dataset> <http://rdfs.org/ns/void#triples> ?n }}"
    said = store.query(asked, use_default_graph_as_union=True)
    assert manifest.quads == len(store)
    assert manifest.triples == len({str(quad.triple) for quad in store})
    assert manifest.quads == manifest.triples + 1  # one triple stands in two graphs
    assert [row["n"].value for row in said] == [str(manifest.triples)]
    assert manifest.counts["und:Statement"] == 2
    assert manifest.counts["und:Signature"] == 2
    assert manifest.counts["und:Organisation"] == 1
    assert manifest.graphs == 5
    assert manifest.previous == ""


def test_every_dump_holds_the_same(target: Path):
    """The formats with graphs hold the quads of the store, the others its triples; packed files unpack to the same."""
    store = ox.Store.read_only(str(target / "current" / "store"))
    dumps = target / "current" / "dumps"
    for suffix in (".nq", ".trig", ".jsonld"):
        assert {str(quad) for quad in ox.parse(path=dumps / f"undersigned{suffix}")} == set(map(str, store))
    for suffix in (".ttl", ".nt", ".rdf"):
        triples = [str(quad.triple) for quad in ox.parse(path=dumps / f"undersigned{suffix}")]
        assert len(triples) == read_manifest(target / "current").triples, "each once"
        assert set(triples) == {str(quad.triple) for quad in store}
    for packed in dumps.glob("*.gz"):
        assert gzip.decompress(packed.read_bytes()) == packed.with_suffix("").read_bytes()
        assert packed.read_bytes()[3:8] == b"\0\0\0\0\0", "no name and no time inside"
    for packed in dumps.glob("*.zst"):
        assert zstandard.decompress(packed.read_bytes()) == packed.with_suffix("").read_bytes()


def test_canonical_digest_is_that_of_the_standard(target: Path):
    """RDFC-1.0 by the engine, and by PyLD under its older name, gives the digest of the manifest."""
    text = (target / "current" / "dumps" / "undersigned.nq").read_bytes()
    dataset = ox.Dataset(ox.parse(text, ox.RdfFormat.N_QUADS))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    lines = sorted(f"{quad} .\n" for quad in dataset)
    by_pyld = jsonld.normalize(
        text.decode(), {"algorithm": "URDNA2015", "inputFormat": "application/n-quads", "format": "application/n-quads"}
    )
    expected = read_manifest(target / "current").rdfc
    assert hashlib.sha256("".join(lines).encode()).hexdigest() == expected
    assert hashlib.sha256(by_pyld.encode()).hexdigest() == expected


def test_text_that_xml_cannot_hold_leaves_out_only_that_dump(tmp_path: Path):
    """A control character fits into every format but RDF/XML; the manifest says which one is missing and why."""
    manifest = release(tmp_path, content({"a": "Open \\f the river", "b": "Write \\\\f for a form feed"}))
    assert list(manifest.left_out) == ["undersigned.rdf"]
    assert "a character that XML cannot" in manifest.left_out["undersigned.rdf"]
    assert not list((tmp_path / "current" / "dumps").glob("*.rdf*"))
    assert release(tmp_path, content({"b": "Write \\\\f for a form feed"})).left_out == {}


def test_nquads_are_sorted_and_in_the_stores_form(target: Path):
    """The lines are sorted, each once, and a literal is written as the store keeps it."""
    lines = (target / "current" / "dumps" / "undersigned.nq").read_bytes().splitlines()
    assert lines == sorted(set(lines))
    assert any(b'#position> "1"^^' in line for line in lines)


def test_files_have_the_size_and_digest_of_the_manifest(target: Path):
    """Each file but the manifest is listed, with type and compression."""
    manifest, present = read_manifest(target / "current"), files(target / "current")
    assert {entry.path for entry in manifest.files} == present.keys() - {"manifest.json"}
    for entry in manifest.files:
        assert (len(present[entry.path]), hashlib.sha256(present[entry.path]).hexdigest()) == (entry.size, entry.sha256)
    kinds = {entry.path: (entry.media_type, entry.compression) for entry in manifest.files}
    assert kinds["dumps/undersigned.ttl.gz"] == ("text/turtle", "application/gzip")
    assert kinds["context.jsonld"] == ("application/ld+json", "")
    assert kinds["sources/ab12.txt"] == ("text/plain;charset=utf-8", "")


def test_quarantined_statement_is_listed_and_not_published(target: Path):
    """What was kept out is in the quarantine with its graph and reasons, and nowhere in the data."""
    manifest = read_manifest(target / "current")
    assert [(entry.statement, entry.file, entry.reasons) for entry in manifest.quarantined] == [
        ("id/statement/c", "c.txt", ("no title",))
    ]
    folder = target / "current"
    assert json.loads((folder / "quarantine/0001-c.json").read_text())["findings"] == ["no title"]
    assert b"graph/statement/c" in (folder / "quarantine/0001-c.trig").read_bytes()
    assert b"statement/c" not in (folder / "dumps/undersigned.nq").read_bytes()


def test_release_says_whose_it_is_and_under_what(tmp_path: Path):
    """The dataset graph names title, publisher, contact and licence, as its settings have them."""
    ours = dataclasses.replace(
        COLLECTION, publisher="River Press", homepage="https://press.example/", contact="mailto:us@press.example"
    )
    manifest = release(tmp_path, collection=ours)
    text = (tmp_path / "current" / "dumps" / "undersigned.nq").read_text()
    dataset = [line for line in text.splitlines() if line.endswith(f"<{BASE}/graph/dataset> .")]
    for value in ('name> "River Press"', "homepage> <https://press.example/>", "hasEmail> <mailto:us@press.example>",
                  "license> <https://creativecommons.org/publicdomain/zero/1.0/>", f'version> "{DATE}"'):  # fmt: skip
        assert any(value in line for line in dataset), value
    assert manifest.publisher.name == "River Press"
    assert manifest.publisher.iri == f"{BASE}/id/publisher"


def test_same_input_gives_the_same_bytes(target: Path, tmp_path: Path):
    """A second build elsewhere, from the same quads in another order, has the same files and the same store dump."""
    shuffled = {"b": "Close the road", "a": "Open the river"}
    made = content(shuffled, statements=[random.Random(1).sample(q, len(q)) for q in content(shuffled).statements])
    release(tmp_path, made)
    assert files(tmp_path / "current") == files(target / "current")
    assert verify_release(tmp_path / "current") == []


def test_hash_seed_and_clock_change_nothing(target: Path, tmp_path: Path):
    """Built in other processes, under other hash seeds, on other days and in other years, the files are the same."""
    script = (
        "import sys, runpy, time; now = time.time; time.time = lambda: now() + 4e7 * len(sys.argv[2]);"
        "runpy.run_path(sys.argv[1])['release'](__import__('pathlib').Path(sys.argv[2]))"
    )
    for seed, zone in (("1", "<A>-14"), ("77", "<B>+11")):  # the dates of these two always differ
        folder = tmp_path / seed
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}
        subprocess.run([sys.executable, "-c", script, __file__, str(folder)], check=True, env=environment)
        assert files(folder / "current") == files(target / "current")


def test_same_content_and_date_keeps_the_release(tmp_path: Path):
    """A second run builds nothing and returns the manifest that is there."""
    first = release(tmp_path)
    built = (tmp_path / DATE / "manifest.json").stat().st_mtime_ns
    steps: list[str] = []
    again = write_release(content(), COLLECTION, base=BASE, date=DATE, target=tmp_path, on_step=steps.append)
    assert again == first
    assert (tmp_path / DATE / "manifest.json").stat().st_mtime_ns == built
    assert steps == ["collect"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", DATE, "current"]


@pytest.mark.parametrize(
    "changed",
    [
        {"made": content({"a": "Another title"})},
        {"made": content(texts=[])},
        {"made": content(report=lambda: Report({"findings": 2}, b"# report\n"))},
        {"collection": dataclasses.replace(COLLECTION, title="Another")},
    ],
    ids=["quads", "texts", "report", "settings"],
)
def test_other_content_of_the_same_date_gets_a_number(tmp_path: Path, changed: dict[str, object]):
    """The earlier release stays as it was; the new one follows it."""
    release(tmp_path)
    before = files(tmp_path / DATE)
    manifest = release(tmp_path, **changed)
    assert (manifest.version, manifest.previous) == (f"{DATE}-2", DATE)
    assert current(tmp_path) == f"{DATE}-2"
    assert files(tmp_path / DATE) == before
    assert release(tmp_path).version == f"{DATE}-3"
    assert release(tmp_path, date="2026-11-22").previous == f"{DATE}-3"


def test_crash_leaves_the_last_release_and_its_rest_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A run that ends before the last step changes nothing that is served; the next one clears up."""
    release(tmp_path)
    before = files(tmp_path / "current")

    def fail(*_: object) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as broken:
        broken.setattr("converters.release.write_index", fail)
        with pytest.raises(ReleaseError, match="no space left"):
            release(tmp_path, content({"a": "Another title"}))
    assert current(tmp_path) == DATE
    assert files(tmp_path / "current") == before
    left = tmp_path / ".tmp-of-a-killed-run"
    (left / "store").mkdir(parents=True)
    (left / "store" / "CURRENT").write_text("x")
    (tmp_path / ".tmp-current").symlink_to("nowhere")
    release(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", DATE, "current"]


def test_release_that_was_placed_but_not_made_current_is_taken_up(tmp_path: Path):
    """A crash between the last two steps is mended by the next run."""
    release(tmp_path, date="2026-11-20")
    release(tmp_path)
    (tmp_path / "current").unlink()
    (tmp_path / "current").symlink_to("2026-11-20")
    assert release(tmp_path).version == DATE
    assert current(tmp_path) == DATE


def test_damaged_release_is_not_kept(tmp_path: Path):
    """If a file of the last release is gone, the same content is built anew."""
    release(tmp_path)
    (tmp_path / DATE / "dumps" / "undersigned.ttl").unlink()
    assert release(tmp_path).version == f"{DATE}-2"


def test_second_writer_is_refused(tmp_path: Path):
    """Two runs into one directory do not disturb each other."""

    def statements() -> object:
        with pytest.raises(ReleaseError, match="another run"):
            release(tmp_path)
        yield statement("a")

    assert release(tmp_path, content(statements=statements())).version == DATE


def test_later_fields_may_be_filled_while_statements_pass(tmp_path: Path):
    """The pipeline learns of quarantined statements and texts only while the statements pass."""
    texts: list[tuple[str, str]] = []
    held: list[Quarantined] = []

    def statements() -> object:
        yield statement("a")
        texts.append(("id/source/cd34", "x"))
        held.append(Quarantined("id/statement/z", "z.txt", ("late",)))

    manifest = release(tmp_path, content(statements=statements(), texts=texts, quarantined=held))
    assert manifest.file("sources/cd34.txt") is not None
    assert manifest.quarantined[0].reasons == ("late",)


@pytest.mark.parametrize(
    ("quads", "message"),
    [
        (b"<https://a.example/s> <https://a.example/p> <https://a.example/o> .\n", "named graphs"),
        (b"_:b <https://a.example/p> <https://a.example/o> <https://a.example/g> .\n", "blank nodes"),
        (b"<https://a.example/s> <https://a.example/p> _:b <https://a.example/g> .\n", "blank nodes"),
        (b"no quads at all\n", "cannot be read"),
    ],
    ids=["default graph", "blank subject", "blank object", "not N-Quads"],
)
def test_quads_that_cannot_be_published_are_refused(tmp_path: Path, quads: bytes, message: str):
    """Each quad has a named graph and no blank node; a word that only looks like one is no matter."""
    with pytest.raises(ReleaseError, match=message):
        release(tmp_path, content(shared=[quads]))
    assert not (tmp_path / "current").exists()
    fine = b'<https://a.example/s> <https://a.example/p> "_:b <https://a.example/g> ." <https://a.example/g> .\n'
    assert release(tmp_path, content(shared=[fine])).quads > 0


@pytest.mark.parametrize("date", ["2026-11-31", "20261121", "today", "../x", ""])
def test_date_that_is_none_is_refused(tmp_path: Path, date: str):
    """The version becomes a directory's name, so the date must be one."""
    with pytest.raises(ReleaseError, match="date must be like"):
        release(tmp_path, date=date)


@pytest.mark.parametrize("path", ["id/source/..", "", "id/source/a b"], ids=["up", "empty", "space"])
def test_source_that_cannot_name_a_file_is_refused(tmp_path: Path, path: str):
    """A stored text never leaves its folder."""
    with pytest.raises(ReleaseError, match="cannot name a file"):
        release(tmp_path, content(texts=[(path, "x")]))


def test_gate_lets_a_full_release_pass():
    """As many as expected are enough."""
    check_gate(dataclasses.replace(COLLECTION, minimum_statements=2, minimum_signatures=3), 2, 3)


@pytest.mark.parametrize(
    ("statements", "signatures", "violations", "message"),
    [
        (1, 3, (), r"only 1 statements.*at least 2.*'default'"),
        (2, 2, (), r"only 2 signatures.*at least 3"),
        (2, 3, ("River Watch has no label",), r"1 violations in shared graphs.*River Watch has no label"),
    ],
    ids=["statements", "signatures", "shared graph"],
)
def test_gate_stops_what_is_short_or_wrong(statements: int, signatures: int, violations: tuple[str, ...], message: str):
    """The error says how many there are and how many were expected."""
    expecting = dataclasses.replace(COLLECTION, minimum_statements=2, minimum_signatures=3)
    with pytest.raises(ReleaseError, match=message):
        check_gate(expecting, statements, signatures, violations)


def test_failed_gate_leaves_the_last_release(tmp_path: Path):
    """A release that lost its statements, or broke a shared graph, does not replace the good one."""
    release(tmp_path)
    short = dataclasses.replace(COLLECTION, minimum_statements=3)
    with pytest.raises(ReleaseError, match="only 2 statements"):
        release(tmp_path, collection=short)
    broken = content(report=lambda: Report({}, b"", shared_violations=("bad",)))
    with pytest.raises(ReleaseError, match="shared graphs"):
        release(tmp_path, broken)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", DATE, "current"]
    assert current(tmp_path) == DATE
