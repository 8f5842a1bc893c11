"""The canonical form of a name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converters.normalise import fold_letters, normalise_name

SAME = {
    "case": ("RIVER WATCH", "River Watch"),
    "accents": ("Järvelä Fönd", "Jarvela Fond"),
    "letters without accents of their own": ("Łódź Øst", "Lodz Ost"),
    "curly quotes": ("Women’s House", "Women's House"),
    "dashes": ("River–Watch", "River-Watch"),
    "ampersand": ("Land & Water", "Land and Water"),
    "article in front": ("The River Watch", "River Watch"),
    "article of another language": ("La Casa del Lago", "Casa del Lago"),
    "elided article": ("L'Observatoire", "Observatoire"),
    "legal form behind": ("River Watch e.V.", "River Watch"),
    "legal form with a comma": ("River Watch, Inc.", "River Watch"),
    "seat behind": ("River Watch – Secretariat", "River Watch"),
    "American spelling": ("Center for Labor Organization", "Centre for Labour Organisation"),
    "abbreviation": ("River Watch Int'l", "River Watch International"),
    "capital within a word": ("RiverWatch", "River Watch"),
    "fullwidth letters": ("Ｒｉｖｅｒ Watch", "River Watch"),
    "bidi controls": ("\u202bRiver\u202c Watch\u200f", "River Watch"),
    "tatweel": ("مركـــز النهر", "مركز النهر"),
    "Arabic vowel marks": ("مَرْكَز النهر", "مركز النهر"),
    "hamza forms": ("أصدقاء الأرض", "اصدقاء الارض"),
    "ta marbuta": ("جمعية النهر", "جمعيه النهر"),
    "Arabic digits": ("لجنة ٢٠", "لجنة 20"),
}
APART = {
    "another place": ("River Watch Velden", "River Watch Korrin"),
    "another sort of body": ("Youth Society", "Youth Association"),
    "a word more": ("River Watch Women", "River Watch"),
}


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME.keys())
def test_names_that_differ_in_writing_only_have_the_same_form(one: str, other: str) -> None:
    assert normalise_name(one) == normalise_name(other) != ""


@pytest.mark.parametrize(("one", "other"), APART.values(), ids=APART.keys())
def test_names_that_differ_in_words_have_other_forms(one: str, other: str) -> None:
    assert normalise_name(one) != normalise_name(other)


@pytest.mark.parametrize("name", ["The", "Inc.", "la", "e.V."])
def test_a_name_of_light_words_alone_is_not_lost(name: str) -> None:
    assert normalise_name(name)


@given(st.text(max_size=60))
def test_a_canonical_form_is_its_own_form(name: str) -> None:
    once = normalise_name(name)
    assert normalise_name(once) == once


@given(st.text(max_size=60))
def test_folded_letters_stay_as_they_are(name: str) -> None:
    once = fold_letters(name)
    assert fold_letters(once) == once
