"""Letters sent by mail: the subject, the body, no addresses."""

from __future__ import annotations

import pytest

from converters.errors import ReadError
from converters.model import Document
from converters.read import read_bytes

CODES = ("ar", "en", "es", "fr")
HEAD = "From: Ash <ash@club.example>\nTo: all@club.example\nSubject: Fwd: =?utf-8?q?Un_=C3=A9tang?=\n"
DATE = "Date: Mon, 4 May 2020 23:10:00 +0200\n"


def read(text: str) -> Document:
    return read_bytes(text.encode(), "letter.eml", ".eml", CODES)


def test_subject_and_date_are_read_and_no_address() -> None:
    """The subject is title and first block; mail addresses are in no block and no metadata."""
    text = f"{HEAD}{DATE}\nDear all,\n\nWrite to birch@club.example today.\n\nash@club.example\n\n1. Ash\n2. Birch\n"
    document = read(text)
    assert (document.metadata.title, document.metadata.date) == ("Un étang", "2020-05-04")
    assert [b.text for b in document.blocks] == ["Un étang", "Dear all,", "Write to today.", "Ash", "Birch"]
    assert "@" not in document.text
    assert document.metadata.publisher is None


def test_the_page_is_preferred_to_the_plain_text() -> None:
    """Of a message with both, the HTML has the lists; attachments are noted."""
    text = f"""{HEAD}MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=x

--x
Content-Type: multipart/alternative; boundary=y

--y
Content-Type: text/plain; charset=utf-8

plain words
--y
Content-Type: text/html; charset=utf-8

<p>We sign:</p><ol><li>Ash</li><li>Birch</li></ol>
--y--
--x
Content-Type: application/pdf; name=a.pdf
Content-Disposition: attachment; filename=a.pdf

abc
--x--
"""
    document = read(text)
    assert [(b.marker, b.text) for b in document.blocks[1:]] == [(None, "We sign:"), ("1.", "Ash"), ("2.", "Birch")]
    assert document.notes == ("attachment left out: a.pdf",)


@pytest.mark.parametrize("date", ["", "Date: never\n", "Date: 99 Foo 2020 10:00\n"], ids=["none", "word", "wrong"])
def test_without_a_sound_date_there_is_none(date: str) -> None:
    """Nothing is guessed."""
    assert read(f"{HEAD}{date}\nDear all,\n").metadata.date is None


@pytest.mark.parametrize(
    "text", [f"{HEAD}\n\n", f"{HEAD}Content-Type: application/pdf\n\nabc"], ids=["no body", "attachment only"]
)
def test_a_message_without_text_is_refused(text: str) -> None:
    """There must be a letter to read."""
    with pytest.raises(ReadError, match=r"letter\.eml: .*expected a letter"):
        read(text)
