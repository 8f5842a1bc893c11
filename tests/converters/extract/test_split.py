"""Which statements a document holds: letters, releases, declarations, texts quoted whole; introductions are none."""

# ruff: noqa: E501 - the documents stand as their lines are

from __future__ import annotations

import time

import pytest

from converters.extract.split import split_document
from converters.read import read_document

BODY = (
    "The ferry has not run since the storm in January. Old people cannot reach the clinic, children cannot reach their "
    "school, and the shops on the far bank have been empty for weeks.\n\nWe call on you to send another boat.\n\n"
)
LIST = "Signed by:\n\n- Ferry Users' Association\n- Far Bank Parents' Union\n- Clinic Friends Society\n\n"

TWO_LETTERS = (
    "THE FAR BANK GAZETTE\n\nWe print two letters that reached us this week about the ferry that has not come since the "
    "storm, as they were written.\n\n"
    f"2 March 2021\n\nMs Ada Nold\nMinister for Transport\n\nDear Minister,\n\n{BODY}{LIST}"
    f"5 March 2021\n\nMr Per Holm\nMayor of Farbank\n\nDear Mayor,\n\n{BODY}{LIST}"
)
RELEASE_AND_DECLARATION = (
    "For immediate release\n\nFerry users: the river is no border\n\nFARBANK (5 March 2021) – Three associations of the "
    "far bank today published a declaration on the ferry. They have waited since the storm in January for a boat, and "
    "they say that they will not wait until the autumn for another one.\n\n"
    "“My mother has not seen a doctor this year,” said Ines Falk, who keeps a shop on the far bank of the river.\n\n"
    f"The declaration adopted today follows.\n\nThe Farbank Declaration\n\n{BODY}{LIST}"
)
SIGNED_AND_LETTER = (
    f"The river is no border\n\n5 March 2021\n\n{BODY}{LIST}*****\n\nThis letter went to the minister on the same day:\n\n"
    f"Ms Ada Nold\nMinister for Transport\n\nDear Minister,\n\n{BODY}{LIST}"
)
QUOTED = {
    "en": (
        "Farbank wants its ferry back\n\nBy our reporter, 9 March 2021\n\nThree associations have pinned a text to the "
        "door of the town hall. It reads in full:\n\nThe river is no border\n\n5 March 2021\n\n" + BODY + LIST +
        "The mayor did not answer our questions. The next council meets in April, when the river will be high again.\n",
        "The river is no border",
    ),
    "es": (
        "Los vecinos piden su barca\n\nEl encuentro acabó de noche y con un texto breve. Lo reproducimos.\n\n"
        "Declaración de la Orilla\n\n5 de marzo de 2021\n\nLa barca no pasa desde la tormenta de enero y nadie ha dicho "
        "cuándo volverá; los niños no llegan a la escuela.\n\nExigimos al ayuntamiento otra barca.\n\n"
        "Firman:\n\n- Asociación de la Orilla\n- Ateneo del Río\n- Mesa de la Barca\n",
        "Declaración de la Orilla",
    ),
}  # fmt: skip


def test_two_letters_on_one_page_are_two_statements(extract):
    """Each with its own date and list; the page's introduction is none."""
    records = extract(TWO_LETTERS)
    assert [r.date.value for r in records] == ["2021-03-02", "2021-03-05"]
    assert [len(r.signatories) for r in records] == [3, 3]
    assert {r.kind for r in records} == {"open-letter"}


def test_a_release_and_the_declaration_below_it_are_two_statements(extract):
    """The declaration that was adopted today has the release's date."""
    release, declaration = extract(RELEASE_AND_DECLARATION)
    assert (release.kind, declaration.kind) == ("press-release", "declaration")
    assert declaration.title.value == "The Farbank Declaration"
    assert release.date.value == declaration.date.value == "2021-03-05"


@pytest.mark.parametrize(("text", "title"), QUOTED.values(), ids=QUOTED)
def test_a_text_quoted_whole_in_an_article_is_the_only_statement(extract, text, title):
    """Its own heading, date and list; what the article adds above and below belongs to no statement."""
    (record,) = extract(text)
    assert record.title.value == title
    assert record.date.value == "2021-03-05"
    assert len(record.signatories) == 3
    assert record.document.text[record.span.start : record.span.end].startswith(title)


ONE = {
    "a letter with a greeting below its greeting": f"Ms Ada Nold\nMinister\n\nDear Minister,\n\nDear Ms Nold,\n\n{BODY}{LIST}",
    "an annex after the list": f"Open letter on the ferry\n\nDear Mayor,\n\n{BODY}{LIST}Annex\n\nTimes of the old ferry\n",
    "a greeting by title alone": f"Captain Edda Nold\nHarbour Master\n\nSubject: The ferry\n\nCaptain Nold,\n\n{BODY}{LIST}",
    "headings inside": f"Joint statement on the ferry\n\n5 March 2021\n\nWhat happened\n\n{BODY}What we ask\n\n{BODY}{LIST}",
    "in French": "Lettre ouverte sur le bac\n\nMadame la Maire,\n\nLe bac ne passe plus depuis la tempête de janvier, et "
    "les enfants n'arrivent plus à l'école.\n\nNous vous demandons un autre bateau.\n\nSignataires : Amis du bac, "
    "Union des riverains, Association des parents.\n",
    "in Arabic": "رسالة مفتوحة بشأن العبّارة\n\nسعادة رئيس البلدية،\n\nلم تعد العبّارة تعمل منذ عاصفة كانون الثاني، ولا "
    "يصل الأطفال إلى المدرسة.\n\nنطالبكم بإرسال قارب آخر.\n\nالموقعون:\n\n- جمعية الضفة\n- اتحاد الأهالي\n- نادي النهر\n",
}


@pytest.mark.parametrize("text", ONE.values(), ids=ONE)
def test_one_text_is_one_statement(extract, text):
    """Greetings, headings and annexes inside a text begin no other."""
    (record,) = extract(text)
    assert len(record.signatories) == 3


def test_repeated_lines_take_time_in_proportion(languages, tmp_path):
    """Three thousand greetings, headings or leads are read in seconds."""
    begin = time.process_time()
    for line in ("Dear Mayor,", "Joint statement", "Signed by:"):
        path = tmp_path / "long.txt"
        path.write_text("Open letter\n\n" + BODY + f"{line}\n\n" * 3000, "utf-8")
        split_document(read_document(path), languages("en"))
    assert time.process_time() - begin < 10


def test_a_signed_text_above_a_letter_is_a_statement_of_its_own(extract):
    """A declaration with its list of signatories, then the letter that went out with it."""
    records = extract(SIGNED_AND_LETTER)
    assert [record.kind for record in records] == ["joint-statement", "open-letter"]
    assert [len(record.signatories) for record in records] == [3, 3]
