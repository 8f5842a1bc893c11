"""What a national law is called: where its name lies in a text, its key, and its English name."""

from __future__ import annotations

import re
from collections.abc import Mapping

from converters.extract.instruments import slugify
from converters.extract.passages import WORD, first_words, plain, word_source
from converters.identifiers import slug
from converters.phrases import fold
from data import Language

MAX_NAME, MAX_TITLE = 9, 16  # words of a name before and after "Act"
_WORD = re.compile(r"\w+(?:['’\-]\w+)*")
_END = re.compile(r"\s*(?:[,.;:)]|$)")
_NUMBER = re.compile(r"\d+(?:[./-]\d+)*")
_YEAR = re.compile(r"(?:1[3489]|20)\d\d")
_WHOLE = ("code", "procedure", "constitution")  # how topics end that are the whole name of a law


class LawNames:
    """The type words and topics of one language's laws; `english` holds the English word of each form."""

    def __init__(self, language: Language, english: Mapping[str, str]) -> None:
        self.cased = language.direction == "ltr"
        self.types: dict[str, str] = {plain(word): form for word, form in language.table("law", "law_types").items()}
        self.inner = {plain(word) for word in language.words("law", "name_inner")}
        self.stops = {plain(word) for word in language.words("law", "law_stops")}
        self.determiners = {plain(word) for word in language.words("law", "fillers")}
        self.bodies = {plain(word) for word in language.words("law", "law_bodies")}
        signs = {plain(word).rstrip(".") for word in language.words("law", "number_signs")}
        self.not_names = self.types.keys() | signs
        self.adjectives = {plain(word) for word in language.words("law", "law_adjectives")}
        adjective, joins = word_source(self.adjectives), word_source(language.words("law", "and"))
        self.adjective = re.compile(rf"(?:(?:\s|(?<=\w)\s{joins}\s){adjective}){{1,4}}")
        self.within = self.inner | self.adjectives
        self.link = re.compile(rf"\s+{word_source(language.words('law', 'name_links'))}\s*")
        self.articles = tuple(plain(word) for word in language.words("law", "definite"))
        units = [form for key in ("units", "many") for forms in language.table("law", key).values() for form in forms]
        self.ends = first_words((*units, *self.types, *language.table("law", "forms")), language) | self.stops
        self.topics = {plain(topic): key for topic, key in language.table("law", "law_topics").items()}
        self.english = english

    def before(self, text: str, folded: str, start: int) -> int:
        """Where the capitalised name before "Act" starts; `start` itself where there is none."""
        begin = position = start
        joined = False
        for word in reversed(list(_WORD.finditer(folded, max(0, start - 120), start))[-MAX_NAME:]):
            if folded[word.end() : position].strip(" \n-&,()" if position < start else " \n-()"):
                break
            inner = word.group() in self.inner
            if word.group() in self.bodies:
                return start
            if word.group().endswith(("'s", "s'")) or (joined and word.group() in self.types):
                break  # "Code and … Act" are two laws, "Public Order Act" is one
            if text[word.start()].isupper():
                if word.group() in self.stops:
                    break
                begin = word.start()
            elif not inner or word.group() in self.determiners:
                break
            joined = joined or inner
            position = word.start()
        return begin

    def after(self, text: str, folded: str, end: int) -> int:
        """Where a name of capitalised words ends that starts at `end`, after "on" or "de"."""
        link = self.link.match(folded, end)
        position = link.end() if link else end
        stop = end
        for count, word in enumerate(_WORD.finditer(folded, position, position + 200)):
            if folded[position : word.start()].strip() or count >= MAX_TITLE or word.group() in self.not_names:
                break
            if text[word.start()].isupper():
                stop = word.end()
            elif re.split("['’]", word.group())[0] not in self.inner or (link is None and stop == end):
                break
            elif "'" in fold(word.group()) and text[word.start() + 2].isupper():
                stop = word.end()
            position = word.end()
        return stop

    def of_adjectives(self, folded: str, end: int) -> int:
        """Where the adjectives end that say what a law is about: "Code rural et forestier", "loi pénitentiaire"."""
        match = self.adjective.match(folded, end)
        return match.end() if match else end

    def in_small_letters(self, folded: str, end: int) -> int:
        """Where a name in small letters ends: the noun after "sur la", with its complements in "de la"."""
        link = self.link.match(folded, end)
        if link is None:
            return end
        position, stop, nouns = link.end(), end, 0
        for word in _WORD.finditer(folded, position, position + 80):
            if folded[position : word.start()].strip():
                break
            if re.split("'", word.group())[0] not in self.inner or ("'" in word.group()):
                nouns, stop = nouns + (word.group() not in self.adjectives), word.end()
                following = _WORD.search(folded, stop, stop + 30)
                last = following and _END.match(folded, following.end())
                if following and last and not folded[stop : following.start()].strip():
                    return following.end()  # an adjective before a comma or full stop
                if nouns == 3 or following is None:
                    break
                if re.split("'", following.group())[0] not in self.within:
                    break
            position = word.end()
        return stop

    def of_definite_nouns(self, folded: str, end: int) -> int:
        """Where a name of definite nouns ends, in a language that marks them: "مكافحة جرائم تقنية المعلومات"."""
        stop, position = end, end
        for count, word in enumerate(_WORD.finditer(folded, end, end + 100)):
            if folded[position : word.start()].strip() or count > 7 or word.group() in self.ends:
                break
            bare = word.group()[1:] if word.group().startswith(self.articles[-1][:1]) else word.group()
            if bare.startswith(self.articles) or word.group().startswith(self.articles):
                stop = word.end()
            elif stop > end or count > 2:
                break
            position = word.end()
        return stop

    def slug(self, name: str) -> str:
        """The part of a law's key that its folded name gives: of its topic where the script is not Latin."""
        if self.cased:
            words = [w for w in re.split(r"[^\w]+", name) if (w not in self.inner and len(w) > 1) or w.isdigit()]
            return slugify(" ".join(words))
        kind, rest = self._kind(name)
        topic = self._topic(name) or (slug(rest) if WORD.search(rest) else "")
        return f"{topic}-{kind}" if topic and not topic.endswith(_WHOLE) else topic or kind

    def in_english(self, name: str, after: str) -> str:
        """The name in English, from topic, type and the numbers after it: "Press Law No. 9 of 2011".

        Empty where the text names no topic and no number, or is in Latin letters.
        """
        if self.cased:
            return ""
        kind, topic = self._kind(name)[0], self._topic(name)
        printed = topic.replace("-", " ").title()
        if not topic.endswith(_WHOLE):
            printed = f"{printed} {self.english.get(kind, '')}".strip()
        elif topic.endswith("procedure"):
            printed = f"{printed} {self.english['code']}"
        numbers = _NUMBER.findall(after)
        year = numbers.pop() if numbers and _YEAR.fullmatch(numbers[-1]) else ""
        serial = f"{self.english['number']} {numbers[0]}" if numbers else ""
        dated = f"{self.english['of']} {year}" if year else ""
        return " ".join(filter(None, (printed, serial, dated))) if topic or serial or dated else ""

    def _kind(self, name: str) -> tuple[str, str]:
        """The form of a law by the longest type word that begins its name, and the rest of the name."""
        word = max((word for word in self.types if name.startswith(word)), key=len, default="")
        return self.types.get(word, "law"), name[len(word) :].strip()

    def _topic(self, name: str) -> str:
        return next((key for word, key in self.topics.items() if word in name), "")
