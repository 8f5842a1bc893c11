"""The curated bodies and groups that statements address."""

from pathlib import Path

import pytest

from data import DATA
from data.bodies import load_bodies
from data.tables import ReferenceDataError

COURT = '[[body]]\nkey = "court"\nkind = "organisation"\nnames.en = "Court"\naliases.en = ["The Court"]\n'


def write(folder: Path, content: str) -> Path:
    file = folder / "bodies.toml"
    file.write_text(content, encoding="utf-8")
    return file


def test_a_body_has_names_and_aliases_by_language(tmp_path: Path) -> None:
    court = load_bodies(write(tmp_path, COURT))["court"]
    assert (court.names["en"], court.aliases["en"], court.parent) == ("Court", ("The Court",), "")


def test_no_file_holds_no_bodies(tmp_path: Path) -> None:
    assert load_bodies(tmp_path / "bodies.toml") == {}


BROKEN = {
    "a key twice": COURT + COURT,
    "a name of two": COURT + COURT.replace('"court"', '"other"'),
    "an unknown kind": COURT.replace("organisation", "office"),
    "an unknown parent": COURT + 'parent = "nobody"\n',
    "a key that nobody reads": COURT + 'colour = "red"\n',
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_table_is_refused_with_its_file(tmp_path: Path, content: str) -> None:
    with pytest.raises(ReferenceDataError, match=r"bodies\.toml"):
        load_bodies(write(tmp_path, content))


def test_the_table_of_the_repository_is_sound() -> None:
    assert load_bodies(DATA / "reference" / "bodies.toml")["un"].names["fr"]
