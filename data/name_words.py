"""The words of which the names of bodies are made: spellings, articles, legal forms, and what a word stands for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from data.tables import ReferenceDataError, check_keys, read_toml

FILE = Path(str(files("data"))) / "reference" / "name-words.toml"
SECTIONS = {
    "articles": ("leading", "elided", "prefixes"),
    "stopwords": ("all", "particles"),
    "legal": ("forms", "seats"),
    "branches": ("words",),
    "worldwide": ("words",),
    "demonyms": ("endings",),
}


@dataclass(frozen=True)
class NameWords:
    """The checked content of `name-words.toml`; `concepts` maps a word to the keys of what it may stand for."""

    spelling: Mapping[str, str]
    articles: frozenset[str]
    elided: frozenset[str]
    prefixes: tuple[str, ...]
    stopwords: frozenset[str]
    particles: frozenset[str]
    legal_forms: frozenset[str]
    seats: frozenset[str]
    branches: frozenset[str]
    worldwide: frozenset[str]
    demonym_endings: tuple[str, ...]
    places: Mapping[str, str]
    concepts: Mapping[str, tuple[str, ...]]
    sorts: frozenset[str]
    phrases: Mapping[str, str]


def _split(words: str) -> list[str]:
    return [word.replace("_", " ") for word in words.split()]


def _concepts(table: Mapping[str, Any], file: str) -> tuple[dict[str, tuple[str, ...]], frozenset[str]]:
    """The concepts of each word in file order, and the concepts that are sorts of bodies."""
    found: dict[str, list[str]] = {}
    for key, languages in table.items():
        if not isinstance(languages, dict):
            raise ReferenceDataError(file, f"[concepts] {key}", "expected a table of words by language")
        for language, words in languages.items():
            if language == "body":
                continue
            if not isinstance(words, str):
                raise ReferenceDataError(file, f"[concepts] {key}", f"expected words for {language!r} in one text")
            for word in _split(words):
                if key not in found.setdefault(word, []):
                    found[word].append(key)
    sorts = frozenset(key for key, languages in table.items() if languages.get("body"))
    return {word: tuple(keys) for word, keys in found.items()}, sorts


@lru_cache(maxsize=2)
def load_name_words(path: Path = FILE) -> NameWords:
    """The words in `path`, read once; raises ReferenceDataError where the file breaks its rules."""
    table = read_toml(path)
    check_keys(table, [*SECTIONS, "spelling", "places", "concepts", "phrases"], (), path.name, "top level")
    for section, keys in SECTIONS.items():
        check_keys(table[section], keys, (), path.name, f"[{section}]")
    concepts, sorts = _concepts(table["concepts"], path.name)

    def words(section: str, key: str) -> list[str]:
        return _split(table[section][key])

    return NameWords(
        spelling=table["spelling"],
        articles=frozenset(words("articles", "leading")),
        elided=frozenset(words("articles", "elided")),
        prefixes=tuple(words("articles", "prefixes")),
        stopwords=frozenset(words("stopwords", "all")),
        particles=frozenset(words("stopwords", "particles")),
        legal_forms=frozenset(words("legal", "forms")),
        seats=frozenset(words("legal", "seats")),
        branches=frozenset(words("branches", "words")),
        worldwide=frozenset(words("worldwide", "words")),
        demonym_endings=tuple(sorted(set(words("demonyms", "endings")), key=lambda e: (-len(e), e))),
        places={word: code for code, names in table["places"].items() for word in _split(names)},
        concepts=concepts,
        sorts=sorts,
        phrases=table["phrases"],
    )
