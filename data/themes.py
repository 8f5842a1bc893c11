"""Themes: what statements are about, with the words that show it in each language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from data.tables import ReferenceDataError, check_keys, read_toml

SHORTEST = 3  # letters before a `*`: a shorter stem is the start of half the language


@dataclass(frozen=True, slots=True, eq=False)
class Theme:
    """A theme: `labels` and `words` by language, `broad_match` IRIs of wider concepts of other vocabularies.

    In `words`, `*` at the end of a word stands for its rest. `prefixes` are the letters that each language writes
    at the front of a word, the same for all themes.
    """

    key: str
    labels: Mapping[str, str]
    words: Mapping[str, tuple[str, ...]]
    prefixes: Mapping[str, tuple[str, ...]]
    broad_match: tuple[str, ...] = ()


def load_themes(path: Path) -> dict[str, Theme]:
    """The themes of `themes.toml` by key, in file order; none where there is no such file.

    Raises ReferenceDataError, with file and theme, for a doubled key, a word that stands twice in one theme, a stem
    that is too short, a `*` inside a word, or a link that is no IRI.
    """
    if not path.exists():
        return {}
    table = read_toml(path)
    check_keys(table, (), ("theme", "prefixes"), path.name, "the file")
    prefixes = {language: tuple(letters) for language, letters in table.get("prefixes", {}).items()}
    found: dict[str, Theme] = {}
    for number, entry in enumerate(table.get("theme", ()), start=1):
        theme = _read_theme(entry, prefixes, path.name, f"theme {number} ({entry.get('key', 'no key')})")
        if theme.key in found:
            raise ReferenceDataError(path.name, theme.key, "the key stands twice")
        found[theme.key] = theme
    return found


def _read_theme(entry: dict[str, Any], prefixes: Mapping[str, tuple[str, ...]], file: str, place: str) -> Theme:
    check_keys(entry, ("key", "labels", "words"), ("broad_match",), file, place)
    if not entry["labels"]:
        raise ReferenceDataError(file, place, "expected a label in one language at least")
    for language, phrases in entry["words"].items():
        if len(set(phrases)) != len(phrases):
            raise ReferenceDataError(file, f"{place}, words.{language}", "a word stands twice")
        for phrase in phrases:
            _check_phrase(phrase, file, f"{place}, words.{language}")
    for iri in entry.get("broad_match", ()):
        if not urlsplit(iri).scheme:
            raise ReferenceDataError(file, place, f"{iri!r} is no absolute IRI")
    words = {language: tuple(phrases) for language, phrases in entry["words"].items()}
    return Theme(entry["key"], entry["labels"], words, prefixes, tuple(entry.get("broad_match", ())))


def _check_phrase(phrase: str, file: str, place: str) -> None:
    words = phrase.split()
    if not words or any("*" in word[:-1] for word in words):
        raise ReferenceDataError(file, place, f"{phrase!r}: expected words, with * only at the end of a word")
    if len(words[0].rstrip("*")) < (SHORTEST if words[0].endswith("*") else 2):
        raise ReferenceDataError(file, place, f"{phrase!r}: expected at least {SHORTEST} letters before *")
