"""The stream of a release's changes: versions of statements in pages that others follow (LDES and TREE, SEMIC, 2026).

    feed/stream.trig          the entry: what the stream is, and where each page begins and ends in time
    feed/0001-1f2e3d4c.trig   a page of members; closed when it is full, and then it never changes
    feed/pages.json           the pages with their members, and the addresses that answer 410

A member is a version of a statement as it was when it entered the stream, whole, in the graph of its own name: the
statement, its evidence, and the descriptions of what it names. The end of a statement is a member too (`as:Delete`).
The pages of the release before are carried on. Where something was withdrawn since, all that is no longer current
leaves them, so that no earlier wording of it stays: a closed page that held some of it is written anew under another
address.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import NamedTuple, cast

import pyoxigraph as ox

from converters.formats import TRIG, graph_bytes
from converters.manifest import Manifest
from ontology import AS, DCAT, DCTERMS, LDES, PROV, RDF, SCHEMA, TREE, XSD

FOLDER = "feed"
ROOT = f"{FOLDER}/stream.trig"
STATE = f"{FOLDER}/pages.json"
PAGE_QUADS = 20_000

_TYPE, _TOMBSTONE, _DELETE = (ox.NamedNode(str(term)) for term in (RDF.type, AS.Tombstone, AS.Delete))
_VERSION_OF, _CREATED = ox.NamedNode(str(DCTERMS.isVersionOf)), ox.NamedNode(str(DCTERMS.created))


class Member(NamedTuple):
    """A version of a statement, or its end; `created` is when it entered the stream (`xsd:dateTime`)."""

    iri: str
    statement: str
    created: str
    ended: bool


@dataclass(frozen=True)
class StreamPage:
    """One page: the name of its file, whether it is full, its size, its members in their order."""

    name: str
    closed: bool
    quads: int
    members: tuple[Member, ...]


@dataclass(frozen=True)
class Stream:
    """All pages in their order, the names of those that are gone, and a digest of what was withdrawn by then."""

    pages: tuple[StreamPage, ...] = ()
    gone: tuple[str, ...] = ()
    withdrawn: str = ""
    members: tuple[Member, ...] = field(init=False, default=())

    def __post_init__(self) -> None:
        object.__setattr__(self, "members", tuple(chain.from_iterable(page.members for page in self.pages)))


def read_stream(release: Path) -> Stream:
    """The stream of a release; an empty one where it has none."""
    try:
        data = json.loads((release / STATE).read_bytes())
    except OSError:
        return Stream()
    pages = (StreamPage(**{**row, "members": tuple(Member(*m) for m in row["members"])}) for row in data["pages"])
    return Stream(tuple(pages), tuple(data["gone"]), data["withdrawn"])


def write_stream(
    release: Path, before: Path | None, store: ox.Store, facts: Manifest, about: Iterable[ox.Quad]
) -> Stream:
    """Write the pages of a release whose store is given, carrying on those of the release `before`, if any.

    `about` are quads that say whose the stream is; they stand in its entry. No member is older than the last.
    """
    (release / FOLDER).mkdir()
    old = read_stream(before) if before else Stream()
    base = facts.base
    graves = {cast(ox.NamedNode, quad.subject).value for quad in store.quads_for_pattern(None, _TYPE, _TOMBSTONE)}
    withdrawn = hashlib.sha256("\n".join(sorted(graves)).encode()).hexdigest()
    current = dict(_current_versions(store, base))
    writer = _Pages(release / FOLDER, f"{base}/{FOLDER}/")
    for page in old.pages:
        assert before is not None
        source = before / FOLDER / page.name
        if withdrawn == old.withdrawn:
            kept = [m for m in page.members if m.ended or m.statement in current]
        else:
            leaking = _leaking(source, graves)
            kept = [m for m in page.members if m.ended or (current.get(m.statement) == m.iri and m.iri not in leaking)]
        writer.carry(page, kept, source)
    known = {member.statement: member for member in writer.members()}
    time = max([facts.moment.strftime("%Y-%m-%dT%H:%M:%SZ"), *(m.created for m in old.members[-1:])])
    for statement, version in sorted(current.items()):
        if statement not in known or known[statement].iri != version:
            member = Member(version, statement, time, ended=False)
            writer.add(member, _describe(store, base, statement))
    buried = {grave for grave in graves if re.fullmatch(f"{re.escape(base)}/id/statement/[^/]+", grave)}
    for statement in sorted((buried | {m.statement for m in old.members if not m.ended}) - current.keys()):
        if statement not in known or not known[statement].ended:
            member = Member(f"{statement}#ended-{facts.version}", statement, time, ended=True)
            parts = (grave for grave in sorted(graves) if grave == statement or grave.startswith(f"{statement}/"))
            found = (store.quads_for_pattern(ox.NamedNode(part), None, None, None) for part in parts)
            writer.add(member, chain.from_iterable(found))
    writer.flush()
    stream = Stream(tuple(writer.pages), (*old.gone, *writer.gone), withdrawn)
    _write_root(release, stream, base, about)
    state = {"gone": stream.gone, "pages": [asdict(page) for page in stream.pages], "withdrawn": withdrawn}
    (release / STATE).write_text(json.dumps(state, indent=0, sort_keys=True) + "\n", encoding="utf-8")
    return stream


def _current_versions(store: ox.Store, base: str) -> Iterator[tuple[str, str]]:
    for quad in store.quads_for_pattern(None, ox.NamedNode(str(DCAT.hasCurrentVersion)), None, None):
        statement, version = cast(ox.NamedNode, quad.subject).value, cast(ox.NamedNode, quad.object).value
        if statement.startswith(f"{base}/id/statement/"):
            yield statement, version


def _describe(store: ox.Store, base: str, statement: str) -> Iterator[ox.Quad]:
    """The statement's two graphs, and what they name, with all that this names in turn."""
    slug = statement.removeprefix(f"{base}/id/statement/")
    own = [ox.NamedNode(f"{base}/graph/{name}/{slug}") for name in ("statement", "evidence")]
    link, beside = ox.NamedNode(f"{base}/graph/link"), (f"{base}/graph/statement/", f"{base}/graph/evidence/")
    waiting: list[ox.Quad] = [quad for graph in own for quad in store.quads_for_pattern(None, None, None, graph)]
    seen = {quad.subject for quad in waiting}
    while waiting:
        quad = waiting.pop()
        yield quad
        named = quad.object
        if isinstance(named, ox.NamedNode) and named.value.startswith(f"{base}/id/") and named not in seen:
            seen.add(named)
            found = store.quads_for_pattern(named, None, None, None)
            waiting += [q for q in found if not str(q.graph_name)[1:].startswith(beside) and _lasting(q, link)]


def _lasting(quad: ox.Quad, link: ox.NamedNode) -> bool:
    """Whether a fact belongs to a thing itself, and not to the collection in which it stands now."""
    return quad.graph_name != link or quad.predicate.value == str(SCHEMA.sameAs)


def _leaking(page: Path, graves: Collection[str]) -> set[str]:
    """The members of a page that name what was withdrawn otherwise than by its tombstone."""
    named: dict[str, set[str]] = {}
    for quad in ox.parse(path=page, format=TRIG.rdf):
        if isinstance(quad.graph_name, ox.NamedNode):
            found = named.setdefault(quad.graph_name.value, set())
            terms = [term.value for term in (quad.subject, quad.object) if isinstance(term, ox.NamedNode)]
            found.update(term for term in terms if term in graves)
            if quad.object == _TOMBSTONE:
                named.setdefault(f"buried {quad.graph_name.value}", set()).add(terms[0])
    return {member for member, found in named.items() if found - named.get(f"buried {member}", set())}


class _Pages:
    """Writes pages one after another; the one that is open is held until it is full."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder, self.address = folder, address
        self.pages: list[StreamPage] = []
        self.gone: list[str] = []
        self._open: StreamPage | None = None
        self._quads: list[ox.Quad] = []
        self._number = 0

    def members(self) -> Iterator[Member]:
        """All members so far, those of the open page last."""
        pages = self.pages + ([self._open] if self._open else [])
        return chain.from_iterable(page.members for page in pages)

    def carry(self, page: StreamPage, kept: list[Member], source: Path) -> None:
        """Take over a page as far as its members are kept."""
        self._number = int(page.name.partition("-")[0])
        if page.closed and len(kept) == len(page.members):
            shutil.copyfile(source, self.folder / page.name)
            self.pages.append(page)
            return
        if len(kept) < len(page.members):
            self.gone.append(page.name)
        if not kept:
            return
        name = page.name if len(kept) == len(page.members) else self._name(page.name, *kept)
        wanted = {ox.NamedNode(member.iri) for member in kept}
        graphs = (quad for quad in ox.parse(path=source, format=TRIG.rdf) if quad.graph_name in wanted)
        self._open, self._quads = StreamPage(name, page.closed, 0, ()), []
        self._append(kept, graphs)
        if page.closed:
            self.flush()

    def add(self, member: Member, described: Iterable[ox.Quad]) -> None:
        """Append a member to the open page, or to a new one."""
        if self._open is None:
            self._number += 1
            self._open, self._quads = StreamPage(self._name("", member), False, 0, ()), []
        graph = ox.NamedNode(member.iri)
        self._append([member], {ox.Quad(q.subject, q.predicate, q.object, graph) for q in described})
        if self._open.quads >= PAGE_QUADS:
            self._open = replace(self._open, closed=True)
            self.flush()

    def flush(self) -> None:
        """Write the open page, if there is one."""
        if self._open is None:
            return
        page = ox.NamedNode(self.address + self._open.name)
        facts = [ox.Quad(page, _TYPE, ox.NamedNode(str(TREE.Node)))]
        if self._open.closed:
            true = ox.Literal("true", datatype=ox.NamedNode(str(XSD.boolean)))
            facts.append(ox.Quad(page, ox.NamedNode(str(LDES.immutable)), true))
        for member in self._open.members:
            facts += _introduce(member, self.address)
        (self.folder / self._open.name).write_bytes(graph_bytes([*facts, *self._quads], TRIG))
        self.pages.append(self._open)
        self._open, self._quads = None, []

    def _append(self, members: list[Member], quads: Iterable[ox.Quad]) -> None:
        assert self._open is not None
        self._quads += quads
        self._open = replace(self._open, members=(*self._open.members, *members), quads=len(self._quads))

    def _name(self, salt: str, *members: Member) -> str:
        """A name that no page with other members has: the same address never has another content."""
        text = "\n".join([salt, *(f"{member.iri} {member.created}" for member in members)])
        return f"{self._number:04}-{hashlib.sha256(text.encode()).hexdigest()[:8]}.trig"


def _introduce(member: Member, address: str) -> Iterator[ox.Quad]:
    """What a page says of a member beside its graph: of what it is a version, and since when it is here."""
    iri = ox.NamedNode(member.iri)
    yield ox.Quad(_stream(address), ox.NamedNode(str(TREE.member)), iri)
    yield ox.Quad(iri, _TYPE, _DELETE if member.ended else ox.NamedNode(str(PROV.Entity)))
    yield ox.Quad(iri, _VERSION_OF, ox.NamedNode(member.statement))
    yield ox.Quad(iri, _CREATED, _moment(member.created))


def _write_root(release: Path, stream: Stream, base: str, about: Iterable[ox.Quad]) -> None:
    """The entry: the rules of the stream (LDES, sections on context and retention), a relation for each bound."""
    address = f"{base}/{FOLDER}/"
    root, own = f"{base}/{ROOT}", _stream(address).value
    facts: list[tuple[str, object, str | ox.Literal]] = [
        (own, RDF.type, str(LDES.EventStream)),
        (own, TREE.view, root),
        (own, LDES.timestampPath, _CREATED.value),
        (own, LDES.versionOfPath, _VERSION_OF.value),
        (own, LDES.versionDeletePath, _TYPE.value),
        (own, LDES.versionDeleteObject, _DELETE.value),
        (own, DCTERMS.isPartOf, f"{base}/id/dataset"),
        (root, RDF.type, str(TREE.Node)),
        (root, LDES.retentionPolicy, f"{root}#retention"),
        (f"{root}#retention", RDF.type, str(LDES.RetentionPolicy)),
        (f"{root}#retention", LDES.versionAmount, ox.Literal("1", datatype=ox.NamedNode(str(XSD.integer)))),
    ]
    for page in stream.pages:
        times = [member.created for member in page.members]
        bounds = [("from", TREE.GreaterThanOrEqualToRelation, min(times))]
        bounds += [("to", TREE.LessThanOrEqualToRelation, max(times))] if page.closed else []
        for name, kind, time in bounds:
            relation = f"{root}#{page.name.removesuffix('.trig')}-{name}"
            facts += [
                (root, TREE.relation, relation),
                (relation, RDF.type, str(kind)),
                (relation, TREE.node, address + page.name),
                (relation, TREE.path, _CREATED.value),
                (relation, TREE.value, _moment(time)),
            ]
    quads = [
        ox.Quad(ox.NamedNode(s), ox.NamedNode(str(p)), ox.NamedNode(o) if isinstance(o, str) else o)
        for s, p, o in facts
    ]
    said = (ox.Quad(quad.subject, quad.predicate, quad.object) for quad in about)
    (release / ROOT).write_bytes(graph_bytes([*quads, *said], TRIG))


def _stream(address: str) -> ox.NamedNode:
    return ox.NamedNode(f"{address}stream.trig#stream")


def _moment(time: str) -> ox.Literal:
    return ox.Literal(time, datatype=ox.NamedNode(str(XSD.dateTime)))
