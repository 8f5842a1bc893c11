"""Matching what was found in a document against labels, field by field.

Both sides are dictionaries in the shape of a file of labels (tests/evaluation/README.md); nothing here knows of RDF.
What was found may hold the `Evidence` of its values, so that each can be judged by how sure it was.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from rapidfuzz import fuzz

from converters.model import Evidence

Item = dict[str, Any]
Pair = tuple[Item, Item]
Likeness = Callable[[Item, Item], float]
Equal = Callable[[Any, Any], bool]

FIELDS = (
    "statements", "title", "kind", "date", "language", "publisher", "claimed_count", "signatories", "signatory_kind",
    "acronym", "country", "demands", "demand_addressee", "addressees", "provisions", "same_organisation",
)  # fmt: skip
_SHOWN = 100
_NOTHING: Item = {"demands": [], "addressees": [], "signatories": [], "provisions": []}


@dataclass
class Tally:
    """Counts of one field: true positives, false positives, false negatives, and what they were."""

    tp: int = 0
    fp: int = 0
    fn: int = 0
    missed: list[str] = field(default_factory=list)
    spurious: list[str] = field(default_factory=list)

    def __iadd__(self, other: Tally) -> Tally:
        self.tp += other.tp
        self.fp += other.fp
        self.fn += other.fn
        self.missed += other.missed
        self.spurious += other.spurious
        return self

    @property
    def precision(self) -> float:
        """The share of what was found that is right; 1 where nothing was found."""
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else 1.0

    @property
    def recall(self) -> float:
        """The share of the labels that was found; 1 where there are none."""
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        total = 2 * self.tp + self.fp + self.fn
        return 2 * self.tp / total if total else 1.0


@dataclass(frozen=True, slots=True)
class Judged:
    """One value that was found, on what evidence, and whether the labels say that it is right."""

    field: str
    evidence: Evidence
    right: bool


@dataclass
class Match:
    """The tallies of one document by field, the pairs of signatories that are the same, the values judged."""

    fields: dict[str, Tally] = field(default_factory=dict)
    signatories: list[Pair] = field(default_factory=list)
    judged: list[Judged] = field(default_factory=list)

    def add(self, name: str, result: Tally) -> None:
        """Add to the tally of a field."""
        self.fields.setdefault(name, Tally()).__iadd__(result)

    def judge(self, name: str, evidence: Evidence | None, right: bool) -> None:
        """Note whether a value is right, where it has evidence."""
        if evidence:
            self.judged.append(Judged(name, evidence, right))


@lru_cache(maxsize=20_000)
def fold(text: str | None) -> str:
    """A text without regard to case, accents, tatweel, punctuation and spaces."""
    text = unicodedata.normalize("NFKD", text or "")
    text = "".join(c for c in text if not unicodedata.combining(c) and c != "ـ")
    return " ".join(re.sub(r"[\W_]+", " ", text.casefold()).split())


def match_document(gold: Item, found: Sequence[Item]) -> Match:
    """Compare the statements found in a document with its labels.

    Labels marked optional neither gain nor cost anything, but what matches one is right. A statement that no label
    has costs all that it says; one that was not found loses all.
    """
    match = Match()
    pairs, lost, extra = pair(gold["statements"], found, _statement_likeness)
    match.add("statements", Tally(tp=len(pairs), fp=len(extra), fn=len(lost)))
    for i, j in pairs:
        _match_statement(gold["statements"][i], found[j], match)
    for i in sorted(lost):
        _match_statement(gold["statements"][i], _NOTHING, match)
    for j in sorted(extra):
        _match_lists(_NOTHING, found[j], match)
        for name, evidence in found[j].get("evidence", {}).items():
            match.judge(name, evidence, False)
    return match


def pair(
    gold: Sequence[Item], found: Sequence[Item], likeness: Likeness
) -> tuple[list[tuple[int, int]], set[int], set[int]]:
    """Pair items one to one, the most alike first; also the positions left on both sides. Likeness 0 is no match."""
    scored = [(likeness(g, f), i, j) for i, g in enumerate(gold) for j, f in enumerate(found)]
    left, right = set(range(len(gold))), set(range(len(found)))
    pairs = []
    for _, i, j in sorted((row for row in scored if row[0] > 0), key=lambda row: -row[0]):
        if i in left and j in right:
            left.remove(i)
            right.remove(j)
            pairs.append((i, j))
    return pairs, left, right


def _match_statement(gold: Item, found: Item, match: Match) -> None:
    _match_value("title", gold.get("title"), found, match, lambda a, b: fuzz.ratio(fold(a), fold(b)) >= 90)
    for name in ("kind", "date"):
        _match_value(name, gold.get(name), found, match, _one_of(gold.get(f"{name}_also")))
    _match_value("language", gold.get("language"), found, match, _same)
    publisher = gold.get("publisher")
    _match_value("publisher", publisher, found, match, lambda a, b: fuzz.token_set_ratio(fold(a), fold(b)) >= 90)
    _match_value("claimed_count", gold.get("claimed_signatory_count"), found, match, _same)
    _match_lists(gold, found, match)


def _match_lists(gold: Item, found: Item, match: Match) -> None:
    for wanted, got in _match_list("signatories", gold, found, match, _name_likeness, _signatory_text):
        match.signatories.append((wanted, got))
        _match_signatory(wanted, got, match)
    for wanted, got in _match_list("demands", gold, found, match, _demand_likeness, _demand_text):
        match.add("demand_addressee", _match_direction(wanted, got))
    _match_list("addressees", gold, found, match, _addressee_likeness, lambda a: a.get("name") or "")
    _match_list("provisions", gold, found, match, _provision_likeness, _provision_text)


def _match_value(name: str, wanted: Any, found: Item, match: Match, equal: Equal) -> None:
    got = found.get(name)
    if wanted is None and got is None:
        return
    right = wanted is not None and got is not None and equal(wanted, got)
    result = Tally(tp=int(right), fp=int(got is not None and not right), fn=int(wanted is not None and not right))
    if not right:
        result.missed = [f"wanted {wanted!r}, got {got!r}"]
    match.add(name, result)
    match.judge(name, found.get("evidence", {}).get(name), right)


def _match_list(
    name: str,
    gold: Item,
    found: Item,
    match: Match,
    likeness: Likeness,
    show: Callable[[Item], str],
) -> list[Pair]:
    pairs, lost, extra = pair(gold[name], found[name], likeness)
    required = [i for i in sorted(lost) if not gold[name][i].get("optional", False)]
    match.add(
        name,
        Tally(
            tp=sum(not gold[name][i].get("optional", False) for i, _ in pairs),
            fp=len(extra),
            fn=len(required),
            missed=[show(gold[name][i]) for i in required],
            spurious=[show(found[name][j]) for j in sorted(extra)],
        ),
    )
    for j, item in enumerate(found[name]):
        match.judge(name, item.get("evidence"), j not in extra)
    return [(gold[name][i], found[name][j]) for i, j in pairs]


def _match_signatory(wanted: Item, got: Item, match: Match) -> None:
    _match_value("signatory_kind", wanted["kind"], {"signatory_kind": got.get("kind")}, match, _same)
    if wanted.get("acronym"):
        names = {"acronym": got.get("other_names") or None}
        _match_value("acronym", wanted["acronym"], names, match, lambda a, b: fold(a) in map(fold, b))
    if wanted.get("country"):
        beside = {"country": got.get("qualifiers") or None}
        _match_value("country", wanted["country"], beside, match, _is_beside)


def _match_direction(gold: Item, found: Item) -> Tally:
    """Whether a demand is directed to whom the label names; a second addressee is free, more are spurious."""
    wanted, got = gold.get("addressee"), found.get("addressees") or []
    if not wanted:
        return Tally(fp=0 if gold.get("optional") else len(got))
    hit = any(fuzz.token_set_ratio(fold(wanted), fold(name)) >= 80 for name in got)
    spurious = max(0, len(got) - 2) if hit else len(got)
    missed = [] if hit else [f"wanted {wanted!r}, got {got!r}"]
    return Tally(tp=int(hit), fn=int(not hit), fp=spurious, missed=missed)


def _same(wanted: Any, got: Any) -> bool:
    return bool(wanted == got)


def _is_beside(country: str, printed: Iterable[str]) -> bool:
    wanted = fold(country)
    return any(got and (wanted in got or got in wanted) for got in map(fold, printed))


def _one_of(others: str | list[str] | None) -> Equal:
    """Whether what was found is the label, or another answer that is right too."""
    also = [others] if isinstance(others, str) else list(others or [])
    return lambda wanted, got: wanted == got or got in also


def _overlap(a: str | None, b: str | None) -> float:
    """Token F1 of two texts, between 0 and 1."""
    left, right = Counter(fold(a).split()), Counter(fold(b).split())
    shared = (left & right).total()
    return 2 * shared / (left.total() + right.total()) if shared else 0.0


def _name_likeness(gold: Item, found: Item) -> float:
    """A signatory is the same by an exact folded form of the name, or with one slip of the pen."""
    wanted = {fold(gold["name"]), fold(gold["as_printed"])}
    got = {fold(found.get("name")), fold(found.get("as_printed"))} - {""}
    return float(bool(wanted & got) or any(fuzz.ratio(a, b) >= 96 for a in wanted for b in got))


def _demand_likeness(gold: Item, found: Item) -> float:
    score = _overlap(gold["text"], found.get("text"))
    return score if score >= 0.6 else 0.0


def _addressee_likeness(gold: Item, found: Item) -> float:
    """An addressee matches on the person's or body's name, or on office and body."""
    wanted = [fold(gold.get(k)) for k in ("name", "role", "organisation") if gold.get(k)]
    got = fold(" ".join(filter(None, (found.get(k) for k in ("name", "role", "organisation")))))
    best = max((fuzz.token_set_ratio(w, got) for w in wanted[:1]), default=0.0)
    if best < 85 and len(wanted) > 1:
        best = fuzz.token_set_ratio(" ".join(wanted[1:]), got) - 5
    return best / 100 if best >= 80 else 0.0


def _provision_likeness(gold: Item, found: Item) -> float:
    if _fold_locator(gold.get("locator")) != _fold_locator(found.get("locator")):
        return 0.0
    if gold["instrument_key"] == found.get("instrument_key"):
        return 1.0
    alike = fuzz.token_set_ratio(fold(gold["instrument"]), fold(found.get("instrument")))
    return 0.9 if alike >= 90 else 0.0


def _fold_locator(locator: str | None) -> str:
    return re.sub(r"\s+", "", (locator or "").casefold()).replace("articles", "article").replace("art.", "article")


def _statement_likeness(gold: Item, found: Item) -> float:
    """Title, demands and addressees; a document's only pair always matches."""
    title = fuzz.token_set_ratio(fold(gold.get("title")), fold(found.get("title"))) / 100
    demands = _overlap(_all(gold["demands"], "text"), _all(found["demands"], "text"))
    return 0.01 + title + demands + _overlap(_all(gold["addressees"], "name"), _all(found["addressees"], "name"))


def _all(items: Sequence[Item], key: str) -> str:
    return " ".join(item.get(key) or "" for item in items)


def _signatory_text(signatory: Item) -> str:
    return signatory.get("as_printed") or signatory.get("name") or ""


def _demand_text(demand: Item) -> str:
    return (demand.get("text") or "")[:_SHOWN]


def _provision_text(provision: Item) -> str:
    return f"{provision.get('instrument_key') or provision.get('instrument')} {provision.get('locator') or ''}".strip()


def cluster_pairs(gold: dict[str, str], found: dict[str, str]) -> Tally:
    """Pairwise agreement of two clusterings over the mentions that both know; both map a mention to its cluster."""
    keys = sorted(gold.keys() & found.keys())

    def pairs(of: dict[str, str]) -> set[tuple[str, str]]:
        groups: dict[str, list[str]] = {}
        for key in keys:
            groups.setdefault(of[key], []).append(key)
        return {(a, b) for members in groups.values() for i, a in enumerate(members) for b in members[i + 1 :]}

    wanted, got = pairs(gold), pairs(found)
    return Tally(
        tp=len(wanted & got),
        fp=len(got - wanted),
        fn=len(wanted - got),
        missed=[" = ".join(p) for p in sorted(wanted - got)],
        spurious=[" != ".join(p) for p in sorted(got - wanted)],
    )
