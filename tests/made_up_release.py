"""A small made-up release on disk: two statements, one of them in Arabic."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox

from converters.manifest import Manifest, Publisher, ReleaseFile, write_manifest
from converters.release.feeds import write_feeds
from converters.release.indexes import write_index
from converters.release.verification import file_entry

BASE = "http://localhost:8000"
EXAMPLE = Path(__file__).parent / "example.trig"


def make_release(folder: Path, version: str, base: str = BASE, store: bool = False, without: str = "") -> Path:
    """A release directory with manifest, one dump, report and index; with a store where it is wanted.

    `without` is a part of the names of graphs to leave out. `current` points to the release afterwards.
    """
    directory = folder / version
    (directory / "dumps").mkdir(parents=True)
    text = EXAMPLE.read_text(encoding="utf-8").replace(BASE, base)
    quads = [quad for quad in ox.parse(text, ox.RdfFormat.TRIG) if not without or without not in str(quad.graph_name)]
    told = ox.NamedNode("http://www.w3.org/ns/dcat#version")
    quads.append(
        ox.Quad(ox.NamedNode(f"{base}/id/dataset"), told, ox.Literal(version), ox.NamedNode(f"{base}/graph/dataset"))
    )
    lines = sorted(f"{quad} .\n" for quad in quads)
    dump = directory / "dumps" / "undersigned.nq"
    dump.write_text("".join(lines), encoding="utf-8")
    write_index(dump, directory / "index.sqlite", base)
    if store:
        engine = ox.Store(str(directory / "store"))
        engine.extend(quads)
        engine.optimize()
    digest = hashlib.sha256(dump.read_bytes()).hexdigest()
    manifest = Manifest(
        version=version,
        date=version[:10],
        base=base,
        title="Undersigned, made-up data",
        description="A made-up release with two statements, for the tests of the server.",
        publisher=Publisher("The Example Press", contact="mailto:data@press.example"),
        licence="https://creativecommons.org/publicdomain/zero/1.0/",
        collection="example",
        counts={"und:Statement": 2, "und:Organisation": 5, "und:Demand": 2},
        triples=len(lines),
        quads=len(lines),
        graphs=len({quad.graph_name for quad in quads}),
        conforms=True,
        warnings=0,
        content="0",
        software_version="0",
        ontology_version="0",
        files=(ReleaseFile("dumps/undersigned.nq", dump.stat().st_size, digest, "application/n-quads"),),
    )
    about = [quad for quad in quads if str(quad.graph_name) == f"<{base}/graph/dataset>"]
    held = ox.Store()
    held.extend(quads)
    write_feeds(directory, folder, held, directory / "index.sqlite", manifest, about)
    fed = sorted([*directory.glob("feed/*"), *directory.glob("*.xml")])
    entries = (file_entry(directory, path.relative_to(directory).as_posix()) for path in fed)
    write_manifest(replace(manifest, files=(*manifest.files, *entries)), directory)
    link = folder / "next"
    link.symlink_to(version)
    link.replace(folder / "current")
    return directory
