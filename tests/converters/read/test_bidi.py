"""Lines with Arabic are read in their order, from the places of their letters."""

from __future__ import annotations

import random

import pytest

from converters.read.bidi import Letter, join_touching, reading_order, split_letters


def printed(line: str, y: float = 700.0) -> list[Letter]:
    """The letters of a line as they stand on the page, from left to right; a mark stands over the letter after it."""
    letters: list[Letter] = []
    x = 60.0
    for sign in line:
        if sign == " ":
            x += 3
            continue
        letters.append(Letter(sign, x, y, x, x + 6, 10.0, bold=False))
        x += 0 if letters[-1].is_mark else 6
    return letters


@pytest.mark.parametrize(
    ("seen", "text"),
    [
        ("ةبتكملا حتف", "فتح المكتبة"),
        (".2019/3/12 يف ةسلجلا", "الجلسة في 2019/3/12."),
        ("14.5 مقر (قباسلا) رارقلا", "القرار (السابق) رقم 14.5"),
        (")قباسلا( رارقلا", "القرار (السابق)"),
        ("»هالك« لاقو", "وقال «كلاه»"),
        ("ICCPR 1966 دهعلا قفو", "وفق العهد ICCPR 1966"),
        ("٢٠١٩ ماع", "عام ٢٠١٩"),
        (".3", "3."),
        ("3.", "3."),
        ("The council met ءاحلا وأ ةبتكملا in May", "The council met المكتبة أو الحاء in May"),
    ],
)
def test_a_line_is_read_in_its_order(seen: str, text: str) -> None:
    """Words from the right, numbers and Latin words from the left, brackets as they open and close."""
    letters = printed(seen)
    assert reading_order(letters) == text
    random.Random(7).shuffle(letters)
    assert reading_order(letters) == text, "the order of the file does not matter"


def test_a_ligature_and_a_mark_keep_their_letters() -> None:
    """Lam and alef of one sign come in their order, a vowel after its letter."""
    sign = [Letter(c, 60.0, 700.0, 60.0, 66.0, 10.0, bold=False) for c in "ال"]
    assert reading_order(sign) == "لا"
    assert reading_order(printed("\u064eتب")) == "بتَ"


def test_a_page_from_the_right_reads_an_address_last() -> None:
    """A line of mostly Latin letters that begins at the right with Arabic."""
    assert reading_order(printed("club@example.org :انبتكا"), from_right=True) == "اكتبنا: club@example.org"


def test_a_word_that_is_drawn_in_turns_is_one_piece() -> None:
    """Letters of two fonts that the file draws one font after the other; a footnote's number stays apart."""
    letters = printed("ةبتكملا")
    turns = [*letters[::2], *printed("ددع", 600.0), *letters[1::2]]
    pieces = join_touching(split_letters(turns))
    assert [reading_order(piece) for piece in pieces] == ["المكتبة", "عدد"]
    line = [x._replace(x=x.x + 6, left=x.left + 6, right=x.right + 6) for x in printed(".3 مقر")]
    raised = printed("1")[0]._replace(y=703.0, size=7.0)
    assert reading_order([raised, *line]) == "رقم 3. 1"
