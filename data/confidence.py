"""How often each rule of the extractors was right, measured on labelled documents: `confidence.csv`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from data.tables import ReferenceDataError, read_csv

COLUMNS = ("field", "rule", "given", "right", "of")
PRIOR = 10  # how many values the rule's own estimate weighs: the rules were made with the documents that were counted
HIGHEST = 0.99


class RuleKey(NamedTuple):
    """A field, the rule that found the value, and the confidence that the rule gave it."""

    field: str
    rule: str
    given: float


class RuleCount(NamedTuple):
    """How many values were found, and how many of these the labels say are right."""

    right: int
    of: int

    def confidence(self, given: float) -> float:
        """The share that is right, drawn towards the rule's own estimate where few were counted; at most 0.99."""
        return min(HIGHEST, round((self.right + PRIOR * given) / (self.of + PRIOR), 2))


def load_confidence(path: Path) -> Mapping[RuleKey, float]:
    """The measured confidence by field, rule and given confidence; none where there is no such file.

    Raises ReferenceDataError, with the line, for a number that is none or out of range.
    """
    return {key: count.confidence(key.given) for key, count in read_counts(path).items()}


def read_counts(path: Path) -> dict[RuleKey, RuleCount]:
    """The rows of `confidence.csv`; raises ReferenceDataError, with the line, for a wrong number or a doubled row."""
    counts: dict[RuleKey, RuleCount] = {}
    for line, row in read_csv(path, COLUMNS) if path.exists() else ():
        try:
            key = RuleKey(row["field"], row["rule"], float(row["given"]))
            count = RuleCount(int(row["right"]), int(row["of"]))
        except ValueError as error:
            raise ReferenceDataError(path.name, f"line {line}", f"expected a number: {error}") from error
        if not (0 <= key.given <= 1 and 0 <= count.right <= count.of) or key in counts:
            raise ReferenceDataError(
                path.name, f"line {line}", "expected given from 0 to 1, right up to of, each rule once"
            )
        counts[key] = count
    return counts
