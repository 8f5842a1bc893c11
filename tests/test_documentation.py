"""What the documentation says is what there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer.main

from converters.cli import app
from converters.read import READERS
from data import DATA, load_reference

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = sorted(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme(command: str) -> None:
    """A command that nobody can find is not there."""
    assert f"undersigned {command}" in README


def test_every_format_is_read() -> None:
    """There is a reader for each format that the README names."""
    assert len(READERS) >= 4


def test_every_key_of_a_language_file_is_described() -> None:
    """The curators' guide explains each section and key of the language files."""
    guide = (DATA / "README.md").read_text(encoding="utf-8")
    keys = {
        key for language in load_reference().languages.values() for table in language.sections.values() for key in table
    }
    kinds = set(load_reference().languages["en"].sections["kinds"])
    missing = sorted(key for key in keys - kinds if f"`{key}`" not in guide)
    assert missing == []


@pytest.mark.parametrize(
    "path", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "data/README.md", "ontology/README.md"]
)
def test_every_file_that_is_named_exists(path: str) -> None:
    """A path in backticks that looks like one of ours is there."""
    text = (ROOT / path).read_text(encoding="utf-8")
    named = re.findall(r"`((?:converters|server|data|ontology|shapes|tests)/[\w./-]+\.(?:py|toml|csv|md|ttl))`", text)
    assert [name for name in named if not (ROOT / name).exists()] == []
