"""Bodies that statements address: courts, ministries, organisations of states, groups of states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from data.tables import ReferenceDataError, check_keys, read_toml


@dataclass(frozen=True, slots=True)
class Body:
    """An addressed body. `names` and `aliases` are by language; `parent` is the key of the body it is part of."""

    key: str
    kind: Literal["organisation", "group"]
    names: Mapping[str, str]
    aliases: Mapping[str, tuple[str, ...]]
    parent: str = ""
    same_as: tuple[str, ...] = ()


def load_bodies(path: Path) -> dict[str, Body]:
    """The bodies of `bodies.toml` by key; none where there is no such file.

    Raises ReferenceDataError, with file and key, for a doubled key or name, an unknown kind or parent.
    """
    if not path.exists():
        return {}
    found: dict[str, Body] = {}
    owners: dict[tuple[str, str], str] = {}
    for number, table in enumerate(read_toml(path).get("body", ()), start=1):
        body = _read_body(table, path.name, f"body {number} ({table.get('key', 'no key')})")
        if body.key in found:
            raise ReferenceDataError(path.name, body.key, "the key stands twice")
        found[body.key] = body
        for language, name in body.names.items():
            for form in (name, *body.aliases.get(language, ())):
                if (owner := owners.setdefault((language, form.casefold()), body.key)) != body.key:
                    raise ReferenceDataError(path.name, body.key, f"{form!r} already names {owner!r}")
    for body in found.values():
        if body.parent and body.parent not in found:
            raise ReferenceDataError(path.name, body.key, f"no body has the key {body.parent!r}, given as parent")
    return found


def _read_body(table: dict[str, Any], file: str, place: str) -> Body:
    check_keys(table, ("key", "kind", "names"), ("aliases", "parent", "same_as"), file, place)
    if table["kind"] not in ("organisation", "group") or not table["names"]:
        raise ReferenceDataError(file, place, "expected the kind organisation or group, and a name")
    aliases = {language: tuple(forms) for language, forms in table.get("aliases", {}).items()}
    return Body(
        table["key"], table["kind"], table["names"], aliases, table.get("parent", ""), tuple(table.get("same_as", ()))
    )
