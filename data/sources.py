"""Collections: who publishes the statements of a folder, under which licence, and how many there must be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

from data.tables import ReferenceDataError, check_keys, read_toml

Quotes = Literal["full", "short", "none"]
DEFAULT = "default"

_KINDS: dict[str, type] = {
    "title": str, "description": str, "publisher": str, "homepage": str, "contact": str, "licence": str,
    "quotes": str, "texts": bool, "abridged": bool, "minimum_statements": int, "minimum_signatures": int,
}  # fmt: skip
_OPTIONAL: dict[str, type] = {"folder": str, "keywords": list, "themes": list}


@dataclass(frozen=True, slots=True)
class Collection:
    """What holds for all statements of one collection.

    `folder` is its place below `data/`, or "" where it has none. `quotes` says how much of a document's words may
    stand as evidence, `texts` whether the stored texts may be published, `abridged` whether the words are ours.
    `keywords` (in English) and `themes` (codes of the EU's table data-theme) are for catalogues.
    """

    key: str
    title: str
    description: str
    publisher: str
    homepage: str
    contact: str
    licence: str
    quotes: Quotes
    texts: bool
    abridged: bool
    minimum_statements: int
    minimum_signatures: int
    folder: str = ""
    keywords: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()


def load_collections(path: Path) -> dict[str, Collection]:
    """The collections of a TOML file by key; raises ReferenceDataError where one is incomplete or wrong."""
    tables = read_toml(path)
    check_keys(tables, ["collections"], [], path.name, "top level")
    check_keys(tables["collections"], [DEFAULT], tables["collections"], path.name, "collections")
    return {key: _collection(key, table, path.name) for key, table in sorted(tables["collections"].items())}


def _collection(key: str, table: dict[str, Any], file: str) -> Collection:
    place = f"collections.{key}"
    check_keys(table, _KINDS, list(_OPTIONAL), file, place)
    for name, kind in {**_KINDS, **_OPTIONAL}.items():
        if type(table.get(name, kind())) is not kind:
            raise ReferenceDataError(file, place, f"{name!r} must be of type {kind.__name__}")
    for name in ("title", "description", "licence"):
        if not table[name].strip():
            raise ReferenceDataError(file, place, f"{name!r} must not be empty")
    for name in ("homepage", "contact", "licence"):
        if table[name] and not urlsplit(table[name]).scheme:
            raise ReferenceDataError(file, place, f"{name!r} must be an absolute IRI such as https://… or mailto:…")
    if table["quotes"] not in get_args(Quotes):
        raise ReferenceDataError(file, place, f"'quotes' must be one of {', '.join(get_args(Quotes))}")
    for name in ("minimum_statements", "minimum_signatures"):
        if table[name] < 0:
            raise ReferenceDataError(file, place, f"{name!r} must be 0 or more")
    lists = {name: _texts(table.get(name, []), name, file, place) for name in ("keywords", "themes")}
    return Collection(key=key, **{**table, **lists})


def _texts(values: list[Any], name: str, file: str, place: str) -> tuple[str, ...]:
    if not all(isinstance(value, str) and value.strip() for value in values):
        raise ReferenceDataError(file, place, f"{name!r} must be a list of texts")
    return tuple(values)


def find_collection(
    collections: Mapping[str, Collection], paths: Iterable[Path], root: Path, name: str | None = None
) -> Collection:
    """The collection called `name`, or else the one in whose folder below `root` all `paths` lie, or `default`.

    Raises KeyError, with the known names, where `name` is not one of them.
    """
    if name is not None:
        if name not in collections:
            raise KeyError(f"no collection {name!r}; known are {', '.join(sorted(collections))}")
        return collections[name]
    resolved = [path.resolve() for path in paths]
    for _, collection in sorted(collections.items()):
        folder = (root / collection.folder).resolve()
        if collection.folder and resolved and all(path.is_relative_to(folder) for path in resolved):
            return collection
    return collections[DEFAULT]
