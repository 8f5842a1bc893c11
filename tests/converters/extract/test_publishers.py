"""Who issues a statement, where the document shows it, and nobody where it does not."""

# ruff: noqa: E501 - the documents stand as their lines are

from __future__ import annotations

import pytest

BODY = (
    "The ferry has not run since the storm in January. Old people cannot reach the clinic, children cannot reach their "
    "school, and the shops on the far bank have been empty for weeks.\n\nWe call on the council to send another boat.\n\n"
)
LIST = "Signed by:\n\n- Ferry Users' Association\n- Far Bank Parents' Union\n- Clinic Friends Society\n"
TEXTS = {
    "masthead": (f"FAR BANK ASSOCIATION\n\nSend another boat to us\n\n5 March 2021\n\n{BODY}{LIST}", "FAR BANK ASSOCIATION"),
    "newspaper": (f"The Farbank Gazette | Letters\n\nSend another boat to us\n\n5 March 2021\n\n{BODY}{LIST}",
                  "The Farbank Gazette"),
    "submitted by": (f"Submission to the Ferry Committee\n\nSubmitted by the Far Bank Coalition (FBC)\n\n{BODY}",
                     "Far Bank Coalition (FBC)"),
    "with partners": (f"Send another boat to us\n\nFar Bank Coalition and partners – 5 March 2021\n\n{BODY}{LIST}",
                      "Far Bank Coalition"),
    "line of rights": (f"Send another boat to us\n\n{BODY}{LIST}\n\n© 2021 Far Bank Association. All rights reserved.\n",
                       "Far Bank Association"),
    "imprint": (f"Send another boat to us\n\n{BODY}{LIST}\n\nFar Bank Coalition · 7 Quay Street · Farbank\n",
                "Far Bank Coalition"),
    "contact": (f"Send another boat to us\n\n{BODY}{LIST}\n\nContact: Far Bank Parents' Union, 7 Quay Street, Farbank\n",
                "Far Bank Parents' Union"),
    "Spanish": ("Pronunciamiento · Colegio de Barqueros\n\nQue vuelva la barca de la orilla\n\n5 de marzo de 2021\n\n"
                "La barca no pasa desde la tormenta de enero y los niños no llegan a la escuela.\n\n"
                "Exigimos al ayuntamiento otra barca para la orilla de enfrente.\n", "Colegio de Barqueros"),
    "Arabic": ("جريدة الضفة | آراء\n\nأرسلوا قاربا آخر إلى الضفة\n\n5 آذار 2021\n\nلم تعد العبّارة تعمل منذ عاصفة كانون "
               "الثاني ولا يصل الأطفال إلى المدرسة.\n\nنطالب البلدية بإرسال قارب آخر إلى الضفة.\n", "جريدة الضفة"),
    "nobody": (f"Send another boat to us\n\n5 March 2021\n\n{BODY}{LIST}", None),
    "addressee": (f"5 March 2021\n\nThe Ferry Commission of Farbank\n\nDear Commissioners,\n\n{BODY}{LIST}", None),
}  # fmt: skip


@pytest.mark.parametrize(("text", "name"), TEXTS.values(), ids=TEXTS)
def test_the_publisher_is_whom_the_document_shows(extract, text, name):
    """A masthead, a line of the head, a line of rights, an imprint; else nobody."""
    (record,) = extract(text)
    assert (record.publisher.name if record.publisher else None) == name


def test_the_page_s_own_data_name_its_publisher(extract):
    """The site's name, else what stands behind the title of the page where that is a body's name."""
    body = "".join(f"<p>{part}</p>" for part in BODY.split("\n\n"))
    site = "<meta property='og:site_name' content='Far Bank Association'>"
    for head in (site, "<title>Send another boat | Far Bank Association</title>"):
        page = f"<html lang=en><head>{head}</head><body><h1>Send another boat</h1>{body}</body></html>"
        (record,) = extract(page, ".html")
        assert record.publisher.name == "Far Bank Association"


def test_a_sender_and_a_logo_name_the_publisher_where_nothing_else_does(extract):
    """Lines around the text that the reader leaves out of it, where a body's name is in them."""
    body = "".join(f"<p>{part}</p>" for part in BODY.split("\n\n"))
    logo = "<header><img src='l.png' alt='Far Bank Association'><nav><a href='/'>Home</a></nav></header>"
    (record,) = extract(f"<html lang=en><body>{logo}<h1>Send another boat</h1>{body}</body></html>", ".html")
    assert record.publisher.name == "Far Bank Association"
    assert record.publisher.evidence.confidence < 0.8
    for sender, name in (("Far Bank Association", "Far Bank Association"), ("Ada Pierce", None)):
        (record,) = extract(f"From: {sender} <a@b.example>\nSubject: Send another boat\n\n{BODY}", ".eml")
        assert (record.publisher.name if record.publisher else None) == name
