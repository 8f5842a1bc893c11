"""Names on their way to becoming bodies: mentions, those with the same name together, and which of these are one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from converters.designations import Designation
from converters.model import PartyKind

EARLIER = "!"
CURATED = "~"


@dataclass(frozen=True, slots=True)
class Mention:
    """A name as one document prints it. `known` is the IRI path of a body that is known already.

    The ids of names that got their IRI in an earlier run begin with `!`, those of curated names with `~`; where both
    name one body, the earlier IRI wins.
    """

    id: str
    name: str
    acronym: str | None = None
    country: str | None = None
    language: str = ""
    kind: PartyKind = "organisation"
    known: str = ""


@dataclass(slots=True)
class Node:
    """Mentions with the same name, acronym and country."""

    mentions: list[Mention]
    said: Designation
    acronym: str


class Clusters:
    """Nodes and which of them are one. A join is refused where two known bodies or two places would meet."""

    def __init__(self, nodes: list[Node]) -> None:
        self.nodes = nodes
        self._parent = list(range(len(nodes)))
        same = _equate(nodes)
        self._known = [next((same[m.known] for m in node.mentions if m.known), "") for node in nodes]
        self._beside = [{node.said.beside} - {""} for node in nodes]
        self.undecided: dict[tuple[int, int], tuple[str, str]] = {}
        first: dict[str, int] = {}
        for i, known in enumerate(self._known):
            if known:
                self.join(first.setdefault(known, i), i, exact=True)

    def find(self, node: int) -> int:
        """The node that stands for this node's cluster."""
        while self._parent[node] != node:
            self._parent[node] = node = self._parent[self._parent[node]]
        return node

    def known(self, node: int) -> str:
        """The known path or key of the node's cluster."""
        return self._known[self.find(node)]

    def join(self, left: int, right: int, exact: bool = False) -> bool:
        """Make two clusters one, unless that would join two known bodies, or by more than the name two countries."""
        a, b = sorted((self.find(left), self.find(right)))
        if a == b:
            return True
        if self._known[a] and self._known[b] and self._known[a] != self._known[b]:
            return False
        if not exact and self._beside[a] and self._beside[b] and self._beside[a].isdisjoint(self._beside[b]):
            return False
        self._parent[b] = a
        self._known[a] = self._known[a] or self._known[b]
        self._beside[a] |= self._beside[b]
        return True

    def doubt(self, left: int, right: int, evidence: str, against: str) -> None:
        """Keep a pair as undecided."""
        self.undecided.setdefault((min(left, right), max(left, right)), (evidence, against))

    def heads(self, nodes: Iterable[int]) -> list[int]:
        """The clusters of some nodes, in order."""
        return sorted({self.find(node) for node in nodes})


def _equate(nodes: list[Node]) -> dict[str, str]:
    """What each known body is called here: by its earlier IRI, if one of its curated names has got one."""
    same = {m.known: m.known for node in nodes for m in node.mentions if m.known}
    for node in nodes:
        earlier = next((m.known for m in node.mentions if m.known and m.id.startswith(EARLIER)), "")
        for mention in node.mentions if earlier else ():
            if mention.known and not mention.id.startswith(EARLIER) and same[mention.known] == mention.known:
                same[mention.known] = earlier
    return same
