"""Floors of the score: what each set of documents must reach in each field, kept in a file of JSON.

The file holds `sets` by name, each with the folders `gold` and `documents` (relative to the file) and `floors`, an F1
by field; and `lowered`, each floor that fell, with the reason.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from converters.errors import ConversionError
from converters.evaluation import Evaluation

EPSILON = 0.0005  # a figure this little below its floor still stands on it


@dataclass
class FloorSet:
    """A set of documents with its floors by field."""

    name: str
    gold: Path
    documents: Path
    floors: dict[str, float] = field(default_factory=dict)

    @property
    def is_there(self) -> bool:
        """Whether both folders are on this machine."""
        return self.gold.is_dir() and self.documents.is_dir()

    def shortfalls(self, evaluation: Evaluation) -> list[str]:
        """Each field that is below its floor: set, field, floor, what it got, and the documents that lose most."""
        totals = evaluation.totals()
        found = []
        for name, floor in self.floors.items():
            got = totals[name].f1 if name in totals else 0.0
            if got < floor - EPSILON:
                worst = ", ".join(evaluation.worst(name)) or "see undersigned evaluate --show"
                found.append(f"{self.name}, {name}: the floor is {floor:.3f}, it got {got:.3f}; worst: {worst}")
        return found


class Floors:
    """The floors of a file."""

    def __init__(self, path: Path) -> None:
        """Read the file; raises ConversionError where it is not in the form above."""
        self.path = path
        try:
            self._table: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            self.sets = {
                name: FloorSet(name, path.parent / row["gold"], path.parent / row["documents"], row["floors"])
                for name, row in self._table["sets"].items()
            }
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ConversionError(f"expected floors as JSON ({error!r})", str(path)) from error

    def raise_to(self, name: str, evaluation: Evaluation, reason: str = "") -> list[str]:
        """Raise the floors of a set to what it got; lower one only where there is a reason, which is kept.

        Returns a line for each floor that moved. Figures are cut after three places, so that a floor is never above
        what was reached.
        """
        floors = self.sets[name].floors
        moved = []
        for key, tally in evaluation.totals().items():
            got, floor = int(tally.f1 * 1000 + 1e-6) / 1000, floors.get(key)
            if floor is None or got > floor or (got < floor and reason):
                moved.append(f"{name}, {key}: {'none' if floor is None else f'{floor:.3f}'} → {got:.3f}")
                floors[key] = got
            if floor is not None and got < floor and reason:
                fall = {"set": name, "field": key, "from": floor, "to": got, "reason": reason}
                self._table.setdefault("lowered", []).append(fall)
        return moved

    def write(self) -> None:
        """Write the file."""
        text = json.dumps(self._table, ensure_ascii=False, indent=2)
        self.path.write_text(f"{text}\n", encoding="utf-8")
