"""What harvesters read: catalogue, VoID, example queries, contexts; each true of the files and of the store."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from pyld import jsonld
from pyshacl import validate
from rdflib import DCTERMS, RDF, SH, Graph, Literal, URIRef
from starlette.testclient import TestClient

from converters.manifest import read_manifest
from converters.release import Content, Report, write_release
from data import DATA
from data.authority import load_authority
from data.sources import load_collections
from ontology import DCAT, DQV, EU_AUTHORITY, FOAF, PREFIXES, SPDX, VOID

BASE = "http://localhost:8000"
ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "tests" / "example.trig"
SHAPES = ROOT.parent / "shared" / "standards" / "dcat-ap-3.0.1-SHACL.ttl"
COLLECTION = replace(
    load_collections(DATA / "reference" / "sources.toml")["embedded"],
    minimum_statements=2,
    homepage="https://press.example/",
    contact="mailto:data@press.example",
)
FORMATS = {"ttl": "text/turtle", "jsonld": "application/ld+json", "nt": "application/n-triples"}
FORMATS["rdf"] = "application/rdf+xml"


def read_quads(*without: str) -> list[ox.Quad]:
    """The example's quads but its own description, and those of subjects whose IRI ends so."""
    quads = ox.parse(EXAMPLE.read_bytes(), ox.RdfFormat.TRIG)
    kept = [quad for quad in quads if not quad.graph_name.value.endswith("/graph/dataset")]
    return [quad for quad in kept if not quad.subject.value.endswith(without)] if without else kept


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two releases of the example, the second with an organisation's other names more."""
    folder = tmp_path_factory.mktemp("releases")
    for date, quads in (("2026-11-20", read_quads("/river-watch")), ("2026-11-21", read_quads())):
        content = Content([], [quads], [], [], lambda: Report({}, b""))
        write_release(content, COLLECTION, base=BASE, date=date, target=folder)
    return folder


@pytest.fixture(scope="module")
def site(folder: Path, open_pages: Callable[..., TestClient]) -> Iterator[TestClient]:
    """A client of the newer release."""
    with open_pages(release=folder) as client:
        yield client


def expand(name: str) -> str:
    """A compact IRI as a whole one."""
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local if prefix in PREFIXES else name


def read_graph(site: TestClient, path: str) -> Graph:
    answer = site.get(path)
    assert answer.status_code == 200, answer.text
    return Graph(bind_namespaces="none").parse(data=answer.content, format="turtle")


@pytest.fixture(scope="module")
def catalogue(site: TestClient) -> Graph:
    return read_graph(site, "/catalog.ttl")


@pytest.mark.parametrize("name", ["catalog", "void", "queries", "queries/01-signed-together"])
def test_each_description_is_the_same_in_every_format(site: TestClient, name: str) -> None:
    """By suffix and by Accept, with Content-Location; a browser is led to a page."""
    graphs = set()
    for suffix, media_type in FORMATS.items():
        answer = site.get(f"/{name}.{suffix}")
        assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)
        asked = site.get(f"/{name}", headers={"Accept": media_type})
        assert asked.content == answer.content
        assert asked.headers["content-location"] == f"/{name}.{suffix}"
        assert "Accept" in asked.headers["vary"].split(", ")
        assert (
            site.get(f"/{name}", headers={"Accept": media_type, "If-None-Match": asked.headers["etag"]}).status_code
            == 304
        )
        syntax = ox.RdfFormat.from_media_type(media_type)
        graphs.add(frozenset(str(quad.triple) for quad in ox.parse(answer.content, syntax)))
    assert len(graphs) == 1
    page = site.get(f"/{name}", headers={"Accept": "text/html,*/*;q=0.8"})
    assert page.status_code == 303
    assert site.get(page.headers["location"], headers={"Accept": "text/html"}).status_code == 200
    assert site.get(f"/{name}").headers["content-type"] == "text/turtle"
    assert site.get(f"/{name}.csv").status_code == 404


@pytest.fixture(scope="module")
def shapes() -> Graph:
    """The shapes of DCAT-AP 3.0.1 but the two property shapes that have no path, which cannot be run."""
    if not SHAPES.is_file():
        pytest.skip("the DCAT-AP shapes are not beside this checkout")
    shapes = Graph().parse(SHAPES, format="turtle")
    pathless = [shape for shape in set(shapes.objects(None, SH.property)) if (shape, SH.path, None) not in shapes]
    assert len(pathless) == 2
    for shape in pathless:
        shapes.remove((None, SH.property, shape))
        shapes.remove((shape, None, None))
    return shapes


def test_catalogue_passes_the_shapes_of_dcat_ap(catalogue: Graph, shapes: Graph) -> None:
    """No violation, and each class that the profile makes demands on occurs."""
    conforms, _, text = validate(catalogue, shacl_graph=shapes)
    assert conforms, text
    looked = {kind for kind in shapes.objects(None, SH.targetClass) if (None, RDF.type, kind) in catalogue}
    needed = (DCAT.Catalog, DCAT.Dataset, DCAT.Distribution, DCAT.DataService, DCAT.DatasetSeries, DCAT.CatalogRecord)
    assert {*needed, SPDX.Checksum, FOAF.Agent} <= looked


def test_catalogue_without_its_title_fails_the_shapes(catalogue: Graph, shapes: Graph) -> None:
    """The shapes do look at it."""
    broken = Graph()
    for fact in catalogue.triples((URIRef(f"{BASE}/catalog"), None, None)):
        broken.add(fact)
    broken.remove((URIRef(f"{BASE}/catalog"), DCTERMS.title, None))
    text = validate(broken, shacl_graph=shapes)[2]
    assert "Less than 1 values on <http://localhost:8000/catalog>->dc1:title" in text


def test_size_and_digest_are_those_of_the_bytes_sent(site: TestClient, catalogue: Graph) -> None:
    """Every distribution's file, dated and latest, as it comes over HTTP."""
    checked = 0
    for way in catalogue.subjects(RDF.type, DCAT.Distribution):
        address = catalogue.value(way, DCAT.downloadURL)
        if address is None:
            continue
        answer = site.get(str(address))
        assert answer.status_code == 200
        assert str(len(answer.content)) == str(catalogue.value(way, DCAT.byteSize))
        checksum = catalogue.value(way, SPDX.checksum)
        assert hashlib.sha256(answer.content).hexdigest() == str(catalogue.value(checksum, SPDX.checksumValue))
        packed, kind = catalogue.value(way, DCAT.compressFormat), catalogue.value(way, DCAT.mediaType)
        sent = answer.headers["content-type"].partition(";")[0]
        assert str(packed or kind or sent).endswith(sent)
        checked += 1
    assert checked > 80


def test_series_holds_every_kept_release_once_and_in_order(catalogue: Graph) -> None:
    """The living data set has a current version; each release names its series and the one before."""
    new, old = (URIRef(f"{BASE}/dumps/{version}/") for version in ("2026-11-21", "2026-11-20"))
    series = URIRef(f"{BASE}/catalog#releases")
    assert set(catalogue.subjects(DCAT.inSeries, series)) == {new, old}
    assert (catalogue.value(series, DCAT["first"]), catalogue.value(series, DCAT["last"])) == (old, new)
    assert catalogue.value(new, DCAT.prev) == old
    assert catalogue.value(URIRef(f"{BASE}/id/dataset"), DCAT.hasCurrentVersion) == new
    records = set(catalogue.objects(URIRef(f"{BASE}/catalog"), DCAT.record))
    assert {new, old, series, URIRef(f"{BASE}/sparql")} < {catalogue.value(one, FOAF.primaryTopic) for one in records}
    assert len(records) == 5
    assert list(catalogue.subjects(RDF.type, DQV.QualityMeasurement))


def test_recommended_properties_are_there(catalogue: Graph) -> None:
    """Those that the profile recommends, spatial coverage apart, which the data do not say."""
    dataset = URIRef(f"{BASE}/id/dataset")
    for term in (DCAT.contactPoint, DCAT.keyword, DCAT.theme, DCAT.distribution, DCTERMS.temporal, DCTERMS.license):
        assert (dataset, term, None) in catalogue, term
    codes = set(load_authority()["data-theme"])
    assert {str(theme).rpartition("/")[2] for theme in catalogue.objects(None, DCAT.theme)} <= codes
    formats = set(catalogue.objects(None, DCTERMS.format))
    assert {EU_AUTHORITY["file-type/RDF_TURTLE"], EU_AUTHORITY["file-type/CSV"]} <= formats


def test_void_at_the_well_known_address_counts_what_the_release_holds(site: TestClient, folder: Path) -> None:
    """Its counts are those of the store, and it leads to the endpoint and to dumps that are there."""
    graph = read_graph(site, "/.well-known/void")
    assert set(graph) == set(read_graph(site, "/void.ttl"))
    dataset = URIRef(f"{BASE}/id/dataset")
    manifest = read_manifest(folder / "current")
    assert str(graph.value(dataset, VOID.triples)) == str(manifest.triples)
    counts = {expand(name): number for name, number in manifest.counts.items()}
    parts = set(graph.objects(dataset, VOID.classPartition))
    assert {str(graph.value(one, VOID["class"])): int(str(graph.value(one, VOID.entities))) for one in parts} == counts
    for dump in graph.objects(dataset, VOID.dataDump):
        assert site.head(str(dump)).status_code == 200
    for example in graph.objects(dataset, VOID.exampleResource):
        assert site.get(str(example)).status_code in (200, 303)
    assert (dataset, VOID.sparqlEndpoint, URIRef(f"{BASE}/sparql")) in graph


def test_every_example_query_is_there_as_data_and_as_text(site: TestClient) -> None:
    """SHACL's executables of three kinds, labelled in four languages; the text is the same."""
    graph = read_graph(site, "/queries.ttl")
    queries = sorted(graph.subjects(RDF.type, SH.SPARQLExecutable))
    assert len(queries) >= 15
    for query in queries:
        labels = {
            str(label.language)
            for label in graph.objects(query, URIRef("http://www.w3.org/2000/01/rdf-schema#label"))
            if isinstance(label, Literal)
        }
        assert {"en", "fr", "es", "ar"} <= labels
        [text] = [*graph.objects(query, SH.select), *graph.objects(query, SH.construct), *graph.objects(query, SH.ask)]
        answer = site.get(f"{query}.rq")
        assert (answer.text, answer.headers["content-type"]) == (str(text), "application/sparql-query")
        ox.Store().query(str(text))
    assert site.get("/queries/none").status_code == 404
    assert site.get("/queries/none.rq").status_code == 404


def test_contexts_have_their_media_type_and_can_be_read_from_anywhere(site: TestClient) -> None:
    for path in ("/context.jsonld", "/context/statement.jsonld"):
        answer = site.get(path)
        assert answer.headers["content-type"] == "application/ld+json"
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "@context" in answer.json()


def test_lines_of_json_name_their_context(site: TestClient) -> None:
    """In each line, and in the Link header for programs that read plain JSON."""
    answer = site.get("/dumps/statements.ndjson")
    assert answer.headers["content-type"] == "application/x-ndjson"
    assert f'<{BASE}/context/statement.jsonld>; rel="http://www.w3.org/ns/json-ld#context"' in answer.headers["link"]
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert len(lines) == 2
    assert {line["@context"] for line in lines} == {f"{BASE}/context/statement.jsonld"}
    tables = site.get("/dumps/2026-11-21/signatures.csv")
    assert '/dumps/2026-11-21/csv-metadata.json>; rel="describedby"' in tables.headers["link"]


def test_page_lists_all_releases_newest_first_with_what_changed(site: TestClient) -> None:
    text = site.get("/dumps/?lang=en").text
    assert text.index("Latest release") < text.index("2026-11-21/") < text.index("Earlier releases")
    assert re.search(r"Changes since release <bdi[^>]*>2026-11-20</bdi>: statements added 0", text)
    assert "There is no earlier release to compare with." in text
    assert 'href="/dumps/2026-11-20/undersigned.nq.zst"' in text
    dated = site.get("/dumps/2026-11-20/", headers={"Accept-Language": "en"})
    assert "2026-11-20/undersigned.nq" in dated.text
    assert "2026-11-21/undersigned.nq" not in dated.text


def test_latest_names_lead_to_the_release_that_is_served(site: TestClient) -> None:
    dated = site.get("/dumps/2026-11-21/undersigned.ttl.zst").content
    assert (
        site.get("/dumps/latest/undersigned.ttl.zst").content == site.get("/dumps/undersigned.ttl.zst").content == dated
    )
    assert site.get("/dumps/latest/").headers["location"] == "/dumps/"
    assert site.get("/dumps/2026-11-19/").status_code == 404
    assert site.get("/dumps/latest/none.ttl").status_code == 404


def test_difference_can_be_fetched(site: TestClient, folder: Path) -> None:
    """It leads from the older dump to the newer one."""
    answer = site.get("/dumps/2026-11-21/changes.rdfp")
    assert answer.headers["content-type"].startswith("application/rdf-patch")
    old, new = (
        set((folder / version / "dumps/undersigned.nq").read_text().splitlines())
        for version in ("2026-11-20", "2026-11-21")
    )
    rows = answer.text.splitlines()
    assert {row[2:] for row in rows if row.startswith("A ")} == new - old
    assert {row[2:] for row in rows if row.startswith("D ")} == old - new


def test_start_page_describes_the_data_set_as_search_engines_ask(site: TestClient, catalogue: Graph) -> None:
    """Required and recommended fields of schema.org's Dataset, in agreement with the catalogue."""
    text = site.get("/", headers={"Accept-Language": "en"}).text
    found = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)[1])
    assert found["@type"] == "Dataset"
    assert 50 <= len(found["description"]) <= 5000
    fields = "name creator license identifier keywords isAccessibleForFree temporalCoverage version variableMeasured"
    for name in f"{fields} includedInDataCatalog inLanguage publisher dateModified".split():
        assert found[name], name
    assert found["creator"]["@type"] == "Organization"
    addresses = {str(address) for address in catalogue.objects(None, DCAT.downloadURL)}
    for download in found["distribution"]:
        assert download["encodingFormat"]
        assert download["contentUrl"] in addresses or download["contentUrl"].endswith("csv-metadata.json")
    assert found["@id"] == str(next(catalogue.subjects(DCAT.hasCurrentVersion, None)))


def test_statement_is_there_as_plain_json_with_its_context_in_the_link(site: TestClient) -> None:
    """PyLD, given what HTTP says (JSON-LD 1.1, section 6.1), reads triples of the statement's own document."""
    path = "/doc/statement/2024-03-01-free-the-press"
    answer = site.get(f"{path}.json")
    assert answer.headers["content-type"] == "application/json"
    assert site.get(path, headers={"Accept": "application/json"}).content == answer.content
    assert site.get(f"/id{path.removeprefix('/doc')}.json").headers["location"] == f"{path}.json"
    assert answer.json()["title"] == {"en": "Free the press <now> & always"}
    [context] = re.findall(r'<([^>]+)>; rel="http://www.w3.org/ns/json-ld#context"', answer.headers["link"])

    def load(url: str, _options: object) -> dict[str, object]:
        found = site.get(url)
        linked = context if found.headers["content-type"] == "application/json" else None
        return {"contentType": None, "contextUrl": linked, "documentUrl": url, "document": found.json()}

    lines = jsonld.to_rdf(f"{BASE}{path}.json", {"format": "application/n-quads", "documentLoader": load})
    framed, whole = ox.Store(), ox.Store()
    framed.load(lines.encode(), ox.RdfFormat.N_QUADS)
    whole.load(site.get(f"{path}.nt").content, ox.RdfFormat.N_TRIPLES)
    assert len(framed) > 40
    assert {str(quad.triple) for quad in framed} <= {str(quad.triple) for quad in whole}
    for other in ("/doc/organisation/river-watch.json", "/doc/organisation/none.json"):
        assert site.get(other).status_code == 404
    assert site.get("/doc/organisation/river-watch", headers={"Accept": "application/json"}).status_code == 406
