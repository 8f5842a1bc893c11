"""What is reached on documents with labels: floors by field, agreement with the scorer beside us, calibration."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

import pytest

from converters.calibration import share_right
from converters.evaluation import Evaluation, evaluate
from converters.floors import EPSILON, Floors
from converters.formats import format_for_suffix
from converters.pipeline import convert
from data import Reference, load_reference

FLOORS = Floors(Path(__file__).parent / "floors.json")
SURE = 0.9


@lru_cache
def evaluation_of(name: str) -> Evaluation:
    """The evaluation of a set, once; the test is skipped where the set is not on this machine."""
    of = FLOORS.sets[name]
    if not of.is_there:
        pytest.skip(f"{of.documents} is not there: the set {name!r} is not scored")
    return evaluate(of.gold, of.documents, load_reference())


@pytest.mark.parametrize("name", FLOORS.sets)
def test_no_field_is_below_its_floor(name: str) -> None:
    """Floors rise with `make floors`; they fall only with a reason, which floors.json keeps."""
    found = evaluation_of(name)
    assert found.unread == ()
    assert FLOORS.sets[name].floors, f"no floors for {name}: run make floors"
    assert FLOORS.sets[name].shortfalls(found) == []


@pytest.mark.parametrize("name", FLOORS.sets)
def test_of_the_values_that_are_sure_nine_in_ten_are_right(name: str) -> None:
    """A confidence of 0.9 says so; `make confidence` measures the rules again."""
    right, of = share_right(evaluation_of(name).judged, SURE)
    assert of > 0
    assert right / of >= SURE, f"{name}: {right} of {of} values with a confidence of {SURE} or more are right"


def test_every_lowered_floor_has_a_reason() -> None:
    """Nobody lowers a floor by hand without a word."""
    lowered = json.loads(FLOORS.path.read_text(encoding="utf-8"))["lowered"]
    assert all(row["reason"].strip() and row["to"] < row["from"] for row in lowered)


def test_the_figures_are_those_of_the_scorer_beside_us(shared: Path, tmp_path: Path, reference: Reference) -> None:
    """Each field has the same counts as the scorer finds in the graph that `convert` writes."""
    of, output = FLOORS.sets["own"], tmp_path / "found.nq"
    target = format_for_suffix(output.name)
    assert target
    collection = reference.collections["embedded"]
    convert(
        [of.documents], output, target, base="http://localhost:8000", date="2026-11-21",
        reference=reference, collection=collection,
    )  # fmt: skip
    command = [sys.executable, str(shared / "evaluation" / "score.py"), str(output), str(of.gold), "--json"]
    theirs = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    ours = evaluation_of("own").figures()["fields"]
    assert theirs.keys() == ours.keys()
    for name, figure in theirs.items():
        assert ours[name] == pytest.approx(figure, abs=EPSILON), name
