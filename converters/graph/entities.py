"""What the statements of a collection share, gathered while the records pass.

Grows with the number of different things, not with that of records.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from converters.model import Addressee, Citation, Evidence, StatementRecord

Names = Counter[tuple[str, str]]


@dataclass(slots=True)
class AgentNames:
    """The names under which an organisation or person was printed, as (name, language), its acronyms, and the names of
    what was merged into it.
    """

    names: Names = field(default_factory=Counter)
    acronyms: set[str] = field(default_factory=set)
    former: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Party:
    """An addressee: its kind, labels, and the paths of holder, office and body; `key` of a curated group."""

    kind: str
    holder: str
    office: str
    body: str
    key: str
    names: Names = field(default_factory=Counter)


@dataclass(slots=True)
class Post:
    """An office: the path of its body, and its labels."""

    body: str
    names: Names = field(default_factory=Counter)


@dataclass(slots=True)
class Law:
    """An instrument: its key in the gazetteer, empty for one met only in a text, labels, and the parts cited."""

    key: str
    jurisdiction: str = ""
    names: Names = field(default_factory=Counter)
    locators: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Former:
    """An IRI that stands for nothing any more: merged into `successor`, or withdrawn where that is empty.

    `names` are those that the successor takes over; `date` is that of the decision (ISO 8601).
    """

    path: str
    kind: str
    date: str
    successor: str = ""
    names: tuple[str, ...] = ()


def every_evidence(record: StatementRecord) -> Iterator[Evidence]:
    """The evidence of all values of a record."""
    single = (record.title, record.date, record.publisher, record.claimed_count)
    yield from (value.evidence for value in single if value)
    if record.kind_evidence:
        yield record.kind_evidence
    for values in (record.signatories, record.demands, record.addressees, record.citations):
        yield from (value.evidence for value in values)


class SharedEntities:
    """The entities of all records added, by path; `withheld` are the agents whose names are not taken up."""

    def __init__(self, withheld: frozenset[str] = frozenset()) -> None:
        self.withheld = withheld
        self.former: list[Former] = []
        self.similar: list[tuple[str, str]] = []
        self.kin: list[tuple[str, str, str]] = []
        self.organisations: dict[str, AgentNames] = {}
        self.persons: dict[str, AgentNames] = {}
        self.addressees: dict[str, Party] = {}
        self.posts: dict[str, Post] = {}
        self.laws: dict[str, Law] = {}
        self.themes: set[str] = set()
        self.rules: set[str] = set()
        self.roles: set[str] = set()

    def add(self, record: StatementRecord) -> None:
        """Take up what a record with its paths names."""
        if publisher := record.publisher:
            self._agent(self.organisations, publisher.path, publisher.name, record.language, publisher.acronym)
        for s in record.signatories:
            agents = self.persons if s.kind == "person" else self.organisations
            self._agent(agents, s.agent_path, s.name, record.language, s.acronym)
        for addressee in record.addressees:
            self._addressee(addressee, record.language)
        for citation in record.citations:
            self._law(citation, record.language)
        for evidence in every_evidence(record):
            if evidence.span.start < evidence.span.end:
                self.rules.add(evidence.rule)
            if evidence.decided_by:
                self.roles.add(evidence.decided_by)
        self.themes.update(record.subjects, *(demand.subjects for demand in record.demands))

    def relate(self, similar: Iterable[tuple[str, str]], kin: Iterable[tuple[str, str, str]]) -> None:
        """Take up pairs of demands that ask for the same, and (statement, relation, original)."""
        self.similar, self.kin = sorted(similar), sorted(kin)

    def add_former(self, former: Former) -> None:
        """Take up an IRI that was merged or withdrawn."""
        self.former.append(former)

    def _agent(
        self, agents: dict[str, AgentNames], path: str, name: str, language: str, acronym: str | None = None
    ) -> None:
        if path in self.withheld:
            return
        if path not in agents:
            agents[path] = AgentNames()
        printed = name.removesuffix(f"({acronym})").strip() or name
        agents[path].names[" ".join(printed.split()), language] += 1
        if acronym:
            agents[path].acronyms.add(acronym)

    def _addressee(self, a: Addressee, language: str) -> None:
        if a.holder_path:
            self._agent(self.persons, a.holder_path, a.holder or a.name, language)
        if a.body_path:
            self._agent(self.organisations, a.body_path, a.body or a.name, language)
        if a.office_path:
            post = self.posts.setdefault(a.office_path, Post(a.body_path))
            post.names[a.office or a.name, language] += 1
        if a.path not in self.addressees:
            group = (a.key or "") if a.kind == "group" else ""
            self.addressees[a.path] = Party(a.kind, a.holder_path, a.office_path, a.body_path, group)
        self.addressees[a.path].names[" ".join(a.name.split()), language] += 1

    def _law(self, c: Citation, language: str) -> None:
        if c.instrument_path not in self.laws:
            self.laws[c.instrument_path] = Law(c.instrument if c.known else "", c.jurisdiction or "")
        law = self.laws[c.instrument_path]
        if c.label and not c.known:
            law.names[" ".join(c.label.split()), language] += 1
        if c.english and not c.known:
            law.names[c.english, "en"] += 1
        if c.locator:
            law.locators.add(c.locator)
