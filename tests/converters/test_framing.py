"""Framed statements: plain keys for programmers, and still the release's own triples."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from pyld import jsonld

from converters.framing import CONTEXT_PATH, Framer, build_statement_context

ROOT = Path(__file__).parents[2]
BASE = "http://localhost:8000"
STATEMENT = f"{BASE}/id/statement/2024-03-01-free-the-press"
NIDA = f"{BASE}/id/statement/2023-06-10-nida"
CONTEXT = f"{BASE}/{CONTEXT_PATH}"
PROGRAM = """
const jsonld = require('jsonld');
const [document, address, context] = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const documentLoader = async url => {
  if (url !== address) throw new Error('not to be fetched: ' + url);
  return {contextUrl: null, document: context, documentUrl: url};
};
jsonld.toRDF(document, {format: 'application/n-quads', documentLoader}).then(text => process.stdout.write(text));
"""


@pytest.fixture(scope="module")
def triples() -> bytes:
    quads = ox.parse((ROOT / "tests" / "example.trig").read_bytes(), ox.RdfFormat.TRIG)
    return ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.N_TRIPLES)


def frame(triples: bytes, iri: str) -> dict[str, Any]:
    return {"@context": CONTEXT, **Framer(triples).frame(iri, "statement")}


def load_context(url: str, _options: object) -> dict[str, Any]:
    assert url == CONTEXT, f"not to be fetched: {url}"
    return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": CONTEXT_DOCUMENT}


CONTEXT_DOCUMENT = build_statement_context()


def read_lines(text: str) -> set[str]:
    """N-Triples in the form that the store keeps, so that writers need not agree on their escapes."""
    store = ox.Store()
    store.load(text.encode(), ox.RdfFormat.N_QUADS)
    return {str(quad.triple) for quad in store}


def test_keys_are_those_that_a_programmer_expects(triples: bytes) -> None:
    """Title by language, codes without IRIs, signatories in printed order with their names, demands with theirs."""
    found = frame(triples, STATEMENT)
    assert found["type"] == "Statement"
    assert found["title"] == {"en": "Free the press <now> & always"}
    assert (found["kind"], found["language"], found["issued"]) == ("open-letter", "ENG", "2024-03-01")
    assert found["claimedSignatories"] == 4
    assert [one["nameAsPrinted"] for one in found["signatories"]] == [
        "Example Rights Network (ERN)",
        "River Watch",
        "Jane Placeholder",
    ]
    assert found["signatories"][1]["qualifier"] == "Freedonia"
    assert found["signatories"][1]["signatory"]["name"] == {"en": "River Watch"}
    [demand] = found["demands"]
    assert demand["text"] == {"en": "open an inquiry into the raids on newsrooms"}
    assert (demand["position"], demand["force"]) == (1, "explicit")
    assert demand["directedTo"][0]["id"] == f"{BASE}/id/addressee/example-court/prosecutor"
    assert found["sources"][0]["abridged"] is True


def test_less_precise_date_has_a_key_of_its_own(triples: bytes) -> None:
    """A month is not made a day."""
    found = frame(triples, NIDA)
    assert (found["issuedMonth"], "issued" in found) == ("2023-06", False)
    assert found["title"] == {"ar": "نداء من أجل حرية الصحافة"}


def test_text_without_a_language_is_kept_apart() -> None:
    """Its key is @none, as JSON-LD has it."""
    lines = b'<x:s> <http://purl.org/dc/terms/title> "A" .\n<x:s> <http://purl.org/dc/terms/title> "B"@fr .\n'
    assert Framer(lines).frame("x:s", "statement")["title"] == {"@none": "A", "fr": "B"}


@pytest.mark.parametrize("iri", [STATEMENT, NIDA], ids=["English", "Arabic"])
def test_pyld_reads_the_triples_of_the_release(triples: bytes, iri: str) -> None:
    """Every triple of the framed document is one of the release, and none of its kind is lost."""
    options = {"format": "application/n-quads", "documentLoader": load_context}
    found = read_lines(jsonld.to_rdf(frame(triples, iri), options))
    release = read_lines(triples.decode())
    assert found <= release
    own = {line for line in release if line.startswith(f"<{iri}> ")}
    lost = {line.split(" ")[1] for line in own - found}
    assert lost <= {"<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>", "<https://w3id.org/undersigned/def#signedBy>"}


def test_jsonld_js_reads_the_same_triples_as_pyld(triples: bytes) -> None:
    """The other processor that people use gives the same set."""
    paths = [ROOT / ".venv" / "comunica" / "node_modules", *map(Path, os.environ.get("NODE_PATH", "").split(":"))]
    modules = next((path for path in paths if (path / "jsonld" / "package.json").is_file()), None)
    if shutil.which("node") is None or modules is None:
        pytest.skip("jsonld.js is not installed: `make clients` does it, or set NODE_PATH")
    for iri in (STATEMENT, NIDA):
        document = frame(triples, iri)
        asked = json.dumps([document, CONTEXT, CONTEXT_DOCUMENT])
        environment = {**os.environ, "NODE_PATH": str(modules)}
        done = subprocess.run(["node", "-e", PROGRAM], input=asked.encode(), capture_output=True, env=environment)
        assert done.returncode == 0, done.stderr.decode()
        options = {"format": "application/n-quads", "documentLoader": load_context}
        assert read_lines(done.stdout.decode()) == read_lines(jsonld.to_rdf(document, options))
