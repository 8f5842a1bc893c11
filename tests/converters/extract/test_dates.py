"""Dates in their usual forms, and which of those in a document is the statement's own."""

# ruff: noqa: E501 - the documents stand as their lines are

from __future__ import annotations

import pytest

from converters.extract.dates import find_dates

FORMS = {
    "day first": ("en", "4 March 2023", "2023-03-04"),
    "ordinal": ("en", "the 4th of March, 2023", "2023-03-04"),
    "month first": ("en", "March 4, 2023", "2023-03-04"),
    "ISO 8601": ("en", "2023-03-04", "2023-03-04"),
    "figures": ("fr", "04/03/2023", "2023-03-04"),
    "points": ("es", "4.3.2023", "2023-03-04"),
    "month alone": ("en", "March 2023", "2023-03"),
    "French first": ("fr", "le 1er mars 2023", "2023-03-01"),
    "French words": ("fr", "le premier mars deux mille vingt-trois", "2023-03-01"),
    "Spanish": ("es", "a los 4 días... 4 de marzo del año 2023", "2023-03-04"),
    "Spanish words": ("es", "a cuatro de marzo de dos mil veintitrés", "2023-03-04"),
    "English words": ("en", "the fourth day of March two thousand and twenty-three", "2023-03-04"),
    "Arabic, Levant": ("ar", "٤ آذار ٢٠٢٣", "2023-03-04"),
    "Arabic, Egypt": ("ar", "4 مارس 2023", "2023-03-04"),
    "Arabic, both": ("ar", "4 آذار/مارس 2023", "2023-03-04"),
    "Arabic, Algeria": ("ar", "4 أوت 2023", "2023-08-04"),
    "Arabic, Morocco": ("ar", "4 غشت 2023", "2023-08-04"),
    "Arabic, two words": ("ar", "4 تشرين الأول 2023", "2023-10-04"),
    "vowel marks": ("ar", "4 مَارس 2023", "2023-03-04"),
    "Hijri beside Gregorian": ("ar", "12 شعبان 1444 هـ الموافق 4 آذار 2023", "2023-03-04"),
    "Hijri alone": ("ar", "12 شعبان 1444", "2023-03-04"),
    "no such day": ("en", "31 February 2023", None),
    "no date": ("en", "paragraph 4 of 2023/17", None),
    "May the verb": ("en", "you may 2 or 3 times", None),
}


@pytest.mark.parametrize(("code", "text", "iso"), FORMS.values(), ids=FORMS)
def test_a_date_is_read_in_the_forms_of_its_language(reference, code, text, iso):
    """No more precise than the text; impossible dates are none."""
    found = [date.iso for date in find_dates(text, reference.languages[code]) if date.year]
    assert found == ([iso] if iso else [])


BODY = {
    "en": "The ferry has not run since 12 January 2020, when the storm took it. The council met on 3 February 2020 and "
    "said nothing.\n\nWe call on the council to send another boat before 1 May 2020.\n",
    "fr": "Le bac ne passe plus depuis le 12 janvier 2020, jour de la tempête. Le conseil s'est réuni le 3 février 2020 "
    "et n'a rien dit.\n\nNous demandons au conseil un autre bateau avant le 1er mai 2020.\n",
    "es": "La barca no pasa desde el 12 de enero de 2020, día de la tormenta. El concejo se reunió el 3 de febrero de "
    "2020 y no dijo nada.\n\nExigimos al concejo otra barca antes del 1 de mayo de 2020.\n",
    "ar": "لم تعد العبّارة تعمل منذ 12 كانون الثاني 2020 يوم العاصفة، واجتمع المجلس في الثالث من شباط ولم يقل شيئا للناس.\n\n"
    "نطالب المجلس بإرسال قارب آخر قبل الأول من أيار.\n",
}
ISSUED = {
    "events only": ("en", "Send another boat\n\n{body}", None),
    "events only in French": ("fr", "Un autre bateau\n\n{body}", None),
    "date line": ("en", "Send another boat\n\nFarbank, 4 March 2020\n\n{body}", "2020-03-04"),
    "French date line": ("fr", "Un autre bateau\n\nFait à Brèze, le 4 mars 2020\n\n{body}", "2020-03-04"),
    "Spanish date line": ("es", "Otra barca\n\nOlmeda, a 4 de marzo de 2020\n\n{body}", "2020-03-04"),
    "Spanish words": ("es", "Otra barca\n\nEn Olmeda, a cuatro de marzo de dos mil veinte.\n\n{body}", "2020-03-04"),
    "Arabic date line": ("ar", "أرسلوا قاربا آخر\n\nمرسى الزيتون في 4 آذار 2020\n\n{body}", "2020-03-04"),
    "Arabic Hijri": ("ar", "أرسلوا قاربا آخر\n\n10 رجب 1441 هـ الموافق 4 مارس 2020 م\n\n{body}", "2020-03-04"),
    "labelled": ("en", "Send another boat\n\nPublished: 4 March 2020 | Updated: 9 March 2020\n\n{body}", "2020-03-04"),
    "dateline": ("en", "Send another boat\n\nFARBANK (4 March 2020) – {body}", "2020-03-04"),
    "month only": ("en", "Send another boat\n\nFarbank, March 2020\n\n{body}", "2020-03"),
    "year only": ("fr", "Un autre bateau\n\nBrèze, 2020\n\n{body}", "2020"),
    "adopted": (
        "en",
        "Send another boat\n\nAdopted by the assembly in Farbank on 4 March 2020\n\n{body}",
        "2020-03-04",
    ),
    "below the text": ("es", "Otra barca\n\n{body}\nDado en Olmeda, el 4 de marzo de 2020\n", "2020-03-04"),
    "updated only": ("en", "Send another boat\n\nLast updated: 9 March 2020\n\n{body}", None),
}


@pytest.mark.parametrize(("code", "text", "iso"), ISSUED.values(), ids=ISSUED)
def test_the_date_of_issue_is_told_from_the_dates_of_events(extract, code, text, iso):
    """Dates in running text, deadlines and updates are none."""
    (record,) = extract(text.format(body=BODY[code]))
    assert (record.date.value if record.date else None) == iso


def test_a_date_without_a_year_takes_it_from_the_document_or_is_left_out_with_a_note(extract):
    """Nothing is guessed."""
    plain = "The ferry has not run since the storm, and the council has said nothing to those who wait for it.\n\nWe ask for a boat.\n"
    (left_out,) = extract(f"Send another boat\n\nFarbank, 4 March\n\n{plain}")
    assert left_out.date is None
    assert any("without a year" in note for note in left_out.notes)
    page = f"<html><head><meta property='article:published_time' content='2020-03-05'></head><body><h1>Send another boat</h1><p>Farbank, 4 March</p><p>{plain}</p>"
    (dated,) = extract(page, ".html")
    assert dated.date.value == "2020-03-04"
