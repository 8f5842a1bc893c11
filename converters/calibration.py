"""Calibration: whether values are as often right as their confidence says, by labels."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from converters.matching import FIELDS, Judged
from data.confidence import COLUMNS, RuleCount, RuleKey

BORDERS = (0.0, 0.6, 0.7, 0.8, 0.9, 0.95)


@dataclass(frozen=True, slots=True)
class Bin:
    """The values of a field with a confidence of `low` or more, below `high`: how many, how sure, how many right.

    `field` is empty for those of all fields together.
    """

    field: str
    low: float
    high: float
    count: int
    sure: float
    right: int

    @property
    def share(self) -> float:
        """The share that is right, 0 to 1."""
        return self.right / self.count


def calibration_table(judged: Iterable[Judged]) -> list[Bin]:
    """The bins that hold a value, by field in the order of `FIELDS`, then those over all fields."""
    values = list(judged)
    table = []
    for name in (*FIELDS, ""):
        of_field = [j for j in values if name in (j.field, "")]
        for low, high in zip(BORDERS, (*BORDERS[1:], 1.01), strict=True):
            found = [j for j in of_field if low <= j.evidence.confidence < high]
            if found:
                sure = sum(j.evidence.confidence for j in found) / len(found)
                table.append(Bin(name, low, min(high, 1.0), len(found), sure, sum(j.right for j in found)))
    return table


def share_right(judged: Iterable[Judged], minimum: float) -> tuple[int, int]:
    """Of the values at least this sure: how many are right, and how many there are."""
    sure = [j.right for j in judged if j.evidence.confidence >= minimum]
    return sum(sure), len(sure)


def count_rules(judged: Iterable[Judged]) -> dict[RuleKey, RuleCount]:
    """How often each rule was right, for each confidence that it gives; `judged` must not be calibrated yet."""
    right: Counter[RuleKey] = Counter()
    of: Counter[RuleKey] = Counter()
    for value in judged:
        key = RuleKey(value.field, value.evidence.rule, value.evidence.confidence)
        of[key] += 1
        right[key] += value.right
    return {key: RuleCount(right[key], of[key]) for key in sorted(of)}


def write_counts(path: Path, counts: dict[RuleKey, RuleCount]) -> None:
    """Write `confidence.csv`, which `data.confidence.read_counts` reads."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows((key.field, key.rule, key.given, count.right, count.of) for key, count in counts.items())
