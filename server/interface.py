"""The interface's own words: one TOML file a language in `translations/`, all with the same keys; names of concepts.

`INTERFACE["fr"]["statements"]` is a text. A missing or foreign key raises when the module is imported.
"""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files

from babel import Locale, UnknownLocaleError

from data import load_reference
from ontology import RDFS, SKOS, load_ontology

LANGUAGES = ("en", "fr", "es", "ar")


def load_interface() -> dict[str, dict[str, str]]:
    """The texts by language and key; raises ValueError where the keys of two languages differ."""
    folder = files("server").joinpath("translations")
    texts = {code: tomllib.loads(folder.joinpath(f"{code}.toml").read_text(encoding="utf-8")) for code in LANGUAGES}
    for code, table in texts.items():
        odd = table.keys() ^ texts["en"].keys()
        if odd:
            raise ValueError(
                f"translations/{code}.toml: the keys {', '.join(sorted(odd))} are not in both it and en.toml"
            )
    return texts


INTERFACE = load_interface()


@lru_cache(maxsize=256)
def find_direction(code: str) -> str:
    """`rtl` or `ltr` for a language, `auto` where it is not known."""
    known = load_reference().languages.get(code)
    if known:
        return known.direction
    try:
        return str(Locale.parse(code.replace("-", "_")).text_direction)
    except (UnknownLocaleError, ValueError):
        return "auto"


@lru_cache(maxsize=256)
def find_language(authority: str) -> str:
    """The BCP 47 code of a code in the EU's table of languages (`ARA` → `ar`)."""
    for code, language in load_reference().languages.items():
        if language.authority == authority:
            return code
    return authority.lower()


@lru_cache(maxsize=256)
def name_language(code: str, reader: str) -> str:
    """A language's name in the reader's language, or its code."""
    try:
        return Locale.parse(code).get_display_name(reader) or code
    except (UnknownLocaleError, ValueError):
        return code


@lru_cache(maxsize=1)
def _ontology_names() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for predicate in (SKOS.prefLabel, RDFS.label):
        for subject, value in load_ontology().subject_objects(predicate):
            found.setdefault(str(subject), {}).setdefault(getattr(value, "language", None) or "", str(value))
    return found


def concept_names(iri: str) -> dict[str, str]:
    """The names by language of a term or concept that the ontology declares; none for any other IRI."""
    return _ontology_names().get(iri, {})
