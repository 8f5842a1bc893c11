"""The gazetteer of legal instruments: what it holds, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from data import ReferenceDataError, load_reference
from data.instruments import load_instruments

GOOD = """
[first-treaty]
kind = "treaty"
form = "convention"
title.en = "First Treaty on Kites"
short.en = ["Kite Treaty"]
adopted = "2031-05-04"
"""
SECOND = """
[second-treaty]
kind = "treaty"
form = "convention"
title.en = "Second Treaty on Kites"
"""


def load(folder: Path, text: str) -> None:
    (folder / "instruments.toml").write_text(text, encoding="utf-8")
    load_instruments(folder / "instruments.toml")


def test_the_gazetteer_holds_well_over_sixty_instruments_with_titles_in_four_languages() -> None:
    """The core treaties are named in English, French, Spanish and Arabic."""
    instruments = load_reference().instruments
    assert len(instruments) > 300
    for key in (
        "un-charter",
        "udhr",
        "iccpr",
        "icescr",
        "cedaw",
        "cat",
        "crc",
        "crpd",
        "rome-statute",
        "achpr",
        "ilo-c87",
    ):
        assert set(instruments[key].title) == {"en", "fr", "es", "ar"}


@pytest.mark.parametrize(
    ("key", "iri"),
    [
        ("iccpr", "https://treaties.un.org/pages/ViewDetails.aspx?src=TREATY&mtdsg_no=IV-4&chapter=4&clang=_en"),
        ("eu-gdpr", "http://data.europa.eu/eli/reg/2016/679/oj"),
        ("unga-res-64-292", "https://undocs.org/A/RES/64/292"),
    ],
)
def test_official_addresses_follow_from_the_number(key: str, iri: str) -> None:
    """Treaty Collection, ELI and document symbol."""
    assert load_reference().instruments[key].iri == iri


def test_titles_of_resolutions_and_comments_are_no_names() -> None:
    """They are phrases of everyday speech, such as "Human Rights Council"."""
    assert "Human Rights Council" not in set(load_reference().instruments["unga-res-60-251"].names())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(GOOD + 'colour = "red"\n', "the key 'colour' is not known", id="unknown key"),
        pytest.param(
            GOOD + SECOND + 'short.en = ["Kite Treaty"]\n', "is a name of 'first-treaty' too", id="shared name"
        ),
        pytest.param(
            GOOD + SECOND + 'ambiguous.en = ["Kite Treaty"]\n', "but a plain name of 'first-treaty'", id="half"
        ),
        pytest.param(GOOD + 'ambiguous.en = ["Kite Treaty"]\n', "both among its names and as ambiguous", id="both"),
        pytest.param(GOOD + 'short.fr = ["A", "A"]\n', "'A' stands twice", id="twice"),
        pytest.param(GOOD + 'in_force = "soon"\n', "'soon' is not a date", id="date"),
        pytest.param(GOOD + 'parent = "no-treaty"\n', "'no-treaty' is no instrument", id="parent"),
        pytest.param(GOOD.replace('"treaty"', '"song"'), "the kind 'song' is none of", id="kind"),
        pytest.param(GOOD.replace("[first-treaty]", '["First Treaty"]'), "lower-case letters", id="key"),
        pytest.param(
            GOOD.replace('title.en = "First Treaty on Kites"', 'title.fr = "T"'), "expected at least", id="title"
        ),
    ],
)
def test_a_faulty_gazetteer_is_refused_with_file_and_place(tmp_path: Path, text: str, message: str) -> None:
    """The complaint names the file and says what was expected."""
    with pytest.raises(ReferenceDataError, match=r"instruments\.toml") as caught:
        load(tmp_path, text)
    assert message in str(caught.value)


def test_a_name_may_be_ambiguous_in_several_instruments(tmp_path: Path) -> None:
    """Where each of them says so."""
    mark = 'ambiguous.en = ["the Kite Convention"]\n'
    load(tmp_path, GOOD + mark + SECOND + mark)
