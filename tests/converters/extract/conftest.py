"""Made-up documents read and extracted whole, as `convert` does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from converters.extract import extract_statements, languages_for
from converters.model import StatementRecord
from converters.read import read_document
from data import Reference
from data.languages import Language

Extract = Callable[..., list[StatementRecord]]


@pytest.fixture
def extract(tmp_path: Path, reference: Reference) -> Extract:
    """A function that extracts the statements of a text; `suffix` chooses the reader."""

    def run(text: str, suffix: str = ".txt") -> list[StatementRecord]:
        path = tmp_path / f"made-up{suffix}"
        path.write_text(text, encoding="utf-8")
        return extract_statements(read_document(path), reference)

    return run


@pytest.fixture(scope="session")
def languages(reference: Reference) -> Callable[[str], tuple[Language, ...]]:
    """A function that gives the languages for a document in one of them, that one first."""
    return lambda code: languages_for(code, reference)
