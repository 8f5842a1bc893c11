"""Themes of statements and of single demands, in four languages."""

import pytest

from converters.extract.themes import find_themes
from data import load_reference

REFERENCE = load_reference()


def themes(text: str, language: str = "en", title: str = "") -> tuple[str, ...]:
    return find_themes(title, [text], REFERENCE.languages[language], REFERENCE)


@pytest.mark.parametrize(
    ("language", "demand", "theme"),
    [
        ("en", "release all prisoners who are on remand", "prisoners-and-detention"),
        ("en", "pay the workers their wages for May", "labour"),
        ("en", "repair the wells before the dry season", "water"),
        ("fr", "libérer les deux journalistes", "press-freedom"),
        ("fr", "rouvrir les écoles de la vallée", "education"),
        ("es", "suspender los desalojos", "land-and-housing"),
        ("es", "consultar a los pueblos indígenas", "indigenous-peoples"),
        ("ar", "وبإعادة فتح المدارس", "education"),
        ("ar", "الإفراج عن المعتقلين", "prisoners-and-detention"),
        ("ar", "حمايةُ المَدنيّين", "armed-conflict"),
    ],
)  # fmt: skip
def test_one_word_shows_the_theme_of_a_demand(language: str, demand: str, theme: str) -> None:
    """A demand is short: a single word of a theme is enough, also with a prefix or vowel marks."""
    assert theme in themes(demand, language)


@pytest.mark.parametrize("text", ["", "sign the protocol before the end of the year", "Strike out clause 14"])
def test_nothing_is_made_up(text: str) -> None:
    """A text without a word of any theme has none."""
    assert themes(text) == ()


def test_a_passing_word_is_no_theme_of_a_long_text() -> None:
    """One mention among many words shows nothing."""
    text = "They met again and again to speak of the matter. " * 40
    assert themes(text + "A nurse came by.") == ()


def test_the_title_counts_more() -> None:
    """What the title names is a theme, and the first, where the text has one word of each of two."""
    text = "They met again to speak of the matter. " * 15 + "A nurse and a teacher came by."
    assert themes(text, title="Open the school")[:1] == ("education",)


def test_several_themes_are_kept_in_a_fixed_order() -> None:
    """The order does not depend on the run: by count, then by the table."""
    text = "Nurses, patients and hospitals; teachers, pupils and schools."
    assert themes(text) == ("education", "health")


def test_time_is_linear_in_the_length() -> None:
    """A text of a million letters is read in one pass, and no run of words makes it slow."""
    assert themes("free prior and informed " * 40_000) == ()
