"""Where in a law: articles, sections, paragraphs and their lists and ranges, as language-free paths.

A path is pairs of unit and number joined by slashes, `art/9/para/5/sub/b`, or `preamble`. All patterns work on folded
text (`converters.phrases.fold`), whose positions are those of the text; the words come from [law] of the language.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from converters.extract.passages import Passage, first_words, glued_source, plain, prefix_source, word_source
from data import Language

MAX_RANGE = 30  # "sections 9 to 12" is written out; a longer range is taken as its two ends
MAX_LIST = 40
ROMAN = r"(?=[ivxlc])c{0,3}(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})"
_ROMANS = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv", "xvi")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_NOTE = re.compile(r"\s?\((?![\d\s]*\))[^()\n]{3,80}\)")
_MARK_SIGNS = re.compile(r"[\s()./,]")
_DASHED = re.compile(r"-(\d{1,3})(?![\d-])")
_PARA = re.compile(r"(\w+/[\w-]+)/para/")
_SIBLING = re.compile(r"(.+)/sub/[a-z]+$")
_OPENED = re.compile(r"\(\w")
_SIGN = re.compile("§+")
_COMMA = re.compile(r"\s*,?\s*")
_NESTED = ("para", "sub")


@dataclass(frozen=True, slots=True)
class Locator:
    """Units cited together, from `start` to `end` of a text: `Articles 9 and 14` has two paths.

    `unit` is the outermost unit; `common` marks "common Article 3", which needs no instrument beside it.
    """

    start: int
    end: int
    paths: tuple[str, ...]
    unit: str
    common: bool = False


def roman_value(numeral: str) -> int:
    """The value of a Roman numeral in lower case."""
    values = [_ROMAN_VALUES[letter] for letter in numeral]
    return sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))


class LocatorGrammar:
    """The patterns of one language for units and their numbers, compiled once."""

    def __init__(self, language: Language) -> None:
        def words(key: str) -> tuple[str, ...]:
            return language.words("law", key)

        self.units: dict[str, tuple[str, bool]] = {}
        for key, many in (("units", False), ("many", True)):
            for unit, forms in language.table("law", key).items():
                self.units.update({plain(form): (unit, many) for form in forms})
        prefixes = prefix_source(language)
        forms = word_source(tuple(self.units))
        self.unit = re.compile(rf"{prefixes}(?P<unit>{forms}|§§?)(?=[\s(\d])\s*")
        self.common_before = re.compile(rf"(?<!\w){word_source(words('common'))}\s+$")
        self.common_after = re.compile(rf"\s*,?\s*{word_source(words('common'))}")
        self.unit_starts = first_words(self.units, language)
        self.preamble = re.compile(rf"{prefixes}{word_source(words('preamble'))}")
        self.preamble_starts = first_words(words("preamble"), language)
        self.ordinals = {plain(word): number for word, number in language.table("law", "ordinals").items()}
        self.letters: dict[str, str] = {
            plain(word): letter for word, letter in language.table("law", "letters").items()
        }
        self.right_to_left = language.direction == "rtl"
        self._compile_numbers(words)
        joins = word_source(words("and"))
        attached = glued_source(words("and_attached"))
        self.separator = re.compile(rf"\s*,\s*(?:{joins}\s*)?|\s+(?:{joins}\s*|&\s*)|\s*{attached}\s*")
        self.range = re.compile(rf"\s*-\s*|\s+{word_source(words('to'))}\s*")
        self.range_from = re.compile(rf"{word_source(words('range_from'))}\s*")
        self.of = re.compile(
            rf"\s*,?\s*(?:(?:{word_source(words('links'))}|{word_source(words('fillers'))})\s*){{1,3}}"
        )

    def _compile_numbers(self, words: Callable[[str], tuple[str, ...]]) -> None:
        bis = word_source(("bis", "ter", "quater", *words("bis")))
        ordinals = word_source(self.ordinals)
        self.number = re.compile(
            rf"(?P<open>\(\s*)?(?P<n>{ordinals}(?!\w)|[lrd]\.?\s?\d{{1,4}}(?:-\d{{1,3}})*(?!\w)|\d{{1,4}}-?[a-z](?!\w)"
            rf"|\d{{1,4}}°?(?![\w°])|{ROMAN}(?<=\w)(?!\w))(?(open)\s*\))(?:\s?(?P<bis>{bis})(?!\w))?"
        )
        letter = word_source(self.letters)
        slash = r"|/\d{1,2}(?!\d)" if self.right_to_left else ""
        self.sub = re.compile(
            rf"\s?\((\d{{1,3}}|([a-z])\2?|[ivx]{{1,5}}|{letter})\)"
            rf"|(?:(?<=\d),)?\s(\d{{1,2}}|[a-z]|[ivx]{{1,5}})\)|\.(\d{{1,2}}(?![\d]*[\w])|(?:[a-z]|[ivx]{{2,5}})(?!\w)){slash}"
        )
        self.mark = re.compile(rf"\(?\s?(?P<n>{letter}|[a-z](?!\w)|[ivx]{{1,5}}(?!\w)|\d{{1,3}})\s?\)?")

    def find(self, passage: Passage) -> list[Locator]:
        """The locators of a passage in order."""
        text, folded = passage.text, passage.folded
        starts = passage.starts(self.unit_starts)
        starts += [sign.start() for sign in _SIGN.finditer(folded)] if "§" in folded else []
        found: list[Locator] = []
        end = 0
        for start in sorted(starts):
            match = self.unit.match(folded, start) if start >= end else None
            if match and (locator := self._locator(text, folded, match)) is not None:
                found.append(locator)
                end = locator.end
        preambles = passage.find(self.preamble, self.preamble_starts)
        found += [Locator(m.start(), m.end(), ("preamble",), "preamble") for m in preambles]
        return sorted(found, key=lambda locator: locator.start)

    def _locator(self, text: str, folded: str, match: re.Match[str]) -> Locator | None:
        paths, end = self._group(text, folded, match)
        if not paths:
            return None
        start, common = match.start(), False
        if before := self.common_before.search(folded, max(0, start - 20), start):
            start, common = before.start(), True
        if after := self.common_after.match(folded, end):
            common, end = True, after.end()
        return Locator(start, end, tuple(dict.fromkeys(paths)), paths[0].split("/")[0], common)

    def _group(self, text: str, folded: str, match: re.Match[str], depth: int = 0) -> tuple[list[str], int]:
        """The paths that start at a unit word, and where they end; "paragraph 5 of Article 9" is one path."""
        unit, many = self._unit(match.group("unit"))
        pos = match.end()
        if unit == "sub":
            marks = self.mark.match(folded, pos)
            paths, end = ([f"sub/{self._mark(marks['n'])}"], marks.end()) if marks else ([], pos)
        else:
            paths, end = self._items(text, folded, pos, unit, many)
        if paths and unit in _NESTED and depth < 3 and (of := self.of.match(folded, end)):
            outer = self.unit.match(folded, of.end())
            if outer and self._unit(outer.group("unit"))[0] not in ("sub", unit):
                parents, outer_end = self._group(text, folded, outer, depth + 1)
                if parents:
                    return [f"{parent}/{path}" for parent in parents for path in paths], outer_end
        return paths, end

    def _unit(self, printed: str) -> tuple[str, bool]:
        if printed.startswith("§"):
            return "section", len(printed) == 2
        return self.units[" ".join(printed.split())]

    def _items(self, text: str, folded: str, pos: int, unit: str, many: bool) -> tuple[list[str], int]:
        if start := self.range_from.match(folded, pos):
            pos = start.end()
        first = self._item(text, folded, pos, unit, many)
        if first is None and _OPENED.match(folded, pos):  # "Articles (7, 9 and 10)"
            paths, end = self._items(text, folded, pos + 1, unit, many)
            return (paths, end + 1) if folded[end : end + 1] == ")" else ([], pos)
        if first is None:
            return [], pos
        paths, end = first
        paths = list(paths)
        while len(paths) < MAX_LIST:
            step = self._range(text, folded, end, unit, many, paths) or self._next(text, folded, end, unit, many, paths)
            if step is None:
                return paths, end
            paths += step[0]
            end = step[1]
        return paths, end

    def _range(
        self, text: str, folded: str, pos: int, unit: str, many: bool, paths: list[str]
    ) -> tuple[list[str], int] | None:
        """What "to 12" adds to a list that ends with 9: 10, 11, 12."""
        match = self.range.match(folded, pos)
        first = re.fullmatch(rf"{unit}/(\d+)", paths[-1])
        if match is None or first is None or (not many and "-" not in match.group()):
            return None
        item = self._item(text, folded, match.end(), unit, many)
        last = re.match(rf"{unit}/(\d+)", item[0][0]) if item else None
        if item is None or last is None or int(last[1]) <= int(first[1]):
            return None
        between = range(int(first[1]) + 1, int(last[1])) if int(last[1]) - int(first[1]) <= MAX_RANGE else ()
        return [*(f"{unit}/{number}" for number in between), *item[0]], item[1]

    def _next(
        self, text: str, folded: str, pos: int, unit: str, many: bool, paths: list[str]
    ) -> tuple[list[str], int] | None:
        """The next item of a list; after a singular ("Article 9 and 14 of …") only where an "of" follows."""
        note = _NOTE.match(folded, pos)
        match = self.separator.match(folded, note.end() if note else pos)
        if match is None or not match.group().strip() or unit == "sub":
            return None
        if folded[match.end() : match.end() + 1] == "(" and (para := _PARA.match(paths[-1])):
            path, end = self._subs(folded, para[1], match.end())  # "Article 10 (1) and (2)(a)"
            if "/para/" in path:
                return [path], end
        mark = self.sub.match(folded, match.end() - folded[match.end() - 1].isspace())
        if mark and (sibling := _SIBLING.match(paths[-1])):
            path, end = self._subs(folded, sibling[1], mark.start())  # "paragraph 2 (a) and (d)"
            return ([path], end) if mark.group().endswith(")") and "/sub/" in path else None
        item = self._item(text, folded, match.end(), unit, many)
        if item is None or item[1] - match.end() > 30:
            return None
        if not many and not (self.of.match(folded, item[1]) or folded[item[1] : item[1] + 1] == ")"):
            return None
        return item

    def _item(self, text: str, folded: str, pos: int, unit: str, many: bool) -> tuple[list[str], int] | None:
        """One number with its sub-paragraphs and its "paragraph 5", as paths, and where it ends."""
        match = self.number.match(folded, pos)
        if match is None or (number := self._number(text, match)) is None:
            return None
        end = match.end()
        dash = _DASHED.match(folded, end)
        if dash and number.isdigit() and int(dash[1]) < int(number):  # "article 312-1" of a code, no range
            number, end = f"{number}-{dash[1]}", dash.end()
        path = f"{unit}/{number}"
        path, end = self._subs(folded, path, end)
        if unit in _NESTED:
            return [path], end
        inner = self._inner(folded, end)
        if inner and (inner["unit"].startswith("§") or self._unit(inner["unit"])[0] == "para"):
            many = not inner["unit"].startswith("§") and self._unit(inner["unit"])[1]
            paras, stop = self._items(text, folded, inner.end(), "para", many)
            if paras:
                return self._with_marks(folded, [f"{path}/{para}" for para in paras], stop)
        return self._with_marks(folded, [path], end)

    def _inner(self, folded: str, pos: int) -> re.Match[str] | None:
        """The unit word that follows, a comma apart: ", paragraph" after "Article 9"."""
        comma = _COMMA.match(folded, pos)
        return self.unit.match(folded, comma.end() if comma else pos)

    def _with_marks(self, folded: str, paths: list[str], end: int) -> tuple[list[str], int]:
        """The paths with a following "point (a)" or "inciso b)" added to the last."""
        inner = self._inner(folded, end)
        if inner is None or inner["unit"].startswith("§") or self._unit(inner["unit"])[0] not in _NESTED:
            return paths, end
        mark = self.mark.match(folded, inner.end())
        if mark is None or (self._unit(inner["unit"])[0] == "para" and not mark.group().endswith(")")):
            return paths, end
        path, stop = self._subs(folded, f"{paths[-1]}/sub/{self._mark(mark['n'])}", mark.end())
        return [*paths[:-1], path], stop

    def _subs(self, folded: str, path: str, end: int) -> tuple[str, int]:
        while match := self.sub.match(folded, end):
            mark = self._mark(_MARK_SIGNS.sub("", match.group()))
            kind = "para" if mark.isdigit() and "/para/" not in path and not path.startswith("para/") else "sub"
            mark = self._deepest(path, mark)
            path, end = f"{path}/{kind}/{mark}", match.end()
        return path, end

    def _mark(self, printed: str) -> str:
        return self.letters.get(printed, printed)

    def _deepest(self, path: str, mark: str) -> str:
        """A mark below a letter: right-to-left scripts print the Roman numbers of other languages in digits."""
        below_letter = self.right_to_left and path[-1].isalpha() and "/sub/" in path
        return _ROMANS[int(mark)] if below_letter and mark.isdigit() and int(mark) < len(_ROMANS) else mark

    def _number(self, text: str, match: re.Match[str]) -> str | None:
        """The number of a match in digits, "8bis", "295c" or "l123-4"; None for a word that is no number after all."""
        printed = " ".join(match["n"].split())
        start = match.start("n")
        if printed in self.ordinals:
            number = str(self.ordinals[printed])
        elif printed[0].isdigit():
            number = re.sub(r"(?<=\d)[°]$", "", printed).replace("-", "")
            if text[start + len(printed) - 1] == "º":
                number = number[:-1]
        elif any(c.isdigit() for c in printed):
            number = re.sub(r"[.\s]", "", printed)
        elif text[start : match.end("n")].isupper():
            number = str(roman_value(printed))
        else:
            return None
        suffix = re.sub(r"\W", "", match["bis"]) if match["bis"] else ""
        return number + (suffix if suffix.isascii() else "bis" if suffix else "")
