"""Letters of other scripts in ASCII: one fixed table a script."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from data.tables import ReferenceDataError, read_toml

FILE = Path(str(files("data"))) / "reference" / "transliteration.toml"


@lru_cache(maxsize=2)
def load_transliteration(path: Path = FILE) -> Mapping[int, str]:
    """What each letter is in ASCII, as a table for `str.translate`; raises ReferenceDataError for any other value."""
    letters: dict[int, str] = {}
    for script, table in read_toml(path).items():
        for letter, latin in table.items():
            if len(letter) != 1 or not latin.isascii() or ord(letter) in letters:
                raise ReferenceDataError(
                    path.name, f"[{script}] {letter!r}", "expected one letter, once, and ASCII for it"
                )
            letters[ord(letter)] = latin
    return letters
