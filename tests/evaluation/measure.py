"""Measure the sets of floors.json: `measure.py floors [REASON TO LOWER]` or `measure.py confidence`.

`floors` raises the floors to what is reached now, and lowers them only with a reason. `confidence` counts how often
each rule was right and writes data/reference/confidence.csv. Sets that are not on this machine are passed over.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from converters.calibration import count_rules, write_counts
from converters.evaluation import Evaluation, evaluate
from converters.floors import Floors
from data import DATA, Reference, load_reference

FLOORS = Path(__file__).parent / "floors.json"


def measure_sets(floors: Floors, reference: Reference) -> Iterator[tuple[str, Evaluation]]:
    """The evaluation of each set that is there."""
    for name, of in floors.sets.items():
        if of.is_there:
            print(f"{name} …", file=sys.stderr)
            yield name, evaluate(of.gold, of.documents, reference)


def main() -> None:
    """Do what the first argument says."""
    floors = Floors(FLOORS)
    match sys.argv[1:]:
        case ["floors", *reason]:
            for name, evaluation in measure_sets(floors, load_reference()):
                print(*floors.raise_to(name, evaluation, " ".join(reason)), sep="\n")
                print(*floors.sets[name].shortfalls(evaluation), sep="\n")
            floors.write()
        case ["confidence"]:
            unmeasured = replace(load_reference(), confidence={})
            judged = [j for _, evaluation in measure_sets(floors, unmeasured) for j in evaluation.judged]
            write_counts(DATA / "reference" / "confidence.csv", count_rules(judged))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
