"""Plain text and Markdown become blocks that stand in the text as it was."""

from __future__ import annotations

import pytest

from converters.errors import ReadError
from converters.model import Block, Document
from converters.read import read_bytes

CODES = ("ar", "en", "es", "fr")


def read(text: str | bytes, suffix: str = ".txt") -> Document:
    raw = text if isinstance(text, bytes) else text.encode()
    return read_bytes(raw, f"letter{suffix}", suffix, CODES)


def items(text: str) -> list[tuple[str | None, str]]:
    return [(b.marker, b.text) for b in read(text).blocks if b.kind == "item"]


def texts(blocks: tuple[Block, ...]) -> list[str]:
    return [block.text for block in blocks]


MARKERS = {
    "decimal": ("1. Ash\n2. Birch", ["1.", "2."]),
    "bracket": ("1) Ash\n2) Birch", ["1)", "2)"],),
    "brackets": ("(1) Ash\n(2) Birch", ["(1)", "(2)"]),
    "no-space": ("1.Ash\n2.Birch", ["1.", "2."]),
    "arabic-digits": ("١. دردار\n٢. بتولا", ["١.", "٢."]),
    "arabic-digits-dash": ("١- دردار\n٢- بتولا", ["١-", "٢-"]),
    "arabic-letters": ("أ) دردار\nب) بتولا\nج) زان", ["أ)", "ب)", "ج)"]),
    "letters": ("a) Ash\nb) Birch", ["a)", "b)"]),
    "capitals": ("A. Ash\nB. Birch", ["A.", "B."]),
    "roman": ("i. Ash\nii. Birch\niii. Cedar\niv. Dogwood", ["i.", "ii.", "iii.", "iv."]),
    "ordinal": ("1º Ash\n2º Birch", ["1º", "2º"]),
    "bare": ("1 Ash\n2 Birch\n3 Cedar", ["1", "2", "3"]),
    "dash": ("- Ash\n- Birch", ["-", "-"]),
    "en-dash": ("– Ash\n– Birch", ["–", "–"]),
    "bullet-without-space": ("•Ash\n•Birch", ["•", "•"]),
    "star": ("* Ash\n* Birch", ["*", "*"]),
    "letter-o": ("o Ash\no Birch", ["o", "o"]),
    "middle-dot": ("·    Ash\n·    Birch", ["·", "·"]),
    "after-direction-mark": ("\u200f1. Ash\n\u200f2. Birch", ["1.", "2."]),
    "missing-number": ("4. Ash\n6. Birch\n7. Cedar", ["4.", "6.", "7."]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "markers"), MARKERS.values(), ids=MARKERS.keys())
def test_each_kind_of_marker_is_kept_apart(text: str, markers: list[str]) -> None:
    """The marker is kept as printed and does not stand in the item's text."""
    found = items(text)
    assert [marker for marker, _ in found] == markers
    assert all(name[0].isalpha() for _, name in found)
    assert len({block.group for block in read(text).blocks}) == 1


@pytest.mark.parametrize(
    "line",
    [
        "29. November 2020",
        "2.5 million people",
        "14 Mill Street",
        "J. Smith",
        "1.200 homes",
        "3rd of May",
        "1. May 2020",
    ],
)
def test_numbers_that_begin_no_list_are_text(line: str) -> None:
    """Dates, decimals, house numbers and initials are no markers."""
    document = read(f"Some letter\n\n{line}\n\nAnother line")
    assert texts(document.blocks)[1] == line


def test_run_on_numbers_are_split_where_they_continue_the_list() -> None:
    """Two or three items on one line are as many blocks, each in its place."""
    text = "1. Ash\n2. Birch 3. Cedar Club 4. Dogwood\n5. Elm since 1990. Branch\n6. Fir 7.Gum"
    assert items(text) == [
        ("1.", "Ash"),
        ("2.", "Birch"),
        ("3.", "Cedar Club"),
        ("4.", "Dogwood"),
        ("5.", "Elm since 1990. Branch"),
        ("6.", "Fir"),
        ("7.", "Gum"),
    ]


def test_a_number_that_stands_on_the_next_line_is_not_split_off() -> None:
    """`2.` within an item is text where the next line has the second item."""
    assert items("1. Version 2. of the plan\n2. Birch") == [("1.", "Version 2. of the plan"), ("2.", "Birch")]


def test_a_list_after_a_colon_is_split() -> None:
    """Names numbered within one line become items of their own."""
    document = read("Signed by: 1. Ash Club 2. Birch Club 3. Cedar Club")
    assert [(b.kind, b.text) for b in document.blocks] == [
        ("paragraph", "Signed by:"),
        ("item", "Ash Club"),
        ("item", "Birch Club"),
        ("item", "Cedar Club"),
    ]


def test_an_empty_item_is_no_block() -> None:
    """A number without a name is left out, and the list goes on."""
    assert [marker for marker, _ in items("1. Ash\n2.\n\n3. Cedar")] == ["1.", "3."]


def test_a_number_on_a_line_of_its_own_belongs_to_the_line_below() -> None:
    """Copied lists have the number above the name."""
    assert items("1.\nAsh\n2.\nBirch") == [("1.", "Ash"), ("2.", "Birch")]


def test_a_second_series_is_a_list_of_its_own() -> None:
    """Where numbers begin again at one, another list begins, at the same depth."""
    blocks = read("1. Ash\n2. Birch\n\n1. Cedar\n2. Dogwood").blocks
    assert [(b.group, b.level) for b in blocks] == [(1, 1), (1, 1), (2, 1), (2, 1)]


def test_a_list_within_a_list_is_one_level_deeper() -> None:
    """Sub-points have a group of their own, and the outer list goes on after them."""
    blocks = read("1. Ash\n  - a twig\n  - a leaf\n2. Birch").blocks
    assert [(b.group, b.level) for b in blocks] == [(1, 1), (2, 2), (2, 2), (1, 1)]


def test_blank_lines_are_counted() -> None:
    """Each block knows how many empty lines stand before it."""
    assert [b.blank_before for b in read("One\nTwo\n\n\n\nThree").blocks] == [0, 0, 3]


WRAPPED = """The members of the allotment society have asked for a second water tap
since the spring of last year. The council has answered none of the four
letters, although the pipe runs along the fence and the work would take no
more than a morning.

We therefore ask the council to:

1. lay a branch from the main pipe to the eastern gate before the summer,
   so that older members need not carry cans;
2. answer letters.

Yours,

The Allotment Society of Lower Fern Street in the Borough of Eastern Hill
The Friends of the Pond
The Beekeepers
"""


def test_wrapped_lines_are_joined_and_others_are_not() -> None:
    """Paragraphs and items that an editor broke at a column are one block, names and salutations stay apart."""
    document = read(WRAPPED)
    joined = [" ".join(b.text.split()) for b in document.blocks]
    assert len(joined) == 8
    assert joined[0].startswith("The members")
    assert joined[0].endswith("a morning.")
    assert joined[2].endswith("need not carry cans;")
    assert joined[5:] == [
        "The Allotment Society of Lower Fern Street in the Borough of Eastern Hill",
        "The Friends of the Pond",
        "The Beekeepers",
    ]
    assert all(document.text[b.span.start : b.span.end] == b.text for b in document.blocks)


def test_a_line_broken_by_hand_a_little_early_goes_on_before_a_capital() -> None:
    """Whoever breaks lines by hand leaves some room; a long line without a stop goes on in the next long one."""
    lines = (
        "The members of the allotment society have carried water in cans since the\n"
        "pump behind the school was taken away, which the city did under the\n"
        "Act of its council that nobody on the street had read or heard about, and\n"
        "we ask that the pump come back before the spring, when seedlings need it.\n"
        "We ask the mayor to say by the end of the month when the work will begin,\n"
        "and who will pay for it."
    )
    assert len(read(lines).blocks) == 1


def test_long_lines_show_that_nothing_is_wrapped() -> None:
    """In a text with a paragraph a line, two lines of names are two blocks however long they are."""
    names = "The Allotment Society of Lower Fern Street\nThe Beekeepers and Honey Makers of the Hill"
    document = read("A paragraph that is on one line. " * 8 + "\n\n" + names)
    assert texts(document.blocks)[1:] == names.split("\n")


@pytest.mark.parametrize(
    ("text", "level"),
    [("# A Pond", 1), ("### A Pond ###", 3), ("A Pond\n======", 1), ("A Pond\n------", 2), ("A POND FOR ALL", 0)],
)
def test_headings_are_told_by_their_form(text: str, level: int) -> None:
    """Hashes, underlining and capitals make a heading."""
    block = read(f"{text}\n\nWe ask for a pond behind the school, where frogs may live and children may look.").blocks[
        0
    ]
    assert (block.kind, block.level) == ("heading", level)
    assert block.text.casefold().startswith("a pond")


def test_an_acronym_among_names_is_no_heading() -> None:
    """A name in capitals in a list of names stays a paragraph."""
    lines = ["We sign:", "Ash Club", "Birch Club", "Cedar Club", "Dogwood Club", "FRIENDS", "Gum Club"]
    document = read("\n\n".join(lines))
    assert {b.kind for b in document.blocks} == {"paragraph"}


def test_lines_with_tabs_are_rows() -> None:
    """Neighbouring lines with as many cells are a table; every cell has its place."""
    document = read("Country\tClub\nAndorra\tAsh Club\nBelize\tBirch Club")
    assert [b.kind for b in document.blocks] == ["row"] * 3
    assert [document.text[c.start : c.end] for c in document.blocks[2].cells] == ["Belize", "Birch Club"]


def test_columns_set_apart_by_spaces_are_rows() -> None:
    """Three lines with their second column at the same place are a table, one line with gaps is not."""
    table = "Ash Club      Andorra\nBirch Club    Belize\nCedar Club    Chad"
    assert [len(b.cells) for b in read(table).blocks] == [2, 2, 2]
    assert read("Home    About    Contact").blocks[0].kind == "paragraph"


def test_markdown_tables_name_their_columns() -> None:
    """The rule goes, and each row knows the names above it."""
    document = read("| Country | Club |\n|---|---|\n| Chad | Cedar Club |", ".md")
    assert [b.column for b in document.blocks] == ["Country\tClub"] * 2


def test_markdown_emphasis_around_a_line_is_left_out() -> None:
    """The text stays as it is, the block is narrower."""
    document = read("**Signed by:**\n\n- Ash Club", ".md")
    assert texts(document.blocks) == ["Signed by:", "Ash Club"]
    assert document.text.startswith("**Signed")


def test_front_matter_is_metadata() -> None:
    """Keys between two rules at the start of a Markdown text are no part of the letter."""
    document = read('---\ntitle: "A pond"\ndate: 2020-05-01\n---\n\nDear all,', ".md")
    assert (document.metadata.title, document.metadata.date) == ("A pond", "2020-05-01")
    assert texts(document.blocks) == ["Dear all,"]


ENCODINGS = {
    "utf-8": ("Élan für alle".encode(), ()),
    "utf-8 with mark": ("Élan für alle".encode("utf-8-sig"), ()),
    "utf-16": ("Élan für alle".encode("utf-16"), ()),
    "windows-1252": ("Élan für alle".encode("windows-1252"), ("windows-1252",)),
}


@pytest.mark.parametrize(("raw", "notes"), ENCODINGS.values(), ids=ENCODINGS.keys())
def test_encodings_are_told_apart(raw: bytes, notes: tuple[str, ...]) -> None:
    """The text is the same in any encoding; a guess is noted."""
    document = read(raw)
    assert document.text == "Élan für alle"
    assert len(document.notes) == len(notes)
    assert all(expected in note for expected, note in zip(notes, document.notes, strict=True))


def test_arabic_of_older_programs_is_read() -> None:
    """Text without UTF-8 that is mostly beyond ASCII is Arabic."""
    text = "نطالب المجلس بفتح المكتبة يوم الأحد"
    assert read(text.encode("windows-1256")).text == text


def test_a_broken_byte_in_utf_8_is_replaced_and_noted() -> None:
    """Damage to one letter does not make the text another encoding."""
    document = read("é".encode() * 300 + b"\xff" + b" end")
    assert document.text.count("\ufffd") == 1
    assert document.notes


def test_line_ends_become_line_feeds_and_nothing_else_changes() -> None:
    """Spaces, tabs and marks in the text stay where they are."""
    assert read(b"One  \r\nTwo\t x\rThree \n\n").text == "One  \nTwo\t x\nThree \n\n"


BAD = {
    "empty": (b"", "is empty"),
    "blank": (b" \n\t \n", "is empty"),
    "mark only": (b"\xef\xbb\xbf", "is empty"),
    "binary": (b"\x7fELF\x02\x01\x00\x00\x00abc", "NUL"),
    "controls": (bytes(range(1, 9)) * 20 + b"abc", "control"),
    "half utf-16": ("abc".encode("utf-16") + b"\x00", "UTF-16"),
    "too large": (b"a" * 20_000_001, "above the limit of 20 MB"),
}


@pytest.mark.parametrize(("raw", "reason"), BAD.values(), ids=BAD.keys())
def test_what_is_no_text_is_refused_with_its_reason(raw: bytes, reason: str) -> None:
    """The error names the file and what is wrong with it."""
    with pytest.raises(ReadError) as caught:
        read(raw)
    assert reason in str(caught.value)
    assert str(caught.value).startswith("letter.txt: ")
