"""Harvesters and followers that other people wrote take over what there is, and are told what is gone or wrong."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest
from made_up_release import make_release
from running_server import run_server

feedparser = pytest.importorskip("feedparser", reason="feedparser is not installed: run `make clients`")
sickle = pytest.importorskip("sickle", reason="sickle is not installed: run `make clients`")

ROOT = Path(__file__).parents[2]
LDES_CLIENT = ROOT / ".venv" / "comunica" / "node_modules" / "ldes-client" / "dist" / "bin" / "cli.js"
NODE = shutil.which("node", path=sysconfig.get_path("scripts")) or shutil.which("node")
STATEMENTS = ("2023-06-10-nida", "2024-03-01-free-the-press")
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of the made-up release, which stands before its IRIs too."""
    folder = tmp_path_factory.mktemp("followers")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    make_release(folder / "releases", "2026-11-21", base=f"http://127.0.0.1:{port}", store=True)
    with run_server(folder / "releases", folder, port=port) as running:
        yield running.address


@pytest.mark.parametrize("prefix", ["oai_dc", "dcat_ap"])
def test_sickle_harvests_all_records_and_sees_which_are_deleted(server: str, prefix: str) -> None:
    harvester = sickle.Sickle(f"{server}/oai")
    assert prefix in [one.metadataPrefix for one in harvester.ListMetadataFormats()]
    records = {record.header.identifier: record for record in harvester.ListRecords(metadataPrefix=prefix)}
    alive = {f"{server}/id/statement/{name}" for name in STATEMENTS}
    assert {name for name, record in records.items() if not record.deleted} == alive
    assert {name.rpartition("/")[2] for name in records.keys() - alive} == {"2022-01-01-withdrawn"}


def test_sickle_is_told_what_is_wrong_in_its_own_terms(server: str) -> None:
    harvester = sickle.Sickle(f"{server}/oai")
    with pytest.raises(sickle.oaiexceptions.BadResumptionToken):
        harvester.ListRecords(resumptionToken="stale")
    with pytest.raises(sickle.oaiexceptions.CannotDisseminateFormat):
        harvester.ListRecords(metadataPrefix="marc21")
    with pytest.raises(sickle.oaiexceptions.IdDoesNotExist):
        harvester.GetRecord(metadataPrefix="oai_dc", identifier="x")


def test_feedparser_reads_the_latest_changes(server: str) -> None:
    found = feedparser.parse(f"{server}/feed/atom.xml")
    assert not found.bozo
    assert {entry.link for entry in found.entries} == {f"{server}/doc/statement/{name}" for name in STATEMENTS}
    again = feedparser.parse(f"{server}/feed/atom.xml", etag=found.etag)
    assert again.status == 304


@pytest.mark.skipif(not (NODE and LDES_CLIENT.is_file()), reason="ldes-client is not installed: run `make clients`")
@pytest.mark.parametrize("order", ["none", "ascending"])
def test_ldes_client_replicates_every_member(server: str, tmp_path: Path, order: str) -> None:
    """In order of time and without; a second run from its saved state emits none again."""
    assert NODE
    command = [
        NODE,
        str(LDES_CLIENT),
        f"{server}/feed/stream.trig",
        "--ordered",
        order,
        "--no-shape",
        "--save",
        "state",
    ]
    environment = {**os.environ, "NODE_NO_WARNINGS": "1"}

    def replicate() -> set[str]:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=120, check=True, cwd=tmp_path, env=environment
        )
        lines = [line for line in done.stdout.splitlines() if "terms/created>" in line]
        return {line.partition("> ")[0].removeprefix(f"<{server}/id/statement/") for line in lines}

    ends = {"2022-01-01-withdrawn#ended-2026-11-21"}
    assert replicate() == ends | {"2023-06-10-nida/v/1", "2024-03-01-free-the-press/v/2"}
    assert replicate() == set()
