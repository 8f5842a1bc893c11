"""The lists of a release and their search index: one card for each resource that a reader may look for.

Lists hold statements newest first, every other class by how much points at it, then by name. The search index holds
all names of a resource with letters folded (`fold_letters`), so that accents, hamza forms and case do not matter:
`name` by beginnings of words, `fragment` by any three letters (for words with an article before them).
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import Any

from converters.normalise import fold_letters
from converters.release.description import View

LISTED = ("statement", "organisation", "person", "addressee", "law", "concept")
SEARCHED = ("name", "fragment")


def write_listing(index: sqlite3.Connection) -> None:
    """Fill the lists, the filters and the search index from the first pages of the documents already in the index."""
    index.execute("CREATE TEMP TABLE draft (class TEXT, weight TEXT, title TEXT, path TEXT, card TEXT, facts TEXT)")
    for view in _views(index):
        facts = _facts(view)
        row = (
            view["class"],
            _weight(view),
            fold_letters(first_name(view)),
            view["path"],
            _dump(_card(view)),
            _dump(facts),
        )
        index.execute("INSERT INTO draft VALUES (?, ?, ?, ?, ?, ?)", row)
    facets: Counter[tuple[str, str, str]] = Counter()
    labels: dict[tuple[str, str], str] = {}
    ordered = index.execute("SELECT class, card, facts FROM draft ORDER BY class, weight DESC, title, path")
    for number, (kind, card, text) in enumerate(ordered, 1):
        facts = json.loads(text)
        index.execute(
            "INSERT INTO item VALUES (?, ?, ?, ?, ?, ?, ?)",
            (number, kind, number, card, facts["kind"], facts["year"], facts["language"]),
        )
        for table in SEARCHED:
            index.execute(f"INSERT INTO {table} (rowid, text) VALUES (?, ?)", (number, facts["text"]))
        for theme in facts["themes"]:
            index.execute("INSERT OR IGNORE INTO item_theme VALUES (?, ?)", (theme["path"], number))
        for name, value, label in _facets(facts):
            facets[kind, name, value] += 1
            labels[name, value] = label
    for (kind, name, value), count in sorted(facets.items()):
        index.execute("INSERT INTO facet VALUES (?, ?, ?, ?, ?)", (kind, name, value, labels[name, value], count))
    index.execute("CREATE INDEX item_order ON item (class, rank)")
    for table in SEARCHED:
        index.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")
    index.execute("DROP TABLE draft")


def first_name(view: View) -> str:
    """One name of a resource, for sorting: English, else the first in alphabetical order of languages."""
    names = view["names"]
    return str(names.get("en") or next((names[code] for code in sorted(names)), ""))


def _views(index: sqlite3.Connection) -> Iterator[View]:
    marks = ",".join("?" * len(LISTED))
    rows = index.execute(f"SELECT view FROM document WHERE page = 1 AND class IN ({marks}) ORDER BY path", LISTED)
    return (json.loads(zlib.decompress(row[0])) for row in rows)


def _weight(view: View) -> str:
    """What a list is sorted by, as a text that sorts rightly: a date, or a count with leading zeros."""
    if view["class"] == "statement":
        return view["date"] or ""
    return f"{_count(view):09d}"


def _count(view: View) -> int:
    return int(view.get("statement_count") or len(view.get("statements", ())))


def _card(view: View) -> dict[str, Any]:
    """What a list shows of a resource."""
    card: dict[str, Any] = {"class": view["class"], "path": view["path"], "names": view["names"]}
    if view["class"] == "statement":
        shown = ("date", "kind", "printed", "language", "publishers", "themes")
        return card | {name: view[name] for name in shown} | {"demands": len(view["demands"])}
    return card | {
        "count": _count(view),
        "other_names": view.get("other_names", []),
        "instrument": view.get("instrument"),
    }


def _facts(view: View) -> dict[str, Any]:
    others = [text for key in ("other_names", "hidden_names") for _, text in view.get(key, ())]
    names = [*view["names"].values(), *others, *view.get("numbers", ())]
    kind = view.get("kind") or {"path": None, "names": {}}
    themes = view.get("themes", ())
    return {
        "kind": kind["path"],
        "kind_names": kind["names"],
        "year": (view.get("date") or "")[:4] or None,
        "language": view.get("language"),
        "themes": themes,
        "text": fold_letters("\n".join(names)),
    }


def _facets(facts: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """(filter, value, names as JSON) for each filter by which the resource can be found."""
    if facts["year"]:
        yield "year", facts["year"], "{}"
    if facts["language"]:
        yield "language", facts["language"], "{}"
    if facts["kind"]:
        yield "kind", facts["kind"], _dump(facts["kind_names"])
    for theme in facts["themes"]:
        yield "theme", theme["path"], _dump(theme["names"])


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
