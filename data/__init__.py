"""The curated tables and the only door to them: `load_reference()`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from data.bodies import Body, load_bodies
from data.confidence import RuleKey, load_confidence
from data.instruments import Instrument, load_instruments
from data.languages import Language, load_languages
from data.organisations import Organisation, load_organisations
from data.sources import Collection, load_collections
from data.tables import ReferenceDataError, read_toml
from data.themes import Theme, load_themes

__all__ = [
    "DATA",
    "Body",
    "Collection",
    "Instrument",
    "Language",
    "Organisation",
    "Reference",
    "ReferenceDataError",
    "Theme",
    "load_reference",
]

DATA = Path(str(files(__name__)))


@dataclass(frozen=True, eq=False)
class Reference:
    """All curated tables, checked: languages by code, collections, organisations and bodies by key."""

    languages: dict[str, Language]
    collections: dict[str, Collection]
    organisations: dict[str, Organisation] = field(default_factory=dict)
    bodies: dict[str, Body] = field(default_factory=dict)
    instruments: dict[str, Instrument] = field(default_factory=dict)
    citation_patterns: dict[str, Any] = field(default_factory=dict)
    themes: dict[str, Theme] = field(default_factory=dict)
    confidence: Mapping[RuleKey, float] = field(default_factory=dict)


@lru_cache(maxsize=4)
def load_reference(folder: Path = DATA / "reference") -> Reference:
    """The tables below `folder`, read once and checked; raises ReferenceDataError with file and place."""
    return Reference(
        languages=load_languages(folder / "languages"),
        collections=load_collections(folder / "sources.toml"),
        organisations=load_organisations(folder),
        bodies=load_bodies(folder / "bodies.toml"),
        instruments=load_instruments(folder / "instruments.toml"),
        citation_patterns=read_toml(folder / "citation-patterns.toml"),
        themes=load_themes(folder / "themes.toml"),
        confidence=load_confidence(folder / "confidence.csv"),
    )
