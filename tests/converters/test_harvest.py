"""Another instance is followed: what it adds, changes and withdraws is here after one pass."""

from __future__ import annotations

import http.server
import shutil
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pyoxigraph as ox
import pytest
from running_server import Running, run_server
from starlette.testclient import TestClient
from typer.testing import CliRunner

from converters.cli import app
from converters.errors import ReleaseError
from converters.following import Following, read_members
from converters.harvest import STATE, Harvested, harvest
from converters.manifest import read_manifest
from converters.pipeline import release
from converters.release import verify_release
from data import Reference
from server.app import OnRelease, create_pages
from server.release import OpenRelease
from server.settings import Settings

BASE = "https://statements.example"
FERRY = """Open letter on the ferry

3 March 2024

To the Ministry of Transport of Nerevia

The ferry to the outer islands has not sailed since the autumn, and the school boat leaks.

We call on the Ministry of Transport of Nerevia to:
- let the ferry to the outer islands sail again before winter;
- mend the school boat.

Signed:

1. Outer Islands Council
2. River Watch
"""
HARBOUR = """Joint statement on the harbour

5 May 2024

The harbour of Dorvane was closed without a word to those who live by it, and the boats have stood dry since.

We call on the Government of Nerevia to:
- open the harbour again.

Signed:

1. River Watch
2. Mila Ostrander, teacher
"""


class Origin:
    """The instance that is followed: letters in a folder, and their releases."""

    def __init__(self, folder: Path, reference: Reference) -> None:
        self.letters, self.target, self.reference = folder / "letters", folder / "origin", reference
        self.letters.mkdir()

    def publish(self, date: str, **letters: str) -> None:
        for name, text in letters.items():
            (self.letters / f"{name}.txt").write_text(text, encoding="utf-8")
        release(
            [self.letters], self.target, base=BASE, date=date, today=date, ledger_path=self.target / "ledger.csv",
            reference=self.reference, collection=self.reference.collections["default"],
        )  # fmt: skip

    def withhold(self, command: str, path: str, date: str) -> None:
        arguments = [command, f"{BASE}/{path}", "--reason", "asked to", "--ledger", str(self.target / "ledger.csv")]
        done = CliRunner().invoke(app, [*arguments, "--date", date])
        assert done.exit_code == 0, done.output


def quads(folder: Path) -> set[str]:
    """The quads of the current release, but what it says of itself."""
    lines = (folder / "current" / "dumps" / "undersigned.nq").read_text().splitlines()
    return {line for line in lines if "/graph/dataset>" not in line}


def everything(folder: Path) -> str:
    """All text of all releases of a folder."""
    files = (path for path in folder.rglob("*") if path.suffix in (".nq", ".trig", ".json", ".xml", ".ttl", ".csv"))
    return "".join(path.read_text(encoding="utf-8") for path in files)


def follow_until(running: Running, mirror: Path, wanted: Callable[[Harvested], bool]) -> Harvested:
    """Passes until one finds something, which must then be all that is wanted."""
    for _ in range(100):
        done = harvest(running.address, mirror)
        if done.found:
            assert wanted(done), done
            return done
        time.sleep(0.1)
    raise AssertionError("the other instance never served its new release")


@asynccontextmanager
async def no_pool(_: OpenRelease) -> AsyncIterator[OnRelease]:
    """In place of the query pool: pages need none."""

    async def switch(_: OpenRelease) -> None:
        raise AssertionError

    yield switch


def test_what_is_added_changed_and_withdrawn_travels_in_one_pass(tmp_path: Path, reference: Reference) -> None:
    """Two instances: what the other publishes is served here, under its IRIs, and what it withdraws answers 410."""
    origin, mirror = Origin(tmp_path, reference), tmp_path / "mirror"
    origin.publish("2026-11-18", ferry=FERRY)
    with run_server(origin.target, tmp_path, release_check_seconds=0.1) as running:
        follow = partial(follow_until, running, mirror)
        assert follow(lambda done: done.found.added == 1).manifest is not None
        assert quads(mirror) == quads(origin.target)
        assert harvest(running.address, mirror).manifest is None
        origin.publish("2026-11-19", harbour=HARBOUR, ferry=FERRY.replace("2. River Watch", "2. Teachers of Nerevia"))
        follow(lambda done: (done.found.added, done.found.changed) == (1, 1))
        assert quads(mirror) == quads(origin.target)
        person = next(q.split("> ")[0][1:] for q in sorted(quads(mirror)) if "/id/person/" in q.split("> ")[0])
        origin.withhold("withhold", person.removeprefix(f"{BASE}/"), "2026-11-20")
        origin.withhold("withdraw", "id/statement/2024-03-03-open-letter-on-the-ferry", "2026-11-20")
        origin.publish("2026-11-20")
        done = follow(lambda done: (done.found.changed, done.found.ended) == (1, 1))
    assert done.recalled == ("2026-11-18", "2026-11-19")
    assert quads(mirror) == quads(origin.target)
    assert "Ostrander" not in everything(mirror)
    with Following(mirror / STATE) as kept:
        assert not any(b"Ostrander" in taken.triples for taken in kept.taken())
    assert "school boat" not in everything(mirror)
    assert verify_release(mirror / "current") == []
    with TestClient(create_pages(Settings(release=mirror), no_pool), follow_redirects=False) as client:
        assert client.get("/doc/statement/2024-05-05-joint-statement-on-the-harbour").status_code == 200
        assert client.get("/id/statement/2024-03-03-open-letter-on-the-ferry").status_code == 410
        assert client.get(f"/id/{person.removeprefix(f'{BASE}/id/')}").status_code == 410


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def files(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder and the address at which any file server would serve it."""
    folder = tmp_path / "files"
    folder.mkdir()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield folder, f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_plain_copy_of_a_release_can_be_followed(tmp_path: Path, files: tuple[Path, str], reference: Reference) -> None:
    """A file server is enough; title and licence come along; a broken pass changes nothing."""
    folder, address = files
    origin = Origin(tmp_path, reference)
    origin.publish("2026-11-18", ferry=FERRY)
    shutil.copytree(origin.target / "current" / "feed", folder / "feed")
    done = harvest(address, tmp_path / "mirror")
    assert done.manifest is not None
    assert (done.found.added, done.quarantined) == (1, 0)
    assert quads(tmp_path / "mirror") == quads(origin.target)
    theirs = read_manifest(origin.target / "current")
    assert (done.manifest.title, done.manifest.licence) == (theirs.title, theirs.licence)
    for page in folder.glob("feed/0*.trig"):
        page.unlink()
    before = sorted((tmp_path / "mirror").rglob("*"))
    with pytest.raises(ReleaseError, match="404"):
        harvest(address, tmp_path / "mirror")
    assert sorted((tmp_path / "mirror").rglob("*")) == before


def test_what_is_no_stream_is_refused(tmp_path: Path, files: tuple[Path, str]) -> None:
    """With the address and what was expected there; no release is made of it."""
    folder, address = files
    (folder / "feed").mkdir()
    entry = folder / "feed" / "stream.trig"
    for text, message in (
        ("<html>", "expected TriG"),
        ("<s:a> <s:b> <s:c> .", "entry of a stream"),
        ("<s:a> <https://w3id.org/tree#view> <https://x.example/feed/stream.trig> .", "holds no statement"),
    ):
        entry.write_text(text)
        with pytest.raises(ReleaseError, match=message):
            harvest(address, tmp_path / "mirror")
    with pytest.raises(ReleaseError, match="does not answer"):
        harvest("http://127.0.0.1:1", tmp_path / "mirror")
    assert {path.name for path in (tmp_path / "mirror").iterdir()} == {STATE}


def test_folder_follows_one_source(tmp_path: Path, files: tuple[Path, str]) -> None:
    folder, address = files
    (folder / "feed").mkdir()
    for base in ("https://one.example", "https://other.example"):
        view = f"<s:a> <https://w3id.org/tree#view> <{base}/feed/stream.trig> ."
        (folder / "feed" / "stream.trig").write_text(view)
        with Following(tmp_path / STATE) as kept:
            if base == "https://one.example":
                kept.follow(address)
                kept.commit()
                continue
            with pytest.raises(ReleaseError, match=r"one\.example"):
                kept.follow(address)


@pytest.mark.parametrize(
    ("page", "message"),
    [
        ("s: tree:member v: . v: dcterms:created 'T' .", "expected a version"),
        ("s: tree:member v: . v: dcterms:isVersionOf <https://a.example/id/statement/a> .", "expected a version"),
        ("v: { <https://b.example/id/x> dcterms:title 'T' }", "expected IRIs below"),
    ],
)
def test_member_of_another_form_or_base_is_refused(page: str, message: str) -> None:
    prefixes = "@prefix s: <s:> . @prefix v: <v:> . @prefix tree: <https://w3id.org/tree#> ."
    prefixes += "@prefix dcterms: <http://purl.org/dc/terms/> ."
    found = list(ox.parse(prefixes + page, ox.RdfFormat.TRIG))
    with pytest.raises(ReleaseError, match=message):
        read_members(found, "0001.trig", "https://a.example", "https://a.example/feed/0001.trig")
