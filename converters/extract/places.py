"""Countries: as a language names them, and whose authorities a text speaks of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from converters.extract.instruments import slugify
from converters.extract.passages import Passage, first_words, plain, prefix_source, word_source
from data import Language

CAPITALS = re.compile(r"(?:[^\W\d_][\w’'-]*\s+){0,2}[^\W\d_][\w’'-]*")  # up to three words; the caller checks capitals
_CODES = {"GB": "uk"}  # in keys, as in the country's internet addresses


class PlaceGrammar:
    """The country names and adjectives of one language, and the words before the name of a government's country."""

    def __init__(self, language: Language) -> None:
        self.cased = language.direction == "ltr"
        self.names = _country_names(language.code)
        self.codes = {plain(name): code for code, name in self.names.items()}
        self.demonyms = {plain(name): code for name, code in language.table("law", "demonyms").items()}
        printed = [*self.names.values(), *(name for name in language.table("law", "demonyms") if len(name) > 3)]
        self.capitals = {plain(name): name[0].isupper() for name in printed}
        self.country = re.compile(rf"{prefix_source(language)}(?P<name>{word_source(printed)})")
        self.country_starts = first_words(printed, language)
        leads = language.words("law", "jurisdiction_leads")
        self.lead = re.compile(rf"{prefix_source(language)}{word_source(leads)}\s*")
        self.lead_starts = first_words(leads, language)

    def place(self, printed: str) -> str | None:
        """The country of a printed name or adjective; None where it is none that the language knows."""
        folded = plain(printed)
        code = self.codes.get(folded) or self.demonyms.get(folded)
        return self.names.get(code, printed) if code else None

    def jurisdiction(self, passages: Sequence[Passage]) -> str | None:
        """The country or place whose authorities the passages speak of, where it is plain that there is one."""
        counts: Counter[str] = Counter()
        for passage in passages:
            for lead in passage.find(self.lead, self.lead_starts):
                words = CAPITALS.match(passage.text, lead.end())
                if words is None or (self.cased and not words.group()[0].isupper()):
                    continue
                tokens = words.group().split()
                known = next((p for n in (3, 2, 1) if (p := self.place(" ".join(tokens[:n])))), None)
                if known or self.cased:
                    counts[known or " ".join(_capitalised(tokens))] += 1
        ranked = (counts or self._named(passages)).most_common(2)
        if not ranked or (len(ranked) == 2 and ranked[1][1] * 2 > ranked[0][1]):
            return None
        return ranked[0][0]

    def _named(self, passages: Sequence[Passage]) -> Counter[str]:
        """How often the passages name each country or call something by its adjective; none that stands only once."""
        counts: Counter[str] = Counter()
        for passage in passages:
            for match in passage.find(self.country, self.country_starts):
                name = " ".join(match["name"].split())
                printed = passage.text[match.start("name") : match.end("name")]
                if not self.cased or printed[0].isupper() == self.capitals[name]:
                    counts[self.place(name) or name] += 1
        return Counter({place: count for place, count in counts.items() if count > 1})

    def in_english(self, jurisdiction: str | None) -> str:
        """The English name of a country that the language names; empty where it knows none so called."""
        code = self.codes.get(plain(jurisdiction)) if jurisdiction else None
        return _country_names("en").get(code, "") if code else ""

    def key(self, jurisdiction: str | None, name: str) -> str:
        """The key of a law: jurisdiction (a country by its code) and name, not twice."""
        if not jurisdiction:
            return name
        code = self.codes.get(plain(jurisdiction))
        prefix = _CODES.get(code, code.lower()) if code else slugify(jurisdiction)
        adjectives = {slugify(word) for word, of in self.demonyms.items() if of == code} if code else set()
        first, _, rest = name.partition("-")
        if rest and (first in ({prefix, slugify(jurisdiction)} | adjectives) or _is_adjective(first, prefix)):
            return f"{prefix}-{rest}"
        return f"{prefix}-{name}" if prefix else name


def _capitalised(tokens: Sequence[str]) -> Iterator[str]:
    for token in tokens:
        if not token[0].isupper():
            return
        yield token.strip("’'")


def _is_adjective(word: str, place: str) -> bool:
    """Whether a word looks like the adjective of a made-up or little known place: "nordian" of "nordia"."""
    return len(place) > 3 and word.startswith(place[:-1]) and len(word) - len(place) <= 4


@lru_cache(maxsize=16)
def _country_names(language: str) -> dict[str, str]:
    """The names of the countries of ISO 3166-1 in a language (CLDR, by Babel); none where it knows no such language."""
    try:
        names = Locale.parse(language).territories
    except (UnknownLocaleError, ValueError):
        return {}
    return {code: name for code, name in names.items() if len(code) == 2 and code.isalpha()}
