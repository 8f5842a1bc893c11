"""The stream of changes: what is in it, what never changes, and what leaves it; the Atom feed and the sitemaps."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest

from converters.manifest import Manifest
from converters.release import Content, Report, stream, verify_release, write_release
from converters.release.recall import recall_releases
from converters.release.sitemap import write_sitemap
from converters.release.stream import Stream, read_stream
from data import DATA
from data.sources import load_collections
from ontology import AS, DCTERMS, LDES, RDF, TREE

BASE = "https://data.example"
COLLECTION = load_collections(DATA / "reference" / "sources.toml")["default"]
PREFIXES = f"""
@prefix s: <{BASE}/id/statement/> . @prefix o: <{BASE}/id/organisation/> . @prefix p: <{BASE}/id/person/> .
@prefix g: <{BASE}/graph/> . @prefix und: <https://w3id.org/undersigned/def#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix as: <https://www.w3.org/ns/activitystreams#> .
"""
GRAVE = "p:p-1 a as:Tombstone ."


def read(text: str) -> list[ox.Quad]:
    return list(ox.parse(PREFIXES + text, ox.RdfFormat.TRIG))


def statement(name: str, version: int, title: str, signer: str = "o:river-watch") -> list[ox.Quad]:
    return read(f"""<{BASE}/graph/statement/{name}> {{ s:{name} a und:Statement ; dcterms:title "{title}"@en ;
      und:signedBy {signer} ; dcat:version "{version}" ;
      dcat:hasCurrentVersion <{BASE}/id/statement/{name}/v/{version}> }}
      <{BASE}/graph/evidence/{name}> {{ <{BASE}/id/annotation/{name}/title> dcterms:description "line 1" }}""")


SHARED = """g:organisation { o:river-watch a und:Organisation ; skos:prefLabel "River Watch"@en ;
  und:memberOfCoalition o:coalition . o:coalition a und:Organisation ; skos:prefLabel "Water Coalition"@en }
  g:person { p:p-1 a und:Person ; skos:prefLabel "Mila Ostrander" }"""


def publish(
    target: Path, date: str, statements: list[list[ox.Quad]], shared: str = SHARED, graves: str = "", base: str = BASE
) -> Manifest:
    parts = [read(shared)] + ([read(f"g:tombstone {{ {graves} }}")] if graves else [])
    content = Content(statements, parts, (), (), lambda: Report({}, b""))
    return write_release(content, COLLECTION, base=base, date=date, target=target)


def pages(target: Path, version: str) -> Stream:
    return read_stream(target / version)


def members(found: Stream) -> list[str]:
    return [member.iri.removeprefix(f"{BASE}/id/statement/") for member in found.members]


def quads(path: Path) -> list[ox.Quad]:
    return list(ox.parse(path=path, format=ox.RdfFormat.TRIG))


def feed_text(target: Path, version: str) -> str:
    return "".join(path.read_text() for path in sorted((target / version / "feed").iterdir()))


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages that hold two members."""
    monkeypatch.setattr(stream, "PAGE_QUADS", 20)


FIRST = [statement(name, 1, f"Title {name}") for name in "abc"]


def test_member_is_a_version_whole_in_the_graph_of_its_own_name(tmp_path: Path) -> None:
    """The statement, its evidence, and what it names; beside it, of what it is a version and since when."""
    publish(tmp_path, "2026-11-20", FIRST)
    assert members(pages(tmp_path, "2026-11-20")) == ["a/v/1", "b/v/1", "c/v/1"]
    (page,) = pages(tmp_path, "2026-11-20").pages
    found = quads(tmp_path / "2026-11-20" / "feed" / page.name)
    graph = ox.NamedNode(f"{BASE}/id/statement/a/v/1")
    held = {q.subject.value.removeprefix(f"{BASE}/id/") for q in found if q.graph_name == graph}
    assert held == {"statement/a", "annotation/a/title", "organisation/river-watch", "organisation/coalition"}
    star = [q for q in found if q.subject == graph and q.graph_name == ox.DefaultGraph()]
    said = {q.predicate.value: q.object.value for q in star}
    assert said[str(DCTERMS.isVersionOf)] == f"{BASE}/id/statement/a"
    assert said[str(DCTERMS.created)] == "2026-11-20T00:00:00Z"


@pytest.mark.usefixtures("small")
def test_entry_tells_the_truth_of_all_pages(tmp_path: Path) -> None:
    """One view, which is the entry itself; bounds that hold for every member; each page has exactly one address."""
    publish(tmp_path, "2026-11-20", FIRST)
    publish(tmp_path, "2026-11-21", [*FIRST[:2], statement("c", 2, "Other"), statement("d", 1, "New")])
    root = quads(tmp_path / "2026-11-21" / "feed" / "stream.trig")
    views = [q.object.value for q in root if q.predicate.value == str(TREE.view)]
    assert views == [f"{BASE}/feed/stream.trig"]
    relations = {q.object for q in root if q.predicate.value == str(TREE.relation)}
    held = 0
    for relation in relations:
        facts = {q.predicate.value: q.object.value for q in root if q.subject == relation}
        assert facts[str(TREE.path)] == str(DCTERMS.created)
        page = tmp_path / "2026-11-21" / "feed" / facts[str(TREE.node)].removeprefix(f"{BASE}/feed/")
        times = [q.object.value for q in quads(page) if q.predicate.value == str(DCTERMS.created)]
        bound = facts[str(TREE.value)]
        at_least = facts[str(RDF.type)] == str(TREE.GreaterThanOrEqualToRelation)
        assert times
        assert all(time >= bound if at_least else time <= bound for time in times)
        held += len(times) if at_least else 0
    assert held == len(pages(tmp_path, "2026-11-21").members) == 5


@pytest.mark.usefixtures("small")
def test_only_closed_pages_are_called_immutable_and_they_never_change(tmp_path: Path) -> None:
    publish(tmp_path, "2026-11-20", FIRST)
    publish(tmp_path, "2026-11-21", [*FIRST[:2], statement("c", 2, "Other"), statement("d", 1, "New")])
    before, after = pages(tmp_path, "2026-11-20"), pages(tmp_path, "2026-11-21")
    assert [page.closed for page in before.pages] == [True, False]
    assert members(after) == ["a/v/1", "b/v/1", "c/v/1", "c/v/2", "d/v/1"]
    assert [page.name for page in after.pages][:2] == [page.name for page in before.pages]
    for found, version in ((before, "2026-11-20"), (after, "2026-11-21")):
        for page in found.pages:
            said = quads(tmp_path / version / "feed" / page.name)
            assert any(q.predicate.value == str(LDES.immutable) for q in said) == page.closed
    closed = before.pages[0].name
    both = [(tmp_path / version / "feed" / closed).read_bytes() for version in ("2026-11-20", "2026-11-21")]
    assert both[0] == both[1]


def test_release_without_changes_adds_no_member(tmp_path: Path) -> None:
    publish(tmp_path, "2026-11-20", FIRST)
    publish(tmp_path, "2026-11-21", FIRST)
    assert pages(tmp_path, "2026-11-21") == pages(tmp_path, "2026-11-20")


def test_members_are_never_older_than_the_last(tmp_path: Path) -> None:
    """Also where a release is dated before the one it follows; later ones of a day are a minute later."""
    publish(tmp_path, "2026-11-20", FIRST)
    publish(tmp_path, "2026-11-20", [*FIRST, statement("d", 1, "New")])
    publish(tmp_path, "2026-11-19", [*FIRST, statement("d", 2, "Newer")])
    assert [m.created for m in pages(tmp_path, "2026-11-19").members][-2:] == ["2026-11-20T00:01:00Z"] * 2


@pytest.mark.usefixtures("small")
def test_same_releases_give_the_same_stream(tmp_path: Path) -> None:
    for folder in ("x", "y"):
        publish(tmp_path / folder, "2026-11-20", FIRST)
        publish(tmp_path / folder, "2026-11-21", FIRST[1:])
    assert feed_text(tmp_path / "x", "2026-11-21") == feed_text(tmp_path / "y", "2026-11-21")
    names = {path.name for path in (tmp_path / "x" / "2026-11-21").iterdir()}
    assert {"feed", "sitemap.xml", "sitemap-1.xml"} <= names
    assert verify_release(tmp_path / "x" / "2026-11-21") == []


@pytest.mark.usefixtures("small")
def test_statement_that_ends_leaves_the_stream_and_is_said_to_have_ended(tmp_path: Path) -> None:
    """The closed page that held it is replaced under another address; its words stand nowhere any more."""
    publish(tmp_path, "2026-11-20", FIRST)
    publish(tmp_path, "2026-11-21", FIRST[1:], graves="s:a a as:Tombstone .")
    before, after = pages(tmp_path, "2026-11-20"), pages(tmp_path, "2026-11-21")
    assert after.gone == (before.pages[0].name,)
    assert before.pages[0].name not in {page.name for page in after.pages}
    assert members(after) == ["b/v/1", "c/v/1", "a#ended-2026-11-21"]
    assert "Title a" not in feed_text(tmp_path, "2026-11-21")
    ended = [q for page in after.pages for q in quads(tmp_path / "2026-11-21" / "feed" / page.name)]
    assert any(q.object.value == str(AS.Delete) and q.subject.value.endswith("#ended-2026-11-21") for q in ended)
    publish(tmp_path, "2026-11-22", FIRST[1:], graves="s:a a as:Tombstone .")
    assert pages(tmp_path, "2026-11-22") == after


def test_statement_that_comes_back_is_a_member_again(tmp_path: Path) -> None:
    publish(tmp_path, "2026-11-20", FIRST)
    publish(tmp_path, "2026-11-21", FIRST[1:])
    publish(tmp_path, "2026-11-22", FIRST)
    assert members(pages(tmp_path, "2026-11-22")) == ["b/v/1", "c/v/1", "a#ended-2026-11-21", "a/v/1"]


@pytest.mark.usefixtures("small")
def test_withheld_name_leaves_all_versions(tmp_path: Path) -> None:
    """Earlier wordings of all statements go, since any may hold the name; the current ones stay."""
    signed = [statement("a", 1, "By Mila Ostrander", "p:p-1"), statement("b", 1, "Of Mila Ostrander"), FIRST[2]]
    publish(tmp_path, "2026-11-20", signed)
    masked = [statement("a", 2, "By ████", "p:p-1"), statement("b", 2, "Of ████"), FIRST[2]]
    publish(tmp_path, "2026-11-21", masked, shared=SHARED.partition("g:person")[0], graves=GRAVE)
    assert members(pages(tmp_path, "2026-11-21")) == ["c/v/1", "a/v/2", "b/v/2"]
    assert "Ostrander" not in feed_text(tmp_path, "2026-11-21")


@pytest.mark.usefixtures("small")
def test_withheld_name_beside_a_statement_that_did_not_change(tmp_path: Path) -> None:
    """The signer's coalition is withheld: the version stays the same, but is written anew without it."""
    publish(tmp_path, "2026-11-20", FIRST)
    shared = 'g:organisation { o:river-watch a und:Organisation ; skos:prefLabel "River Watch"@en }'
    publish(tmp_path, "2026-11-21", FIRST, shared=shared, graves="o:coalition a as:Tombstone .")
    after = pages(tmp_path, "2026-11-21")
    assert members(after) == ["a/v/1", "b/v/1", "c/v/1"]
    assert len(after.gone) == 2
    assert {member.created for member in after.members} == {"2026-11-21T00:00:00Z"}
    assert "Water Coalition" not in feed_text(tmp_path, "2026-11-21")


def test_release_whose_stream_alone_holds_a_withheld_name_is_taken_back(tmp_path: Path) -> None:
    """Its own quads no longer name the person, but an earlier version in its stream does."""
    publish(tmp_path, "2026-11-20", [statement("a", 1, "T", "p:p-1")])
    nobody = SHARED.partition("g:person")[0]
    for day in ("21", "22"):
        publish(tmp_path, f"2026-11-{day}", [statement("a", 2, "T")], shared=nobody, graves=GRAVE * (day == "22"))
    assert recall_releases(tmp_path, {"id/person/p-1"}, "2026-11-22") == ["2026-11-20", "2026-11-21"]


def test_another_base_begins_another_stream(tmp_path: Path) -> None:
    publish(tmp_path, "2026-11-20", FIRST)
    publish(tmp_path, "2026-11-21", FIRST, base="https://other.example")
    assert pages(tmp_path, "2026-11-21").members == ()


def test_feed_readers_get_titles_and_ends(tmp_path: Path) -> None:
    publish(tmp_path, "2026-11-20", [statement("a", 1, "T"), statement("b", 1, "<b>\\u0007Ring</b>")])
    publish(tmp_path, "2026-11-21", [statement("b", 1, "<b>\\u0007Ring</b>")])
    atom = ElementTree.parse(tmp_path / "2026-11-21" / "feed" / "atom.xml").getroot()
    space = {"a": "http://www.w3.org/2005/Atom", "at": "http://purl.org/atompub/tombstones/1.0"}
    (entry,) = atom.findall("a:entry", space)
    assert entry.findtext("a:title", namespaces=space) == "<b>Ring</b>"
    assert [end.get("ref") for end in atom.findall("at:deleted-entry", space)] == [f"{BASE}/id/statement/a"]


def test_sitemaps_hold_every_page_once_and_nothing_that_is_gone(tmp_path: Path) -> None:
    publish(tmp_path, "2026-11-20", FIRST)
    publish(tmp_path, "2026-11-21", FIRST[1:], graves="s:a a as:Tombstone .")
    release = tmp_path / "2026-11-21"
    write_sitemap(release, release / "index.sqlite", BASE, "2026-11-21", most=3)
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    parts = [loc.text or "" for loc in ElementTree.parse(release / "sitemap.xml").iterfind(".//s:loc", space)]
    entries: dict[str, str] = {}
    for part in parts:
        found = ElementTree.parse(release / part.removeprefix(f"{BASE}/")).findall("s:url", space)
        assert 1 <= len(found) <= 3
        for url in found:
            address = url.findtext("s:loc", "", space)
            assert address not in entries
            entries[address] = url.findtext("s:lastmod", "", space)
    assert entries[f"{BASE}/doc/statement/b"] == "2026-11-20"
    assert entries[f"{BASE}/doc/organisation/river-watch"] == "2026-11-21"
    assert f"{BASE}/doc/statement/a" not in entries


def test_index_keeps_when_each_statement_changed(tmp_path: Path) -> None:
    publish(tmp_path, "2026-11-20", FIRST)
    publish(tmp_path, "2026-11-21", [statement("b", 2, "Other"), FIRST[2]])
    index = sqlite3.connect(tmp_path / "2026-11-21" / "index.sqlite")
    rows = index.execute("SELECT path, substr(datestamp, 1, 10), gone FROM record ORDER BY path").fetchall()
    index.close()
    days = [("a", "2026-11-21", 1), ("b", "2026-11-21", 0), ("c", "2026-11-20", 0)]
    assert rows == [(f"statement/{name}", day, gone) for name, day, gone in days]
