"""`undersigned harvest`: a release of one's own from the stream of another Undersigned, under the other's IRIs.

What comes in is checked against the shapes like what was converted here; a statement that violates one is quarantined.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer
from rdflib import Graph, URIRef
from rdflib.term import Node

from converters.errors import ReleaseError
from converters.findings import ValidationReport, merge_reports
from converters.following import Following, Pass, Taken
from converters.formats import TURTLE, graph_bytes
from converters.identifiers import evidence_graph, shared_graph, statement_graph
from converters.manifest import Manifest
from converters.release import Content, Quarantined, Report, write_release
from converters.release.recall import recall_releases
from converters.validate import default_validator
from data import Collection
from ontology import AS, DCAT, DCTERMS, FOAF, RDF, SCHEMA

STATE = "harvest.sqlite"
_GRAPHS = {"post": "addressee", "theme": "kind", "software": "activity", "role": "activity"}
_GRAVE = f"<{RDF.type}> <{AS.Tombstone}> ."
_VCARD = "http://www.w3.org/2006/vcard/ns#"


@dataclass(frozen=True)
class Harvested:
    """What one pass did: what it found, and the release that was made, if anything changed."""

    found: Pass
    manifest: Manifest | None = None
    quarantined: int = 0
    recalled: tuple[str, ...] = ()


def harvest(url: str, target: Path) -> Harvested:
    """Follow the stream at `url` once, and write a release of all that it holds now below `target` if it changed.

    What is followed is kept in `harvest.sqlite` there. The release has the IRIs, licence and publisher of the other,
    and the date of its newest change. Releases that carry what was withdrawn since are taken back. Raises
    ReleaseError where the stream cannot be read or the release not be written; then all stays as it was.
    """
    target.mkdir(parents=True, exist_ok=True)
    with Following(target / STATE) as kept:
        found = kept.follow(url)
        if not found and (target / "current").exists():
            kept.commit()
            return Harvested(found)
        if not kept.newest():
            raise ReleaseError("the stream holds no statement", url)
        parts = _Parts(kept)
        manifest = write_release(
            parts.content(), read_collection(kept.about), base=kept.base, date=kept.newest()[:10], target=target
        )
        kept.commit()
    recalled = recall_releases(target, parts.graves, manifest.version)
    return Harvested(found, manifest, len(parts.quarantined), tuple(recalled))


def read_collection(about: bytes) -> Collection:
    """Whose data set it is, from what its publisher says of it."""
    graph = Graph(bind_namespaces="none").parse(data=about, format="nt")
    dataset = next(graph.subjects(RDF.type, DCAT.Dataset), None)

    def one(subject: Node | None, *properties: URIRef) -> str:
        found = sorted(str(value) for prop in properties for value in graph.objects(subject, prop)) if subject else []
        return found[0] if found else ""

    publisher = URIRef(one(dataset, DCTERMS.publisher))
    return Collection(
        key="harvested",
        title=one(dataset, DCTERMS.title),
        description=one(dataset, DCTERMS.description),
        publisher=one(publisher, FOAF.name),
        homepage=one(publisher, FOAF.homepage),
        contact=one(URIRef(one(dataset, DCAT.contactPoint)), *(URIRef(_VCARD + way) for way in ("hasEmail", "hasURL"))),
        licence=one(dataset, DCTERMS.license),
        quotes="full",
        texts=False,
        abridged=False,
        minimum_statements=0,
        minimum_signatures=0,
        keywords=tuple(sorted(str(word) for word in graph.objects(dataset, DCAT.keyword))),
        themes=tuple(sorted(str(theme).rpartition("/")[2] for theme in graph.objects(dataset, DCAT.theme))),
    )


class _Parts:
    """The parts of a release from what was taken over; shared things wait in a file of their own, newest wins."""

    def __init__(self, kept: Following) -> None:
        self.kept, self.base = kept, kept.base
        self.quarantined: list[Quarantined] = []
        self.graves: set[str] = set()
        self._reports: list[ValidationReport] = []
        self._shared = sqlite3.connect("")  # a file that the engine deletes
        self._shared.execute("CREATE TABLE thing (iri TEXT PRIMARY KEY, created TEXT, quads TEXT) WITHOUT ROWID")

    def content(self) -> Content:
        """What the writer of releases draws from."""
        return Content(self._statements(), self._things(), (), self.quarantined, self._report)

    def _statements(self) -> Iterator[bytes]:
        for taken in self.kept.taken():
            graphs = self._sort(taken)
            report = default_validator().validate_graph(
                Graph(bind_namespaces="none").parse(data=taken.triples, format="nt")
            )
            self._reports.append(report)
            own = "".join(graphs.pop("", [])).encode()
            if report.conforms:
                self._keep(graphs, taken.created)
                yield own
            else:
                path, findings = taken.statement.removeprefix(f"{self.base}/"), [f.message for f in report.violations]
                self.quarantined.append(Quarantined(path, taken.page, tuple(findings), own))

    def _sort(self, taken: Taken) -> dict[str, list[str]]:
        """The quads of a member by the shared thing that they describe, those of the statement under ""."""
        path = taken.statement.removeprefix(f"{self.base}/")
        found: dict[str, list[str]] = defaultdict(list)
        graves = {line.split(" ", 1)[0] for line in taken.triples.decode().splitlines() if line.endswith(_GRAVE)}
        for line in taken.triples.decode().splitlines():
            subject, predicate, _ = line.split(" ", 2)
            thing = subject[1:-1].removeprefix(f"{self.base}/")
            kind = thing.split("/")[1] if thing.startswith("id/") else ""
            own = ""
            if subject in graves:
                own, graph = subject, shared_graph("tombstone")
                self.graves.add(thing)
            elif thing == path or thing.startswith(f"{path}/") or kind == "source":
                graph = statement_graph(path)
            elif kind == "annotation":
                graph = evidence_graph(path)
            elif kind in ("", "statement"):
                raise ReleaseError(f"{taken.version} describes {subject}, which is no part of it", taken.page)
            else:
                own = subject
                graph = shared_graph("link" if predicate == f"<{SCHEMA.sameAs}>" else _GRAPHS.get(kind, kind))
            found[own].append(f"{line.removesuffix(' .')} <{self.base}/{graph}> .\n")
        return found

    def _keep(self, graphs: dict[str, list[str]], created: str) -> None:
        rows = ((iri, created, "".join(lines)) for iri, lines in graphs.items())
        self._shared.executemany(
            "INSERT INTO thing VALUES (?, ?, ?) ON CONFLICT DO UPDATE"
            " SET created = excluded.created, quads = excluded.quads WHERE excluded.created > created",
            rows,
        )

    def _things(self) -> Iterable[bytes]:
        for (quads,) in self._shared.execute("SELECT quads FROM thing ORDER BY iri"):
            yield quads.encode()
        self._shared.close()

    def _report(self) -> Report:
        report = merge_reports(self._reports)
        lines = report.to_graph(URIRef(f"{self.base}/id/report")).serialize(format="nt", encoding="utf-8")
        return Report(report.to_dict(), graph_bytes(lines, TURTLE), (), len(report.warnings))


def harvest_command(
    url: Annotated[str, typer.Argument(help="An Undersigned's address, or that of its stream.", show_default=False)],
    target: Annotated[Path, typer.Option(help="The folder of releases, for this source alone.")],
) -> None:
    """Follow another Undersigned: take over what it added, changed and withdrew since, as a release under its IRIs."""
    done = harvest(url, target)
    found = asdict(done.found)
    typer.echo(", ".join(f"{number} {name}" for name, number in found.items()))
    if done.manifest:
        typer.echo(f"release {done.manifest.version} in {target}; {done.quarantined} quarantined")
    for version in done.recalled:
        typer.echo(f"taken back: {version}")
    raise typer.Exit(1 if done.quarantined else 0)
