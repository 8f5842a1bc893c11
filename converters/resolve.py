"""Which printed names are the same body: a whole collection's light mentions in, clusters and open questions out.

Precision before recall. A name joins another when all its words agree (in any order, spelling, language or script of
the concept table), when an acronym agrees and the words do not speak against it, or when one rare word is misspelt.
What is merely likely stays apart and is listed with the evidence for both sides. Persons match by their name only.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from converters.clusters import CURATED, EARLIER, Clusters, Mention, Node
from converters.designations import Designation, Places, take_apart
from converters.identifiers import addressee_path, organisation_path
from converters.joins import STEPS
from converters.likeness import spells
from converters.model import PartyKind
from converters.normalise import normalise_name
from data.bodies import Body
from data.name_words import load_name_words
from data.organisations import Organisation

__all__ = ["Mention", "Resolution", "Undecided", "known_bodies", "read_node", "resolve_mentions"]

_FOREIGN = (EARLIER, CURATED)
_LEADING = re.compile(r"([A-Z][A-Z0-9]{1,9})\s*[-–—:]\s*(.+)")


@dataclass(frozen=True, slots=True)
class Undecided:
    """Two mentions that may be the same body; `evidence` says what speaks for it and `doubt` what against."""

    left: str
    right: str
    evidence: str
    doubt: str


@dataclass(frozen=True)
class Resolution:
    """Clusters of mentions: `cluster` by mention id, `known` IRI path by cluster, what stayed undecided.

    A cluster is named by its first mention in the order of ids; `label` and `acronym` are the name, in Latin letters
    if the body has one, and the acronym by which a new IRI is made. `curated` is the path that the curated table
    gives a cluster, whatever its IRI; `reserved` are all paths of known bodies, which no other body may get.
    """

    cluster: Mapping[str, str]
    known: Mapping[str, str] = field(default_factory=dict)
    label: Mapping[str, str] = field(default_factory=dict)
    acronym: Mapping[str, str] = field(default_factory=dict)
    undecided: tuple[Undecided, ...] = ()
    curated: Mapping[str, str] = field(default_factory=dict)
    reserved: frozenset[str] = frozenset()


def resolve_mentions(mentions: Iterable[Mention]) -> Resolution:
    """Cluster the mentions of a whole collection, whatever their order; ids must differ.

    Known bodies (curated aliases, earlier IRIs) take part as mentions with `known` set; two different known bodies are
    never joined. Time and memory grow nearly linearly with the number of different names.
    """
    nodes = _collect_nodes(mentions)
    clusters = Clusters(nodes)
    organisations = [i for i, node in enumerate(nodes) if node.mentions[0].kind == "organisation"]
    for step in STEPS:
        step(clusters, organisations)
    return _resolution(clusters)


def _collect_nodes(mentions: Iterable[Mention]) -> list[Node]:
    found = list(mentions)
    places = Places(m.country for m in found if m.country and m.kind == "organisation")
    groups: dict[tuple[str, str, str, str], list[Mention]] = defaultdict(list)
    for m in found:
        groups[
            m.kind, *(_read_organisation(m, places) if m.kind == "organisation" else (_plain(m.name), "", ""))
        ].append(m)
    nodes = []
    for (kind, name, acronym, country), members in sorted(groups.items()):
        said = (
            take_apart(name, country, places)
            if kind == "organisation"
            else Designation(name, (), (name,), frozenset(), "")
        )
        nodes.append(Node(sorted(members, key=lambda m: m.id), said, acronym))
    return nodes


def read_node(mention: Mention, places: Places) -> Node:
    """An organisation's mention by itself, read as `resolve_mentions` reads it."""
    name, acronym, country = _read_organisation(mention, places)
    return Node([mention], take_apart(name, country, places), acronym)


def _read_organisation(m: Mention, places: Places) -> tuple[str, str, str]:
    """Canonical name, acronym and country of an organisation; each is one text for all ways of printing it.

    What stands in brackets may be taken for an acronym and be a place or a legal form; an acronym may still be part
    of the name, in brackets behind it or, where it is made of the name's initials, in front.
    """
    name, country = m.name, normalise_name(m.country or "")
    acronym = normalise_name(m.acronym or "").replace(" ", "")
    if m.acronym:
        name = name.removesuffix(f"({m.acronym})") or name
    elif (found := _LEADING.fullmatch(name)) and spells(normalise_name(found[1]), normalise_name(found[2])):
        acronym, name = normalise_name(found[1]), found[2]
    if acronym and places.is_place(normalise_name(m.acronym or "")):
        country, acronym = country or normalise_name(m.acronym or ""), ""
    if acronym in load_name_words().legal_forms:
        acronym = ""
    return _plain(name), acronym, country


def _plain(name: str) -> str:
    """The canonical name, with the strokes kept that may divide two names."""
    return " / ".join(filter(None, map(normalise_name, name.split("/")))) if "/" in name else normalise_name(name)


def _resolution(clusters: Clusters) -> Resolution:
    members: dict[int, list[tuple[Mention, bool]]] = defaultdict(list)
    for i, node in enumerate(clusters.nodes):
        members[clusters.find(i)] += [(m, node.said.script) for m in node.mentions]
    cluster: dict[str, str] = {}
    known, label, acronym, curated = {}, {}, {}, {}
    for head, found in members.items():
        found.sort(key=lambda pair: (pair[0].id[0] in _FOREIGN, pair[0].id))
        name = found[0][0].id
        cluster.update((m.id, name) for m, _ in found)
        label[name] = next((m.name for m, script in found if not script), found[0][0].name)
        if short := next((m.acronym for m, _ in found if m.acronym), None):
            acronym[name] = short
        if path := clusters.known(head):
            known[name] = path
        if table := next((m.known for m, _ in found if m.id.startswith(CURATED)), None):
            curated[name] = table
    reserved = frozenset((*known.values(), *curated.values()))
    return Resolution(cluster, known, label, acronym, _undecided(clusters), curated, reserved)


def _undecided(clusters: Clusters) -> tuple[Undecided, ...]:
    found = []
    for (left, right), (evidence, doubt) in clusters.undecided.items():
        if clusters.find(left) != clusters.find(right):
            a, b = sorted((clusters.nodes[left].mentions[0].id, clusters.nodes[right].mentions[0].id))
            found.append(Undecided(a, b, evidence, doubt))
    return tuple(sorted(found, key=lambda u: (u.left, u.right)))


def known_bodies(organisations: Iterable[Organisation], bodies: Iterable[Body]) -> list[Mention]:
    """Mentions of the curated organisations and addressed bodies by each name, to resolve along with a collection."""
    found = []
    for organisation in organisations:
        acronym = next(iter(organisation.acronyms), None)
        names = [organisation.name, *(a.text for a in organisation.aliases)]
        path = organisation_path(organisation.key)
        found += _known(path, names, acronym, "organisation")
    for body in bodies:
        forms = [form for names in body.aliases.values() for form in names]
        path = addressee_path(group=body.key) if body.kind == "group" else organisation_path(body.key)
        found += _known(path, [*body.names.values(), *forms], None, body.kind)
    return found


def _known(path: str, names: Iterable[str], acronym: str | None, kind: PartyKind) -> list[Mention]:
    forms = dict.fromkeys(names)
    if acronym:
        forms |= dict.fromkeys(n.removeprefix(acronym).strip(" –-") for n in forms if n != acronym)
    return [Mention(f"{CURATED}{path}/{i}", name, acronym, kind=kind, known=path) for i, name in enumerate(forms)]
