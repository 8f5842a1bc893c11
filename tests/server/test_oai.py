"""OAI-PMH 2.0: each verb, each error in the protocol's own form, lists in pages."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from made_up_release import BASE
from rdflib import Graph, URIRef
from starlette.testclient import TestClient

from ontology import DCAT, DCTERMS, RDF
from server import oai

OAI = "{http://www.openarchives.org/OAI/2.0/}"
DC = "{http://purl.org/dc/elements/1.1/}"
PRESS = f"{BASE}/id/statement/2024-03-01-free-the-press"
GONE = f"{BASE}/id/statement/2022-01-01-withdrawn"


def ask(client: TestClient, **arguments: str) -> ElementTree.Element:
    answer = client.get("/oai", params={name.rstrip("_"): value for name, value in arguments.items()})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/xml")
    root = ElementTree.fromstring(answer.content)
    assert root.tag == f"{OAI}OAI-PMH"
    assert [child.tag for child in root][:2] == [f"{OAI}responseDate", f"{OAI}request"]
    return root


def error_of(root: ElementTree.Element) -> str:
    (error,) = root.findall(f"{OAI}error")
    assert error.text
    return error.attrib["code"]


def identifiers(root: ElementTree.Element) -> list[str]:
    return [one.text or "" for one in root.iter(f"{OAI}identifier")]


@pytest.fixture
def one_a_page(monkeypatch: pytest.MonkeyPatch, client: TestClient) -> Iterator[TestClient]:
    """A client of lists that hold one record a page."""
    monkeypatch.setattr(oai, "PAGE_SIZE", 1)
    client.app.site.cache._kept.clear()  # type: ignore[attr-defined]
    client.app.memory.clear()  # type: ignore[attr-defined]
    yield client
    client.app.site.cache._kept.clear()  # type: ignore[attr-defined]
    client.app.memory.clear()  # type: ignore[attr-defined]


def test_repository_says_what_it_is(client: TestClient) -> None:
    root = ask(client, verb="Identify")
    said = {child.tag.removeprefix(OAI): child.text for child in root.find(f"{OAI}Identify") or ()}
    assert said["baseURL"] == f"{BASE}/oai"
    assert said["adminEmail"] == "data@press.example"
    assert (said["deletedRecord"], said["granularity"]) == ("persistent", "YYYY-MM-DD")
    prefixes = [one.text for one in ask(client, verb="ListMetadataFormats").iter(f"{OAI}metadataPrefix")]
    assert prefixes == ["oai_dc", "dcat_ap"]


def test_records_in_dublin_core_and_the_deleted_one_without(client: TestClient) -> None:
    records = {
        record.findtext(f"{OAI}header/{OAI}identifier"): record
        for record in ask(client, verb="ListRecords", metadataPrefix="oai_dc").iter(f"{OAI}record")
    }
    assert records.keys() == {PRESS, f"{BASE}/id/statement/2023-06-10-nida", GONE}
    assert [one.text for one in records[PRESS].iter(f"{DC}title")] == ["Free the press <now> & always"]
    assert "open an inquiry into the raids on newsrooms" in [
        one.text for one in records[PRESS].iter(f"{DC}description")
    ]
    header = records[GONE].find(f"{OAI}header")
    assert header is not None
    assert header.attrib == {"status": "deleted"}
    assert records[GONE].find(f"{OAI}metadata") is None


def test_payload_for_data_portals_is_dcat(client: TestClient) -> None:
    root = ask(client, verb="GetRecord", metadataPrefix="dcat_ap", identifier=PRESS)
    (rdf,) = root.iter("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}RDF")
    graph = Graph().parse(data=ElementTree.tostring(rdf), format="xml")
    thing = URIRef(PRESS)
    assert (thing, RDF.type, DCAT.Dataset) in graph
    assert len(list(graph.objects(thing, DCAT.distribution))) == 4
    assert str(graph.value(thing, DCTERMS.title)) == "Free the press <now> & always"


@pytest.mark.parametrize("verb", ["ListRecords", "ListIdentifiers"])
def test_lists_come_in_pages_and_each_record_once(one_a_page: TestClient, verb: str) -> None:
    root = ask(one_a_page, verb=verb, metadataPrefix="oai_dc")
    found = identifiers(root)
    cursors = []
    while True:
        token = next(root.iter(f"{OAI}resumptionToken"))
        assert token.attrib["completeListSize"] == "3"
        cursors.append(token.attrib["cursor"])
        if not token.text:
            break
        root = ask(one_a_page, verb=verb, resumptionToken=token.text)
        found += identifiers(root)
    assert cursors == ["0", "1", "2"]
    assert len(found) == len(set(found)) == 3


def test_list_of_a_time(client: TestClient) -> None:
    everything = {"verb": "ListIdentifiers", "metadataPrefix": "oai_dc"}
    assert len(identifiers(ask(client, **everything, from_="2026-11-21", until="2026-11-21"))) == 3
    assert error_of(ask(client, **everything, from_="2026-11-22")) == "noRecordsMatch"
    assert error_of(ask(client, **everything, until="2026-11-20")) == "noRecordsMatch"


def test_token_of_another_release_is_stale(client: TestClient) -> None:
    token = oai.Listing("oai_dc", after=("2026-11-21", "x"), cursor=1).write_token("2026-11-20")
    root = ask(client, verb="ListRecords", resumptionToken=token)
    assert error_of(root) == "badResumptionToken"
    assert "stale" in (root.findtext(f"{OAI}error") or "")


@pytest.mark.parametrize("token", ["x", "", "[]", "W10=", "WzEsMiwzLDQsNSw2LDdd", "é", "a" * 5000, "Ww" * 3000])
def test_token_that_nobody_gave_is_refused(client: TestClient, token: str) -> None:
    assert error_of(ask(client, verb="ListIdentifiers", resumptionToken=token)) == "badResumptionToken"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "badVerb"),
        ("verb=Destroy", "badVerb"),
        ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=Identify&x=1", "badArgument"),
        ("verb=ListRecords", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc", "badArgument"),
        ("verb=ListRecords&metadataPrefix=marc21", "cannotDisseminateFormat"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-30", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-11-21T00:00:00Z", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-11-22&until=2026-11-21", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=x", "noSetHierarchy"),
        ("verb=ListRecords&metadataPrefix=oai_dc&resumptionToken=x", "badArgument"),
        ("verb=ListSets", "noSetHierarchy"),
        ("verb=ListSets&resumptionToken=x", "badResumptionToken"),
        ("verb=GetRecord&metadataPrefix=oai_dc", "badArgument"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=x", "idDoesNotExist"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=%00", "badArgument"),
        ("verb=ListMetadataFormats&identifier=x", "idDoesNotExist"),
    ],
)
def test_what_is_wrong_is_said_in_the_protocols_own_form(client: TestClient, query: str, code: str) -> None:
    answer = client.get(f"/oai?{query}")
    assert answer.status_code == 200
    root = ElementTree.fromstring(answer.content)
    assert error_of(root) == code
    if code in ("badVerb", "badArgument"):
        assert root.find(f"{OAI}request").attrib == {}  # type: ignore[union-attr]


def test_same_answers_to_forms(client: TestClient) -> None:
    arguments = {"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": PRESS}
    assert client.post("/oai", data=arguments).content == client.get("/oai", params=arguments).content
    assert client.post("/oai", content=b"{}", headers={"Content-Type": "application/json"}).status_code == 415
    assert client.get("/oai?" + "a=1&" * 50).status_code == 400
    assert "POST" in client.options("/oai").headers["allow"]
