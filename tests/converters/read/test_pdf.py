"""PDF documents become blocks in reading order, lines joined, running titles left out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from converters.errors import ReadError
from converters.model import Document
from converters.read import read_bytes
from converters.read.pdf import join_words

CODES = ("ar", "en", "es", "fr")
MakePdf = Callable[..., bytes]
Words = tuple[float, float, float, str]


def read(raw: bytes) -> Document:
    return read_bytes(raw, "letter.pdf", ".pdf", CODES)


def lines(left: float, top: float, texts: list[str], size: float = 10) -> list[Words]:
    return [(left, top - 12 * i, size, text) for i, text in enumerate(texts)]


LEFT = [
    "The members of the society have",
    "asked for a water tap, and the tap",
    "would be of use to every-",
    "body on the hill.",
]
RIGHT = [
    "The council has not answered any",
    "letter of theirs for more than a year,",
    "which they find a pity, and it is not",
    "very polite at all.",
]


def test_columns_are_read_one_after_the_other(make_pdf: MakePdf) -> None:
    """Two columns below a title: the left one first, its lines joined, the hyphen at a line end gone."""
    page = [(60.0, 740.0, 18.0, "A tap for the hill, and a title over both of the columns")]
    for (one, other), y in zip(zip(LEFT, RIGHT, strict=True), range(4), strict=True):
        page += [(60.0, 700.0 - 12 * y, 10.0, one), (235.0, 700.0 - 12 * y, 10.0, other)]
    blocks = read(make_pdf([page])).blocks
    assert [b.kind for b in blocks] == ["heading", "paragraph", "paragraph"]
    assert blocks[1].text.startswith("The members of the society have asked for a water tap, and the tap would")
    assert blocks[1].text.endswith("be of use to everybody on the hill.")
    assert blocks[2].text.startswith("The council")


def test_running_titles_and_page_numbers_are_left_out(make_pdf: MakePdf) -> None:
    """What stands at the same place on each page is not the letter."""
    pages = [
        [(60, 780, 8, "Pond News"), (290, 20, 8, f"- {n} -"), *lines(60, 600, [f"Text of page {n}."])]
        for n in (1, 2, 3)
    ]
    blocks = read(make_pdf(pages)).blocks
    assert [(b.text, b.page) for b in blocks] == [(f"Text of page {n}.", n) for n in (1, 2, 3)]
    assert read(make_pdf(pages)).metadata.mastheads == ("Pond News",)


def test_capitals_above_the_title_are_a_letter_head(make_pdf: MakePdf) -> None:
    """The largest letters are the title's, not the capitals before it."""
    page = [(60, 700, 10, "POND SOCIETY OF THE VALLEY"), (60, 660, 20, "A tap for the hill"), *lines(60, 600, LEFT)]
    assert [(b.kind, b.level) for b in read(make_pdf([page])).blocks][:2] == [("paragraph", 0), ("heading", 1)]


def test_a_list_goes_on_over_the_page_end(make_pdf: MakePdf) -> None:
    """Items before and after the end of a page are one list."""
    first = [f"{n}. Club number {n} of the valley" for n in range(1, 6)]
    second = [f"{n}. Club number {n} of the valley" for n in range(6, 10)]
    blocks = read(make_pdf([lines(60, 160, first), lines(60, 640, second)])).blocks
    assert [b.marker for b in blocks] == [f"{n}." for n in range(1, 10)]
    assert len({b.group for b in blocks}) == 1


def test_a_paragraph_goes_on_over_the_page_end(make_pdf: MakePdf) -> None:
    """A sentence that a page end cuts is one paragraph."""
    first = [
        "The members of the society have asked for a tap, and",
        "the council has said that it will see to the matter and",
    ]
    second = ["that the work will be done before the summer comes to", "an end."]
    assert len(read(make_pdf([lines(60, 160, first), lines(60, 640, second)])).blocks) == 1


def test_names_on_short_lines_stay_apart(make_pdf: MakePdf) -> None:
    """Lines that end before the column does are not joined."""
    text = ["The members of the society have asked for a tap, and the council said no."]
    names = ["Ash Club", "Birch Club", "Cedar Club"]
    blocks = read(make_pdf([lines(60, 700, text) + lines(60, 660, names)])).blocks
    assert [b.text for b in blocks[1:]] == names


def test_arabic_is_read_in_its_order(make_pdf: MakePdf) -> None:
    """Letters stand from right to left on the page and in reading order in the text; the right column comes first."""
    first, second = ["نطالب المجلس", "بفتح المكتبة", "يوم الأحد"], ["وتدفئة القاعة", "في الشتاء", "لكل السكان"]
    right = [(300.0, 700.0 - 30 * i, 12.0, text[::-1]) for i, text in enumerate(first)]
    left = [(220.0, 700.0 - 30 * i, 12.0, text[::-1]) for i, text in enumerate(second)]
    document = read(make_pdf([left + right]))
    assert [b.text for b in document.blocks] == [*first, *second]
    assert document.language == "ar"


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        ("every-", "body", "everybody"),
        ("Al-", "Haq", "Al-Haq"),
        ("share\u00ad", "holders", "shareholders"),
        ("a –", "b", "a – b"),
        ("one", "two", "one two"),
        ("pages 3-", "4", "pages 3- 4"),
    ],
)
def test_words_parted_at_line_ends_are_joined(before: str, after: str, joined: str) -> None:
    """A hyphen goes where a small letter follows, and stays in a name."""
    assert join_words(before, after) == joined


def test_a_scan_is_refused(make_pdf: MakePdf) -> None:
    """A document of pictures has no text; the error says what to do."""
    with pytest.raises(ReadError, match="no text layer"):
        read(make_pdf([[]]))


def test_a_page_without_text_is_noted(make_pdf: MakePdf) -> None:
    """One scanned page among others is said."""
    assert read(make_pdf([lines(60, 600, ["Some words."]), []])).notes == ("no text on page 2",)


@pytest.mark.parametrize("raw", [b"%PDF-1.4\nnothing", b"no pdf"], ids=["cut off", "other"])
def test_what_is_no_pdf_is_refused(raw: bytes) -> None:
    """Damage is a ReadError with the file's name."""
    with pytest.raises(ReadError, match=r"letter\.pdf: is no PDF or damaged"):
        read(raw)


def test_an_encrypted_document_is_refused(make_pdf: MakePdf) -> None:
    """A password is needed that nobody gave."""
    keys = b"/Filter /Standard /V 1 /R 2 /P -44 /O <" + b"41" * 32 + b"> /U <" + b"42" * 32 + b">"
    raw = make_pdf([[(60, 700, 10, "Secret")]])
    raw = raw.replace(b"trailer << ", b"trailer << /ID [<4141> <4141>] /Encrypt << " + keys + b" >> ")
    with pytest.raises(ReadError, match="encrypted"):
        read(raw)
