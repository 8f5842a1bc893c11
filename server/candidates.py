"""Looking names up in the index of a release: the bodies that may be meant, with their names."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from converters.candidates import CLASSES, SOUND, SURE, Candidate, find_keys, judge, load_node, read_name
from converters.clusters import Node
from server.release import OpenRelease

SPELLINGS = 8
LEAST = 30.0


class Body(NamedTuple):
    """An organisation, addressee or legal instrument: path, class, names by language, other names."""

    path: str
    kind: str
    names: dict[str, str]
    others: list[str]


def find_body(release: OpenRelease, path: str) -> Body | None:
    """The body at a path below `id/`, or None."""
    row = release.index.execute("SELECT path, class, names, others FROM body WHERE path = ?", (path,)).fetchone()
    return Body(row[0], row[1], json.loads(row[2]), json.loads(row[3])) if row else None


def find_candidates(
    release: OpenRelease, name: str, country: str, classes: Sequence[str], limit: int
) -> list[tuple[Candidate, Body]]:
    """The bodies of these classes that a name may mean, the surest first; a link or an IRI of ours means one body.

    Each class is judged by itself: a court is an organisation and an addressee, both under one name.
    """
    if "://" in name:
        found = [Candidate(path, SURE, SURE) for path in _find_linked(release, name)]
    else:
        asked = read_name(name, country=country)
        keys = set(find_keys(asked)) if asked.said.name else set()
        known = _find_nodes(release, [key for key in keys if key[0] != SOUND], classes)
        alike = _find_nodes(release, [key for key in keys if key[0] == SOUND], classes)
        judged = (judge(asked, known[kind], alike[kind]) for kind in classes)
        found = [one for kind in judged for one in kind if one.score >= LEAST]
    found.sort(key=lambda one: (-one.score, -one.likeness))
    bodies = ((one, body) for one in found if (body := find_body(release, one.path)) and body.kind in classes)
    return list(islice(bodies, limit))


def _find_linked(release: OpenRelease, link: str) -> Iterator[str]:
    if link.startswith(f"{release.base}/id/"):
        yield link.removeprefix(f"{release.base}/id/")
    spellings = [number for key in ("u" + link, "u" + link.rstrip("/")) for number in _look_up(release, [key])]
    yield from dict.fromkeys(path for _, _, path in _read_spellings(release, spellings))


def _find_nodes(release: OpenRelease, keys: Sequence[str], classes: Sequence[str]) -> dict[str, list[Node]]:
    """The names by class of body that have most keys in common with what is asked."""
    weights = _look_up(release, keys)
    best = sorted(weights, key=lambda spelling: (-weights[spelling], spelling))[: SPELLINGS * len(CLASSES)]
    found: dict[str, list[Node]] = {kind: [] for kind in classes}
    for kind, node, path in _read_spellings(release, best):
        if kind in found and len(found[kind]) < SPELLINGS:
            found[kind].append(load_node(node, path))
    return found


def _look_up(release: OpenRelease, keys: Sequence[str]) -> dict[int, float]:
    """The numbers of the spellings that keys find; a key weighs the more the fewer it finds."""
    weights: dict[int, float] = defaultdict(float)
    marks = ",".join("?" * len(keys))
    for (text,) in release.index.execute(f"SELECT spellings FROM clue WHERE key IN ({marks}) ORDER BY key", keys):
        numbers = text.split()
        for number in numbers:
            weights[int(number)] += 1 / len(numbers)
    return weights


def _read_spellings(release: OpenRelease, numbers: Sequence[int]) -> list[tuple[str, str, str]]:
    """Class, node and path of spellings, in the order of their numbers as given."""
    marks = ",".join("?" * len(numbers))
    rows = release.index.execute(
        "SELECT spelling.id, class, node, path FROM spelling JOIN body ON body.id = body"
        f" WHERE spelling.id IN ({marks})",
        numbers,
    )
    found = {row[0]: row[1:] for row in rows}
    return [found[number] for number in numbers]
