"""Names in running text: lists parted by semicolons, slashes, points or commas, with a last "and"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from converters.extract.layout import (
    capitalised_share,
    contains,
    has_organisation_word,
    is_cased,
    starts_with,
    word_count,
)
from converters.extract.names import is_person
from converters.extract.signing import signed_mark
from converters.extract.vocabulary import folded_text
from converters.phrases import words_pattern
from data.languages import Language

_SEMICOLON = re.compile(r"\s*[;؛]\s*")
_COMMA = re.compile(r"\s*[,،]\s*")
_SIGNS = (re.compile(r"\s+/\s+"), re.compile(r"\s+[·•∙]\s+"), re.compile(r"\s+\|\s+"))
_NUMBER = re.compile(r"\s+\d{1,3}[.)]\s+(?=[^\W\d_])")
_STOP_INSIDE = re.compile(r"[.!?؟]\s+[^\W\d_]{2,}")
_HEAD_WORDS = 24
_DOTS = re.compile(r"\s*(?:\.{3}|…)\s*")
_LONGEST = 400  # characters of one name


def running_names(text: str, languages: tuple[Language, ...], *, listed: bool) -> list[tuple[int, int]]:
    """Where the names stand in a text that is a list of them; empty where it holds none.

    What stands before a colon is no name; where it announces signatories, fewer names are enough. `listed` says that
    the text stands in a list of signatories: then two persons make a list.
    """
    if signed_mark(text, languages):
        return []
    if listed and (numbered := _numbered(text, languages)):
        return numbered
    head, colon, _ = text.partition(":")
    begin = len(head) + 1 if colon and word_count(head) <= _HEAD_WORDS else 0
    led = bool(begin) and contains(head, languages[0], "signatories", "leads", "person_groups", "groups") is not None
    separator = _separator(text, begin, led=led)
    if separator is None or (begin and not has_capital_after(text, begin)):
        return []
    commas = len(separator.findall(text, begin)) if separator is _COMMA else 0
    few = separator is _COMMA and commas < 3 and not (led and commas == 2)
    if few and not (led or listed):
        return []
    pieces = _pieces(text, begin, separator, languages)
    pieces = _with_tails(text, pieces) if separator is _COMMA else pieces
    names = [text[s:e] for s, e in pieces]
    if few and not all(is_person(name, languages) for name in names):
        return []
    persons = sum(is_person(name, languages) for name in names) if led or listed else 0
    if len(pieces) < 3 and not (len(pieces) == 2 and (led or persons == 2)):
        return []
    good = sum(_is_running_name(name, languages) for name in names)
    known = persons + sum(has_organisation_word(name, languages) for name in names)
    enough = 3 * known >= len(names) or (separator in _SIGNS and known > 0) or (led and is_cased(text))
    return pieces if good >= 0.85 * len(pieces) and enough else []


def _with_tails(text: str, pieces: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The names of a list with what follows a comma in small letters ("River Watch, northern branch")."""
    joined: list[tuple[int, int]] = []
    for start, end in pieces:
        if joined and text[start].islower() and text[joined[-1][0]].isupper():
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _numbered(text: str, languages: tuple[Language, ...]) -> list[tuple[int, int]]:
    """The names of a line in which numbers run on ("Ann Doe 15. River Watch"); empty where a piece is no name."""
    marks = list(_NUMBER.finditer(text))
    if not marks:
        return []
    starts = [0, *(m.end() for m in marks)]
    bounds = zip(starts, [*(m.start() for m in marks), len(text)], strict=True)
    pieces = [(s, e) for start, end in bounds if (s := _skip(text, start, end)) < (e := _back(text, start, end))]
    return pieces if all(_is_running_name(text[s:e], languages) for s, e in pieces) else []


def _separator(text: str, begin: int, *, led: bool) -> re.Pattern[str] | None:
    """What parts the names of a list; None where nothing does often enough."""
    if text.count(";", begin) + text.count("؛", begin) >= (1 if led else 2):
        return _SEMICOLON
    for sign in _SIGNS:
        if len(sign.findall(text, begin)) >= (1 if led else 3):
            return sign
    return _COMMA if _COMMA.search(text, begin) else None


def split_names(text: str, languages: tuple[Language, ...]) -> list[tuple[int, int]]:
    """Where the names in a list begin and end: parted by semicolons, else by commas and a last "and"."""
    separator = _SEMICOLON if len(_SEMICOLON.findall(text)) >= 2 else _COMMA
    return _pieces(text, 0, separator, languages)


def _pieces(
    text: str, begin: int, separator: re.Pattern[str], languages: tuple[Language, ...]
) -> list[tuple[int, int]]:
    bounds, at, depth, seen = [], begin, 0, begin
    for match in separator.finditer(text, begin):
        depth += text.count("(", seen, match.start()) - text.count(")", seen, match.start())
        seen = match.start()
        if depth <= 0:
            bounds.append((at, match.start()))
            at = match.end()
    bounds.append((at, len(text)))
    bounds[-1:] = _last_two(text, *bounds[-1], languages, commas=separator is _COMMA)
    trimmed = ((_after_article(text, start, end, languages[0]), _back(text, start, end)) for start, end in bounds)
    names = ((s, _before_rest(text, s, e, languages[0])) for s, e in trimmed if s < e)
    return [(s, e) for s, e in names if not is_rest(text[s:e], languages[0])]


def _after_article(text: str, start: int, end: int, language: Language) -> int:
    """Where a name begins, without an article in lower case before its capital."""
    start = _skip(text, start, end)
    article = words_pattern(language, "signatories", "lower_articles").match(text, start, end)
    return _skip(text, article.end(), end) if article and has_capital_after(text, article.end()) else start


def _before_rest(text: str, start: int, end: int, language: Language) -> int:
    """Where a name ends that goes on in "and 34 others"."""
    if end - start > _LONGEST:
        return end
    if (dots := _DOTS.search(text, start, end)) and is_rest(text[dots.end() : end], language):
        return _back(text, start, dots.start())
    for joint in words_pattern(language, "signatories", "and").finditer(folded_text(text), start, end):
        if is_rest(text[joint.end() : end], language):
            return _back(text, start, joint.start())
    return end


def _last_two(
    text: str, start: int, end: int, languages: tuple[Language, ...], *, commas: bool
) -> list[tuple[int, int]]:
    """The last stretch of a list, cut at the "and" that joins its last name."""
    if end - start > _LONGEST:
        return [(start, end)]
    folded = folded_text(text)
    joint = words_pattern(languages[0], "signatories", "and")
    if first := joint.match(folded, start):
        return [(first.end(), end)]
    cut = _list_joint(text, list(joint.finditer(folded, start, end)), start, end, languages) if commas else None
    cut = cut or (_attached_joint(text, start, end, languages) if commas else None)
    return [(start, cut.start()), (cut.end(), end)] if cut else [(start, end)]


def _list_joint(
    text: str, joints: Sequence[re.Match[str]], start: int, end: int, languages: tuple[Language, ...]
) -> re.Match[str] | None:
    """The "and" that joins the last name to a list: the only one, else one with a body's name on both sides."""
    lower = words_pattern(languages[0], "signatories", "lower_articles")
    good = []
    for m in joints:
        article = lower.match(text, _skip(text, m.end(), end))
        after = text[m.end() : end]
        if m.start() > start and (
            has_capital_after(text, article.end() if article else m.end()) or is_rest(after, languages[0])
        ):
            good.append(m)
    if len(joints) == 1:
        return good[0] if good else None
    named = [
        m
        for m in good
        if all(has_organisation_word(half, languages) for half in (text[start : m.start()], text[m.end() : end]))
    ]
    return next(iter([*reversed(named), *reversed(good)]), None)


def _attached_joint(text: str, start: int, end: int, languages: tuple[Language, ...]) -> re.Match[str] | None:
    """An "and" that is written onto the next word, where it ends a bracket or parts two bodies' names."""
    letters = "".join(languages[0].words("signatories", "and_attached"))
    if not letters:
        return None
    for match in re.compile(rf"\s+[{letters}](?=\w{{3}})").finditer(text, start, end):
        left, right = text[start : match.start()], text[match.end() : end]
        named = has_organisation_word(right.split()[0], languages) and has_organisation_word(left, languages)
        if left.rstrip().endswith(")") or named:
            return match
    return None


def is_rest(text: str, language: Language) -> bool:
    """Whether a piece only counts further names ("34 others")."""
    if word_count(text) > 6 or not contains(text, language, "signatories", "others"):
        return False
    return any(c.isdigit() for c in text) or starts_with(text, language, "signatories", "others") is not None


def has_capital_after(text: str, at: int) -> bool:
    """Whether the next letter is a capital, or of a script without case."""
    while at < len(text) and text[at].isspace():
        at += 1
    return at < len(text) and not text[at].islower()


def _skip(text: str, start: int, end: int) -> int:
    while start < end and (text[start].isspace() or text[start] in "*_"):
        start += 1
    return start


def _back(text: str, start: int, end: int) -> int:
    while end > start and (text[end - 1].isspace() or text[end - 1] in ".;,*_"):
        if text[end - 1] == "." and end - 2 > start and text[end - 3 : end - 2] == ".":
            break
        end -= 1
    return end


def _is_running_name(text: str, languages: tuple[Language, ...]) -> bool:
    words = word_count(text)
    if not 1 <= words <= 16 or (words > 8 and _STOP_INSIDE.search(text)):
        return False
    if not (text[0].isalnum() or text[0] in "«\"“'(") or text[0].islower():
        return False
    return capitalised_share(text, languages[0]) >= 0.5 or has_organisation_word(text, languages)
