"""Title, kind and claimed count, from the text and not from the site's menu."""

# ruff: noqa: E501 - the documents stand as their lines are

from __future__ import annotations

import pytest

BODY = (
    "The ferry has not run since the storm in January. Old people cannot reach the clinic, children cannot reach their "
    "school, and the shops on the far bank have been empty for weeks.\n\nWe call on you to send another boat.\n\n"
)
LIST = "Signed by:\n\n- Ferry Users' Association\n- Far Bank Parents' Union\n- Clinic Friends Society\n"
FRENCH = (
    "Le bac ne passe plus depuis la tempête de janvier. Les vieux n'atteignent plus le dispensaire, ni les enfants "
    "l'école.\n\nNous demandons à la mairie un autre bateau.\n\n"
)
SPANISH = (
    "La barca no pasa desde la tormenta de enero. Los viejos no llegan al dispensario ni los niños a la escuela.\n\n"
    "Exigimos al ayuntamiento otra barca.\n\n"
)
ARABIC = (
    "لم تعد العبّارة تعمل منذ عاصفة كانون الثاني، ولا يصل المرضى إلى العيادة ولا الأطفال إلى المدرسة.\n\n"
    "نطالب البلدية بإرسال قارب آخر.\n\n"
)
HEADS = {
    "a plain title": (f"Send another boat to the far bank\n\n5 March 2021\n\n{BODY}{LIST}",
                      "Send another boat to the far bank", "joint-statement"),
    "a subject line": (f"Ms Ada Nold\nMayor\n\nSubject: The ferry of Farbank\n\nDear Mayor,\n\n{BODY}{LIST}",
                       "The ferry of Farbank", "open-letter"),
    "a masthead and a label": (f"FAR BANK ASSOCIATION\n\nSTATEMENT\n\nThe river is no border\n\n5 March 2021\n\n{BODY}",
                               "The river is no border", "statement"),
    "a line above the greeting": (
        f"5 March 2021\n\nMs Ada Nold\nMayor of Farbank\nTown Hall\n\nNo boat, no school\n\nDear Mayor,\n\n{BODY}{LIST}",
        "No boat, no school", "open-letter"),
    "a declaration": (f"The Farbank Declaration on Ferries\n\n{BODY}{LIST}",
                      "The Farbank Declaration on Ferries", "declaration"),
    "a petition": (f"Petition: bring back the ferry of Farbank\n\n{BODY}{LIST}",
                   "Petition: bring back the ferry of Farbank", "petition"),
    "a French resolution": (f"Résolution n° 2 sur le bac de Brèze\n\n{FRENCH}",
                            "Résolution n° 2 sur le bac de Brèze", "resolution"),
    "a Spanish manifesto": (f"Manifiesto de la Orilla\n\n5 de marzo de 2021\n\n{SPANISH}",
                            "Manifiesto de la Orilla", "declaration"),
    "a number and what it is on": (f"FAR BANK CONGRESS\n\nResolution 7\nOn the ferry of Farbank\n\nAdopted 5 March 2021\n\n{BODY}",
                                   "Resolution 7 On the ferry of Farbank", "resolution"),
    "what the title above it is": (f"NO BOAT MEANS NO BREAD\nOpen letter to the Mayor of Farbank\n\nDear Mayor,\n\n{BODY}{LIST}",
                                   "NO BOAT MEANS NO BREAD", "open-letter"),
    "on in small letters": (f"CARTA ABIERTA\na la alcaldesa de la Orilla\n\n5 de marzo de 2021\n\nSeñora alcaldesa:\n\n{SPANISH}",
                            "CARTA ABIERTA a la alcaldesa de la Orilla", "open-letter"),
    "an Arabic appeal": (f"نداء من أجل العبّارة\n\n5 آذار 2021\n\n{ARABIC}", "نداء من أجل العبّارة", "appeal"),
    "an Arabic letter": (f"الموضوع: عبّارة الضفة\n\nسعادة رئيس البلدية،\n\n{ARABIC}", "عبّارة الضفة", "open-letter"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "title", "kind"), HEADS.values(), ids=HEADS)
def test_title_and_kind_stand_in_the_head(extract, text, title, kind):
    """The letter's own subject before the headline, the headline before labels and mastheads."""
    (record,) = extract(text)
    assert (record.title.value, record.kind) == (title, kind)


def test_the_kind_is_not_taken_from_a_menu(extract):
    """A page under "Press releases" can hold a declaration."""
    page = (
        "<html lang=en><body><nav><a href=/>Home</a> <a href=/p>Press releases</a></nav><p>Home › Press releases › 2021</p>"
        f"<h1>The Farbank Declaration</h1><p>{BODY.replace(chr(10) * 2, '</p><p>')}</p><h2>Signatories</h2>"
        "<ul><li>Ferry Users' Association<li>Far Bank Parents' Union<li>Clinic Friends Society</ul></body></html>"
    )
    (record,) = extract(page, ".html")
    assert record.kind == "declaration"


COUNTS = {
    "we, in words": (f"Send another boat\n\nWe, sixteen associations of the far bank, write as one. {BODY}{LIST}", 16),
    "in figures": (f"Joint statement by 1,200 organisations\n\n{BODY}{LIST}", 1200),
    "tens and units": (f"Send another boat\n\nThe undersigned thirty-two groups write as one. {BODY}{LIST}", 32),
    "more than": (f"Send another boat\n\nMore than 200 organisations have signed this letter. {BODY}{LIST}", None),
    "not who signs": (f"Send another boat\n\nThe storm has closed 14 associations of the far bank. {BODY}{LIST}", None),
    "people elsewhere": (f"Send another boat\n\nBy our estimate 300 people wait. We are nine groups. {BODY}{LIST}", 9),
    "further ones": (f"Send another boat\n\n{BODY}{LIST}\nand 34 others\n", None),
    "at the beginning": (
        f"Send another boat\n\nAs 19 organisations that live by the river, we write as one. {BODY}{LIST}",
        19,
    ),
    "in the heading of the list": (f"Send another boat\n\n{BODY}{LIST.replace('Signed by:', 'Signatories (3)')}", 3),
    "a petition's counter": (f"Petition: another boat\n\n3,412 signatures of 5,000\n\n{BODY}{LIST}", 3412),
    "a counter with its name": (f"Petición: otra barca\n\n3 de marzo de 2021 | Firmas: 1.877\n\n{SPANISH}", 1877),
    "members": (
        f"Send another boat\n\nThe Alliance, which brings together 14 unions, writes to you. {BODY}{LIST}",
        None,
    ),
    "French": (f"Un autre bateau\n\nNous, vingt et une associations de la rive, écrivons ensemble. {FRENCH}", 21),
    "Spanish": (f"Otra barca\n\nSomos ciento doce organizaciones de la orilla. {SPANISH}", 112),
    "Arabic": (f"أرسلوا قاربا\n\nنحن، اثنتين وثلاثين منظمة من الضفة، نكتب معا. {ARABIC}", 32),
    "Arabic, number behind": (f"أرسلوا قاربا\n\nنكتب نحن المنظمات التسع الموقعة أدناه. {ARABIC}", 9),
}


@pytest.mark.parametrize(("text", "count"), COUNTS.values(), ids=COUNTS)
def test_only_an_exact_number_of_who_signs_is_claimed(extract, text, count):
    """In figures or words."""
    (record,) = extract(text)
    assert (record.claimed_count.value if record.claimed_count else None) == count
