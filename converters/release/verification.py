"""Checking a release against its manifest: nothing missing, nothing more, nothing changed."""

from __future__ import annotations

import filecmp
import hashlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from converters.errors import ReleaseError
from converters.formats import format_for_suffix
from converters.manifest import MANIFEST_NAME, Manifest, ReleaseFile, read_manifest
from converters.release.dumps import DUMP_NAME
from converters.release.store import dump_store

STORE = "store"
NQUADS = f"dumps/{DUMP_NAME}.nq"
_MEDIA_TYPES = {".json": "application/json", ".txt": "text/plain;charset=utf-8", ".sqlite": "application/vnd.sqlite3"}


def verify_release(release: Path) -> list[str]:
    """What is wrong with a release, one line each; nothing where files and store are as the manifest says.

    Raises ReleaseError where there is no manifest that can be read.
    """
    manifest = read_manifest(release)
    return [*_file_problems(release, manifest), *_store_problems(release, manifest)]


def file_entries(release: Path) -> tuple[ReleaseFile, ...]:
    """The entries of all files below a release but the manifest and the store's own, by path."""
    return tuple(_entry(release, path) for path in _paths(release))


def missing_files(release: Path, manifest: Manifest) -> list[str]:
    """The paths of files that are not there or not of the size that the manifest gives; reads none of them."""
    wrong = [entry.path for entry in manifest.files if _size(release / entry.path) != entry.size]
    return wrong if (release / STORE / "CURRENT").is_file() else [*wrong, STORE]


def _paths(release: Path) -> list[str]:
    found = (path.relative_to(release) for path in release.rglob("*") if path.is_file())
    return sorted(p.as_posix() for p in found if p.parts[0] != STORE and p.as_posix() != MANIFEST_NAME)


def _entry(release: Path, path: str) -> ReleaseFile:
    packed = path.endswith(".gz")
    plain = path.removesuffix(".gz")
    syntax = format_for_suffix(plain)
    media_type = syntax.media_type if syntax else _MEDIA_TYPES.get(Path(plain).suffix, "application/octet-stream")
    return ReleaseFile(
        path, (release / path).stat().st_size, _sha256(release / path), media_type, "application/gzip" if packed else ""
    )


def _file_problems(release: Path, manifest: Manifest) -> Iterator[str]:
    present = set(_paths(release))
    for entry in manifest.files:
        if entry.path not in present:
            yield f"{entry.path}: the file is missing"
        elif (size := _size(release / entry.path)) != entry.size:
            yield f"{entry.path}: expected {entry.size} bytes, found {size}"
        elif _sha256(release / entry.path) != entry.sha256:
            yield f"{entry.path}: the SHA-256 digest is not that of the manifest"
    for path in sorted(present - {entry.path for entry in manifest.files}):
        yield f"{path}: the manifest does not name this file"


def _store_problems(release: Path, manifest: Manifest) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        dump = Path(folder) / "store.nq"
        try:
            quads = dump_store(release / STORE, dump)
        except (OSError, ReleaseError) as error:
            yield f"{STORE}: the store cannot be read ({error})"
            return
        if quads != manifest.quads:
            yield f"{STORE}: expected {manifest.quads} quads, found {quads}"
        elif not (release / NQUADS).is_file() or not filecmp.cmp(dump, release / NQUADS, shallow=False):
            yield f"{STORE}: its quads are not those of {NQUADS}"


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else -1


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
