"""Counters of the query pool, for `/metrics`."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from math import inf

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, inf)


@dataclass(slots=True)
class Statistics:
    """Counters since the start: queries by outcome, by upper bound of seconds, workers ended by reason."""

    outcomes: Counter[str] = field(default_factory=Counter)
    seconds: Counter[float] = field(default_factory=Counter)
    seconds_sum: float = 0.0
    replaced: Counter[str] = field(default_factory=Counter)

    def observe(self, outcome: str, seconds: float) -> None:
        """Count one query."""
        self.outcomes[outcome] += 1
        self.seconds_sum += seconds
        self.seconds[BUCKETS[bisect_left(BUCKETS, seconds)]] += 1
