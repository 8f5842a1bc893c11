"""The triple store of a release: loaded in bulk, optimised, opened read-only from then on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pyoxigraph as ox

from converters.release.lines import sort_lines

_CLASSES = "SELECT ?class (COUNT(DISTINCT ?thing) AS ?count) WHERE { ?thing a ?class } GROUP BY ?class"


@dataclass(frozen=True, slots=True)
class Extent:
    """How much a store holds: things by the IRI of their class, quads, graphs."""

    classes: dict[str, int]
    quads: int
    graphs: int


def build_store(nquads: Path, description: Iterable[ox.Quad], folder: Path) -> Extent:
    """Load a file of N-Quads and some more quads into a new store, optimise it, and count what a reader finds there."""
    store = ox.Store(str(folder))
    store.bulk_load(path=str(nquads), format=ox.RdfFormat.N_QUADS)
    store.extend(description)
    store.optimize()
    store.flush()
    del store  # closed, so that the check sees what servers will
    (folder / "LOG").unlink(missing_ok=True)  # the engine's diary; it names the machine's folders
    written = ox.Store.read_only(str(folder))
    rows = cast(ox.QuerySolutions, written.query(_CLASSES, use_default_graph_as_union=True))
    classes = {cast(Any, row["class"]).value: int(cast(Any, row["count"]).value) for row in rows}
    return Extent(classes, len(written), sum(1 for _ in written.named_graphs()))


def dump_store(folder: Path, target: Path) -> int:
    """Open a store read-only and write its quads as sorted N-Quads; returns their number."""
    raw = target.with_name(target.name + ".raw")
    try:
        ox.Store.read_only(str(folder)).dump(str(raw), ox.RdfFormat.N_QUADS)
        with raw.open("rb") as lines:
            return sort_lines(lines, target)
    finally:
        raw.unlink(missing_ok=True)
