"""National laws: "section 4 of the Example Act 2099", "la loi n° 2099-12", "Ley 99 de Aguas", "قانون … رقم …".

No gazetteer holds them, so each becomes an instrument of its own, named as printed; its key is made of the
jurisdiction, where the text says it, and the name or number. The words come from [law] of the language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from converters.extract.instruments import slugify
from converters.extract.passages import Mention, Passage, first_words, glued_source, plain, prefix_source, word_source
from converters.extract.places import CAPITALS, PlaceGrammar
from converters.phrases import fold
from data import Language

NUMBERED, NAMED, VAGUE = 0.88, 0.85, 0.7
MAX_NAME, MAX_TITLE = 9, 16  # words of a name before and after "Act"
_WORD = re.compile(r"\w+(?:['’\-]\w+)*")
_YEAR = re.compile(r"\s*,?\s*\(?(?P<year>(?:1[89]|20)\d\d)\)?(?![\d/-])")
_END = re.compile(r"\s*(?:[,.;:)]|$)")
_SPACE = re.compile(r"[\s-]*")


class LawGrammar:
    """The patterns of one language for its laws, and the countries that it knows by name."""

    def __init__(self, language: Language) -> None:
        def words(key: str) -> tuple[str, ...]:
            return language.words("law", key)

        self.types: dict[str, str] = {plain(word): form for word, form in language.table("law", "law_types").items()}
        self.named = {plain(name) for name in words("named_laws")}
        self.alone = {plain(word) for word in words("law_alone")}
        self.name_first = "name first" in words("law_order")
        self.stops = {plain(word) for word in words("law_stops")}
        self.inner = {plain(word) for word in words("name_inner")}
        self.determiners = {plain(word) for word in words("fillers")}
        self.bodies = {plain(word) for word in words("law_bodies")}
        self.merges = re.compile(rf"\s+{word_source(words('law_merges'))}\s*|\s*\(\s*")
        self.not_after = tuple(plain(name) for name in words("not_laws"))
        self.not_before = tuple(plain(name) for name in words("not_laws_before"))
        self.cased = language.direction == "ltr"
        prefixes = prefix_source(language)
        kinds = word_source((*self.named, *self.types))
        self.kind = re.compile(rf"{prefixes}(?P<kind>{kinds})")
        self.inner_kind = re.compile(rf"(?<!\w){kinds}")
        self.kind_starts = first_words((*self.named, *self.types), language)
        self.signed = re.compile(
            rf"\s*,?\s*(?P<sign>(?:{glued_source(words('number_signs'))}\s*)?)"
            rf"(?P<number>\d{{1,6}}(?:[./-]\d{{1,6}}){{0,3}})(?![\w%])"
        )
        years = word_source(words("law_years"))
        self.year = re.compile(rf"\s*,?\s*(?:{years}\s*)?(?P<year>\(?(?:1[3489]|20)\d\d\)?)(?![\d/-])")
        self.dated = re.compile(
            rf"\s*,?\s*{years}\s*\d{{1,2}}\w{{0,2}}\s+(?:\w{{2}}\s+)?\w+\s+(?:\w{{2,3}}\s+)?(?P<year>\d{{4}})"
        )
        self.link = re.compile(rf"\s+{word_source(words('name_links'))}\s*")
        self.of_place = re.compile(rf"\s*,?\s*{word_source(words('of_place'))}\s*")
        self.definite = tuple(plain(word) for word in words("definite"))
        self.topics = {plain(topic): slug for topic, slug in language.table("law", "law_topics").items()}
        self.places = PlaceGrammar(language)

    def find(self, passage: Passage) -> Iterator[Mention]:
        """The national laws named in a passage; keys have no jurisdiction, which is given where the phrase tells it."""
        end = 0
        for start in passage.starts(self.kind_starts):
            match = self.kind.match(passage.folded, start) if start >= end else None
            if match and (mention := self._law(passage.text, passage.folded, match)):
                end = mention.end
                yield mention

    def _law(self, text: str, folded: str, match: re.Match[str]) -> Mention | None:
        start, end = match.span("kind")
        kind = " ".join(match["kind"].split())
        capital = text[start].isupper()
        if kind in self.named:
            return self._made(text, folded, start, end, self._form(kind), VAGUE if not capital else NAMED, "")
        form = self.types[kind]
        name_start = self.name_before(text, folded, start) if self.name_first and capital else start
        if self._excluded(folded, name_start, start, end):
            return None
        if name_start < start:
            return self._named_before(text, folded, name_start, end, form)
        if kind in self.alone:
            upper = capital or not self.cased
            follows = self.cased and _next_is_capital(text, end)
            return self._made(text, folded, start, end, form, VAGUE, "") if upper and not follows else None
        return self._numbered(text, folded, start, end, form, capital) or self._named_after(
            text, folded, start, end, form
        )

    def _form(self, kind: str) -> str:
        return next((form for word, form in self.types.items() if word in kind.split()), "code")

    def _excluded(self, folded: str, name_start: int, start: int, end: int) -> bool:
        before = folded[name_start:start].strip()
        after = folded[end : end + 40].lstrip()
        unfit = any(before == name or before.endswith(" " + name) for name in self.not_before)
        return unfit or any(_starts(after, name) for name in self.not_after)

    def name_before(self, text: str, folded: str, start: int) -> int:
        """Where the capitalised name before "Act" starts; `start` itself where there is none."""
        begin = position = start
        for word in reversed(list(_WORD.finditer(folded, max(0, start - 120), start))[-MAX_NAME:]):
            if folded[word.end() : position].strip(" -&,()" if position < start else " -()"):
                break
            inner = word.group() in self.inner
            if word.group() in self.bodies:
                return start
            if word.group().endswith(("'s", "s'")) or word.group() in self.types:
                break
            if text[word.start()].isupper():
                if word.group() in self.stops:
                    break
                begin = word.start()
            elif not inner or word.group() in self.determiners:
                break
            position = word.start()
        return begin

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
        name_end = end if self.cased else self._definite_name(folded, end)
        for stop in dict.fromkeys((name_end, end)):
            signed = self.signed.match(folded, stop)
            if signed is None:
                continue
            plain = signed["number"].isdigit()
            bare_year = plain and re.fullmatch(r"(?:19|20)\d\d", signed["number"]) and not signed["sign"]
            if bare_year or (plain and not signed["sign"] and (form == "code" or not (capital and self.cased))):
                continue
            number, stop = signed["number"], signed.end()
            if year := self.dated.match(folded, stop) or self.year.match(folded, stop):
                if year["year"].strip("()") not in number:
                    number = f"{number}-{year['year'].strip('()')}"
                stop = year.end()
            label_end = self.name_after(text, folded, stop) if self.cased else stop
            if label_end == stop and self.cased and not self.name_first:
                label_end = self._plain_name(folded, stop)
                label_end = stop if self.inner_kind.search(folded, stop, label_end) else label_end
            return self._made(text, folded, start, stop, form, NUMBERED, number, name_end, label_end)
        return None

    def _named_after(self, text: str, folded: str, start: int, end: int, form: str) -> Mention | None:
        """ "Ley de Pesca de 1994", "Code de l'eau", "loi sur la presse", "قانون الجمعيات"."""
        if not self.cased:
            stop = self._definite_name(folded, end)
            if stop == end or folded[start:end].startswith(self.definite):
                return None
            return self._made(text, folded, start, stop, form, VAGUE, "")
        capital = text[start].isupper()
        if dated := self.dated.match(folded, end):
            stop = self._plain_name(folded, dated.end())
            key = "-".join(filter(None, (self._name_slug(folded[dated.end() : stop]), dated["year"])))
            return self._made(text, folded, start, dated.end(), form, NUMBERED, key, end, stop)
        stop = named = self.name_after(text, folded, end) if capital else end
        if stop == end:
            stop = self._plain_name(folded, end)
            if stop == end or self.name_first or self.inner_kind.search(folded, end, stop):
                return None
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

    def name_after(self, text: str, folded: str, end: int) -> int:
        """Where a name of capitalised words ends that starts at `end`, after "on" or "de"."""
        link = self.link.match(folded, end)
        position = link.end() if link else end
        stop = end
        for count, word in enumerate(_WORD.finditer(folded, position, position + 200)):
            if folded[position : word.start()].strip() or count >= MAX_TITLE or word.group() in self.types:
                break
            if text[word.start()].isupper():
                stop = word.end()
            elif re.split("['’]", word.group())[0] not in self.inner or (link is None and stop == end):
                break
            elif "'" in fold(word.group()) and text[word.start() + 2].isupper():
                stop = word.end()
            position = word.end()
        return stop

    def _plain_name(self, folded: str, end: int) -> int:
        """Where a name in small letters ends: the noun after "sur la", with its complements in "de la"."""
        link = self.link.match(folded, end)
        if link is None:
            return end
        position, stop, nouns = link.end(), end, 0
        for word in _WORD.finditer(folded, position, position + 80):
            if folded[position : word.start()].strip():
                break
            if re.split("'", word.group())[0] not in self.inner or ("'" in word.group()):
                nouns, stop = nouns + 1, word.end()
                following = _WORD.search(folded, stop, stop + 30)
                last = following and _END.match(folded, following.end())
                if following and last and not folded[stop : following.start()].strip():
                    return following.end()  # an adjective before a comma or full stop
                if nouns == 3 or following is None or re.split("'", following.group())[0] not in self.inner:
                    break
            position = word.end()
        return stop

    def _definite_name(self, folded: str, end: int) -> int:
        """Where a name of definite nouns ends, in a language that marks them: "تنظيم الجمعيات الأهلية"."""
        stop, position = end, end
        for count, word in enumerate(_WORD.finditer(folded, end, end + 100)):
            if folded[position : word.start()].strip() or count > 6:
                break
            plain = word.group()[1:] if word.group().startswith(self.definite[-1][:1]) else word.group()
            if plain.startswith(self.definite) or word.group().startswith(self.definite):
                stop = word.end()
            elif count > 0:
                break
            position = word.end()
        return stop

    def _made(
        self, text: str, folded: str, start: int, end: int, form: str, confidence: float, number: str,
        name_end: int = 0, label_end: int = 0, needs: str = "",
    ) -> Mention:  # fmt: skip
        place, outer_start, outer_end = self._place(text, folded, start, max(end, label_end))
        name = folded[start : name_end or end]
        key = "-".join(filter(None, (self._name_slug(name), slugify(number))))
        label = text[start : max(end, label_end)].strip(" ,(")
        if label.count("(") > label.count(")") and text[max(end, label_end) :][:1] == ")":
            label += ")"
        return Mention(
            outer_start, max(outer_end, end), key, form, confidence, "national law", False, label, place, needs=needs
        )

    def _name_slug(self, name: str) -> str:
        if self.cased:
            words = [w for w in re.split(r"[^\w]+", name) if (w not in self.inner and len(w) > 1) or w.isdigit()]
            return slugify(" ".join(words))
        kind = next((form for word, form in self.types.items() if name.startswith(word)), "law")
        topic = next((slug for word, slug in self.topics.items() if word in name), "")
        return f"{topic}-{kind}" if topic and not topic.endswith(("code", "procedure")) else topic or kind

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
        first = _WORD.match(folded, start)
        return (self.places.place(first.group()) if first else None), start, end


def _starts(text: str, name: str) -> bool:
    return text.startswith(name) and not text[len(name) : len(name) + 1].isalnum()


def _next_is_capital(text: str, end: int) -> bool:
    return bool(re.match(r"\s[^\W\d_]", text[end : end + 2])) and text[end + 1].isupper()


def _middle(text: str, start: int) -> bool:
    """Whether a position is within a sentence, so that a capital there means a name."""
    return bool(re.search(r"[^\W_]['’]?\s*$|['’]$", text[max(0, start - 3) : start]))
