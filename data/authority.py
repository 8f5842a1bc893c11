"""Names of the concepts of the EU's authority tables that catalogues use."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from data.tables import ReferenceDataError, read_toml

_PATH = Path(str(files(__package__))) / "reference" / "authority.toml"


@lru_cache(maxsize=1)
def load_authority(path: Path = _PATH) -> dict[str, dict[str, str]]:
    """Names by table and code (`data-theme`, `JUST`), and under `file-type` the code of each media type.

    Raises ReferenceDataError where a value is no text.
    """
    tables = read_toml(path)
    for name, table in tables.items():
        for code, label in table.items() if isinstance(table, dict) else [("", None)]:
            if not isinstance(label, str) or not label.strip():
                raise ReferenceDataError(path.name, f"[{name}] {code}", "expected a text")
    return tables
