"""How alike two names are whose words do not all agree: slips of the pen, and what an acronym in common proves."""

from __future__ import annotations

from enum import Enum

from rapidfuzz.distance import OSA

from converters.designations import Designation
from data.name_words import load_name_words


class Verdict(Enum):
    """What a comparison says: the same body, another one, or not decided."""

    SAME = "same"
    OPEN = "open"
    APART = "apart"


def same_words(left: Designation, right: Designation, one: str, other: str) -> tuple[str, str]:
    """The two words in which names differ, as they are spelt where they stand for concepts."""
    return _spelt(left, right, one), _spelt(right, left, other)


def _spelt(said: Designation, against: Designation, word: str) -> str:
    if not word.startswith("="):
        return word
    rest = [w for w in said.strict if w not in against.strict]
    return "=" + rest[0] if len(rest) == 1 else "="


def is_misspelling(one: str, other: str) -> Verdict:
    """Whether one word is the other with a slip: a letter more, less, changed, or two that changed places.

    Words with `=` in front are in the concept table; two such words are never slips of each other. Short words, words
    that differ in their first letter or in a number, or only by an ending, prove nothing.
    """
    known = one.startswith("="), other.startswith("=")
    one, other = one.lstrip("="), other.lstrip("=")
    if all(known) or not one or not other or one == other or any(c.isdigit() for c in one + other):
        return Verdict.APART
    if _sounded(one) == _sounded(other):
        return Verdict.SAME
    distance = OSA.distance(one, other, score_cutoff=2)
    shorter = min(len(one), len(other))
    if distance > 1 or shorter < 5:
        return Verdict.APART
    if shorter < 6 or one[0] != other[0] or one.startswith(other) or other.startswith(one):
        return Verdict.OPEN if any(known) or shorter >= 6 else Verdict.APART
    return Verdict.SAME


def _sounded(word: str) -> str:
    """A word with doubled letters and a silent last h reduced: `wassel`, `wasel`; `qasirah`, `qasira`."""
    squeezed = "".join(c for i, c in enumerate(word) if i == 0 or c != word[i - 1])
    return squeezed[:-1] if squeezed.endswith("ah") else squeezed


def compare_by_acronym(left: Designation, right: Designation, acronym: str) -> tuple[Verdict, str]:
    """What two names with the same acronym are, and why not the same.

    The same: only words of the concept table, not sorts of bodies, differ, or slips. Apart: other places, other
    sorts, a part of the body. Open: one has a proper name more, unless the acronym counts it.
    """
    table = load_name_words()
    if (left.beside and right.beside and left.beside != right.beside) or not _agree(left.named, right):
        return Verdict.APART, "other places"
    if not _agree(right.named, left):
        return Verdict.APART, "other places"
    mine, yours, shared = _differences(left, right)
    if table.branches & {w.lstrip("=") for w in mine ^ yours} or table.branches & set(
        left.strict
    ) ^ table.branches & set(right.strict):
        return Verdict.APART, "one is a part"
    sorts = [{w for w in side if w.startswith("=") and set(w[1:].split("|")) & table.sorts} for side in (mine, yours)]
    if all(sorts):
        return Verdict.APART, "other sorts of bodies"
    proper = [{w for w in side if not w.startswith("=") and len(w) > 3} for side in (mine, yours)]
    if all(proper):
        common = any(not w.startswith("=") for w in shared)
        return Verdict.OPEN if common else Verdict.APART, f"{sorted(proper[0])} / {sorted(proper[1])}"
    if (proper[0] and not spells(acronym, left.name)) or (proper[1] and not spells(acronym, right.name)):
        return Verdict.OPEN, f"{sorted(proper[0] | proper[1])} in one only"
    enough = len(shared) >= max(len(mine), len(yours)) and len(shared) >= 2
    return (Verdict.SAME, "") if enough else (Verdict.OPEN, "few words in common")


def _agree(named: frozenset[str], other: Designation) -> bool:
    """Whether places within a name are those of the other, or the other names none."""
    return not named or not other.places or bool(named & other.places)


def _differences(left: Designation, right: Designation) -> tuple[set[str], set[str], set[str]]:
    """The words of either name only, and those in common, slips and other readings taken as the same."""
    mine, yours = set(left.bag) - set(right.bag), set(right.bag) - set(left.bag)
    shared = set(left.bag) & set(right.bag)
    for one in sorted(mine):
        for other in sorted(yours):
            if one in mine and (_same_reading(one, other) or is_misspelling(one, other) is Verdict.SAME):
                mine.discard(one)
                yours.discard(other)
                shared.add(one)
    return mine, yours, shared


def _same_reading(one: str, other: str) -> bool:
    return one[:1] == other[:1] == "=" and not set(one[1:].split("|")).isdisjoint(other[1:].split("|"))


def spells(acronym: str, name: str) -> bool:
    """Whether the initials of a canonical name's words, with or without the light ones, are the acronym."""
    light = load_name_words().stopwords
    words = name.split()
    initials = {"".join(w[0] for w in words), "".join(w[0] for w in words if w not in light)}
    return acronym in initials
