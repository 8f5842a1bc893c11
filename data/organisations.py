"""Organisations that are known beforehand, with their names in all spellings: the alias table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from data.tables import ReferenceDataError, read_csv

AliasKind = Literal["name", "acronym", "former", "misspelling"]
COLUMNS = ("key", "name", "language", "country", "coalition", "website", "same_as")
ALIAS_COLUMNS = ("key", "alias", "language", "kind")


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name of an organisation; `language` is empty for one that is the same in all."""

    text: str
    language: str
    kind: AliasKind


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation of the table. `coalition` is the key of one that it has joined; `same_as` are IRIs elsewhere."""

    key: str
    name: str
    language: str
    country: str = ""
    coalition: str = ""
    website: str = ""
    same_as: tuple[str, ...] = ()
    aliases: tuple[Alias, ...] = ()

    @property
    def acronyms(self) -> tuple[str, ...]:
        """Its acronyms, in file order."""
        return tuple(alias.text for alias in self.aliases if alias.kind == "acronym")


def load_organisations(folder: Path) -> dict[str, Organisation]:
    """The organisations of `organisations.csv` and `organisation-aliases.csv` by key.

    Raises ReferenceDataError, with file and line, for a doubled key, a name or alias of two organisations, an unknown
    key or kind, and a coalition that has no row.
    """
    owners: dict[str, str] = {}
    aliases = _load_aliases(folder / "organisation-aliases.csv", owners)
    file, found, lines = folder / "organisations.csv", {}, {}
    for line, row in read_csv(file, COLUMNS):
        key = row["key"]
        if not key or not row["name"] or key in found:
            raise ReferenceDataError(file.name, f"line {line}", f"expected a name, and the key {key!r} only once")
        _claim(owners, row["name"], key, file.name, line)
        same_as = tuple(row.pop("same_as").split())
        found[key] = Organisation(**row, same_as=same_as, aliases=tuple(aliases.pop(key, ())))
        lines[key] = line
    for key, organisation in found.items():
        if organisation.coalition and organisation.coalition not in found:
            raise ReferenceDataError(
                file.name, f"line {lines[key]}", f"no row for the coalition {organisation.coalition!r}"
            )
    if aliases:
        raise ReferenceDataError("organisation-aliases.csv", min(aliases), f"the key has no row in {file.name}")
    return found


def _load_aliases(file: Path, owners: dict[str, str]) -> dict[str, list[Alias]]:
    found: Mapping[str, list[Alias]] = defaultdict(list)
    for line, row in read_csv(file, ALIAS_COLUMNS):
        if row["kind"] not in get_args(AliasKind) or not row["alias"]:
            expected = ", ".join(get_args(AliasKind))
            raise ReferenceDataError(file.name, f"line {line}", f"expected an alias and one of the kinds {expected}")
        if row["kind"] != "acronym":
            _claim(owners, row["alias"], row["key"], file.name, line)
        found[row["key"]].append(Alias(row["alias"], row["language"], row["kind"]))  # type: ignore[arg-type]
    return dict(found)


def _claim(owners: dict[str, str], name: str, key: str, file: str, line: int) -> None:
    if (owner := owners.setdefault(" ".join(name.casefold().split()), key)) != key:
        raise ReferenceDataError(file, f"line {line}", f"{name!r} already names {owner!r}")
