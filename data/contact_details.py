"""The words by which telephone numbers and postal addresses are known in a text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from data.tables import ReferenceDataError, check_keys, read_toml

FILE = Path(str(files("data"))) / "reference" / "contact-details.toml"
_KEYS = ("telephone", "street_after", "street_before", "box")


@dataclass(frozen=True)
class ContactWords:
    """The checked content of `contact-details.toml`."""

    telephone: tuple[str, ...]
    street_after: tuple[str, ...]
    street_before: tuple[str, ...]
    box: tuple[str, ...]


@lru_cache(maxsize=4)
def load_contact_words(path: Path = FILE) -> ContactWords:
    """The words, read once; raises ReferenceDataError where a list is missing, empty or holds something else."""
    table = read_toml(path)
    check_keys(table, _KEYS, [], path.name, "top level")
    for key in _KEYS:
        if not table[key] or not all(isinstance(word, str) and word.strip() for word in table[key]):
            raise ReferenceDataError(path.name, key, "expected a list of words")
    return ContactWords(*(tuple(sorted(table[key], key=lambda word: (-len(word), word))) for key in _KEYS))
