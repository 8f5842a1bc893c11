"""The names of a release for reconciliation: bodies and instruments, their spellings, and what finds a spelling.

Tables of the index: `body` (what can be named), `spelling` (each of its names, taken apart) and `clue` (the spellings
by the keys of `converters.candidates.find_keys`; a key that finds very many says nothing and is left out).
"""

from __future__ import annotations

import json
import re
import sqlite3
import zlib
from collections.abc import Iterable, Iterator

from converters.candidates import CLASSES, find_keys, is_country, read_name, write_node
from converters.release.description import View

COUNTRIES = 3
COMMON = 50
_ACRONYM = re.compile(r"[A-Z][A-Z0-9&.-]{1,11}")
_SCHEMA = """
CREATE TABLE body (id INTEGER PRIMARY KEY, path TEXT, class TEXT, names TEXT, others TEXT);
CREATE TABLE spelling (id INTEGER PRIMARY KEY, body INTEGER, node TEXT);
CREATE TABLE clue (key TEXT PRIMARY KEY, spellings TEXT) WITHOUT ROWID;
CREATE INDEX body_path ON body (path);
CREATE TEMP TABLE found (key TEXT, spelling INTEGER, PRIMARY KEY (key, spelling)) WITHOUT ROWID;
"""
_GATHER = """
INSERT INTO clue SELECT key, group_concat(spelling, ' ') FROM (SELECT key, spelling FROM found ORDER BY key, spelling)
  GROUP BY key HAVING count(*) <= ?
"""


def write_names(index: sqlite3.Connection) -> None:
    """Fill the tables from the first pages of the documents already in the index; they must not be there yet."""
    index.executescript(_SCHEMA)
    marks = ",".join("?" * len(CLASSES))
    rows = index.execute(
        f"SELECT view FROM document WHERE page = 1 AND class IN ({marks}) ORDER BY path", tuple(CLASSES)
    )
    spellings = 0
    for number, view in enumerate(filter(_is_whole, (json.loads(zlib.decompress(row[0])) for row in rows)), 1):
        others = [text for _, text in view.get("other_names", ())]
        row = (number, view["path"], view["class"], *map(_dump, (view["names"], others)))
        index.execute("INSERT INTO body VALUES (?, ?, ?, ?, ?)", row)
        for node, keys in _spellings(view):
            spellings += 1
            index.execute("INSERT INTO spelling VALUES (?, ?, ?)", (spellings, number, node))
            index.executemany("INSERT OR IGNORE INTO found VALUES (?, ?)", ((key, spellings) for key in keys))
    index.execute(_GATHER, (COMMON,))
    index.execute("DROP TABLE found")


def _is_whole(view: View) -> bool:
    """Whether a resource is named by itself: a part of an instrument is not."""
    return not view.get("instrument")


def _spellings(view: View) -> Iterator[tuple[str, Iterable[str]]]:
    """Each name once, in the countries in which it signs, and what it is found by; links to other sites likewise."""
    others = [*view.get("other_names", ()), *view.get("hidden_names", ())]
    acronyms = [text for language, text in others if not language and _ACRONYM.fullmatch(text)]
    names = dict.fromkeys([*view["names"].values(), *(text for _, text in others), *view.get("numbers", ())])
    written = set()
    for name in filter(None, names):
        for country in _countries(view):
            node = read_name(name, "" if name in acronyms else next(iter(acronyms), ""), country)
            if (text := write_node(node)) not in written:
                written.add(text)
                yield text, find_keys(node)
    for link in view.get("links", ()):
        yield write_node(read_name(next(iter(names), link))), [f"u{link}"]


def _countries(view: View) -> list[str]:
    """The countries printed beside a body's signatures, the first few; an empty one where there are none."""
    printed = (one["qualifier"] for statement in view.get("statements", ()) for one in statement.get("printed", ()))
    found = sorted({country for country in printed if country and is_country(country)})
    return found[:COUNTRIES] or [""]


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
