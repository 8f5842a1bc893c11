"""Taking back earlier releases that still carry what was withheld or withdrawn since."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator
from pathlib import Path

import pyoxigraph as ox

from converters.errors import ReleaseError
from converters.formats import TRIG
from converters.manifest import MANIFEST_NAME, read_manifest
from converters.release.changes import PATCH
from converters.release.stream import FOLDER
from converters.release.verification import NQUADS
from ontology import AS


def recall_releases(target: Path, gone: Collection[str], keep: str) -> list[str]:
    """Remove the releases below `target` that describe a path in `gone` otherwise than by a tombstone; their versions.

    `keep` is the version just written, which stays. A release whose dump or manifest cannot be read is removed too,
    since nobody can say what it holds.
    """
    removed = []
    for folder in sorted(target.iterdir()) if gone else ():
        if folder.name == keep or folder.is_symlink() or not folder.is_dir() or folder.name.startswith("."):
            continue
        if (folder / MANIFEST_NAME).is_file() and _carries(folder, gone):
            shutil.rmtree(folder)
            removed.append(folder.name)
    return removed


def _carries(folder: Path, gone: Collection[str]) -> bool:
    try:
        base = read_manifest(folder).base.rstrip("/")
        iris = {f"<{base}/{path}>".encode() for path in gone}
        tombstone = f"<{AS.Tombstone}>".encode()
        named, buried = set(), set()
        for line in _read_quads(folder):
            subject, _, rest = line.split(b" ", 2)
            value = rest.split(b" ", 1)[0]
            if value == tombstone:
                buried.add(subject)
            named |= {subject, value} & iris
    except (OSError, ReleaseError, ValueError):
        return True
    return bool(named - buried)


def _read_quads(folder: Path) -> Iterator[bytes]:
    """The quads of a release, those that it lists as added or deleted since the one before, and those of its stream."""
    with (folder / NQUADS).open("rb") as lines:
        yield from lines
    patch = folder / "dumps" / PATCH
    if patch.is_file():
        with patch.open("rb") as lines:
            yield from (line[2:] for line in lines if line.startswith((b"A ", b"D ")))
    for page in sorted((folder / FOLDER).glob("*.trig")):
        yield from (f"{quad} .\n".encode() for quad in ox.parse(path=page, format=TRIG.rdf))
