"""The words of each language: what the extractors look for, one TOML file a language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.tables import ReferenceDataError, read_toml

Words = tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Language:
    """One language: `sections` maps a section of its file to the words under each key.

    A value is a list of phrases, a mapping of phrase to value, or a single text, as `languages/README.md` says.
    """

    code: str
    name: str
    direction: str
    authority: str
    sections: Mapping[str, Mapping[str, Any]]

    def words(self, section: str, key: str) -> Words:
        """The phrases under a key, in file order; none where the language has none."""
        value = self.sections.get(section, {}).get(key, ())
        return tuple(value)

    def table(self, section: str, key: str) -> Mapping[str, Any]:
        """The mapping under a key; empty where the language has none."""
        value = self.sections.get(section, {}).get(key, {})
        return value if isinstance(value, Mapping) else {}


def load_languages(folder: Path) -> dict[str, Language]:
    """Every language that has a file in `folder`, by code."""
    languages = {}
    for path in sorted(folder.glob("*.toml")):
        table = read_toml(path)
        meta = table.pop("language", None)
        if not isinstance(meta, dict) or not {"name", "direction", "authority"} <= meta.keys():
            raise ReferenceDataError(path.name, "[language]", "expected name, direction and authority")
        for section, keys in table.items():
            _check_section(path.name, section, keys)
        languages[path.stem] = Language(path.stem, meta["name"], meta["direction"], meta["authority"], table)
    return languages


def _check_section(file: str, section: str, keys: Any) -> None:
    if not isinstance(keys, dict):
        raise ReferenceDataError(file, section, "expected a section in square brackets")
    for key, value in keys.items():
        if not isinstance(value, list | dict | str):
            raise ReferenceDataError(file, f"[{section}] {key}", "expected a list, a table or a text")
        phrases = value if isinstance(value, list) else ()
        if len(set(phrases)) != len(phrases):
            raise ReferenceDataError(file, f"[{section}] {key}", "a phrase stands twice")
