"""Instruments that a text names by a number or symbol: resolutions, EU acts, ILO conventions, general comments.

The symbols stand in `data/reference/citation-patterns.toml`, the words around them in [law] of the language.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from typing import Any

from converters.extract.instruments import slugify
from converters.extract.locators import ROMAN
from converters.extract.passages import Mention, Passage, first_words, glued_source, plain, prefix_source, word_source
from converters.phrases import fold
from data import Instrument, Language, Reference

SURE, LIKELY, GUESSED = 0.96, 0.85, 0.75
AFTERWARDS = 15  # a body after the number counts as so many characters farther away
BEFORE = 160  # how far from a number, in characters, the body that adopted it may be named
_TENS = ("", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx", "xc")
_ONES = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_DIGITS = re.compile(r"\d+")
_EU_IRI = re.compile(r"/eli/(\w+)/(\d{4})/(\d+)")


class SymbolGrammar:
    """The patterns of one language, compiled once."""

    def __init__(self, language: Language, reference: Reference) -> None:
        self.language, self.instruments = language, reference.instruments
        patterns = reference.citation_patterns
        self.right_to_left = language.direction == "rtl"
        self.symbols = [
            (re.compile(p["hint"]), re.compile(rf"(?<![\w/]){self._fill(p['match'])}(?!\w)"), p)
            for p in patterns["symbol"]
        ]
        self.numbers = [(re.compile(self._fill(p["match"])), p) for p in patterns["resolution"]]
        self.by_number = self._numbered(reference.instruments)
        self.by_resolution: dict[str, list[str]] = {}
        for key in reference.instruments:
            if match := re.match(r"(?:unga|unsc)-res-(\d+)(?!-\d)", key):
                self.by_resolution.setdefault(match[1], []).append(key)
        sign = f"(?:{glued_source(language.words('law', 'number_signs'))}\\s*)?"
        joins = word_source(language.words("law", "and"))
        attached = glued_source(language.words("law", "and_attached"))
        self.join = re.compile(rf"\s*,\s*(?:{joins}\s*)?{sign}|\s*{joins}\s*{sign}|\s*{attached}\s*(?={sign}\d){sign}")
        links = word_source((*language.words("law", "links"), *language.words("law", "fillers")))
        bodies = rf"(?:\s*(?:{links}\s*){{0,2}}{word_source(language.words('law', 'bodies'))})?"
        self.resolution = re.compile(rf"{self._words('resolution')}{bodies}\s*{sign}")
        self.bodies = _folded(language.table("law", "bodies"))
        self.body = re.compile(self._words("bodies"))
        self.eu_acts = _folded(language.table("law", "eu_acts"))
        eu = [self._fill(patterns["eu"][name]).replace("?P<a>", "").replace("?P<b>", "") for name in patterns["eu"]]
        self.eu = re.compile(rf"{self._words('eu_acts', 'act')}\s+(?P<number>{'|'.join(eu)})")
        of_ilo = rf"(?:\s*\(?(?:\w{{1,3}}[\s']\s*){{0,2}}{word_source(language.words('law', 'ilo'))}\)?)?"
        ilo_before = rf"(?:{word_source(language.words('law', 'ilo'))}\s+)?"
        self.ilo = re.compile(rf"{ilo_before}{self._words('ilo_words')}{of_ilo}\s+(?P<sign>{sign})(?=\d)")
        self.ilo_name = re.compile(self._words("ilo"))
        self.of_ilo = re.compile(of_ilo)
        between = rf"\s*(?:{links}\s*){{0,3}}"
        self.body_follows = re.compile(rf"{between}{word_source(language.words('law', 'bodies'))}")
        self.body_stands = re.compile(rf"(?<!\w){word_source(language.words('law', 'bodies'))}\s+$")
        self.resolution_starts, self.body_starts = self._starts("resolution"), self._starts("bodies")
        self.eu_starts, self.ilo_starts = self._starts("eu_acts"), self._starts("ilo", "ilo_words")
        self.ilo_name_starts, self.comment_starts = self._starts("ilo"), self._starts("comments")
        self.comments = _folded(language.table("law", "comments"))
        self.comment = re.compile(rf"{self._words('comments', 'kind')}\s*{sign}(?=\d)")

    def _words(self, key: str, group: str = "") -> str:
        """Pattern source for a whole word under a key of [law], with the letters that may be written before it."""
        words = word_source(self.language.words("law", key))
        return prefix_source(self.language) + (f"(?P<{group}>{words})" if group else words)

    def _starts(self, *keys: str) -> frozenset[str]:
        return first_words([word for key in keys for word in self.language.words("law", key)], self.language)

    def _fill(self, source: str) -> str:
        source = source.replace("<roman>", ROMAN)
        return re.sub(r"(?<!\?P)<(\w+)>", lambda m: glued_source(self.language.words("law", m[1])), source)

    def _numbered(self, instruments: Mapping[str, Instrument]) -> dict[str, str]:
        """The keys of instruments that are also known by a number: `unga-res-60-147` is `remedy-principles`."""
        keys: dict[str, str] = {}
        for key, instrument in instruments.items():
            if eli := _EU_IRI.search(instrument.iri):
                keys[f"eu-{eli[1]}-{eli[2]}-{eli[3]}"] = key
            if instrument.kind in ("declaration", "principles", "resolution"):
                for number in instrument.numbers:
                    for _, pattern, entry in self.symbols:
                        if match := pattern.fullmatch(fold(number)):
                            keys.setdefault(_slug(entry["slug"], match), key)
        return keys

    def find(self, passage: Passage, ilo_known: bool) -> Iterator[Mention]:
        """What a passage names by number; `ilo_known` says that the document names the ILO."""
        text, folded = passage.text, passage.folded
        if not _DIGITS.search(folded):
            return
        yield from self._resolutions(passage)
        for hint, pattern, entry in self.symbols:
            for match in pattern.finditer(folded) if hint.search(folded) else ():
                if not entry.get("capital") or text[match.start()].isupper():
                    yield self._mention(match, _slug(entry["slug"], match), entry)
        yield from self._eu_acts(passage)
        yield from self._ilo_conventions(passage, ilo_known)
        yield from self._comments(passage)

    @property
    def starts(self) -> frozenset[str]:
        """The words that what is found here begins with, symbols apart, which need a digit."""
        return self.resolution_starts | self.eu_starts | self.ilo_starts | self.comment_starts

    def names_ilo(self, passage: Passage) -> bool:
        """Whether a passage names the International Labour Organization."""
        return any(True for _ in passage.find(self.ilo_name, self.ilo_name_starts))

    def _mention(self, match: re.Match[str], slug: str, entry: Mapping[str, Any]) -> Mention:
        key = self._known(slug)
        return Mention(
            match.start(), match.end(), key, entry["form"], SURE, "symbol", key in self.instruments,
            match.group().strip(), entry.get("jurisdiction"),
        )  # fmt: skip

    def _known(self, slug: str) -> str:
        """The gazetteer's key for a slug: itself, by number, or where it lacks only the letter of a part."""
        if slug in self.instruments:
            return slug
        if slug in self.by_number:
            return self.by_number[slug]
        if match := re.fullmatch(r"(unga-res-\d+)-([ivxlc]+)", slug):
            keys = [k for k in self.instruments if k.startswith(match[1] + "-") and k.endswith("-" + match[2])]
            return keys[0] if len(keys) == 1 else slug
        return slug

    def _resolutions(self, passage: Passage) -> Iterator[Mention]:
        """The numbers after the word "resolution", also several: "resolutions 242 (1967) and 338 (1973)"."""
        folded = passage.folded
        words = list(passage.find(self.resolution, self.resolution_starts))
        bodies = self._bodies(passage) if words else []
        for word in words:
            start, position = word.start(), word.end()
            while found := self._resolution(folded, position):
                match, entry = found
                if mention := self._resolved(passage, start, match, entry, bodies):
                    yield mention
                if (join := self.join.match(folded, match.end())) is None:
                    break
                start = position = join.end()

    def _resolution(self, folded: str, position: int) -> tuple[re.Match[str], Mapping[str, Any]] | None:
        for pattern, entry in self.numbers:
            if match := pattern.match(folded, position):
                return match, entry
        return None

    def _resolved(
        self,
        passage: Passage,
        start: int,
        match: re.Match[str],
        entry: Mapping[str, Any],
        bodies: list[tuple[int, int, str]],
    ) -> Mention | None:
        template, folded = entry["slug"], passage.folded
        before = self.body_stands.search(folded, max(0, start - 60), start)
        after = self.body_follows.match(folded, match.end())
        beside = [b for b in bodies if b[0] >= match.end()] if after and not before else bodies
        body = _nearest(beside, match.start(), match.end()) if "{body}" in template else ""
        number = match["n"]
        if "body" in entry and self.right_to_left:
            number = _reordered(number)
        confidence = SURE if body or "{body}" not in template else LIKELY
        if "{body}" in template and "/" not in number and body != "unsc":
            keys = [key for key in self.by_resolution.get(number, ()) if key.startswith(body)]
            if len(keys) != 1:
                return None
            slug, confidence = keys[0], GUESSED if not body else LIKELY
        else:
            slug = _slug(template.replace("{body}", body or entry.get("body", "")), match, number)
        key = self._known(slug)
        label = passage.text[start : after.end() if after else match.end()].strip()
        start, end = before.start() if before else start, after.end() if after else match.end()
        return Mention(start, end, key, "resolution", confidence, "resolution", key in self.instruments, label)

    def _bodies(self, passage: Passage) -> list[tuple[int, int, str]]:
        """The bodies that a passage names, with start and end."""
        found = []
        for match in passage.find(self.body, self.body_starts):
            name = " ".join(match.group().split())
            found.append(
                (match.start(), match.end(), next((b for n, b in self.bodies.items() if name.endswith(n)), ""))
            )
        return found

    def _eu_acts(self, passage: Passage) -> Iterator[Mention]:
        for match in passage.find(self.eu, self.eu_starts):
            first, second = re.findall(r"\d+(?=/\d)|(?<=/)\d+", match["number"])[:2]
            kind = self.eu_acts[" ".join(match["act"].split())]
            year, number = _year_first(first, second, number_first=kind == "reg")
            key = self._known(f"eu-{kind}-{year}-{int(number)}")
            form = {"reg": "regulation", "dir": "directive"}.get(kind, "decree")
            label = passage.text[match.start() : match.end()]
            yield Mention(match.start(), match.end(), key, form, SURE, "EU act", key in self.instruments, label)

    def _ilo_conventions(self, passage: Passage, ilo_known: bool) -> Iterator[Mention]:
        text, folded = passage.text, passage.folded
        for match in passage.find(self.ilo, self.ilo_starts):
            numbers = self._number_list(folded, match.end(), 3)
            if not numbers:
                continue
            after = self.of_ilo.match(folded, numbers[-1][1])
            named = bool(self.ilo_name.search(folded, match.start(), after.end() if after else match.end()))
            if (
                not named
                and not match["sign"].strip()
                and not (ilo_known and (self.right_to_left or text[match.start()].isupper()))
            ):
                continue
            for index, (start, end) in enumerate(numbers):
                key = f"ilo-c{int(folded[start:end])}"
                begin = match.start() if index == 0 else start
                stop = after.end() if after and end == numbers[-1][1] else end
                label = text[begin:stop]
                confidence = SURE if named or ilo_known else GUESSED
                yield Mention(begin, stop, key, "convention", confidence, "ILO", key in self.instruments, label)

    def _comments(self, passage: Passage) -> Iterator[Mention]:
        """General comments, whose committee is still open: `options` are kind and number."""
        text, folded = passage.text, passage.folded
        for match in passage.find(self.comment, self.comment_starts):
            printed = " ".join(match["kind"].split())
            if len(printed) <= 2 and not text[match.start("kind") : match.end("kind")].isupper():
                continue
            for index, (start, end) in enumerate(self._number_list(folded, match.end(), 2)):
                begin = match.start() if index == 0 else start
                options = (self.comments[printed], folded[start:end].lstrip("0"))
                label = text[match.start() : end]
                yield Mention(
                    begin, end, "", "comment", SURE, "general comment", label=label, options=options, needs="body"
                )

    def _number_list(self, folded: str, position: int, digits: int) -> list[tuple[int, int]]:
        """Where the numbers of a list stand that starts at `position`."""
        number = re.compile(rf"\d{{1,{digits}}}(?![\d/])")
        spans = []
        while match := number.match(folded, position):
            spans.append(match.span())
            if (join := self.join.match(folded, match.end())) is None:
                break
            position = join.end()
        return spans


def _nearest(bodies: list[tuple[int, int, str]], start: int, end: int) -> str:
    """The body named nearest to a number, empty where none is near."""
    at = bisect_left(bodies, start, key=lambda body: body[0])
    near = [(start - b[1] if b[1] <= start else b[0] - end + AFTERWARDS, b[2]) for b in bodies[max(0, at - 1) : at + 1]]
    limits = [(distance, name) for distance, name in near if distance <= BEFORE]
    return min(limits)[1] if limits else ""


def _folded(table: Mapping[str, Any]) -> dict[str, str]:
    return {plain(word): value for word, value in table.items()}


def _slug(template: str, match: re.Match[str], number: str = "") -> str:
    groups = {name: value or "" for name, value in match.groupdict().items()}
    groups.update({"n": number} if number else {})
    if groups.get("s", "").isdigit():
        groups["s"] = _TENS[int(groups["s"]) // 10] + _ONES[int(groups["s"]) % 10]
    return slugify(template.format(**groups))


def _reordered(number: str) -> str:
    """Session first: "300/76", as right-to-left texts may print it, is 76/300."""
    first, _, second = number.partition("/")
    sessions = range(31, 100)
    return f"{second}/{first}" if second and int(first) not in sessions and int(second) in sessions else number


def _year_first(first: str, second: str, number_first: bool) -> tuple[str, str]:
    """Year and number of an EU act; before 2015 regulations had the number first, before 2000 years two digits."""
    if len(first) == 4 and first[:2] in ("19", "20"):
        return first, second
    if len(second) == 4 and second[:2] in ("19", "20"):
        return second, first
    year, number = (second, first) if number_first or len(first) > 2 else (first, second)
    return ("19" if int(year) > 50 else "20") + year.zfill(2), number
