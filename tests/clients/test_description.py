"""The description of the interface, held against the server by schemathesis: no error of ours, no answer unnamed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from made_up_release import make_release
from running_server import run_server

schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed: run `make clients`")
from schemathesis.checks import not_a_server_error  # noqa: E402
from schemathesis.specs.openapi.checks import (  # noqa: E402
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
FEW = settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def description(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    """The description as schemathesis reads it from a running server."""
    folder = tmp_path_factory.mktemp("described")
    make_release(folder / "releases", "2026-11-21", store=True)
    with run_server(folder / "releases", folder) as server:
        yield schemathesis.openapi.from_url(f"{server.address}/openapi.json")


def test_the_server_does_what_its_description_says(description: Any) -> None:
    """Requests made up from the description, for each operation, good ones and bad ones."""
    operations = [found.ok() for found in description.get_all_operations()]
    assert len(operations) > 15
    for operation in operations:

        @given(case=operation.as_strategy())
        @FEW
        def check(case: Any) -> None:
            case.call_and_validate(checks=CHECKS)

        check()
