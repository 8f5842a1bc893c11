"""Whom letters address: heads, salutations, lines with "To", titles and sections, in four languages."""
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Callable

import pytest

from converters.extract.parties import parties_in_list, party_from_phrase
from converters.model import Addressee, Span, StatementRecord
from data.languages import Language

Extract = Callable[..., list[StatementRecord]]
Languages = Callable[[str], tuple[Language, ...]]

BODIES = {
    "en": "The wells of our valley are dry, and nobody has told us why. The water was turned off in May without notice. "
    "We ask for a reply before the winter comes to the villages.",
    "fr": "Les puits de notre vallée sont à sec, et personne ne nous a dit pourquoi. L'eau a été coupée en mai sans avis. "
    "Nous demandons une réponse avant que l'hiver ne vienne dans les villages.",
    "es": "Los pozos de nuestro valle están secos y nadie nos ha dicho por qué. El agua se cortó en mayo sin aviso alguno. "
    "Pedimos una respuesta antes de que llegue el invierno a los pueblos.",
    "ar": "جفت آبار الوادي ولم يخبرنا أحد عن السبب، وقطعت المياه في أيار من دون إنذار عن جميع القرى والبيوت والمدارس. "
    "نطلب ردا قبل أن يحل الشتاء على القرى.",
}  # fmt: skip

LETTERS = [
    ("en", "Ms Irene Falk\nMinister of Water\nGovernment of Kestria\n12 Dock Road\nCalder\n\nDear Minister,",
     [("Irene Falk", "Minister of Water", "Government of Kestria")]),
    ("en", "Dr Helena Ostrowe, President of the Senate\n\nDear Dr Ostrowe,",
     [("Helena Ostrowe", "President of the Senate", "Senate")]),
    ("en", "Mr. Tomas Vrabel\nChief Executive Officer\nNorthern Cables plc\n\nMs. Irene Falk\nChair of the Board\n\nDear Mr. Vrabel, dear Ms. Falk,",
     [("Tomas Vrabel", "Chief Executive Officer", None), ("Irene Falk", "Chair of the Board", "Board")]),
    ("en", "Captain Edwin Marlowe\nHarbour Master\n\nCaptain Marlowe,", [("Edwin Marlowe", "Harbour Master", None)]),
    ("en", "Dear Prime Minister Halloran, dear members of the Cabinet,",
     [("Halloran", "Prime Minister", None), (None, None, None)]),
    ("en", "Open letter to the Port Authority of Calder\n\n3 May 2020\n\nDear President Moreau,",
     [("Moreau", "President", "Port Authority of Calder")]),
    ("en", "Open letter to the Minister of Transport of Belmara on the coast line\n\nDear Minister,",
     [(None, "Minister of Transport of Belmara", None)]),
    ("en", "To: the Port Authority of Tesmar and the City Council of Hallow\n\nNorth Quay must stay",
     [(None, None, "Port Authority of Tesmar"), (None, None, "City Council of Hallow")]),
    ("fr", "À Madame Clémence Aubraye\nMinistre de la Culture et du Livre\n\nMadame la Ministre,",
     [("Clémence Aubraye", "Ministre de la Culture et du Livre", None)]),
    ("fr", "Lettre ouverte au ministre de l'Éducation sur la cantine\n\nMonsieur le Ministre,",
     [(None, "ministre de l'Éducation", None)]),
    ("fr", "Aux chefs d'État de la Communauté des Trois-Fleuves\n\nExcellences,", [(None, None, None)]),
    ("es", "Ingeniero Baltasar Quiroga Leiva\nPresidente del Directorio\n\nEstimado ingeniero:",
     [("Baltasar Quiroga Leiva", "Presidente del Directorio", None)]),
    ("es", "Excelentísima Señora\nDoña Remedios Alba\nMinistra de Igualdad\nGobierno de Altamar\n\nEstimada Ministra:",
     [("Remedios Alba", "Ministra de Igualdad", "Gobierno de Altamar")]),
    ("es", "Carta abierta al alcalde de Villa Sauce sobre el mercado\n\nSeñor Alcalde:",
     [(None, "alcalde de Villa Sauce", None)]),
    ("ar", "سعادة السيدة هالة الدرويش\nرئيسة اللجنة الوطنية لحقوق الإنسان\nالمحترمة\n\nسعادة الرئيسة،",
     [("هالة الدرويش", "رئيسة اللجنة الوطنية لحقوق الإنسان", None)]),
    ("ar", "رسالة مفتوحة إلى وزيرة الصحة بشأن المستشفى\n\nمعالي الوزيرة،", [(None, "وزيرة الصحة", None)]),
]  # fmt: skip


@pytest.mark.parametrize(("code", "head", "expected"), LETTERS, ids=[f"{c}-{h[:24]}" for c, h, _ in LETTERS])
def test_the_head_of_a_letter_says_whom_it_addresses(
    code: str, head: str, expected: list[tuple[str | None, str | None, str | None]], extract: Extract
) -> None:
    """Holder, office and body stand on lines of their own, in one line, in the salutation or in the title."""
    [record] = extract(f"{head}\n\n{BODIES[code]}\n")
    formal = [a for a in record.addressees if a.formal]
    assert [(a.holder, a.office, a.body) for a in formal] == expected


def test_those_who_get_a_copy_are_not_addressed(extract: Extract) -> None:
    """A line "cc: …" above a letter head is no part of it."""
    head = "cc: Chairperson, Committee on Freedom of Association\n\nHon. Philemon Addo\nMinister of Labour\n\nHonourable Minister,"
    [record] = extract(f"{head}\n\n{BODIES['en']}\n")
    assert [a.name for a in record.addressees if a.formal] == ["Philemon Addo"]


PHRASES: list[tuple[str, str, list[tuple[str, str]]]] = [
    ("en", "the authorities of Zahria", [("authorities of Zahria", "group")]),
    ("en", "United Nations Population Fund", [("United Nations Population Fund", "organisation")]),
    ("en", "the international community and the United Nations", [("international community", "group"), ("United Nations", "organisation")]),
    ("en", "US Secretary of State Antonia Blick", [("Antonia Blick", "person")]),
    ("en", "the Committee itself", [("Committee", "organisation")]),
    ("en", "the Trinidad and Tobago Water Authority", [("Trinidad and Tobago Water Authority", "organisation")]),
    ("en", "a new commission of inquiry", []),
    ("en", "the release of the members", []),
    ("en", "you", []),
    ("fr", "le directeur de l'hôpital Saint-Éloi", [("directeur de l'hôpital Saint-Éloi", "person")]),
    ("fr", "la Présidente de la République", [("Présidente de la République", "person")]),
    ("fr", "les États voisins", [("États voisins", "group")]),
    ("fr", "une enquête indépendante", []),
    ("es", "la Defensora del Pueblo", [("Defensora del Pueblo", "person")]),
    ("es", "los colegios médicos de la región", [("colegios médicos de la región", "group")]),
    ("es", "una comisión de seguimiento", []),
    ("ar", "بالأمم المتحدة", [("الأمم المتحدة", "organisation")]),
    ("ar", "الدول الأعضاء", [("الدول الأعضاء", "group")]),
    ("ar", "النائب العام", [("النائب العام", "person")]),
    ("ar", "الإفراج عن أعضاء المجلس", []),
]  # fmt: skip


@pytest.mark.parametrize(("code", "phrase", "expected"), PHRASES, ids=[row[1] for row in PHRASES])
def test_noun_phrases_that_name_parties(
    code: str, phrase: str, expected: list[tuple[str, str]], languages: Languages
) -> None:
    """A phrase is a party by its main word or its capitals; its kind follows from the same words."""
    found = parties_in_list(phrase, 0, 1, "test", formal=False, languages=languages(code))
    assert [(party.name, party.kind) for party in found] == expected


def test_a_person_keeps_office_and_body(languages: Languages) -> None:
    """A holder behind or before the office is told from it; the body is the end of the office's name."""
    party = party_from_phrase(
        "the President of the National Assembly, Ms Ada Lum", Span(0, 9), 1, "test", formal=False, languages=languages("en")
    )  # fmt: skip
    assert isinstance(party, Addressee)
    assert (party.holder, party.office, party.body) == (
        "Ada Lum",
        "President of the National Assembly",
        "National Assembly",
    )


MORE_HEADS = [
    ("en", "To: The Minister of Canals\nand Members of the River Assembly\n\nDear Minister,",
     ["Minister of Canals", "Members of the River Assembly"]),
    ("fr", "Rendez-nous le bac\n\nÀ Madame la Préfète de la Lande\n\nÀ Monsieur le Maire de Brumes",
     ["Préfète de la Lande", "Maire de Brumes"]),
    ("es", "Señor\nRelator Especial sobre el derecho de las personas mayores y de las personas que viven solas en zonas de "
     "montaña a un techo digno y a la calefacción\n\nDe nuestra consideración:",
     ["Relator Especial sobre el derecho de las personas mayores y de las personas que viven solas en zonas de montaña a "
      "un techo digno y a la calefacción"]),
    ("en", "Submission to the Universal Periodic Review of Calder", []),
]  # fmt: skip


@pytest.mark.parametrize(("code", "head", "expected"), MORE_HEADS, ids=["and", "lines", "long", "procedure"])
def test_a_head_names_several_and_long_offices_but_no_procedure(
    code: str, head: str, expected: list[str], extract: Extract
) -> None:
    """Lines with "and" or a second "To" name further addressees without courtesy titles; a review is nobody."""
    [record] = extract(f"{head}\n\n{BODIES[code]}\n")
    assert [a.name for a in record.addressees if a.formal] == expected
