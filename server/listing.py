"""Lists and search over the release's index: cards, filters with their counts, pages."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from converters.normalise import fold_letters
from server.errors import ServerError
from server.views import Page

PAGE_SIZE = 50
LONGEST = 200
FILTERS = ("year", "kind", "language", "theme")
CLASSES = ("statement", "organisation", "addressee", "law", "concept", "person")
_ORDER = "CASE class " + " ".join(f"WHEN '{name}' THEN {n}" for n, name in enumerate(CLASSES)) + " END"


class Choice(NamedTuple):
    """One value of a filter."""

    value: str
    label: str
    number: int


class Filter(NamedTuple):
    """One filter: its parameter's name, its choices, the value chosen or ""."""

    name: str
    choices: list[Choice]
    chosen: str


@dataclass(frozen=True)
class Found:
    """One page of a list."""

    words: str
    total: int
    page: int
    pages: int
    first: int
    cards: list[dict[str, Any]]
    filters: list[Filter]


def find_items(page: Page, classes: Sequence[str], query: Mapping[str, str], size: int = PAGE_SIZE) -> Found:
    """The page of a list that `query` asks for (`q`, `class`, the filters, `page`).

    Raises ServerError 404 for a page that does not exist.
    """
    words = query.get("q", "")[:LONGEST]
    chosen = {name: query.get(name, "") for name in FILTERS}
    wanted = [query["class"]] if query.get("class") in classes else list(classes)
    where, values = _conditions(wanted, chosen)
    order = f"{_ORDER}, rank"
    terms = re.findall(r"\w+", fold_letters(words))[:10]
    if terms:
        whole = "id IN (SELECT rowid FROM name WHERE name MATCH ?)"
        beginnings = " ".join(f'"{term}"*' for term in terms)
        condition, matched = whole, [beginnings]
        if min(map(len, terms)) >= 3:
            condition = f"({whole} OR id IN (SELECT rowid FROM fragment WHERE fragment MATCH ?))"
            matched.append(" ".join(f'"{term}"' for term in terms))
        where, values = f"{where} AND {condition}", [*values, *matched]
    index = page.release.index
    total = index.execute(f"SELECT count(*) FROM item WHERE {where}", values).fetchone()[0]
    pages = max(1, -(-total // size))
    number = read_page_number(query.get("page"), pages)
    if terms:
        order, values = f"{whole} DESC, {order}", [*values, beginnings]
    sql = f"SELECT card FROM item WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?"
    cards = [json.loads(row[0]) for row in index.execute(sql, [*values, size, (number - 1) * size])]
    filters = [_class_filter(page, classes, query.get("class", ""))] if len(classes) > 1 else []
    if "statement" in classes:
        filters += [_filter(page, name, chosen[name]) for name in FILTERS]
    return Found(words, total, number, pages, (number - 1) * size + 1, cards, [f for f in filters if f.choices])


def read_page_number(text: str | None, pages: int) -> int:
    """The page that `?page=` names, 1 without; raises ServerError 404 for what is no page."""
    if not text:
        return 1
    if not (text.isascii() and text.isdigit() and len(text) < 8) or not 1 <= int(text) <= pages:
        raise ServerError(404, "No such page", f"There are {pages} pages; give page=1 to page={pages}.")
    return int(text)


def _conditions(classes: Sequence[str], chosen: Mapping[str, str]) -> tuple[str, list[str]]:
    parts, values = [f"class IN ({','.join('?' * len(classes))})"], list(classes)
    for name, value in chosen.items():
        if value and name == "theme":
            parts.append("id IN (SELECT item FROM item_theme WHERE theme = ?)")
            values.append(value)
        elif value:
            parts.append(f"{name} = ?")
            values.append(value)
    return " AND ".join(parts), values


def _class_filter(page: Page, classes: Sequence[str], chosen: str) -> Filter:
    counts = dict(page.release.index.execute("SELECT class, count(*) FROM item GROUP BY class").fetchall())
    choices = [Choice(name, page.words[name], counts[name]) for name in classes if name in counts]
    return Filter("class", choices, chosen)


def _filter(page: Page, name: str, chosen: str) -> Filter:
    rows = page.release.index.execute(
        "SELECT value, label, count FROM facet WHERE class = 'statement' AND name = ? ORDER BY value", (name,)
    ).fetchall()
    choices = [Choice(value, _label(page, name, value, json.loads(label)), count) for value, label, count in rows]
    if name == "year":
        choices.reverse()
    else:
        choices.sort(key=lambda choice: fold_letters(choice.label))
    return Filter(name, choices, chosen)


def _label(page: Page, name: str, value: str, names: Mapping[str, str]) -> str:
    if name == "year":
        return value
    if name == "language":
        return page.language_name(value)
    return page.name({"path": value, "names": names}).striptags()
