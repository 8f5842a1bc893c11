"""Numbers and bullets of word-processor lists, which stand in no text (ECMA-376 part 1, section 17.9)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

from converters.read.numerals import write_numeral

_PLACE = re.compile(r"%(\d)")
_LEVELS = 9


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 1
    format: str = "decimal"
    text: str = "%1."


@dataclass(slots=True)
class Numbering:
    """Counts the items of all lists of a document, in the order in which they are asked for."""

    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    abstracts: dict[str, str] = field(default_factory=dict)
    restarts: dict[str, dict[int, int]] = field(default_factory=dict)
    _counts: dict[str, list[int]] = field(default_factory=dict)
    _started: set[str] = field(default_factory=set)

    def marker(self, number: str, depth: int) -> str | None:
        """The marker of the next item at a depth (from 0) of the list `number`; None where the list has none."""
        abstract = self.abstracts.get(number)
        if abstract is None or not 0 <= depth < _LEVELS:
            return None
        levels = self.levels.get(abstract, {})
        level = levels.get(depth, _Level())
        if level.format == "bullet":
            return "•"
        counts = self._counts.setdefault(abstract, [0] * _LEVELS)
        if number not in self._started:
            self._started.add(number)
            for at, start in self.restarts.get(number, {}).items():
                counts[at] = start - levels.get(at, _Level()).start
        counts[depth] += 1
        counts[depth + 1 :] = [0] * (_LEVELS - depth - 1)
        return _PLACE.sub(lambda match: _count(levels, counts, int(match[1]) - 1), level.text).strip() or None


def _count(levels: dict[int, _Level], counts: list[int], depth: int) -> str:
    if not 0 <= depth < _LEVELS:
        return ""
    level = levels.get(depth, _Level())
    return write_numeral(max(counts[depth], 1) + level.start - 1, level.format)


def read_numbering(root: Any) -> Numbering:
    """The lists that a numbering part defines; `root` is its XML, None where the document has none."""
    numbering = Numbering()
    if root is None:
        return numbering
    for abstract in root.iter(qn("w:abstractNum")):
        levels = {_integer(e.get(qn("w:ilvl"))): _level(e) for e in abstract.iter(qn("w:lvl"))}
        numbering.levels[abstract.get(qn("w:abstractNumId"))] = levels
    for number in root.iter(qn("w:num")):
        key, link = number.get(qn("w:numId")), number.find(qn("w:abstractNumId"))
        if link is None:
            continue
        numbering.abstracts[key] = link.get(qn("w:val"))
        for override in number.iter(qn("w:lvlOverride")):
            start = override.find(qn("w:startOverride"))
            if start is not None:
                at = min(max(_integer(override.get(qn("w:ilvl"))), 0), _LEVELS - 1)
                numbering.restarts.setdefault(key, {})[at] = _integer(start.get(qn("w:val")), 1)
    return numbering


def _level(element: Any) -> _Level:
    found = {name: element.find(qn(f"w:{name}")) for name in ("start", "numFmt", "lvlText")}
    values = {name: e.get(qn("w:val")) for name, e in found.items() if e is not None}
    return _Level(_integer(values.get("start"), 1), values.get("numFmt") or "decimal", values.get("lvlText") or "")


def _integer(value: str | None, default: int = 0) -> int:
    return int(value) if value and value.isdecimal() and len(value) < 6 else default
