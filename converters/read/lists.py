"""List items: which lines begin with a marker (`1.`, `(a)`, `٣-`, `•`), to which list they belong, how deep.

A bullet is one by itself. A number or letter is a marker only where it continues a list: dates, decimals, initials
and house numbers look the same. Numbers of items that run on in one line are split where they continue the list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from converters.read.content import Line
from converters.read.numerals import Style, read_numeral

_BULLETS = "•●▪■◦‣⁃∙◆◇➢➤►▶✓✔❖□○\uf0b7\uf0a7\uf0d8\uf076\uf0fc"
_BULLET = re.compile(rf"(?:([{_BULLETS}])\s*|(-{{1,2}}|[–—―*·»o+‐‑])\s+)(?=\S)")
_BULLET_STARTS = frozenset(_BULLETS + "-–—―*·»o+‐‑")
_DASH_ONLY = re.compile(r"([-–—*·])(?=[^\W\d_])")
_EMPTY = re.compile(rf"[(\[]?(?:\d{{1,4}}|[^\W\d_])[.)\]\-]{{1,2}}|[{_BULLETS}]|[-–—*·]")
_DATE_LIKE = re.compile(r"\S+\s+\d{4}\b")
_SMALL_GAP, _BIG_GAP, _NEAR = 5, 12, 3
_SEGMENT = 160  # characters of an item within a line
_DEPTH = 8  # lists within lists


@dataclass(eq=False, slots=True)
class _List:
    """A numbered list while it is read: its lines by index, with the places of run-on items, and the last number."""

    style: Style
    first: int
    last: int
    at: int
    members: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    parts: int = 0
    group: int = 0
    level: int = 0

    def continues(self, value: int, index: int) -> bool:
        """Whether a line with this number may be the next item; a few numbers may be missing."""
        step, distance = value - self.last, index - self.at
        if self.style.kind == "bare":
            return step == 1 and distance == 1
        if step == 1:
            return True
        if 2 <= step <= _SMALL_GAP:
            return distance <= _NEAR
        big = len(self.members) > _SMALL_GAP and distance == 1
        return (step == 0 and distance == 1) or (big and -2 <= step <= _BIG_GAP)


class _Candidate(NamedTuple):
    marker: str
    rest: int  # where the item's text begins in the line
    readings: tuple[tuple[Style, int], ...]


def mark_items(lines: Sequence[Line]) -> list[Line]:
    """The lines with items told from paragraphs, run-on items split, empty items left out.

    Lines whose kind is set are kept, but an item that shows a marker of its own takes it.
    """
    lines = _attach_markers(lines)
    candidates = [_candidate(line) for line in lines]
    lists = _find_lists(lines, candidates)
    numbered = {index: found for found in lists if _is_list(found, lines, candidates) for index in found.members}
    bullets = [None if i in numbered else _bullet(lines, i) for i in range(len(lines))]
    return list(_emit(lines, candidates, numbered, bullets))


def starts_items(lines: Sequence[Line]) -> list[bool]:
    """For each line whether an item begins with it."""
    candidates = [_candidate(line) for line in lines]
    lists = _find_lists(lines, candidates)
    starts = [_bullet(lines, i) is not None for i in range(len(lines))]
    for found in lists:
        if _is_list(found, lines, candidates):
            for index in found.members:
                starts[index] = True
    return starts


def _attach_markers(lines: Sequence[Line]) -> list[Line]:
    """Markers that stand alone go to the line right below, or away with their empty item."""
    result: list[Line] = []
    pending: Line | None = None
    for line in lines:
        if line.kind is None and line.marker is None and _EMPTY.fullmatch(line.text):
            pending = line
            continue
        takes = pending is not None and line.kind is None and line.blank_before == 0
        if pending is not None and takes and _candidate(line) is None and not _BULLET.match(line.text):
            line = line._replace(marker=pending.text, blank_before=pending.blank_before)
        result.append(line)
        pending = None
    return result


def _candidate(line: Line) -> _Candidate | None:
    if line.kind not in (None, "item"):
        return None
    if line.kind is None and line.marker is not None:
        numeral = read_numeral(line.marker + " x")
        return _Candidate(line.marker, 0, numeral.readings) if numeral else None
    numeral = read_numeral(line.text)
    return _Candidate(numeral.marker, numeral.end, numeral.readings) if numeral else None


def _find_lists(lines: Sequence[Line], candidates: Sequence[_Candidate | None]) -> list[_List]:
    following = _following_values(candidates)
    opened: dict[Style, _List] = {}
    lists: list[_List] = []
    for index, candidate in enumerate(candidates):
        if candidate is None:
            continue
        found, value = _choose(opened, candidate, index)
        if found is None:
            style, value = next(((s, v) for s, v in candidate.readings if v == 1), candidate.readings[0])
            found = opened[style] = _List(style, value, value, index)
            lists.append(found)
        splits = _run_on(lines[index].text, candidate.rest, found.style, value, following[index].get(found.style))
        found.members[index] = splits
        found.parts += 1 + len(splits)
        found.last, found.at = value + len(splits), index
    return lists


def _choose(opened: dict[Style, _List], candidate: _Candidate, index: int) -> tuple[_List | None, int]:
    fits = [(opened[s], v) for s, v in candidate.readings if s in opened and opened[s].continues(v, index)]
    return max(fits, key=lambda fit: fit[0].at) if fits else (None, 0)


def _following_values(candidates: Sequence[_Candidate | None]) -> list[dict[Style, int]]:
    """For each candidate the number of the next one in the same style."""
    result: list[dict[Style, int]] = [{} for _ in candidates]
    seen: dict[Style, int] = {}
    for index in range(len(candidates) - 1, -1, -1):
        candidate = candidates[index]
        if candidate is None:
            continue
        result[index] = {style: seen[style] for style, _ in candidate.readings if style in seen}
        seen.update(candidate.readings)
    return result


def _run_on(text: str, start: int, style: Style, value: int, following: int | None) -> list[tuple[int, int]]:
    """Where in the line the next numbers of its list stand: (position, end of marker) of each, in order."""
    splits: list[tuple[int, int]] = []
    if style.kind != "decimal" or not style.close or following == value + 1:
        return splits
    for match in style.inside(text, start + 1):
        if int(match[1]) == value + 1 and text[start : match.start()].strip():
            splits.append(match.span())
            start, value = match.end(), value + 1
            if following == value + 1:
                break
    return splits


def _is_list(found: _List, lines: Sequence[Line], candidates: Sequence[_Candidate | None]) -> bool:
    if found.style.kind == "bare":
        return found.first == 1 and len(found.members) >= 3
    if found.parts >= 2:
        return found.first <= 1 or found.last - found.first >= 1
    first = next(iter(found.members))
    candidate = candidates[first]
    if found.style.kind != "decimal" or found.first != 1 or candidate is None:
        return False
    return found.style.close == ")" or (
        found.style.close == "." and not _DATE_LIKE.match(lines[first].text, candidate.rest)
    )


def _bullet(lines: Sequence[Line], index: int) -> tuple[str, int] | None:
    """The bullet and where the text after it begins."""
    line = lines[index]
    if line.kind not in (None, "item") or not line.text:
        return None
    if line.kind is None and line.marker is not None:
        return (line.marker, 0) if not line.marker[0].isalnum() and len(line.marker) == 1 else None
    if line.text[0] not in _BULLET_STARTS:
        return None
    match = _BULLET.match(line.text)
    if match and any(map(str.isalnum, line.text[match.end() : match.end() + 40])):
        sign = match[1] or match[2]
        return (sign, match.end()) if sign not in "o+" or _has_neighbour(lines, index, sign + " ") else None
    match = _DASH_ONLY.match(line.text)
    if match and line.kind is None and _has_neighbour(lines, index, match[1]):
        return match[1], match.end()
    return None


def _has_neighbour(lines: Sequence[Line], index: int, start: str) -> bool:
    return any(0 <= i < len(lines) and lines[i].text.startswith(start) for i in (index - 1, index + 1))


@dataclass(slots=True)
class _Open:
    """A list that is open while lines are given out: its key, indentation and group."""

    key: object
    indent: int
    group: int


def _emit(
    lines: Sequence[Line],
    candidates: Sequence[_Candidate | None],
    numbered: dict[int, _List],
    bullets: Sequence[tuple[str, int] | None],
) -> Iterator[Line]:
    group = max((line.group or 0 for line in lines), default=0)
    stack: list[_Open] = []
    for index, line in enumerate(lines):
        found, candidate, bullet = numbered.get(index), candidates[index], bullets[index]
        if found is not None and candidate is not None:
            group = _descend(stack, found, line.indent, group, found.group)
            found.group, found.level = stack[-1].group, found.level or len(stack)
            yield from _split_numbered(line, candidate, found, found.members[index])
        elif bullet is not None:
            group = _descend(stack, bullet[0], line.indent, group)
            yield from _split_bullets(line, bullet, stack[-1].group, len(stack))
        else:
            stack.clear()
            parts = _split_enumeration(line if line.kind else line._replace(marker=None), group + 1)
            group += len(parts) > 1
            yield from parts


def _descend(stack: list[_Open], key: object, indent: int, group: int, known: int = 0) -> int:
    """Makes the list `key` the top of the stack, new or resumed; returns the highest group so far."""
    for depth in range(len(stack) - 1, -1, -1):
        if stack[depth].key == key and (not isinstance(key, str) or abs(stack[depth].indent - indent) <= 1):
            del stack[depth + 1 :]
            return group
    if isinstance(key, _List):  # a new series in the style of an open list takes its place
        looks = [o.key.style[:4] if isinstance(o.key, _List) else None for o in stack]
        del stack[looks.index(key.style[:4]) if key.style[:4] in looks else len(stack) :]
    del stack[_DEPTH - 1 :]
    while stack and stack[-1].indent > indent + 1:
        stack.pop()
    stack.append(_Open(key, indent, known or group + 1))
    return group if known else group + 1


def _as_item(line: Line, start: int, end: int, marker: str, group: int, level: int) -> Line:
    part = line.cut(start, end)
    if line.kind == "item":
        return part._replace(marker=marker)
    return part._replace(kind="row" if part.cells else "item", marker=marker, group=group, level=level)


def _split_numbered(
    line: Line, candidate: _Candidate, found: _List, splits: Sequence[tuple[int, int]]
) -> Iterator[Line]:
    marker, start = candidate.marker, candidate.rest
    for position, after in splits:
        yield _as_item(line, start, position, marker, found.group, found.level)
        marker, start = line.text[position:after].strip(), after
        line = line._replace(blank_before=0)
    yield _as_item(line, start, len(line.text), marker, found.group, found.level)


def _split_bullets(line: Line, bullet: tuple[str, int], group: int, level: int) -> Iterator[Line]:
    sign, start = bullet
    while sign in _BULLETS and (position := line.text.find(f" {sign} ", start)) >= 0:
        yield _as_item(line, start, position, sign, group, level)
        start, line = position + 3, line._replace(blank_before=0)
    yield _as_item(line, start, len(line.text), sign, group, level)


def _split_enumeration(line: Line, group: int) -> list[Line]:
    """`Signed by: 1. A 2. B 3. C` as a paragraph and its items, where there are three short ones at least."""
    colon = line.text.find(": ")
    listed = colon >= 0 and line.kind is None
    numeral = read_numeral(line.text[colon + 2 : colon + 8].lstrip() + " x") if listed else None
    readings = numeral.readings if numeral else ()
    style = next((s for s, value in readings if value == 1 and s.kind == "decimal"), None)
    first = next(style.inside(line.text, colon + 2), None) if style else None
    if style is None or first is None or line.text[colon + 2 : first.start()].strip():
        return [line]
    splits = [(first.start(), first.end()), *_run_on(line.text, first.end(), style, 1, None)]
    ends = [*(start for start, _ in splits[1:]), len(line.text)]
    if len(splits) < 3 or any(end - start > _SEGMENT for (_, start), end in zip(splits, ends, strict=True)):
        return [line]
    items = [
        _as_item(line._replace(blank_before=0), after, end, line.text[start:after].strip(), group, 1)
        for (start, after), end in zip(splits, ends, strict=True)
    ]
    return [line.cut(0, splits[0][0]), *items]
