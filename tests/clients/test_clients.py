"""Clients that other people wrote: what they send is understood, what they get they can read."""

from __future__ import annotations

import json
import shutil
import subprocess
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pyoxigraph as ox
import pytest
from made_up_release import BASE, make_release
from pyld import jsonld
from rdflib import Graph, Literal, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from running_server import run_server
from SPARQLWrapper import CSV, JSON, POST, RDFXML, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

ROOT = Path(__file__).parents[2]
COMUNICA = ROOT / ".venv" / "comunica" / "node_modules" / "@comunica" / "query-sparql" / "bin" / "query.js"
JSONLD = COMUNICA.parents[3] / "jsonld"
NODE = shutil.which("node", path=sysconfig.get_path("scripts")) or shutil.which("node")
STATEMENT = "https://w3id.org/undersigned/def#Statement"
NIDA = URIRef(f"{BASE}/id/statement/2023-06-10-nida")
TITLES = f"SELECT ?title {{ ?s a <{STATEMENT}> ; <http://purl.org/dc/terms/title> ?title }} ORDER BY ?title"
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of the made-up release."""
    folder = tmp_path_factory.mktemp("clients")
    make_release(folder / "releases", "2026-11-21", store=True)
    with run_server(folder / "releases", folder) as running:
        yield running.address


def wrap(server: str, query: str, form: str, **options: Any) -> Any:
    """The answer as SPARQLWrapper converts it."""
    client = SPARQLWrapper(f"{server}/sparql", **options)
    client.setQuery(query)
    client.setReturnFormat(form)
    return client.queryAndConvert()


@pytest.mark.parametrize("method", ["GET", POST])
def test_sparqlwrapper_reads_results(server: str, method: str) -> None:
    client = SPARQLWrapper(f"{server}/sparql")
    client.setMethod(method)
    client.setQuery(TITLES)
    client.setReturnFormat(JSON)
    titles = [row["title"] for row in client.queryAndConvert()["results"]["bindings"]]
    assert {title["xml:lang"] for title in titles} == {"en", "ar"}
    client.setReturnFormat(XML)
    assert len(client.queryAndConvert().getElementsByTagName("result")) == len(titles)
    client.setReturnFormat(CSV)
    assert len(client.queryAndConvert().splitlines()) == len(titles) + 1


@pytest.mark.parametrize("form", [TURTLE, RDFXML])
def test_sparqlwrapper_reads_graphs(server: str, form: str) -> None:
    found = wrap(server, f"DESCRIBE <{NIDA}>", form)
    graph = found if isinstance(found, Graph) else Graph().parse(data=found, format="turtle")
    assert any(isinstance(value, Literal) and value.language == "ar" for value in graph.objects(NIDA))


def test_sparqlwrapper_names_a_graph_and_is_told_what_is_wrong(server: str) -> None:
    one = wrap(server, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", JSON, defaultGraph=f"{BASE}/graph/organisation")
    whole = wrap(server, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", JSON)
    counts = [int(found["results"]["bindings"][0]["n"]["value"]) for found in (one, whole)]
    assert 0 < counts[0] < counts[1]
    with pytest.raises(QueryBadFormed, match="column"):
        wrap(server, "SELECT * { ?s ?p", JSON)


def test_rdflib_asks_as_if_the_graph_were_here(server: str) -> None:
    graph = Graph(SPARQLStore(f"{server}/sparql", method="POST"))
    statements = set(graph.subjects(URIRef("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), URIRef(STATEMENT)))
    assert NIDA in statements
    assert len(statements) == 2
    assert len(list(graph.query(TITLES))) == 2
    assert bool(graph.query("ASK { ?s ?p ?o }"))
    assert len(graph) > 100


@pytest.mark.skipif(not (NODE and COMUNICA.is_file()), reason="Comunica is not installed: run `make clients`")
@pytest.mark.parametrize("kind", ["", "sparql@"], ids=["found out", "told"])
def test_comunica_queries_the_endpoint(server: str, kind: str) -> None:
    """Told that it is an endpoint, and finding it out from the service description."""
    assert NODE
    command = [NODE, str(COMUNICA), f"{kind}{server}/sparql", TITLES, "-t", "application/sparql-results+json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    rows = json.loads(done.stdout)["results"]["bindings"]
    assert {row["title"]["xml:lang"] for row in rows} == {"en", "ar"}


@pytest.mark.skipif(not (NODE and COMUNICA.is_file()), reason="Comunica is not installed: run `make clients`")
def test_comunica_reads_a_document(server: str) -> None:
    """As linked data, without the endpoint."""
    assert NODE
    query = f"SELECT ?title {{ <{NIDA}> <http://purl.org/dc/terms/title> ?title }}"
    command = [NODE, str(COMUNICA), f"{server}/doc/statement/2023-06-10-nida", query]
    command += ["-t", "application/sparql-results+json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    assert json.loads(done.stdout)["results"]["bindings"]


TO_QUADS = """let text = ''; process.stdin.on('data', part => text += part).on('end', async () => {
  const lines = await require(process.argv[1]).toRDF(JSON.parse(text), {format: 'application/n-quads'});
  process.stdout.write(lines);
})"""


@pytest.mark.skipif(not (NODE and JSONLD.is_dir()), reason="jsonld.js is not installed: run `make clients`")
@pytest.mark.parametrize(
    "path", ["doc/statement/2023-06-10-nida", "doc/organisation/example-rights-network", "doc/law/iccpr", "catalog"]
)
def test_two_json_ld_processors_read_the_triples_of_the_other_formats(server: str, path: str) -> None:
    """PyLD and jsonld.js, which share no code with each other or with what wrote the document."""
    with urlopen(f"{server}/{path}.jsonld") as document, urlopen(f"{server}/{path}.nt") as lines:
        text, plain = document.read(), lines.read().decode()
    command = [str(NODE), "-e", TO_QUADS, str(JSONLD)]
    by_script = subprocess.run(command, input=text, capture_output=True, timeout=60, check=True).stdout.decode()
    by_python = jsonld.to_rdf(json.loads(text), {"format": "application/n-quads"})
    read = [{str(quad.triple) for quad in ox.parse(one, ox.RdfFormat.N_QUADS)} for one in (plain, by_script, by_python)]
    assert len(read[0]) > 5
    assert read[0] == read[1] == read[2]
