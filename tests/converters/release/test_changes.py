"""The difference between two releases: applied to the one it gives the other, and it repeats nothing withdrawn."""

from __future__ import annotations

import dataclasses
from itertools import pairwise
from pathlib import Path

import pytest

from converters.manifest import Changes, Manifest, Publisher, write_manifest
from converters.release.changes import GONE, MOVED, WITHDRAWN, write_changes
from converters.release.recall import recall_releases

BASE = "https://data.example"
MANIFEST = Manifest(
    *("2026-11-20", "2026-11-20", BASE, "T", "D", Publisher("P"), "https://l.example/", "c"),
    *({}, 0, 0, 0, True, 0, "0", "0", "0"),
)


def quad(name: str, text: str, graph: str = "statement") -> str:
    return f'<{BASE}/id/{name}> <https://p.example/> "{text}" <{BASE}/graph/{graph}/{name}> .\n'


def tombstone(name: str) -> str:
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://www.w3.org/ns/activitystreams#Tombstone>"
    return f"<{BASE}/id/{name}> {kind} <{BASE}/graph/tombstone> .\n"


def write(folder: Path, version: str, lines: list[str], **changes: str) -> Path:
    release = folder / version
    (release / "dumps").mkdir(parents=True)
    (release / "dumps" / "undersigned.nq").write_text("".join(sorted(lines)))
    write_manifest(dataclasses.replace(MANIFEST, version=version, **changes), release)
    return release


def compare(before: Path, after: Path) -> tuple[Changes | None, str]:
    return write_changes(before, after / "dumps" / "undersigned.nq", BASE, after.name, after / "changes.rdfp")


BEFORE = [quad("a", "1"), quad("b", "1"), quad("b", "2"), quad("c", "1"), quad("x", "1", "law")]
AFTER = [quad("a", "1"), quad("b", "1"), quad("b", "3"), quad("d", "1"), quad("x", "1", "law"), quad("y", "1", "law")]


def test_patch_turns_one_release_into_the_other(tmp_path: Path) -> None:
    """Deleted lines taken away and added ones put in give the new dump; the header names both."""
    before, after = write(tmp_path, "2026-11-20", BEFORE), write(tmp_path, "2026-11-21", AFTER)
    changes, reason = compare(before, after)
    assert (changes, reason) == (Changes("2026-11-20", 3, 2, 1, 1, 1), "")
    head, previous, begin, *rows, end = (after / "changes.rdfp").read_text().splitlines(keepends=True)
    assert head == f"H id <{BASE}/dumps/2026-11-21/> .\n"
    assert previous == f"H prev <{BASE}/dumps/2026-11-20/> .\n"
    assert (begin, end) == ("TX .\n", "TC .\n")
    quads = set(BEFORE)
    for row in rows:
        mark, line = row[:2], row[2:]
        assert (line in quads) == (mark == "D ")
        (quads.remove if mark == "D " else quads.add)(line)
    assert quads == set(AFTER)


def test_same_quads_are_no_change(tmp_path: Path) -> None:
    before, after = write(tmp_path, "2026-11-20", BEFORE), write(tmp_path, "2026-11-21", BEFORE)
    assert compare(before, after)[0] == Changes("2026-11-20", 0, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("old", "new", "settings", "reason"),
    [
        (BEFORE, [*AFTER, tombstone("c")], {}, WITHDRAWN),
        (BEFORE, AFTER, {"base": "https://other.example"}, MOVED),
    ],
    ids=["withdrawn", "another base"],
)
def test_no_patch_where_it_would_harm_or_say_nothing(
    tmp_path: Path, old: list[str], new: list[str], settings: dict[str, str], reason: str
) -> None:
    """What was withdrawn is not listed as deleted, which would publish it again."""
    before, after = write(tmp_path, "2026-11-20", old, **settings), write(tmp_path, "2026-11-21", new)
    assert compare(before, after) == (None, reason)
    assert not (after / "changes.rdfp").exists()


def test_old_tombstones_prevent_no_patch(tmp_path: Path) -> None:
    before = write(tmp_path, "2026-11-20", [*BEFORE, tombstone("z")])
    after = write(tmp_path, "2026-11-21", [*AFTER, tombstone("z")])
    assert compare(before, after)[0] is not None


def test_release_that_was_taken_back_is_no_base(tmp_path: Path) -> None:
    after = write(tmp_path, "2026-11-21", AFTER)
    assert compare(tmp_path / "2026-11-20", after) == (None, GONE)


def test_release_whose_difference_names_what_is_gone_is_taken_back(tmp_path: Path) -> None:
    """Its own quads no longer name it, but its patch repeats what it deleted."""
    versions = {"2026-11-20": BEFORE, "2026-11-21": [quad("a", "1")], "2026-11-22": [quad("a", "1")]}
    made = [write(tmp_path, version, lines) for version, lines in versions.items()]
    for before, after in pairwise(made):
        write_changes(before, after / "dumps" / "undersigned.nq", BASE, after.name, after / "dumps" / "changes.rdfp")
    assert recall_releases(tmp_path, {"id/b"}, "2026-11-23") == ["2026-11-20", "2026-11-21"]
    assert made[2].is_dir()
