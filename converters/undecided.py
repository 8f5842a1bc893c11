"""The pairs of names that no rule decides, written beside the ledger for people: `undecided.csv`."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from converters.clusters import Mention
from converters.ledger import Ledger
from converters.resolve import Resolution

FILE = "undecided.csv"


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """Two bodies that may be one: path, printed name and where it stands for each, what speaks for and against it."""

    left: str
    left_name: str
    left_in: str
    right: str
    right_name: str
    right_in: str
    evidence: str
    doubt: str


_COLUMNS = tuple(field.name for field in fields(Pair))


def undecided_file(ledger: Path) -> Path:
    """Where the undecided pairs of the last release are kept."""
    return ledger.with_name(FILE)


def name_pairs(
    resolution: Resolution, mentions: Iterable[Mention], places: dict[str, str], ledger: Ledger
) -> list[Pair]:
    """The undecided pairs of a run with IRIs, names and documents; those that are one by now, or two, left out.

    `places` gives the name of a document by the digest of its text.
    """
    wanted = {id_ for u in resolution.undecided for id_ in (u.left, u.right)}
    named = {m.id: m.name for m in mentions if m.id in wanted}

    def side(mention: str) -> tuple[str, str, str]:
        cluster = resolution.cluster[mention]
        path = ledger.by_cluster.get(cluster) or resolution.known.get(cluster) or ""
        name = named.get(mention) or resolution.label[cluster]
        return ledger.follow(path) if path else "", name, places.get(mention.partition("@")[0], "known before")

    pairs = set()
    for u in resolution.undecided:
        left, right = sorted((side(u.left), side(u.right)))
        if left[0] != right[0] or not left[0]:
            pairs.add(Pair(*left, *right, u.evidence, u.doubt))
    return sorted(pairs)


def read_undecided(path: Path) -> list[Pair]:
    """The pairs of a file, none where there is no file."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [Pair(*row) for row in list(csv.reader(file))[1:] if len(row) == len(_COLUMNS)]


def write_undecided(pairs: Iterable[Pair], path: Path) -> None:
    """Write the pairs, sorted; without any, no file is left."""
    rows = [astuple(pair) for pair in sorted(pairs)]
    if not rows:
        path.unlink(missing_ok=True)
        return
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([_COLUMNS, *rows])
    content = text.getvalue().encode()
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)
