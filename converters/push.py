"""Loading a release into a store of somebody else by the SPARQL 1.1 Graph Store HTTP Protocol.

Each graph is put whole, so that it holds what the release says and nothing else; the description of the data set, with
its version, comes last. Graphs below the release's base that are not in it any more are deleted: those of the earlier
releases in the same folder, as the protocol has no list of a store's graphs.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import httpx2
import pyoxigraph as ox

from converters.errors import ReleaseError
from converters.manifest import MANIFEST_NAME, Manifest, read_manifest

N_TRIPLES = "application/n-triples"
SECONDS = 300.0


class Pushed(NamedTuple):
    """What was done: numbers of graphs and quads put, the graphs deleted."""

    graphs: int
    quads: int
    deleted: tuple[str, ...]


def push_release(
    release: Path,
    graph_store: str,
    login: tuple[str, str] | None = None,
    on_progress: Callable[[str, int, int], None] | None = None,
) -> Pushed:
    """Make a graph store hold the graphs of a release; `login` is a user's name and password.

    Raises ReleaseError where the release has no store of its own, or the graph store refuses or does not answer; what
    was put before stays, and pushing again makes it whole.
    """
    manifest = read_manifest(release)
    store = open_store(release)
    graphs = sort_graphs(store, manifest)
    former = find_former(release, manifest) - set(graphs)
    with httpx2.Client(auth=login, timeout=SECONDS, follow_redirects=True) as client:
        quads = 0
        for number, graph in enumerate(graphs, 1):
            body = serialise(store, graph)
            send(client, "PUT", graph_store, graph, body)
            quads += body.count(b"\n")
            if on_progress:
                on_progress("push", number, len(graphs))
        deleted = tuple(graph for graph in sorted(former) if send(client, "DELETE", graph_store, graph))
    return Pushed(len(graphs), quads, deleted)


def open_store(release: Path) -> ox.Store:
    """The release's own store, read-only."""
    try:
        return ox.Store.read_only(str(release / "store"))
    except OSError as error:
        raise ReleaseError(f"the store of the release cannot be opened: {error}", str(release)) from error


def sort_graphs(store: ox.Store, manifest: Manifest) -> list[str]:
    """The names of the graphs, the data set's own last."""
    last = f"{manifest.base.rstrip('/')}/graph/dataset"
    return sorted((str(graph.value) for graph in store.named_graphs()), key=lambda graph: (graph == last, graph))


def find_former(release: Path, manifest: Manifest) -> set[str]:
    """The graphs of the other releases beside this one that have the same base."""
    found: set[str] = set()
    for path in sorted(release.resolve().parent.glob(f"*/{MANIFEST_NAME}")):
        other = path.parent
        if other == release.resolve() or other.is_symlink() or not (other / "store").is_dir():
            continue
        if read_manifest(other).base == manifest.base:
            found |= {str(graph.value) for graph in open_store(other).named_graphs()}
    return found


def serialise(store: ox.Store, graph: str) -> bytes:
    """A graph as N-Triples."""
    quads = store.quads_for_pattern(None, None, None, ox.NamedNode(graph))
    return ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.N_TRIPLES) or b""


def send(client: httpx2.Client, method: str, graph_store: str, graph: str, body: bytes = b"") -> bool:
    """Put or delete one graph; whether there was one. Raises ReleaseError with what the store says."""
    headers = {"content-type": N_TRIPLES} if body else {}
    try:
        answer = client.request(method, graph_store, params={"graph": graph}, content=body, headers=headers)
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise ReleaseError(f"the graph store does not answer: {error}", graph_store) from error
    if answer.status_code == 404 and method == "DELETE":
        return False
    if not answer.is_success:
        said = answer.text.strip()[:300]
        raise ReleaseError(f"{method} of <{graph}> was answered {answer.status_code}: {said}", graph_store)
    return True
