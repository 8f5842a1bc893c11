"""The language of a text is told among those that have a file."""

from __future__ import annotations

import pytest

from converters.language import detect_language

CODES = ("ar", "en", "es", "fr")
TEXTS = {
    "en": "We ask the council to open the library on Sundays and to keep the reading room warm in winter.",
    "fr": "Nous demandons au conseil d’ouvrir la bibliothèque le dimanche et de chauffer la salle de lecture.",
    "es": "Pedimos al ayuntamiento que abra la biblioteca los domingos y que caliente la sala de lectura.",
    "ar": "نطالب المجلس بفتح المكتبة يوم الأحد وتدفئة قاعة القراءة في الشتاء حتى يستفيد منها جميع السكان.",
}


@pytest.mark.parametrize("code", CODES)
def test_a_sentence_is_enough(code: str) -> None:
    """Each of the four languages is told from one sentence, without a hint."""
    assert detect_language([TEXTS[code]], None, CODES) == code


@pytest.mark.parametrize("code", CODES)
def test_a_wrong_hint_does_not_decide(code: str) -> None:
    """The text wins over what the markup claims."""
    wrong = "en" if code != "en" else "fr"
    assert detect_language([TEXTS[code]], wrong, CODES) == code


def test_a_hint_decides_for_a_short_text() -> None:
    """Of a few letters nothing can be told, so the markup is believed, with its region left out."""
    assert detect_language(["Vale"], "es-MX", CODES) == "es"


def test_a_menu_in_another_language_weighs_little() -> None:
    """Many short texts in one language do not outweigh the paragraphs in another."""
    menu = ["Home", "About us", "Contact", "Search", "Donate now"] * 5
    assert detect_language([*menu, *[TEXTS["es"]] * 3], None, CODES) == "es"


@pytest.mark.parametrize(("hint", "expected"), [(None, "es"), ("fr", "fr"), ("de", "es")])
def test_without_letters_no_language_is_preferred_for_its_name(hint: str | None, expected: str) -> None:
    """Where there is nothing to go by, the hint decides, else the first code by alphabet; English is no default."""
    assert detect_language(["12 – 34"], hint, ("fr", "es", "pt")) == expected


def test_another_language_needs_no_code() -> None:
    """A language counts as soon as its code is among those to choose from."""
    text = "Pedimos à câmara municipal que abra a biblioteca aos domingos e que não feche a sala de leitura."
    assert detect_language([text], None, (*CODES, "pt")) == "pt"
