"""The reading order of a printed line with letters of a script that runs from right to left."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

# Of the size of the letters:
_SPACE = 0.14  # a wider gap parts two words
_GAP = 1.2  # a wider gap parts two pieces
_TOUCH = 0.5  # pieces that are nearer are one, which the file draws in turns
_RAISED = 0.15  # from the letter before, as a footnote's number
_LINE = 0.4  # letters stand on the same line, or are raised above it
_SEPARATORS = frozenset(".,/:٫٬؍")  # that stand within a number
_BRACKETS = {sign: pair for pair in ("()", "[]", "{}", "«»", "‹›", "<>") for sign in pair}
_ALEFS = frozenset("اأإآٱ")
_RIGHT = frozenset(("R", "AL"))
_NUMBER = frozenset(("EN", "AN"))


class Letter(NamedTuple):
    """A printed letter: where its pen starts (`x`, `y`), its edges, the size of its font, in points from lower left."""

    text: str
    x: float
    y: float
    left: float
    right: float
    size: float
    bold: bool

    @property
    def is_mark(self) -> bool:
        """Whether it stands above or below another letter."""
        return unicodedata.combining(self.text[0]) > 0


def split_letters(letters: Iterable[Letter]) -> list[list[Letter]]:
    """Stretches of letters that the file draws one after the other, on one line and without a wide gap."""
    pieces: list[list[Letter]] = []
    left = right = 0.0
    for letter in letters:
        first = pieces[-1][0] if pieces else None
        gap = max(letter.left - right, left - letter.right)
        if first is None or gap > _GAP * letter.size or abs(letter.y - first.y) > _LINE * first.size:
            pieces.append([])
            left, right = letter.left, letter.right
        pieces[-1].append(letter)
        left, right = min(left, letter.left), max(right, letter.right)
    return pieces


def join_touching(pieces: Sequence[list[Letter]]) -> list[list[Letter]]:
    """The pieces from the top, those of one line that touch joined: a file may draw the letters of a word in turns."""
    lines: list[list[list[Letter]]] = []
    for piece in sorted(pieces, key=lambda p: -p[0].y):
        if lines and lines[-1][0][0].y - piece[0].y <= 0.25 * piece[0].size:
            lines[-1].append(piece)
        else:
            lines.append([piece])
    joined: list[list[Letter]] = []
    for line in lines:
        edge = float("-inf")
        for piece in sorted(line, key=lambda p: min(x.left for x in p)):
            if min(x.left for x in piece) - edge <= _TOUCH * piece[0].size:
                joined[-1] += piece
            else:
                joined.append(list(piece))
                edge = float("-inf")
            edge = max(edge, *(x.right for x in piece))
    return joined


def is_right_to_left(text: str) -> bool:
    """Whether a letter or digit of a script that runs from right to left, or one of its forms, is in the text."""
    return any("\u0590" <= c <= "\u08ff" or "\ufb1d" <= c <= "\ufdff" or "\ufe70" <= c <= "\ufefc" for c in text)


def reading_order(letters: Sequence[Letter], from_right: bool = False) -> str:
    """The text of a line in the order in which it is read, whatever the order in which the file draws its letters.

    From the places of the letters, by the Unicode Bidirectional Algorithm (UAX #9) turned round: numbers (W2, W4) and
    words of other scripts (W7, N1) keep their order. Which way a bracket points (L4) is told from its neighbours, as
    files differ in it. Words are parted where a gap is; the spaces of the file are not needed. `from_right` says that
    the page as a whole is read from the right: then a line that begins there with such a letter is so, too.
    """
    signs = _clusters(letters)
    kinds = [_kind(sign) for sign in signs]
    letter = next((kind for kind in reversed(kinds) if kind in ("L", "R")), "")
    bare = not letter and bool(signs) and not signs[0].isalnum()
    if bare or (from_right and letter == "R") or kinds.count("R") > kinds.count("L"):
        return "".join(_pointed(_from_right(signs, kinds)))
    return "".join(_pointed(_from_left(signs, kinds)) if "R" in kinds else signs)


def _clusters(letters: Sequence[Letter]) -> list[str]:
    """The letters from left to right, each with the marks above and below it, a space in each gap between words."""
    bases = sorted((x for x in letters if not x.is_mark), key=lambda x: x.x)
    origins = [base.x for base in bases]
    marks: dict[float, list[Letter]] = {}
    for mark in letters if bases else ():
        if mark.is_mark:
            place = bisect_right(origins, (mark.left + mark.right) / 2) - 1
            marks.setdefault(origins[max(place, 0)], []).append(mark)
    signs: list[str] = []
    edge, level = float("-inf"), 0.0
    for origin, group in groupby(bases, key=lambda x: x.x):
        drawn = list(group)
        if signs and (origin - edge > _SPACE * drawn[0].size or abs(drawn[0].y - level) > _RAISED * drawn[0].size):
            signs.append(" ")
        on = marks.get(origin, [])
        edge, level = max(edge, *(x.right for x in (*drawn, *on))), drawn[0].y
        above = "".join(sorted((x.text for x in on), reverse=True))
        signs.append(unicodedata.normalize("NFC", _ligature([x.text for x in drawn]) + above))
    return signs


def _ligature(letters: list[str]) -> str:
    """The letters of one printed sign in their order, which the library turns round with that of the line."""
    if len(letters) == 2 and letters[0] == "ل" and letters[1] in _ALEFS:
        return "".join(letters)
    return "".join(reversed(letters) if is_right_to_left(letters[0]) else letters)


def _kind(sign: str) -> str:
    """`R` or `L` for a letter by its direction, `N` for a digit, a space for all that takes that of its neighbours."""
    kind = unicodedata.bidirectional(sign[0])
    return "R" if kind in _RIGHT else "N" if kind in _NUMBER else kind if kind == "L" else " "


def _from_left(signs: Sequence[str], kinds: Sequence[str]) -> list[str]:
    """The signs with stretches that are read from the right turned round."""
    turned: list[str] = []
    index = 0
    while index < len(signs):
        stop = index + 1
        for place in range(index, len(signs) if kinds[index] == "R" else 0):
            if kinds[place] == "L":
                break
            stop = place + 1 if kinds[place] == "R" else stop
        turned += _from_right(signs[index:stop], kinds[index:stop]) if kinds[index] == "R" else [signs[index]]
        index = stop
    return turned


def _from_right(signs: Sequence[str], kinds: Sequence[str]) -> list[str]:
    runs: list[list[str]] = []
    index = 0
    while index < len(signs):
        stop = _run_end(signs, kinds, index)
        runs.append(list(signs[index:stop]))
        index = stop
    return [sign for run in reversed(runs) for sign in run]


def _run_end(signs: Sequence[str], kinds: Sequence[str], start: int) -> int:
    """Where the run from `start` that is read from the left ends: a number, or words of another script."""
    end = start + 1
    if kinds[start] == "N":
        while end < len(signs) and (
            kinds[end] == "N" or (signs[end] in _SEPARATORS and end + 1 < len(signs) and kinds[end + 1] == "N")
        ):
            end += 1
    if kinds[start] != "L" and not (kinds[start] == "N" and end < len(signs) and kinds[end] == "L"):
        return end
    for index in range(end, len(signs)):
        if kinds[index] == "R":
            break
        if kinds[index] in ("L", "N"):
            end = index + 1
    return end


def _pointed(signs: list[str]) -> list[str]:
    """The signs with each bracket opening before a word and closing after one."""
    is_open: set[str] = set()
    result = list(signs)
    for index, sign in enumerate(signs):
        pair = _BRACKETS.get(sign)
        if pair is None:
            continue
        before = result[index - 1] if index else " "
        after = signs[index + 1] if index + 1 < len(signs) else " "
        opens = before in " " or before == _BRACKETS.get(before, "  ")[0]
        closes = not opens and not after[0].isalnum() and pair in is_open
        opens = opens or not (closes or pair in is_open or not after[0].isalnum())
        result[index] = pair[0] if opens else pair[1]
        (is_open.add if opens else is_open.discard)(pair)
    return result
