"""The legal instruments that a text may cite: `instruments.toml`, read and checked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.tables import ReferenceDataError, check_keys, read_toml

REQUIRED = ("kind", "form", "title")
BY_LANGUAGE = ("title", "short", "ambiguous", "topics")
TEXTS = ("body", "adopted", "in_force", "iri", "parent", "committee")
LISTS = ("numbers", "parts")
KINDS = frozenset(
    (
        "treaty",
        "declaration",
        "resolution",
        "general-comment",
        "eu-act",
        "national-law",
        "principles",
        "group",
        "report",
    )
)
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DATE = re.compile(r"\d{4}(?:-\d{2}){0,2}")
_UNNAMED = ("resolution", "general-comment")  # their titles are phrases of everyday speech


@dataclass(frozen=True)
class Instrument:
    """A treaty, resolution, declaration, general comment, EU act or collective name.

    `title` is the official title by language; `short`, `ambiguous` and `topics` are lists by language: short titles
    and acronyms, names that count only with context, and words that tell general comments of one number apart.
    `form` is the type word that stands for it ("convention"), `parent` and `parts` are keys of other instruments,
    `adopted` and `in_force` ISO dates, empty where unknown or not applicable; `iri` is empty where none is certain.
    """

    key: str
    kind: str
    form: str
    title: Mapping[str, str]
    short: Mapping[str, tuple[str, ...]]
    ambiguous: Mapping[str, tuple[str, ...]]
    topics: Mapping[str, tuple[str, ...]]
    body: str = ""
    adopted: str = ""
    in_force: str = ""
    iri: str = ""
    parent: str = ""
    committee: str = ""
    numbers: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()

    def names(self) -> Iterator[str]:
        """Every name, in any language, that by itself means this instrument."""
        if self.kind not in _UNNAMED:
            yield from self.title.values()
        for names in self.short.values():
            yield from names

    def doubtful_names(self) -> Iterator[str]:
        """The names that may also mean a committee, another instrument or a common word."""
        for names in self.ambiguous.values():
            yield from names


def load_instruments(path: Path) -> dict[str, Instrument]:
    """The instruments of a TOML file by key, in file order; raises ReferenceDataError with file and place.

    Refused are unknown keys, a name that two instruments claim without both marking it ambiguous, a name given twice
    in one language, dates that are not ISO 8601, and parents or parts that the file lacks.
    """
    instruments = {key: _instrument(path.name, key, table) for key, table in read_toml(path).items()}
    _check_links(path.name, instruments)
    _check_names(path.name, instruments)
    return instruments


def _instrument(file: str, key: str, table: Any) -> Instrument:
    place = f"[{key}]"
    if not _SLUG.fullmatch(key) or not isinstance(table, dict):
        raise ReferenceDataError(file, place, "expected a table whose key has lower-case letters, digits and hyphens")
    check_keys(table, REQUIRED, (*BY_LANGUAGE, *TEXTS, *LISTS), file, place)
    if table["kind"] not in KINDS:
        raise ReferenceDataError(file, place, f"the kind {table['kind']!r} is none of {', '.join(sorted(KINDS))}")
    for name in ("adopted", "in_force"):
        if not _DATE.fullmatch(str(table.get(name, "2000"))):
            raise ReferenceDataError(file, f"{place} {name}", f"{table[name]!r} is not a date such as 1966-12-16")
    if not isinstance(table["title"], dict) or "en" not in table["title"]:
        raise ReferenceDataError(file, f"{place} title", "expected at least title.en")
    lists = {name: _by_language(file, f"{place} {name}", table.get(name, {})) for name in BY_LANGUAGE[1:]}
    texts = {name: str(table.get(name, "")) for name in TEXTS}
    return Instrument(
        key, table["kind"], table["form"], dict(table["title"]),
        lists["short"], lists["ambiguous"], lists["topics"],
        texts["body"], texts["adopted"], texts["in_force"], texts["iri"], texts["parent"], texts["committee"],
        tuple(table.get("numbers", ())), tuple(table.get("parts", ())),
    )  # fmt: skip


def _by_language(file: str, place: str, value: Any) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict) or not all(isinstance(names, list) for names in value.values()):
        raise ReferenceDataError(file, place, "expected a list of names for each language")
    for language, names in value.items():
        if doubled := sorted({name for name in names if names.count(name) > 1}):
            raise ReferenceDataError(file, f"{place}.{language}", f"{doubled[0]!r} stands twice")
    return {language: tuple(names) for language, names in value.items()}


def _check_links(file: str, instruments: dict[str, Instrument]) -> None:
    for key, instrument in instruments.items():
        for other in (*instrument.parts, *filter(None, (instrument.parent,))):
            if other not in instruments:
                raise ReferenceDataError(file, f"[{key}]", f"{other!r} is no instrument of this file")


def _check_names(file: str, instruments: dict[str, Instrument]) -> None:
    owners: dict[str, str] = {}
    for key, instrument in instruments.items():
        doubtful = {name.casefold() for name in instrument.doubtful_names()}
        for name in instrument.names():
            folded = name.casefold()
            if folded in doubtful:
                raise ReferenceDataError(file, f"[{key}]", f"{name!r} stands both among its names and as ambiguous")
            if owners.setdefault(folded, key) != key:
                message = f"{name!r} is a name of {owners[folded]!r} too: mark it ambiguous in both"
                raise ReferenceDataError(file, f"[{key}]", message)
    for key, instrument in instruments.items():
        for name in instrument.doubtful_names():
            if name.casefold() in owners:
                message = f"{name!r} is ambiguous here, but a plain name of {owners[name.casefold()]!r}"
                raise ReferenceDataError(file, f"[{key}]", message)
