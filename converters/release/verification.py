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
from converters.release.changes import PATCH, write_changes
from converters.release.dumps import DUMP_NAME
from converters.release.signing import SIGNATURE, SUMS, check_signature, list_sums
from converters.release.store import dump_store
from converters.release.tables import METADATA

STORE = "store"
NQUADS = f"dumps/{DUMP_NAME}.nq"
_TEXT = "text/plain;charset=utf-8"
_MEDIA_TYPES = {
    "atom.xml": "application/atom+xml",
    METADATA: "application/csvm+json",
    SUMS: _TEXT,
    SIGNATURE: _TEXT,
    ".csv": "text/csv;charset=utf-8;header=present",
    ".json": "application/json",
    ".ndjson": "application/x-ndjson",
    ".parquet": "application/vnd.apache.parquet",
    ".rdfp": "application/rdf-patch",
    ".sqlite": "application/vnd.sqlite3",
    ".txt": _TEXT,
    ".xml": "application/xml",
}
_PACKED = {".gz": "application/gzip", ".zst": "application/zstd"}


def verify_release(release: Path, signers: Path | None = None) -> list[str]:
    """What is wrong with a release, one line each; nothing where files and store are as the manifest says.

    The digest of the canonical quads, the difference to the release before (if that is here) and the signature are
    checked too; with `signers`, a file of trusted keys, a release must be signed by one of them. Raises ReleaseError
    where there is no manifest that can be read.
    """
    manifest = read_manifest(release)
    return [
        *_file_problems(release, manifest),
        *_store_problems(release, manifest),
        *_canonical_problems(release, manifest),
        *_patch_problems(release, manifest),
        *_signature_problems(release, manifest, signers),
    ]


def file_entries(release: Path) -> tuple[ReleaseFile, ...]:
    """The entries of all files below a release but the manifest and the store's own, by path."""
    return tuple(file_entry(release, path) for path in _paths(release))


def missing_files(release: Path, manifest: Manifest) -> list[str]:
    """The paths of files that are not there or not of the size that the manifest gives; reads none of them."""
    wrong = [entry.path for entry in manifest.files if _size(release / entry.path) != entry.size]
    return wrong if (release / STORE / "CURRENT").is_file() else [*wrong, STORE]


def _paths(release: Path) -> list[str]:
    found = (path.relative_to(release) for path in release.rglob("*") if path.is_file())
    return sorted(p.as_posix() for p in found if p.parts[0] != STORE and p.as_posix() != MANIFEST_NAME)


def file_entry(release: Path, path: str) -> ReleaseFile:
    """The entry of one file by its path below a release."""
    packed = _PACKED.get(Path(path).suffix, "")
    plain = path.removesuffix(Path(path).suffix) if packed else path
    syntax = format_for_suffix(plain)
    media_type = _MEDIA_TYPES.get(Path(plain).name) or _MEDIA_TYPES.get(Path(plain).suffix, "application/octet-stream")
    return ReleaseFile(
        path,
        (release / path).stat().st_size,
        _sha256(release / path),
        syntax.media_type if syntax else media_type,
        packed,
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


def _canonical_problems(release: Path, manifest: Manifest) -> Iterator[str]:
    """The N-Quads are sorted and without blank nodes, so their digest is that of RDFC-1.0."""
    path = release / NQUADS
    if manifest.rdfc and path.is_file() and _sha256(path) != manifest.rdfc:
        yield f"{NQUADS}: its digest is not the canonical one of the manifest"


def _patch_problems(release: Path, manifest: Manifest) -> Iterator[str]:
    before = release.resolve().parent / manifest.previous
    if manifest.changes is None or not (before / NQUADS).is_file() or not (release / NQUADS).is_file():
        return
    with tempfile.TemporaryDirectory() as folder:
        again = Path(folder) / PATCH
        changes, _ = write_changes(before, release / NQUADS, manifest.base, manifest.version, again)
        if changes != manifest.changes or again.read_bytes() != (release / "dumps" / PATCH).read_bytes():
            yield f"dumps/{PATCH}: it does not lead from {manifest.previous} to this release"


def _signature_problems(release: Path, manifest: Manifest, signers: Path | None) -> Iterator[str]:
    sums = release / "dumps" / SUMS
    if sums.is_file() and sums.read_text(encoding="utf-8") != list_sums(manifest.files):
        yield f"dumps/{SUMS}: its digests are not those of the manifest"
    if not (release / "dumps" / SIGNATURE).is_file():
        if manifest.signer or signers:
            yield f"dumps/{SIGNATURE}: the release is not signed"
        return
    try:
        signer = check_signature(release / "dumps", signers)
    except ReleaseError as error:
        yield f"dumps/{SIGNATURE}: {error}"
        return
    if signer != manifest.signer:
        yield f"dumps/{SIGNATURE}: signed by {signer}, but the manifest says {manifest.signer or 'nobody'}"


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else -1


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
