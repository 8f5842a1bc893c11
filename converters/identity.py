"""Identity: the same thing keeps its IRI over new extractions; what is new gets one that nobody had.

Identity is never the slug (design note on the ontology, section 3): a record is matched against the ledger, and only
what is not found gets a path of `converters/identifiers.py`. The facts by which a thing is known again:

- statement: its source and place; its date, title and first addressee (`converters/recognition.py`)
- signature: the agent; organisation and person: each spelling as name, acronym, country
- office without a body: the holder, or the statement that names it; instrument outside the gazetteer: its jurisdiction

Records must come in the order of `record_order`, so that the order in which documents arrive changes no IRI.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from converters.clusters import Mention
from converters.errors import ConversionError
from converters.identifiers import (
    addressee_path,
    demand_path,
    distinct,
    law_path,
    name_slug,
    organisation_path,
    person_path,
    post_path,
    signature_path,
    slug,
    source_path,
    statement_path,
)
from converters.ledger import NAME_PART, Entry, Ledger
from converters.model import Addressee, Citation, Demand, PartyKind, Signatory, StatementRecord
from converters.normalise import normalise_name
from converters.recognition import (
    number_of,
    recognise_demands,
    recognise_signatures,
    recognise_statement,
    source_key,
    statement_facts,
)
from converters.resolve import Resolution

__all__ = ["WithdrawnError", "assign_identities", "collect_mentions", "record_order", "source_key"]


class WithdrawnError(ConversionError):
    """The statement was withdrawn: nothing of it may be published or kept."""


def record_order(record: StatementRecord) -> tuple[str, int]:
    """By source digest and place: the order in which IRIs are given."""
    return record.document.sha256, record.span.start


def collect_mentions(record: StatementRecord) -> list[Mention]:
    """The names in a record that stand for organisations, persons and groups, to resolve over the collection."""
    found = []

    def add(place: str, name: str, kind: PartyKind, acronym: str | None = None, country: str | None = None) -> None:
        found.append(Mention(_mention_id(record, place), name, acronym, country, record.language, kind))

    if record.publisher:
        add(
            "p",
            _without_acronym(record.publisher.name, record.publisher.acronym),
            "organisation",
            record.publisher.acronym,
            record.publisher.country,
        )
    for i, s in enumerate(record.signatories):
        beside = s.country or (s.qualifier if s.qualifier != s.acronym else None)
        add(f"s{i:05}", s.name, s.kind, s.acronym, beside if s.kind == "organisation" else None)
    for i, a in enumerate(record.addressees):
        if a.kind == "group":
            add(f"a{i:03}g", a.name, "group")
        if body := _body_name(a):
            add(f"a{i:03}b", body, "organisation")
        if holder := _holder_name(a):
            add(f"a{i:03}h", holder, "person")
    return found


def _without_acronym(name: str, acronym: str | None) -> str:
    """A printed name without the acronym before or behind it ("MADA – Center for …")."""
    bare = name.removeprefix(acronym or "").removesuffix(f"({acronym})").strip(" –—-:,") if acronym else name
    return bare or name


def assign_identities(record: StatementRecord, resolution: Resolution, ledger: Ledger, date: str) -> StatementRecord:
    """A copy of the record with all its paths and numbers; what is new is added to the ledger, first seen on `date`.

    `resolution` is that of the whole collection, with `ledger.known_mentions()` among its mentions, and
    `ledger.expect` has been told the collection's sources. Records come in the order of `record_order`. Raises
    WithdrawnError for a statement that was withdrawn; the ledger learns nothing of it.
    """
    given = _Giver(record, resolution, ledger, date)
    statement = given.statement()
    publisher = record.publisher and replace(record.publisher, path=given.agent("p"))
    signatories = given.signatories(statement)
    addressees = tuple(given.addressee(i, a, statement) for i, a in enumerate(record.addressees))
    citations = tuple(given.citation(c) for c in record.citations)
    demands = given.demands(statement)
    entry = ledger[statement]
    return replace(
        record,
        path=statement,
        source_path=source_path(record.document.sha256),
        publisher=publisher,
        signatories=signatories,
        addressees=addressees,
        citations=citations,
        demands=demands,
        version=max(entry.version, 1),
        modified=entry.modified or entry.first_seen,
    )


def _mention_id(record: StatementRecord, place: str) -> str:
    return f"{record.document.sha256}@{record.span.start:08}/{place}"


def _body_name(a: Addressee) -> str | None:
    """The body that an addressee names; an organisation that is addressed as such is its own body."""
    if a.kind == "group":
        return None
    return a.body or (a.name if a.kind == "organisation" and not a.office and not a.holder else None)


def _holder_name(a: Addressee) -> str | None:
    """The person that an addressee names."""
    if a.kind == "group":
        return None
    return a.holder or (a.name if a.kind == "person" and not a.office and not a.body else None)


def _spelling(mention: Mention) -> str:
    """A name with acronym and country as one fact of the ledger."""
    parts = (
        (mention.name,) if mention.kind == "person" else (mention.name, mention.acronym or "", mention.country or "")
    )
    cleaned = (" ".join(part.replace("|", "/").replace(NAME_PART, "-").split()) for part in parts)
    return NAME_PART.join(cleaned).rstrip(NAME_PART)


@lru_cache(maxsize=100_000)
def _canonical(fact: str) -> tuple[str, ...]:
    return tuple(map(normalise_name, fact.split(NAME_PART)))


class _Giver:
    """Gives one record its paths."""

    def __init__(self, record: StatementRecord, resolution: Resolution, ledger: Ledger, date: str) -> None:
        self.record, self.resolution, self.ledger, self.date = record, resolution, ledger, date
        self._mentions = {m.id: m for m in collect_mentions(record)}
        self._path = ""

    def _add(self, path: str, kind: str, name: str, facts: Iterable[str] = ()) -> str:
        self.ledger.add(Entry(path, kind, " ".join(name.split()), tuple(facts), self.date))
        return path

    def statement(self) -> str:
        """The statement's path: that by which it is known in the ledger, or a new one."""
        facts = statement_facts(self.record)
        known = recognise_statement(self.record, self.ledger)
        if known and known.withdrawn:
            self.ledger.claimed.add(known.path)
            raise WithdrawnError("the statement was withdrawn", self.record.document.name, known.path)
        if known:
            self.ledger.learn(known.path, facts)
            path = known.path
        else:
            title = self.record.title.value if self.record.title else ""
            day = self.record.date.value if self.record.date else ""
            path = distinct(self.record.path or statement_path(title, day), lambda p: p in self.ledger)
            self._add(path, "Statement", title or day, facts)
        self.ledger.claimed.add(path)
        self._path = path
        return path

    def agent(self, place: str) -> str:
        """The path of the organisation or person mentioned at a place of the record."""
        mention = self._mentions[_mention_id(self.record, place)]
        cluster = self.resolution.cluster[mention.id]
        path = self.ledger.by_cluster.get(cluster) or self.resolution.known.get(cluster)
        path = self.ledger.follow(path) if path else self._new_agent(cluster, mention, place)
        self.ledger.by_cluster[cluster] = path
        if self.ledger.is_withdrawn(path):
            return path
        kind = "Person" if mention.kind == "person" else "Organisation"
        fact = _spelling(mention)
        if path not in self.ledger:
            self._add(path, kind, self.resolution.label[cluster], (fact,))
        else:
            facts = self.ledger[path].facts
            if _canonical(fact) not in map(_canonical, facts):
                self.ledger.learn(path, sorted({*facts, fact}))
        return path

    def _new_agent(self, cluster: str, mention: Mention, place: str) -> str:
        reserved = self.resolution.reserved
        if mention.kind == "person":
            path = person_path(self._path, place)
        else:
            path = organisation_path(name_slug(self.resolution.label[cluster], self.resolution.acronym.get(cluster)))
        return distinct(path, lambda p: p in self.ledger or p in reserved)

    def signatories(self, statement: str) -> tuple[Signatory, ...]:
        """The signatories with agents and numbers; the same name, else the same agent, keeps its number."""
        agents = [self.agent(f"s{i:05}") for i in range(len(self.record.signatories))]
        known = recognise_signatures(self.record.signatories, agents, self.ledger.parts(statement, "Signature"))
        taken = {number_of(e) for e in self.ledger.parts(statement, "Signature")}
        found_all = []
        for i, s in enumerate(self.record.signatories):
            number = known[i] if i in known else _new_number(s.position, taken)
            path = signature_path(statement, number)
            if i in known:
                self.ledger.learn(path, (agents[i],))
            else:
                self._add(path, "Signature", s.as_printed, (agents[i],))
            found_all.append(replace(s, number=number, path=path, agent_path=agents[i]))
        return tuple(found_all)

    def demands(self, statement: str) -> tuple[Demand, ...]:
        """The demands with their numbers; one whose words are nearly those of an earlier one keeps its number."""
        earlier = self.ledger.parts(statement, "Demand")
        known = recognise_demands(self.record.demands, earlier)
        taken = {number_of(e) for e in earlier}
        found = []
        for i, d in enumerate(self.record.demands):
            number = known[i] if i in known else _new_number(d.position, taken)
            path = demand_path(statement, number)
            if i not in known:
                self._add(path, "Demand", d.text)
            found.append(replace(d, number=number, path=path))
        return tuple(found)

    def addressee(self, i: int, a: Addressee, statement: str) -> Addressee:
        """The addressee with the paths of its holder, office and body."""
        if a.kind == "group":
            cluster = self.resolution.cluster[_mention_id(self.record, f"a{i:03}g")]
            key = self._key(f"a{i:03}g")
            path = addressee_path(group=key or slug(normalise_name(self.resolution.label[cluster])))
            return self._keep_addressee(replace(a, path=path, key=key))
        body = self.agent(f"a{i:03}b") if _body_name(a) else ""
        holder = self.agent(f"a{i:03}h") if _holder_name(a) else ""
        name = body.rpartition("/")[2]
        office, post = a.office or "", ""
        if office and not body:
            post = self._lone_post(office, holder or statement)
            office = post.rpartition("/")[2]
        elif office:
            post = post_path(name, office)
        path = addressee_path(name, office, holder)
        key = self._key(f"a{i:03}b") if body else None
        return self._keep_addressee(
            replace(a, path=path, holder_path=holder, office_path=post, body_path=body, key=key)
        )

    def _key(self, place: str) -> str | None:
        """The curated key of the body or group mentioned at a place of the record."""
        path = self.resolution.curated.get(self.resolution.cluster[_mention_id(self.record, place)])
        return path.rpartition("/")[2] if path else None

    def _keep_addressee(self, a: Addressee) -> Addressee:
        path = self.ledger.follow(a.path)
        if path not in self.ledger:
            self._add(path, "Addressee", "" if a.holder_path else a.name)
        return replace(a, path=path)

    def _lone_post(self, office: str, known_by: str) -> str:
        """The path of an office whose body the text does not name: one a statement, unless the holder agrees."""
        base = post_path("", office)
        for entry in self.ledger.having("Post", known_by):
            if entry.path == base or entry.path.removeprefix(base + "-").isdecimal():
                return entry.path
        return self._add(distinct(base, lambda p: p in self.ledger), "Post", office, (known_by,))

    def citation(self, c: Citation) -> Citation:
        """The citation with the paths of the instrument and of the part."""
        key = c.instrument if c.known else self._unknown_instrument(c)
        key = self.ledger.follow(law_path(key)).removeprefix("id/law/")
        return replace(c, instrument_path=law_path(key), path=law_path(key, c.locator))

    def _unknown_instrument(self, c: Citation) -> str:
        base = law_path(slug(c.instrument))
        facts = (normalise_name(c.jurisdiction),) if c.jurisdiction else ()
        number, path = 1, base
        while (entry := self.ledger.get(path)) and entry.facts != facts:
            number += 1
            path = f"{base}-{number}"
        if entry is None:
            self._add(path, "LegalInstrument", c.label or c.instrument, facts)
        return path.removeprefix("id/law/")


def _new_number(position: int, taken: set[int]) -> int:
    """The position, or the first number above all that were ever given, if that one was."""
    number = position if position not in taken else max(taken) + 1
    taken.add(number)
    return number
