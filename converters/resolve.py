"""Which printed names are the same body: a whole collection's light mentions in, clusters and open questions out.

Precision before recall. A name joins another when all its words agree (in any order, spelling, language or script of
the concept table), when an acronym agrees and the words do not speak against it, or when one rare word is misspelt.
What is merely likely stays apart and is listed with the evidence for both sides. Persons match by their name only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from converters.clusters import Clusters, Mention, Node
from converters.designations import Designation, Places, take_apart
from converters.joins import STEPS
from converters.normalise import normalise_name
from data.bodies import Body
from data.organisations import Organisation

__all__ = ["Mention", "Resolution", "Undecided", "known_bodies", "resolve_mentions"]


@dataclass(frozen=True, slots=True)
class Undecided:
    """Two mentions that may be the same body; `evidence` says what speaks for it and `doubt` what against."""

    left: str
    right: str
    evidence: str
    doubt: str


@dataclass(frozen=True)
class Resolution:
    """Clusters of mentions: `cluster` by mention id, `known` path or key by cluster, what stayed undecided.

    A cluster is named by its first mention in the order of ids.
    """

    cluster: Mapping[str, str]
    known: Mapping[str, str] = field(default_factory=dict)
    undecided: tuple[Undecided, ...] = ()


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
    groups: dict[tuple[str, str, str, str], list[Mention]] = defaultdict(list)
    spelt: dict[str, str] = {}
    for m in mentions:
        name = m.name.removesuffix(f"({m.acronym})") or m.name
        country = normalise_name(m.country) if m.country and m.kind == "organisation" else ""
        if country:
            spelt.setdefault(country, country)
        acronym = normalise_name(m.acronym).replace(" ", "") if m.acronym else ""
        groups[m.kind, _plain(name), "" if m.kind == "person" else acronym, country].append(m)
    places = Places(spelt)
    nodes = []
    for key in sorted(groups):
        kind, name, acronym, country = key
        members = sorted(groups[key], key=lambda m: m.id)
        said = (
            take_apart(name, country, places)
            if kind == "organisation"
            else Designation(name, (), (name,), frozenset(), "")
        )
        nodes.append(Node(members, said, acronym))
    return nodes


def _plain(name: str) -> str:
    """The canonical name, with the strokes kept that may divide two names."""
    return " / ".join(filter(None, map(normalise_name, name.split("/")))) if "/" in name else normalise_name(name)


def _resolution(clusters: Clusters) -> Resolution:
    first: dict[int, str] = {}
    for i, node in enumerate(clusters.nodes):
        head = clusters.find(i)
        first[head] = min(first.get(head, node.mentions[0].id), node.mentions[0].id)
    cluster = {m.id: first[clusters.find(i)] for i, node in enumerate(clusters.nodes) for m in node.mentions}
    known = {name: path for head, name in first.items() if (path := clusters.known(head))}
    undecided = []
    for (left, right), (evidence, doubt) in clusters.undecided.items():
        if clusters.find(left) != clusters.find(right):
            a, b = sorted((clusters.nodes[left].mentions[0].id, clusters.nodes[right].mentions[0].id))
            undecided.append(Undecided(a, b, evidence, doubt))
    return Resolution(dict(sorted(cluster.items())), known, tuple(sorted(undecided, key=lambda u: (u.left, u.right))))


def known_bodies(organisations: Iterable[Organisation], bodies: Iterable[Body]) -> list[Mention]:
    """Mentions of the curated organisations and addressed bodies by each name, to resolve along with a collection."""
    found = []
    for organisation in organisations:
        acronym = next(iter(organisation.acronyms), None)
        names = [organisation.name, *(a.text for a in organisation.aliases)]
        found += _known("organisation", organisation.key, names, acronym)
    for body in (body for body in bodies if body.kind == "organisation"):
        forms = [form for names in body.aliases.values() for form in names]
        found += _known("body", body.key, [*body.names.values(), *forms], None)
    return found


def _known(table: str, key: str, names: Iterable[str], acronym: str | None) -> list[Mention]:
    path = f"id/organisation/{key}"
    return [Mention(f"~{table}/{key}/{i}", name, acronym, known=path) for i, name in enumerate(dict.fromkeys(names))]
