"""Sentences that tell somebody what to do, and those that only look so."""
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Callable

import pytest

from converters.model import StatementRecord

Extract = Callable[..., list[StatementRecord]]

LETTERS = {
    "en": "Open letter to the Minister of Rivers\n\nDear Minister of Rivers,\n\nThe dykes have broken three times since the "
    "spring, and nobody has answered us. {}\n\nYours sincerely,\nMarsh Villages Union\n",
    "fr": "Lettre ouverte à la ministre des Rivières\n\nMadame la ministre des Rivières,\n\nLes digues ont cédé trois fois "
    "depuis le printemps et personne ne nous a répondu. {}\n\nUnion des villages du marais\n",
    "es": "Carta abierta al Ministro de Ríos\n\nSeñor Ministro de Ríos:\n\nLos diques se han roto tres veces desde la "
    "primavera y nadie nos ha respondido. {}\n\nAtentamente,\nUnión de Aldeas del Pantano\n",
    "ar": "رسالة مفتوحة إلى وزير الأنهار\n\nالسيد وزير الأنهار،\n\nانهارت السدود ثلاث مرات منذ الربيع ولم يجب أحد على "
    "رسائل الأهالي. {}\n\nمع الاحترام،\nاتحاد قرى المستنقع\n",
}


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("en", "Repeal the dyke levy"),
        ("en", "Please mend the north dyke"),
        ("fr", "Retirez la taxe sur les digues"),
        ("es", "Retire el impuesto sobre los diques"),
        ("ar", "اسحبوا رسوم السدود"),
    ],
)
def test_an_imperative_asks_the_letters_addressee(code: str, sentence: str, extract: Extract) -> None:
    """An imperative that opens a sentence of a letter is a demand, directed to whom the letter addresses."""
    [record] = extract(LETTERS[code].format(f"{sentence}."))
    [demand] = record.demands
    assert (demand.text, demand.force) == (sentence, "explicit")
    assert demand.addressees == (0,)


def test_who_is_called_by_name_is_asked(extract: Extract) -> None:
    """What stands before the comma names whom an imperative tells."""
    [record] = extract(LETTERS["en"].format("Insurers and banks, stop lending to the dyke company."))
    [demand] = record.demands
    assert "banks" in record.addressees[demand.addressees[0]].name


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("en", "Please let us know whether the logo is right."),
        ("en", "Release of the report was delayed twice."),
        ("en", "We ask you to accept the assurances of our highest consideration."),
        ("fr", "Nous vous prions de croire à l'assurance de notre considération."),
        ("es", "Le rogamos acepte el testimonio de nuestra consideración."),
        ("ar", "نرجو منكم قبول فائق الاحترام."),
    ],
)
def test_courtesies_ask_nothing(code: str, sentence: str, extract: Extract) -> None:
    """Polite closings, errands of a covering note and nouns that look like verbs are no demands."""
    [record] = extract(LETTERS[code].format(sentence))
    assert record.demands == ()
