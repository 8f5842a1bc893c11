"""National laws: "section 4 of the Example Act 2099", "la loi n° 2099-12", "Ley 99 de Aguas", "قانون … رقم …".

No gazetteer holds them, so each becomes an instrument of its own, named as printed; its key is made of the
jurisdiction, where the text says it, and the name or number. The words come from [law] of the language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from converters.extract.instruments import slugify
from converters.extract.law_names import LawNames
from converters.extract.passages import Mention, Passage, first_words, glued_source, plain, prefix_source, word_source
from converters.extract.places import CAPITALS, PlaceGrammar
from data import Language

NUMBERED, NAMED, VAGUE = 0.88, 0.85, 0.7
_WORD = re.compile(r"\w+(?:['’\-]\w+)*")
_YEAR = re.compile(r"\s*,?\s*\(?(?P<year>(?:1[89]|20)\d\d)\)?(?![\d/-])")
_BEFORE = re.compile(r"(\w+)\s+$")
_SPACE = re.compile(r"[\s-]*")


class LawGrammar:
    """The patterns of one language for its laws, and the countries that it knows by name."""

    def __init__(self, language: Language, english: Mapping[str, str]) -> None:
        def words(key: str) -> tuple[str, ...]:
            return language.words("law", key)

        self.names = LawNames(language, english)
        self.types = self.names.types
        self.named = {plain(name) for name in words("named_laws")}
        self.amendments = {
            plain(f"{ordinal} {word}") for word in words("amendments") for ordinal in language.table("law", "ordinals")
        }
        self.to_constitution = re.compile(rf"\s+(?:[\w.'-]+\s+){{1,6}}?{word_source(words('law_alone'))}")
        self.need_number = {plain(word) for word in words("law_numbered")}
        self.draft = re.compile(rf"(?<!\w){prefix_source(language)}{word_source(words('law_drafts'))}\s*$")
        self.alone = {plain(word) for word in words("law_alone")}
        self.name_first = "name first" in words("law_order")
        self.merges = re.compile(rf"\s+{word_source(words('law_merges'))}\s*|\s*\(\s*")
        self.not_after = tuple(plain(name) for name in words("not_laws"))
        self.not_before = tuple(plain(name) for name in words("not_laws_before"))
        self.cased = language.direction == "ltr"
        prefixes = prefix_source(language)
        names = (*self.named, *self.types, *self.amendments)
        kinds = word_source(names)
        self.kind = re.compile(rf"{prefixes}(?P<kind>{kinds})")
        self.inner_kind = re.compile(rf"(?<!\w){kinds}")
        self.kind_starts = first_words(names, language)
        self.signed = re.compile(
            rf"\s*,?\s*(?P<sign>(?:{glued_source(words('number_signs'))}\s*)?)"
            rf"(?P<number>\d{{1,6}}(?:[./-]\d{{1,6}}){{0,3}})(?![\w%])"
        )
        years = word_source(words("law_years"))
        self.year = re.compile(rf"\s*,?\s*(?:{years}\s*)?(?P<year>\(?(?:1[3489]|20)\d\d\)?)(?![\d/-])")
        self.dated = re.compile(
            rf"\s*,?\s*{years}\s*\d{{1,2}}\w{{0,2}}\s+(?:\w{{2}}\s+)?\w+\s+(?:\w{{2,3}}\s+)?(?P<year>\d{{4}})"
        )
        self.of_place = re.compile(rf"\s*,?\s*{word_source(words('of_place'))}\s*")
        self.definite = tuple(plain(word) for word in words("definite"))
        self.places = PlaceGrammar(language)

    def find(self, passage: Passage) -> Iterator[Mention]:
        """The national laws named in a passage; keys have no jurisdiction, which is given where the phrase tells it."""
        end = 0
        for start in passage.starts(self.kind_starts):
            match = self.kind.match(passage.folded, start) if start >= end else None
            if match and (mention := self._law(passage.text, passage.folded, match)):
                end = mention.end
                draft = self.draft.search(passage.folded, max(0, mention.start - 30), mention.start)
                yield replace(mention, form="bill") if draft else mention

    def _law(self, text: str, folded: str, match: re.Match[str]) -> Mention | None:
        start, end = match.span("kind")
        kind = " ".join(match["kind"].split())
        capital = text[start].isupper()
        if kind in self.named:
            sure, stop = NAMED if capital else VAGUE, self._numbered_end(folded, end)
            return self._made(
                text, folded, start, end, self._form(kind), sure, "", end, self._numbered_end(folded, end)
            )
        if kind in self.amendments:
            stop = self._amended_end(folded, end)
            return self._made(text, folded, start, stop, "amendment", NAMED, "", end) if capital else None
        form = self.types[kind]
        name_start = self.names.before(text, folded, start) if self.name_first and capital else start
        if self._excluded(folded, name_start, start, end):
            return None
        if name_start < start:
            return self._named_before(text, folded, name_start, end, form)
        if kind in self.alone:
            upper = capital or not self.cased
            follows = self.name_first and _next_is_capital(text, end)
            if not upper or follows:
                return None
            stop = self._numbered_end(folded, end)
            return self._made(text, folded, start, stop, form, VAGUE, "", end)
        numbered = self._numbered(text, folded, start, end, form, capital)
        if numbered or kind in self.need_number:
            return numbered
        return self._named_after(text, folded, start, end, form)

    def _numbered_end(self, folded: str, end: int) -> int:
        """Where the number and year end that follow a name: "قانون العقوبات رقم 111 لسنة 1969"."""
        if self.cased:
            return end
        signed = self.signed.match(folded, end)
        stop = signed.end() if signed and signed["sign"] else end
        year = self.year.match(folded, stop)
        return year.end() if year else stop

    def _amended_end(self, folded: str, end: int) -> int:
        """Where "to the Constitution" ends after "Eighth Amendment"."""
        match = self.to_constitution.match(folded, end)
        return match.end() if match else end

    def _form(self, kind: str) -> str:
        return next((form for word, form in self.types.items() if word in kind.split()), "code")

    def _excluded(self, folded: str, name_start: int, start: int, end: int) -> bool:
        before = folded[name_start:start].strip()
        after = folded[end : end + 40].lstrip()
        unfit = any(before == name or before.endswith(" " + name) for name in self.not_before)
        return unfit or any(_starts(after, name) for name in self.not_after)

    def _named_before(self, text: str, folded: str, name: int, end: int, form: str) -> Mention | None:
        if _next_is_capital(text, end) and not self.year.match(folded, end) and not self.signed.match(folded, end):
            return None
        stop, number = end, ""
        if (signed := self.signed.match(folded, end)) and signed["sign"]:
            stop, number = signed.end(), signed["number"]
        if year := self.year.match(folded, stop):
            stop, number = year.end(), f"{number}-{year['year'].strip('()')}".strip("-")
        return self._made(text, folded, name, stop, form, NAMED, number, name_end=end)

    def _numbered(self, text: str, folded: str, start: int, end: int, form: str, capital: bool) -> Mention | None:
        """ "Decree 88", "loi n° 2022-07 du …", "Ley 412 de Aguas", also with a name between type and number."""
        name_end = (self.names.of_adjectives if self.cased else self.names.of_definite_nouns)(folded, end)
        for stop in dict.fromkeys((name_end, end)):
            signed = self.signed.match(folded, stop)
            if signed is None:
                continue
            plain = signed["number"].isdigit()
            bare_year = plain and re.fullmatch(r"(?:19|20)\d\d", signed["number"]) and not signed["sign"]
            alone = plain and not signed["sign"]
            if bare_year or (alone and (form == "code" or not self._is_numbered(folded, start, signed, capital))):
                continue
            number, stop = signed["number"], signed.end()
            if year := self.dated.match(folded, stop) or self.year.match(folded, stop):
                if year["year"].strip("()") not in number:
                    number = f"{number}-{year['year'].strip('()')}"
                stop = year.end()
            label_end = self.names.after(text, folded, stop) if self.cased else stop
            if label_end == stop and self.cased and not self.name_first:
                label_end = self.names.in_small_letters(folded, stop)
                label_end = stop if self.inner_kind.search(folded, stop, label_end) else label_end
            return self._made(text, folded, start, stop, form, NUMBERED, number, name_end, label_end)
        return None

    def _is_numbered(self, folded: str, start: int, signed: re.Match[str], capital: bool) -> bool:
        """Whether a number with no sign before it is a law's: "Ley 412", "القانون 164"."""
        if self.cased:
            return capital
        return folded.startswith(self.definite, start) and len(signed["number"]) > 1

    def _named_after(self, text: str, folded: str, start: int, end: int, form: str) -> Mention | None:
        """ "Ley de Pesca de 1994", "Code de l'eau", "loi sur la presse", "قانون الجمعيات"."""
        if not self.cased:
            stop = self.names.of_definite_nouns(folded, end)
            if stop == end or folded[start:end].startswith(self.definite):
                return None
            year = self.year.match(folded, stop)
            number = year["year"].strip("()") if year else ""
            return self._made(text, folded, start, year.end() if year else stop, form, VAGUE, number, stop)
        capital, kind = text[start].isupper(), end
        end = self.names.of_adjectives(folded, end)
        if dated := self.dated.match(folded, end):
            stop = self.names.in_small_letters(folded, dated.end())
            key = "-".join(filter(None, (self.names.slug(folded[dated.end() : stop]), dated["year"])))
            return self._made(text, folded, start, dated.end(), form, NUMBERED, key, end, stop)
        linked = not self.name_first or self.names.link.match(folded, end) is not None
        stop = named = self.names.after(text, folded, end) if capital and linked else end
        if stop == end:
            stop = self.names.in_small_letters(folded, end)
            if stop == kind or self.name_first or self.inner_kind.search(folded, end, stop):
                return None
        if (signed := self.signed.match(folded, stop)) and signed["sign"]:
            return self._made(text, folded, start, signed.end(), form, NUMBERED, signed["number"], stop)
        year = self.year.match(folded, stop)
        number = year["year"].strip("()") if year else ""
        if self.name_first and not _middle(text, start):
            return None
        needs = "" if capital and (named > end or form == "code" or _middle(text, start)) else "locator"
        return self._made(
            text,
            folded,
            start,
            year.end() if year else stop,
            form,
            NAMED if not needs else VAGUE,
            number,
            stop,
            needs=needs,
        )

    def _made(
        self, text: str, folded: str, start: int, end: int, form: str, confidence: float, number: str,
        name_end: int = 0, label_end: int = 0, needs: str = "",
    ) -> Mention:  # fmt: skip
        place, outer_start, outer_end = self._place(text, folded, start, max(end, label_end))
        name = folded[start : name_end or end]
        key = "-".join(filter(None, (self.names.slug(name), slugify(number))))
        label = text[start : max(end, label_end)].strip(" ,(")
        if label.count("(") > label.count(")") and text[max(end, label_end) :][:1] == ")":
            label += ")"
        return Mention(
            outer_start, max(outer_end, end), key, form, confidence, "national law", False, label, place, needs=needs,
            english=self.names.in_english(name, folded[name_end or end : max(end, label_end)]),
        )  # fmt: skip

    def _place(self, text: str, folded: str, start: int, end: int) -> tuple[str | None, int, int]:
        """The country that the phrase itself names ("Code of Kenya"), and the stretch with it."""
        before = re.search(r"([^\W\d_][\w-]*)(?:'s|s')\s+(?:\w+\s+)?$", folded[max(0, start - 50) : start])
        if before and self.cased and text[max(0, start - 50) + before.start(1)].isupper():
            at = max(0, start - 50) + before.start(1)
            return self.places.place(text[at : at + len(before[1])]) or text[at : at + len(before[1])], at, end
        if link := self.of_place.match(folded, end):
            words = CAPITALS.match(text, link.end())
            for count in (3, 2, 1) if words else ():
                phrase = " ".join(words.group().split()[:count]) if words else ""
                if place := self.places.place(phrase):
                    return place, start, link.end() + len(phrase)
        following = _WORD.match(folded, _SPACE.match(folded, end).end())  # type: ignore[union-attr]
        if following and (place := self.places.place(following.group())):
            return place, start, following.end()
        adjective = _BEFORE.search(folded, max(0, start - 30), start)
        if (
            adjective
            and self.cased
            and text[adjective.start(1)].isupper()
            and (place := self.places.place(adjective[1]))
        ):
            return place, adjective.start(1), end
        first = _WORD.match(folded, start)
        return (self.places.place(first.group()) if first else None), start, end


def _starts(text: str, name: str) -> bool:
    return text.startswith(name) and not text[len(name) : len(name) + 1].isalnum()


def _next_is_capital(text: str, end: int) -> bool:
    return bool(re.match(r"\s[^\W\d_]", text[end : end + 2])) and text[end + 1].isupper()


def _middle(text: str, start: int) -> bool:
    """Whether a position is within a sentence, so that a capital there means a name."""
    return bool(re.search(r"[^\W_]['’]?\s*$|['’]$", text[max(0, start - 3) : start]))
