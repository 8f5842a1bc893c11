"""Checking a release against its manifest."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from converters.errors import ReleaseError
from converters.manifest import read_manifest, write_manifest
from converters.release import Content, Report, verify_release, write_release
from converters.release.verification import file_entry
from data import DATA
from data.sources import load_collections

QUADS = b'<https://data.example/id/law/a> <https://schema.org/name> "A" <https://data.example/graph/law> .\n'


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("releases")
    content = Content([], [QUADS], [("id/source/ab", "text")], [], lambda: Report({}, b""))
    collection = load_collections(DATA / "reference" / "sources.toml")["default"]
    write_release(content, collection, base="https://data.example", date="2026-11-21", target=target)
    return target / "2026-11-21"


def lose(release: Path) -> None:
    (release / "report.json").unlink()


def add(release: Path) -> None:
    (release / "dumps" / "more.nq").write_bytes(b"")


def shorten(release: Path) -> None:
    (release / "sources" / "ab.txt").write_bytes(b"te")


def alter(release: Path) -> None:
    (release / "sources" / "ab.txt").write_bytes(b"tent")


def grow_store(release: Path) -> None:
    store = ox.Store(str(release / "store"))
    store.load(QUADS.replace(b'"A"', b'"B"'), ox.RdfFormat.N_QUADS)
    store.flush()


def change_store(release: Path) -> None:
    shutil.rmtree(release / "store")
    store = ox.Store(str(release / "store"))
    text = (release / "dumps" / "undersigned.nq").read_bytes()
    store.load(text.replace(b'"A"', b'"B"'), ox.RdfFormat.N_QUADS)
    store.flush()


def forge_sums(release: Path) -> None:
    """As somebody would who changes a digest and the manifest with it."""
    path = release / "dumps" / "SHA256SUMS"
    text = path.read_text()
    path.write_text(("0" if text[0] != "0" else "1") + text[1:])
    manifest = read_manifest(release)
    files = [file_entry(release, entry.path) if entry.path.endswith("SUMS") else entry for entry in manifest.files]
    write_manifest(dataclasses.replace(manifest, files=tuple(files)), release)


def change_canonical_digest(release: Path) -> None:
    write_manifest(dataclasses.replace(read_manifest(release), rdfc="0" * 64), release)


def lose_store(release: Path) -> None:
    shutil.rmtree(release / "store")


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        (lose, "report.json: the file is missing"),
        (add, "dumps/more.nq: the manifest does not name this file"),
        (shorten, "sources/ab.txt: expected 4 bytes, found 2"),
        (alter, "sources/ab.txt: the SHA-256 digest is not that of the manifest"),
        (grow_store, "store: expected "),
        (change_store, "store: its quads are not those of dumps/undersigned.nq"),
        (forge_sums, "dumps/SHA256SUMS: its digests are not those of the manifest"),
        (change_canonical_digest, "dumps/undersigned.nq: its digest is not the canonical one"),
        (lose_store, "store: the store cannot be read"),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_damage_is_found_and_named(made: Path, tmp_path: Path, damage: Callable[[Path], None], problem: str):
    """Whatever was lost, added or changed is said in one line with its path."""
    release = tmp_path / "release"
    shutil.copytree(made, release)
    assert verify_release(release) == []
    damage(release)
    [found] = verify_release(release)
    assert found.startswith(problem)


def test_directory_without_manifest_is_no_release(tmp_path: Path):
    """There is nothing to check it against."""
    with pytest.raises(ReleaseError, match="not a release"):
        verify_release(tmp_path)
