"""The wheel holds all that the command needs, and the command runs from it, elsewhere."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
EXAMPLE = next(path for path in sorted((ROOT / "data" / "examples").glob("*.txt")))


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The content of the wheel, in a folder."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "content")
    return folder / "content"


@pytest.mark.parametrize(
    "path",
    [
        "ontology/undersigned.ttl",
        "shapes/statement.ttl",
        "data/reference/instruments.toml",
        "data/reference/languages/ar.toml",
        "server/templates/statement.html",
        "server/static/style.css",
        "server/static/editor.js",
    ],
)
def test_the_wheel_holds(unpacked: Path, path: str) -> None:
    """Turtle, tables, templates and styles stand beside the code."""
    assert (unpacked / path).stat().st_size > 0


def test_the_wheel_holds_no_release_and_no_tests(unpacked: Path) -> None:
    """What was made on this machine is not shipped."""
    assert not (unpacked / "data" / "releases").exists()
    assert not (unpacked / "tests").exists()


def test_the_command_runs_from_the_wheel_in_another_folder(unpacked: Path, tmp_path: Path) -> None:
    """A folder `data` where the user stands is not taken for ours."""
    (tmp_path / "data").mkdir()
    code = "import sys; from converters.cli import main; import data; print(data.__file__); main()"
    command = [sys.executable, "-c", code, "convert", str(EXAMPLE), "--output", "out.nq"]
    environment = {**os.environ, "PYTHONPATH": str(unpacked)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[0] == str(unpacked / "data" / "__init__.py")
    assert (tmp_path / "out.nq").stat().st_size > 0


def test_the_version_is_written_once() -> None:
    """What is installed says the version of pyproject.toml."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert version("undersigned") == project["version"]


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock", "requirements-clients.lock"])
def test_the_lock_has_hashes_and_no_address(name: str) -> None:
    """Every pinned package has a hash, and no index is named."""
    text = (ROOT / name).read_text(encoding="utf-8")
    pins = [line for line in text.splitlines() if "==" in line]
    assert pins
    assert all(line.endswith("\\") for line in pins)
    assert "://" not in text
