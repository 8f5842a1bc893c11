"""The description of the interface for programs."""

from __future__ import annotations

from starlette.testclient import TestClient


def test_the_description_names_paths_that_there_are(client: TestClient) -> None:
    description = client.get("/openapi.json").json()
    assert description["openapi"].startswith("3.1")
    plain = [path for path in description["paths"] if "{" not in path]
    assert len(plain) > 10
    for path in plain:
        assert client.get(path, headers={"Accept": "*/*"}).status_code == 200, path


def test_queries_are_described_with_their_parameters_and_errors(client: TestClient) -> None:
    endpoint = client.get("/openapi.json").json()["paths"]["/sparql"]
    names = {parameter["name"] for parameter in endpoint["get"]["parameters"]}
    assert names == {"query", "default-graph-uri", "named-graph-uri", "format"}
    assert {"200", "400", "403", "406", "429", "503"} <= endpoint["get"]["responses"].keys()
    assert "application/sparql-query" in endpoint["post"]["requestBody"]["content"]
