"""One printed signature taken apart: name, short form, country, title; body or person."""

from __future__ import annotations

import pytest

from converters.extract.names import parse_name

BODIES = {
    "short form in brackets": ("en", "Harbour Readers' Union (HRU)", "Harbour Readers' Union", "HRU", None),
    "short form behind a dash": ("es", "Red de Vecinas de Olmeda – RVO", "Red de Vecinas de Olmeda", "RVO", None),
    "short form in front": ("en", "HRU – Harbour Readers' Union", "Harbour Readers' Union", "HRU", None),
    "country in brackets": ("fr", "Amis du lavoir (Sénégal)", "Amis du lavoir", None, "Sénégal"),
    "country behind a comma": ("en", "Lamp Society, Kenya", "Lamp Society", None, "Kenya"),
    "country behind a dash": ("ar", "جمعية قراء الميناء – تونس", "جمعية قراء الميناء", None, "تونس"),
    "short form and country": ("en", "Lamp Society (LS), Kenya", "Lamp Society", "LS", "Kenya"),
    "dotted country": ("en", "Lamp Society (U.S.)", "Lamp Society", None, "U.S."),
    "Arabic short form": ("ar", "شبكة حقوق القراء (شبكة قراء)", "شبكة حقوق القراء", "شبكة قراء", None),
    "legal form": ("en", "Verein der Leser e.V.", "Verein der Leser e.V.", None, None),
    "on behalf of": ("en", "Ann Pell on behalf of the Lamp Society", "Lamp Society", None, None),
    "in French": ("fr", "Anne Pell, au nom de la Ligue des quais", "Ligue des quais", None, None),
    "a person's name in a body's": ("es", "Fundación María Prado", "Fundación María Prado", None, None),
}


@pytest.mark.parametrize(("code", "printed", "name", "acronym", "country"), BODIES.values(), ids=BODIES)
def test_a_body_is_told_from_what_stands_beside_its_name(languages, code, printed, name, acronym, country):
    """`printed` stays whole."""
    found = parse_name(printed, languages(code))
    assert (found.printed, found.kind) == (printed, "organisation")
    assert (found.name, found.acronym, found.country) == (name, acronym, country)


PERSONS = {
    "given name first": ("en", "Thomas Pell", "Thomas Pell", None),
    "honorific": ("en", "Prof. Zubo Tark", "Zubo Tark", None),
    "title and body": ("en", "Mary Reed, Chair, Lamp Society", "Mary Reed", "Chair, Lamp Society"),
    "surname first": ("en", "Pell, Thomas (lawyer)", "Thomas Pell", "lawyer"),
    "surname first with honorific": ("en", "Reed, Dr Mary", "Mary Reed", None),
    "surname in capitals": ("fr", "PELLERIN Marie, couturière", "Marie PELLERIN", "couturière"),
    "two surnames first": ("es", "Prado Ruiz, Lucía (poeta)", "Lucía Prado Ruiz", "poeta"),
    "occupation": ("es", "Oolan Brix, poeta", "Oolan Brix", "poeta"),
    "Arabic": ("ar", "الدكتورة ليلى حداد", "ليلى حداد", None),
    "Arabic occupation": ("ar", "سمير العطار، شاعر", "سمير العطار", "شاعر"),
    "post-nominal": ("en", "Mary Reed MP", "Mary Reed", None),
    "small word behind": ("en", "Mary from the bakery", "Mary", None),
}


@pytest.mark.parametrize(("code", "printed", "name", "qualifier"), PERSONS.values(), ids=PERSONS)
def test_a_person_is_told_by_honorific_given_name_or_occupation(languages, code, printed, name, qualifier):
    """Given name before surname; honorific and title apart."""
    found = parse_name(printed, languages(code))
    assert (found.kind, found.name, found.qualifier) == ("person", name, qualifier)


def test_what_the_list_says_decides_where_a_name_tells_nothing(languages):
    """A name without any known word is a body's unless its list is one of persons."""
    assert parse_name("Zubo Tark", languages("en")).kind == "organisation"
    assert parse_name("Zubo Tark", languages("en"), person=True).kind == "person"
    assert parse_name("Zubo Tark Foundation", languages("en"), person=True).kind == "organisation"
