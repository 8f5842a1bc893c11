"""Word documents become blocks with the numbers that the program would show."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from converters.errors import ReadError
from converters.model import Document
from converters.read import read_bytes

CODES = ("ar", "en", "es", "fr")


def read(document: Any) -> Document:
    file = BytesIO()
    document.save(file)
    return read_bytes(file.getvalue(), "letter.docx", ".docx", CODES)


def test_headings_lists_and_tables_keep_their_order() -> None:
    """Titles have levels, items markers, rows cells; page headers are left out."""
    word = docx.Document()
    word.sections[0].header.paragraphs[0].text = "Page header"
    word.add_paragraph("A pond", style="Title")
    word.add_paragraph("We ask to:")
    word.add_paragraph("dig it", style="List Number")
    word.add_paragraph("fill it", style="List Number")
    word.add_heading("Signed", level=2)
    word.add_paragraph("Ash Club", style="List Bullet")
    table = word.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ["No.", "Club", "1", "Birch Club"], strict=True):
        cell.text = text
    word.add_paragraph("Goodbye")
    assert read(word).metadata.mastheads == ("Page header",)
    found = [(b.kind, b.level, b.marker, b.text) for b in read(word).blocks]
    assert found == [
        ("heading", 1, None, "A pond"),
        ("paragraph", 0, None, "We ask to:"),
        ("item", 1, "1.", "dig it"),
        ("item", 1, "2.", "fill it"),
        ("heading", 2, None, "Signed"),
        ("item", 1, "•", "Ash Club"),
        ("row", 0, None, "No.\tClub"),
        ("row", 0, None, "1\tBirch Club"),
        ("paragraph", 0, None, "Goodbye"),
    ]


def test_line_breaks_part_lines_and_empty_paragraphs_are_counted() -> None:
    """A letter head in one paragraph is as many lines."""
    word = docx.Document()
    word.add_paragraph("Ms Ash\nMinister of Ponds")
    word.add_paragraph("")
    word.add_paragraph("Dear Minister,")
    assert [(b.text, b.blank_before) for b in read(word).blocks] == [
        ("Ms Ash", 0),
        ("Minister of Ponds", 0),
        ("Dear Minister,", 1),
    ]


def test_text_boxes_are_read_once_and_deleted_text_is_not() -> None:
    """A text box has a copy for old programs; what was deleted is not in the letter."""
    box = "<w:txbxContent><w:p><w:r><w:t>Boxed words</w:t></w:r></w:p></w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    word = docx.Document()
    paragraph = word.add_paragraph("Kept ")._p
    paragraph.append(parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>gone</w:delText></w:r></w:del>"))
    paragraph.append(
        parse_xml(
            f"<w:r {nsdecls('w')} {mc}><mc:AlternateContent><mc:Choice>{box}</mc:Choice>"
            f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
        )
    )
    assert [b.text for b in read(word).blocks] == ["Kept", "Boxed words"]


def test_a_head_of_a_table_is_told_by_bold_letters() -> None:
    """The names of the columns stand with every row."""
    word = docx.Document()
    table = word.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ["Country", "Club", "Chad", "Ash Club"], strict=True):
        run = cell.paragraphs[0].add_run(text)
        run.bold = text in ("Country", "Club")
    assert [b.column for b in read(word).blocks] == ["Country\tClub"] * 2


def test_core_properties_give_the_title_but_no_date() -> None:
    """The date at which a file was made says nothing of the letter."""
    word = docx.Document()
    word.add_paragraph("Hello")
    word.core_properties.title = "A pond"
    metadata = read(word).metadata
    assert (metadata.title, metadata.date) == ("A pond", None)


def _zip(**parts: bytes) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def _with_entity() -> bytes:
    """A document whose text would be that of a file on this machine, were entities resolved."""
    file, changed = BytesIO(), BytesIO()
    word = docx.Document()
    word.add_paragraph("Before MARK after")
    word.save(file)
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "word/document.xml":
                declared = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><w:document'
                content = content.replace(b"<w:document", declared, 1).replace(b"MARK", b"&e;")
            target.writestr(name, content)
    return changed.getvalue()


def test_entities_are_refused() -> None:
    """No text comes from outside the document."""
    with pytest.raises(ReadError, match="entities"):
        read_bytes(_with_entity(), "x.docx", ".docx", CODES)


BAD = {
    "no archive": (b"not a zip at all", "damaged"),
    "old or encrypted": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "encrypted"),
    "bomb": (_zip(bomb=b"\0" * 30_000_000), "bomb"),
    "larger bomb": (_zip(bomb=b"\0" * 101_000_000), "101 MB"),
    "another archive": (_zip(file=b"abc"), "no Word document"),
}


@pytest.mark.parametrize(("raw", "reason"), BAD.values(), ids=BAD.keys())
def test_what_is_no_safe_document_is_refused(raw: bytes, reason: str) -> None:
    """Damaged, encrypted and exploding archives have each a reason."""
    with pytest.raises(ReadError, match=reason):
        read_bytes(raw, "letter.docx", ".docx", CODES)
