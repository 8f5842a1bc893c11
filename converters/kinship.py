"""Statements that are the same text elsewhere or in another language, and demands that ask for the same thing.

Precision before recall. Statements are compared where their dates agree; demands where they share rare words, or, in
two languages, a cited provision, an addressee and a theme. What is only likely is offered to people.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from converters.model import StatementRecord
from converters.normalise import normalise_name
from converters.recognition import overlap
from data.name_words import load_name_words

Relation = Literal["version", "translation"]
SURE = 0.9
RARE = 5
CROWDED = 200
_SAME_WORDS, _LIKE_WORDS, _FEWEST = 0.75, 0.55, 4


@dataclass(frozen=True, slots=True)
class Kin:
    """Two statements that are one text: `path` is a version or translation of `of`; `confidence` from 0 to 1."""

    path: str
    of: str
    relation: Relation
    confidence: float


@dataclass(frozen=True, slots=True)
class _Statement:
    path: str
    language: str
    title: str
    agents: frozenset[str]
    addressees: frozenset[str]
    demands: int
    words: str


@dataclass(frozen=True, slots=True)
class _Demand:
    path: str
    statement: str
    language: str
    words: Counter[str]
    addressees: frozenset[str]
    cited: frozenset[str]
    themes: frozenset[str]


class Kinship:
    """The light features of all records added."""

    def __init__(self) -> None:
        self._by_date: dict[str, list[_Statement]] = defaultdict(list)
        self._demands: list[_Demand] = []
        self._frequency: Counter[str] = Counter()

    def add(self, record: StatementRecord) -> None:
        """Take up a record with its paths."""
        light = load_name_words().stopwords
        if record.date and len(record.date.value) == 10:
            title = record.title.value if record.title else ""
            self._by_date[record.date.value].append(
                _Statement(
                    record.path,
                    record.language,
                    title,
                    frozenset(s.agent_path for s in record.signatories if not s.withheld),
                    frozenset(a.path for a in record.addressees if a.formal),
                    len(record.demands),
                    " ".join(d.text for d in record.demands),
                )
            )
        for d in record.demands:
            words = Counter(w for w in normalise_name(d.text).split() if len(w) > 2 and w not in light)
            self._frequency.update(words.keys())
            parties = [record.addressees[i] for i in d.addressees]
            self._demands.append(
                _Demand(
                    d.path,
                    record.path,
                    record.language,
                    words,
                    frozenset(a.body_path or a.path for a in parties),
                    frozenset(record.citations[i].path for i in d.citations),
                    frozenset(d.subjects),
                )
            )

    def statements(self) -> list[Kin]:
        """Pairs of statements that may be one text, the surest reading of each pair, by path."""
        found = []
        for group in self._by_date.values():
            for one, other in combinations(sorted(group, key=lambda s: s.path), 2):
                if kin := _compare(one, other):
                    found.append(kin)
        return sorted(found, key=lambda k: (k.path, k.of))

    def demands(self) -> list[tuple[str, str]]:
        """Pairs of demands of different statements that ask for the same, each pair once, by path."""
        found = set()
        for i, j in self._candidates():
            one, other = self._demands[i], self._demands[j]
            if one.statement != other.statement and _ask_the_same(one, other):
                found.add((min(one.path, other.path), max(one.path, other.path)))
        return sorted(found)

    def _candidates(self) -> Iterator[tuple[int, int]]:
        blocks: dict[object, list[int]] = defaultdict(list)
        for i, d in enumerate(self._demands):
            rare = sorted(d.words, key=lambda w: (self._frequency[w], w))[:RARE]
            for word in rare:
                blocks[d.language, word].append(i)
            for law in d.cited:
                for party in d.addressees:
                    blocks[law, party, ""].append(i)
        seen = set()
        for block in blocks.values():
            if len(block) <= CROWDED:
                for pair in combinations(block, 2):
                    if pair not in seen:
                        seen.add(pair)
                        yield pair


def _compare(one: _Statement, other: _Statement) -> Kin | None:
    shared, either = len(one.agents & other.agents), len(one.agents | other.agents)
    alike = shared / either if either else 0.0
    to_others = bool(one.addressees and other.addressees and one.addressees.isdisjoint(other.addressees))
    if one.language == other.language:
        words = max(overlap(one.title, other.title), overlap(one.words, other.words))
        score = words * (0.5 + alike / 2 if either else 0.9)
        sure = round(score, 2) if words >= 0.8 and not to_others else 0.0
        return Kin(other.path, one.path, "version", sure) if sure >= 0.5 else None
    if shared < 3:
        return None
    score = alike * (1.0 if one.demands == other.demands else 0.85) * (0.85 if to_others else 1.0)
    return Kin(other.path, one.path, "translation", round(score, 2)) if score >= 0.4 else None


def _ask_the_same(one: _Demand, other: _Demand) -> bool:
    about = bool(one.themes & other.themes)
    to, law = bool(one.addressees & other.addressees), bool(one.cited & other.cited)
    if one.language != other.language:
        return about and to and law
    total, least = one.words.total() + other.words.total(), min(one.words.total(), other.words.total())
    if least < _FEWEST:
        return False
    score = 2 * (one.words & other.words).total() / total
    return score >= _SAME_WORDS or (score >= _LIKE_WORDS and (to or law) and (about or law))
