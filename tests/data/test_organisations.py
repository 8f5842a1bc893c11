"""The curated organisations and their aliases."""

from pathlib import Path

import pytest

from data import DATA
from data.organisations import ALIAS_COLUMNS, COLUMNS, load_organisations
from data.tables import ReferenceDataError

ROWS = "river-watch,River Watch,en,,,,https://hub.example/1 https://hub.example/2\nlake-club,Lake Club,en,,,,\n"


def write(folder: Path, rows: str = ROWS, aliases: str = "") -> Path:
    (folder / "organisations.csv").write_text(",".join(COLUMNS) + "\n" + rows, encoding="utf-8")
    (folder / "organisation-aliases.csv").write_text(",".join(ALIAS_COLUMNS) + "\n" + aliases, encoding="utf-8")
    return folder


def test_an_organisation_has_its_aliases_and_links(tmp_path: Path) -> None:
    found = load_organisations(
        write(tmp_path, aliases="river-watch,RW,,acronym\nriver-watch,Watch the River,en,former\n")
    )
    river = found["river-watch"]
    assert river.acronyms == ("RW",)
    assert [a.text for a in river.aliases] == ["RW", "Watch the River"]
    assert river.same_as == ("https://hub.example/1", "https://hub.example/2")


BROKEN = {
    "a key twice": (ROWS + "lake-club,Other Club,en,,,,\n", "", "line 4"),
    "a name of two": (ROWS + "other,lake club,en,,,,\n", "", "line 4"),
    "an alias of two": (ROWS, "river-watch,Lake  Club,en,name\n", "line 3"),
    "an alias of nobody": (ROWS, "sea-club,Sea Club,en,name\n", "sea-club"),
    "an unknown kind": (ROWS, "lake-club,LC,,nickname\n", "line 2"),
    "an unknown coalition": (ROWS + "pond,Pond,en,,no-such,,\n", "", "line 4"),
}


@pytest.mark.parametrize(("rows", "aliases", "place"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_table_is_refused_with_its_place(tmp_path: Path, rows: str, aliases: str, place: str) -> None:
    with pytest.raises(ReferenceDataError) as error:
        load_organisations(write(tmp_path, rows, aliases))
    assert place in str(error.value)


def test_the_tables_of_the_repository_are_sound_and_sorted() -> None:
    found = load_organisations(DATA / "reference")
    assert list(found) == sorted(found)
    assert found["fidh"].acronyms == ("FIDH",)
