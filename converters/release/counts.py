"""What is counted over the whole release for one resource's page: who signs with it, what was asked of it each year."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from converters.release.description import NAMES, Description, View
from converters.release.documents import OF_STATEMENT, values
from converters.release.subjects import QuadFile
from ontology import DCTERMS, ELI, TERMS

TOGETHER = 50

_SIGNED = "SELECT DISTINCT source AS statement, target AS agent FROM link WHERE predicate = ?"


class Counts:
    """Counts by resource, from the links of the release; one pass over the signatures is kept in the staging file."""

    def __init__(self, quads: QuadFile) -> None:
        self._quads = quads
        self.name = lru_cache(maxsize=50_000)(self._name)
        quads.staging.executescript("CREATE TABLE signed (statement TEXT, agent TEXT);")
        quads.staging.execute(f"INSERT INTO signed {_SIGNED} ORDER BY 1, 2", (str(TERMS.signedBy),))
        quads.staging.executescript(
            "CREATE INDEX signed_statement ON signed (statement, agent); CREATE INDEX signed_agent ON signed (agent);"
        )

    def facts(self, iri: str, kind: str) -> View:
        """The counted facts that the page of a class shows; none for classes that need none."""
        if kind in ("organisation", "person"):
            statements = {one for one, _ in self._quads.links_to(iri, str(TERMS.signedBy), str(DCTERMS.publisher))}
            return {"statement_count": len(statements), "together": self._together(iri)}
        if kind == "addressee":
            return self._by_year(iri, str(TERMS.directedTo), str(TERMS.addressedTo))
        if kind == "demand":
            return self._made(iri)
        if kind == "law":
            below = [iri, *self._parts(iri)]
            cited = [link for part in below for link in self._quads.links_to(part, str(TERMS.cites))]
            return self._years({self._statement(source) for source, _ in cited}) | {
                "part_citations": self._cited(below)
            }
        return {}

    def _together(self, iri: str) -> list[View]:
        """Those who signed most of the same statements, most first."""
        rows = self._quads.staging.execute(
            "SELECT other.agent, count(*) FROM signed one JOIN signed other ON other.statement = one.statement"
            " WHERE one.agent = ? AND other.agent <> one.agent GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?",
            (iri, TOGETHER),
        )
        named = [{**self.name(agent), "count": count} for agent, count in rows.fetchall()]
        return [one for one in named if one["names"]]

    def _made(self, iri: str) -> View:
        """When a demand was first and last made, in it and in those that ask for the same, by whom and of whom."""
        same = {source for source, _ in self._quads.links_to(iri, str(TERMS.similarDemand))} | {iri}
        dated = sorted(
            (next(iter(values(self._quads.triples(statement), str(DCTERMS.issued))), ""), statement)
            for statement in {self._statement(demand) for demand in same}
        )
        known = [pair for pair in dated if pair[0]]
        signed = Counter(
            agent for _, statement in dated for agent in values(self._quads.triples(statement), str(TERMS.signedBy))
        )
        asked = {to for demand in same for to in values(self._quads.triples(demand), str(TERMS.directedTo))}
        by = [self.name(agent) for agent, _ in sorted(signed.items(), key=lambda pair: (-pair[1], pair[0]))]
        return {
            "made": len(dated),
            "first": {**self.name(known[0][1]), "date": known[0][0]} if known else None,
            "last": {**self.name(known[-1][1]), "date": known[-1][0]} if known else None,
            "by": [one for one in by if one["names"]][:TOGETHER],
            "by_count": len(signed),
            "asked": [self.name(to) for to in sorted(asked)],
        }

    def _by_year(self, iri: str, *predicates: str) -> View:
        links = self._quads.links_to(iri, *predicates)
        facts = self._years({self._statement(source) for source, _ in links})
        return facts | {"demanded": sum(predicate == predicates[0] for _, predicate in links)}

    def _years(self, statements: set[str]) -> View:
        dates = (next(iter(values(self._quads.triples(one), str(DCTERMS.issued))), "") for one in statements)
        years = Counter(date[:4] for date in dates)
        return {"statement_count": len(statements), "years": [list(pair) for pair in sorted(years.items()) if pair[0]]}

    def _parts(self, iri: str) -> list[str]:
        """Every part of a provision, and their parts."""
        found: dict[str, None] = {}
        waiting = [iri]
        while waiting:
            parts = self._quads.links_to(waiting.pop(), str(TERMS.partOfInstrument), str(ELI.is_part_of))
            new = [part for part, _ in parts if part not in found and part != iri]
            found.update(dict.fromkeys(new))
            waiting += new
        return sorted(found)

    def _cited(self, provisions: list[str]) -> list[View]:
        """How many statements cite each part, and which parts none cites, in the order of their paths."""
        found = []
        for part in provisions[1:]:
            citing = {self._statement(source) for source, _ in self._quads.links_to(part, str(TERMS.cites))}
            found.append({**self.name(part), "count": len(citing)})
        return found

    def _statement(self, source: str) -> str:
        return next((owner for owner, _ in self._quads.links_to(source, *OF_STATEMENT)), source)

    def _name(self, iri: str) -> View:
        """A resource's path and names; asked again and again, so `name` remembers it."""
        lines = (f"<{iri}> <{t.predicate}> {t.value} ." for t in self._quads.triples(iri) if t.predicate in NAMES)
        return Description(lines, self._quads.base).reference(iri)
