"""The terminals of SPARQL (Query 1.1 section 19.8), enough to see what a query is before the engine reads it.

Strings, comments and IRIs are told apart from the rest, so that a word is a keyword only where it is one.
Each character is looked at a bounded number of times, whatever the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

LETTERS = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
CHARS = LETTERS + r"_0-9\u00b7\u0300-\u036f\u203f-\u2040\-"
WORD = rf"(?:[{CHARS}.]*[{CHARS}])?"
ESCAPED = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]"
LOCAL = rf"(?:(?:[{CHARS}:]|{ESCAPED})(?:\.*(?:[{CHARS}:]|{ESCAPED})+)*)?"

TOKEN = re.compile(
    rf"""
    (?P<space>[ \t\r\n]+|\#[^\r\n]*)
  | (?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{{4}}|\\U[0-9A-Fa-f]{{8}})*>)
  | (?P<string>
        \"\"\"(?:"{{0,2}}(?:[^"\\]|\\.))*\"\"\"
      | '''(?:'{{0,2}}(?:[^'\\]|\\.))*'''
      | "(?:[^"\\\r\n]|\\[^\r\n])*"
      | '(?:[^'\\\r\n]|\\[^\r\n])*' )
  | (?P<broken>["'].*)
  | (?P<variable>[?$][{LETTERS}_0-9][{LETTERS}_0-9\u00b7\u0300-\u036f\u203f-\u2040]*)
  | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<blank>_:[{LETTERS}_0-9]{WORD})
  | (?P<name>(?:[{LETTERS}]{WORD})?:{LOCAL})
  | (?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
  | (?P<word>[{LETTERS}_]{WORD})
  | (?P<sign>\|\||&&|\^\^|<=|>=|!=|.)
    """,
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """A terminal: its kind (a group's name in TOKEN), its text, where it starts."""

    kind: str
    text: str
    start: int


def read_tokens(text: str, start: int = 0) -> Iterator[Token]:
    """The terminals from `start` on in their order, without space and comments.

    A character that begins none is a sign of its own, and a string without an end takes the rest: the engine will
    say what is wrong with them.
    """
    for match in TOKEN.finditer(text, start):
        kind = match.lastgroup or "sign"
        if kind != "space":
            yield Token(kind, match[0], match.start())


def find_position(text: str, start: int) -> tuple[int, int]:
    """Line and column, both from 1, of a place in a text."""
    line = text.count("\n", 0, start) + 1
    return line, start - (text.rfind("\n", 0, start) + 1) + 1
