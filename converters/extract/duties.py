"""Modals and words of duty: where their clause begins, and when they only tell how things are."""

from __future__ import annotations

import re

from converters.extract.layout import word_count
from converters.extract.reading import Reading
from converters.phrases import words_pattern

CLAUSE_ENDS = (";", "؛", ",", "-")
"""Signs behind which a clause begins."""


def find_duty(folded: str, reading: Reading) -> re.Match[str] | None:
    """The words that say on whom it falls to act, at the beginning of a clause ("it is upon the Ministry to …")."""
    duties = reading.pattern("duties").finditer(folded)
    return next((m for m in duties if not m.start() or folded[: m.start()].rstrip().endswith(CLAUSE_ENDS)), None)


def tells_what_is(folded: str, at: int, reading: Reading) -> bool:
    """Whether the modal at `at` tells what a law says ("Under the Act a board must …") or what befalls anybody."""
    fated = reading.pattern("fated").finditer(folded)
    if reading.pattern("under_law").match(folded) or any(m.start() <= at < m.end() for m in fated):
        return True
    thing = words_pattern(reading.language, "addressees", "articles", "indefinite")
    return thing.match(folded, clause_start(folded, at, reading)) is not None


def clause_start(folded: str, at: int, reading: Reading) -> int:
    """Where the clause begins whose verb stands at `at`: after the last comma, colon or "and" that is near enough."""
    cuts = [m.end() for m in re.finditer(r"[,;:]\s", folded[:at])]
    joints = reading.pattern("and").finditer(folded, 0, at)
    cuts += [m.end() for m in joints if not folded[m.end() : at].strip()]
    start = max(cuts, default=0)
    start += len(folded[start:at]) - len(folded[start:at].lstrip())
    return start if word_count(folded[:start]) > 6 and word_count(folded[start:at]) <= 12 else 0
