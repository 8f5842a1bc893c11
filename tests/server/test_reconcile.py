"""Names are matched as the Reconciliation Service API 0.2 has it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import SHARED
from jsonschema import Draft7Validator
from made_up_release import BASE
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7
from starlette.testclient import TestClient

SCHEMAS = SHARED / "standards" / "reconciliation-0.2"
ERN = "organisation/example-rights-network"


def find(client: TestClient, name: str, **more: Any) -> list[dict[str, Any]]:
    """The candidates for a name."""
    answer = client.get("/reconcile", params={"queries": json.dumps({"q": {"query": name, **more}})})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["q"]["result"]
    return found


def check(name: str, value: Any) -> None:
    """A value is as a schema of the protocol says."""
    if not SCHEMAS.is_dir():
        pytest.skip("the protocol's schemas are not beside this checkout")
    contents = {path.name: json.loads(path.read_text()) for path in SCHEMAS.glob("*.json")}
    spaces = ("", "https://reconciliation-api.github.io/specs/0.2/schemas/")
    known = [
        (space + file, Resource.from_contents(schema, default_specification=DRAFT7))
        for file, schema in contents.items()
        for space in spaces
    ]
    schema = {key: part for key, part in contents[f"{name}.json"].items() if key != "$schema"}
    Draft7Validator(schema, registry=Registry().with_resources(known)).validate(value)


@pytest.fixture(scope="module")
def embedded(example_release: Path, open_pages: Any) -> Iterator[TestClient]:
    """A client of the embedded data set."""
    with open_pages(release=example_release) as client:
        yield client


def test_the_service_describes_itself(client: TestClient) -> None:
    manifest = client.get("/reconcile").json()
    check("manifest", manifest)
    assert manifest["identifierSpace"] == f"{BASE}/id/"
    assert {one["id"] for one in manifest["defaultTypes"]} == {"Organisation", "Addressee", "LegalInstrument"}
    shown = manifest["view"]["url"].replace("{{id}}", ERN.replace("/", "%2F"))
    assert client.get(shown, follow_redirects=True).status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "Example Rights Network",
        "the example rights  NETWORK",
        "Network of Example Rights",
        "Exampel Rights Network",
        "ERN",
        "Example Rights Network (ERN)",
        "شبكة الحقوق",
        "https://hub.example/org/77",
        f"{BASE}/id/{ERN}",
    ],
)
def test_a_name_in_any_spelling_or_script_is_known_again(client: TestClient, name: str) -> None:
    """By its words, a slip, an acronym, its Arabic name, a link to elsewhere, its IRI."""
    best = find(client, name)[0]
    assert (best["id"], best["match"], best["score"]) == (ERN, True, 100)


def test_what_is_only_alike_is_no_match(client: TestClient) -> None:
    found = find(client, "Example Rights Watch of the River")
    assert found
    assert not any(one["match"] for one in found)
    assert [one["score"] for one in found] == sorted((one["score"] for one in found), reverse=True)
    assert max(one["score"] for one in found) < 100
    assert find(client, "Zzyzx") == []
    assert find(client, "—") == []


def test_types_and_limits_are_obeyed(embedded: TestClient) -> None:
    name = "International Criminal Court"
    assert {one["type"][0]["id"] for one in find(embedded, name)} > {"Organisation"}
    typed = find(embedded, name, type="LegalInstrument")
    assert {one["type"][0]["id"] for one in typed} <= {"LegalInstrument"}
    assert find(embedded, name, type="Nothing") == []
    assert len(find(embedded, name, limit=1)) == 1
    several = find(embedded, name, type=["https://w3id.org/undersigned/def#Organisation", "und:Addressee"])
    assert several[0]["id"] == "organisation/icc"
    assert several[0]["match"]


def test_legal_instruments_are_known_by_short_names_and_in_other_languages(embedded: TestClient) -> None:
    for name in ("Rome Statute", "Statut de Rome de la Cour pénale internationale", "Estatuto de Roma"):
        assert find(embedded, name, type="LegalInstrument")[0]["id"] == "law/rome-statute", name


def test_answers_are_as_the_schemas_say(embedded: TestClient) -> None:
    check("reconciliation-result-batch", {"q": {"result": find(embedded, "Amnesty International")}})
    entities = embedded.get("/reconcile/suggest/entity", params={"prefix": "amn"}).json()
    check("suggest-entities-response", entities)
    assert "organisation/amnesty-international" in {one["id"] for one in entities["result"]}
    check("suggest-types-response", embedded.get("/reconcile/suggest/type", params={"prefix": "o"}).json())
    check("suggest-properties-response", embedded.get("/reconcile/suggest/property", params={"prefix": ""}).json())
    proposed = embedded.get("/reconcile/properties", params={"type": "LegalInstrument"}).json()
    check("data-extension-property-proposal", proposed)
    assert "und:instrumentNumber" in {one["id"] for one in proposed["properties"]}


def test_columns_are_added_from_the_data(client: TestClient) -> None:
    names = ["skos:prefLabel", "skos:altLabel", "schema:sameAs", "und:memberOfCoalition", "und:Statement"]
    asked = {"ids": [ERN, "organisation/nobody"], "properties": [{"id": name} for name in names]}
    check("data-extension-query", asked)
    answer = client.post("/reconcile", data={"extend": json.dumps(asked)}).json()
    check("data-extension-response", answer)
    row = answer["rows"][ERN]
    assert {"str": "شبكة الحقوق"} in row["skos:prefLabel"]
    assert row["skos:altLabel"] == [{"str": "ERN"}]
    assert row["schema:sameAs"] == [{"str": "https://hub.example/org/77"}]
    assert row["und:memberOfCoalition"][0]["id"] == "organisation/press-coalition"
    assert len(row["und:Statement"]) == 2
    assert answer["rows"]["organisation/nobody"] == {name: [] for name in names}


def test_a_preview_may_be_framed_and_nothing_else_may(client: TestClient) -> None:
    answer = client.get("/reconcile/preview", params={"id": ERN, "lang": "ar"})
    assert 'dir="rtl"' in answer.text
    assert "شبكة الحقوق" in answer.text
    assert "frame-ancestors *" in answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in client.get("/about").headers["content-security-policy"]
    assert client.get("/reconcile/preview", params={"id": "statement/2023-06-10-nida"}).status_code == 404


def test_scripts_of_other_sites_may_ask(client: TestClient) -> None:
    asked = {"queries": json.dumps({"q": {"query": "ERN"}})}
    answer = client.post("/reconcile", data=asked, headers={"Origin": "https://elsewhere.example"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.json()["q"]["result"][0]["id"] == ERN
    assert "POST" in client.options("/reconcile").headers["access-control-allow-methods"]
    called = client.get("/reconcile", params={**asked, "callback": "jQuery1.found"})
    assert called.headers["content-type"].startswith("text/javascript")
    assert json.loads(called.text.removeprefix("/**/jQuery1.found(").removesuffix(");")) == answer.json()
    assert client.get("/reconcile", params={**asked, "callback": "alert(1)//"}).status_code == 400


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"queries": "garbage"}, "JSON object"),
        ({"queries": "[" * 100_000}, "JSON object"),
        ({"queries": "[]"}, "JSON object"),
        ({"queries": '{"a": 1}'}, "'a'"),
        ({"queries": '{"a": {"query": 7}}'}, "`query`"),
        ({"queries": '{"a": {"query": "x", "limit": 0}}'}, "`limit`"),
        ({"queries": '{"a": {"query": "x", "limit": NaN}}'}, "`limit`"),
        ({"queries": '{"a": {"query": "x", "type": {}}}'}, "`type`"),
        ({"queries": '{"a": {"query": "x", "type_strict": "so"}}'}, "`type_strict`"),
        ({"queries": '{"a": {"query": "x", "properties": [{"v": 1}]}}'}, "`pid`"),
        ({"queries": json.dumps({str(n): {"query": "x"} for n in range(1001)})}, "1000"),
        ({"extend": "{}"}, "`ids`"),
        ({"extend": '{"ids": [], "properties": [{"id": "no"}]}'}, "skos:prefLabel"),
        ({"other": ""}, "`queries`"),
    ],
)
def test_a_malformed_batch_is_told_what_is_wrong(client: TestClient, given: dict[str, str], said: str) -> None:
    answer = client.post("/reconcile", data=given)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert said in answer.json()["detail"]


def test_other_bodies_are_refused(client: TestClient) -> None:
    assert client.post("/reconcile", json={"queries": {}}).status_code == 415
    assert client.post("/reconcile", data={"queries": "x" * 2_000_000}).status_code == 413
    assert client.put("/reconcile").status_code == 405


def test_a_country_tells_namesakes_apart(client: TestClient) -> None:
    """A property of the query is heeded: the name in another country is another body."""
    here = find(client, "River Watch", properties=[{"pid": "country", "v": "Kenya"}])
    assert here[0]["id"] == "organisation/river-watch"
    by_name = find(client, "", properties=[{"pid": "skos:prefLabel", "v": ["River Watch"]}])
    assert by_name[0]["match"]


def test_a_thousand_names_are_matched_in_time(embedded: TestClient) -> None:
    """Two seconds on an idle machine; twice that here, where others may be at work."""
    names = [one["name"] for one in find(embedded, "Palestinian Center for Human Rights", limit=50)]
    queries = {
        str(number): {"query": f"{names[number % len(names)]} {number}", "type": "Organisation"}
        for number in range(1000)
    }
    begin = time.process_time()
    answer = embedded.post("/reconcile", data={"queries": json.dumps(queries)}).json()
    assert time.process_time() - begin < 4
    assert len(answer) == len(queries) == 1000
    assert all(one["result"] for one in answer.values())
