"""A name taken apart: the words that say which body it is, the sort of body, and the place it names.

Words that stand for the same thing in several languages become one concept; the table is data
(`data/reference/name-words.toml`). A word that stands for several is kept with all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from babel import Locale

from converters.normalise import fold_letters, normalise_name
from data.name_words import NameWords, load_name_words

VOWELS = "aeiou"
LANGUAGES = ("en", "fr", "es", "ar")
_ARABIC = dict(zip("ابتثجحخدذرزسشصضطظعغفقكلمنهوي", " bttghkdzrzsssdtz gfkklmnhwy", strict=True))
_LATIN = (("sh", "s"), ("kh", "k"), ("gh", "g"), ("th", "t"), ("dh", "z"), ("ch", "s"), ("ou", "u"), ("v", "f"),
          ("p", "b"), ("q", "k"), ("c", "k"), ("j", "g"), ("x", "ks"))  # fmt: skip
_NISBA = ("يين", "يون", "يات", "يه", "ي")


@dataclass(frozen=True, slots=True)
class Designation:
    """What a name says. `bag` are its words in alphabetical order, concepts written `=key` or `=key|key`.

    `strict` is the same with words as spelt. `named` are the places within the name, `beside` that printed beside
    it. `script` is true for a name in Arabic letters.
    """

    name: str
    strict: tuple[str, ...]
    bag: tuple[str, ...]
    named: frozenset[str]
    beside: str
    script: bool = False

    @property
    def places(self) -> frozenset[str]:
        """All places, within the name and beside it."""
        return self.named | {self.beside} if self.beside else self.named

    @property
    def distinctive(self) -> frozenset[str]:
        """The words that are no concept: proper names."""
        return frozenset(word for word in self.bag if not word.startswith("="))


@cache
def _territories() -> Mapping[str, str]:
    """Countries by folded name in our languages (Unicode CLDR, territory names)."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        for code, name in sorted(Locale(language).territories.items()):
            if len(code) == 2 and code not in ("ZZ", "EU", "UN", "EZ", "QO"):
                found.setdefault(normalise_name(name), code)
    return found | {normalise_name(name): code for name, code in load_name_words().places.items()}


@cache
def _concepts() -> Mapping[str, tuple[str, ...]]:
    """The concept keys of each folded word."""
    found: dict[str, tuple[str, ...]] = {}
    for word, keys in load_name_words().concepts.items():
        folded = normalise_name(fold_letters(word)) if " " in word else fold_letters(word)
        found[folded] = tuple(dict.fromkeys((*found.get(folded, ()), *keys)))
    return found


@lru_cache(maxsize=100_000)
def skeleton(word: str) -> str:
    """The consonants of a word in Latin letters, `+` for an open end: `منارة` and `manarah` give `mnr+`."""
    if _is_arabic(word):
        letters = "".join(_ARABIC.get(c, c) for c in word).replace(" ", "")
        opened = word[-1] in "اه"
    else:
        letters = word
        for digraph, single in _LATIN:
            letters = letters.replace(digraph, single)
        opened = word.endswith(("a", "ah", "eh"))
    core = letters[:1] + "".join(c for c in letters[1:] if c not in "aeiouwy")
    core = core.lstrip(VOWELS)
    if opened:
        core = core.rstrip("h")
    squeezed = "".join(c for i, c in enumerate(core) if i == 0 or c != core[i - 1])
    return squeezed + "+" * opened


class Places:
    """The places that a collection names beside its bodies, with all countries; knows them again within names."""

    def __init__(self, countries: Iterable[str]) -> None:
        self._words = load_name_words()
        self._forms = dict(_territories())
        self._stems: dict[str, str] = {}
        self._skeletons: dict[str, str] = {}
        self._find = lru_cache(maxsize=100_000)(self._look_up)
        for name in sorted({normalise_name(c) for c in countries if c}):
            self._forms.setdefault(name, name)
        for name, key in sorted(self._forms.items()):
            if " " in name or len(name) < 4:
                continue
            core = skeleton(_bare_arabic(name, self._words)).rstrip("+")
            if not _is_arabic(name):
                self._stems.setdefault(_stem(name), key)
                self._skeletons.setdefault(core, key)
            elif key == name and len(core) >= 3:
                self._forms[name] = self._skeletons.setdefault(core, key)

    def key(self, country: str | None) -> str:
        """The key of a place printed beside a name: a country's code, or the folded form; empty for none."""
        if not country:
            return ""
        name = normalise_name(country)
        return self.find(name) or name

    def is_place(self, name: str) -> bool:
        """Whether a canonical name is that of a place, exactly."""
        return name in self._forms

    def find(self, word: str) -> str | None:
        """The place that a word of a name stands for: the place itself, or a word made from it (`karsavian`)."""
        return self._find(word)

    def _look_up(self, word: str) -> str | None:
        if (known := self._forms.get(word)) is not None:
            return known
        if _is_arabic(word):
            bare = _bare_arabic(word, self._words)
            ending = next((e for e in _NISBA if bare.endswith(e) and len(bare) - len(e) >= 3), "")
            core = skeleton(bare[: len(bare) - len(ending)]).rstrip("+")
            return self._skeletons.get(core) if len(core) >= 3 else None
        if word.endswith("h") and (place := self._stems.get(_stem(word))):
            return place
        for ending in self._words.demonym_endings:
            stem = _stem(word[: -len(ending)])
            if word.endswith(ending) and len(stem) >= 4 and stem in self._stems:
                return self._stems[stem]
        found = self._skeletons.get(skeleton(word).rstrip("+")) if len(word) >= 5 else None
        return found if found and _is_arabic(found) else None

    def phrase(self, words: list[str], start: int) -> tuple[str, int] | None:
        """The place whose name of two or three words begins at `start`, and how many words it takes."""
        for length in (3, 2):
            key = self._forms.get(" ".join(words[start : start + length]))
            if key is not None and start + length <= len(words):
                return key, length
        return None


@cache
def countries() -> Places:
    """All countries, without places that a collection names."""
    return Places(())


def _stem(place: str) -> str:
    """A place's name without the open end that words made from it lose."""
    return place.rstrip(VOWELS + "h")


def _is_arabic(word: str) -> bool:
    return "\u0620" <= word[:1] <= "\u064a"


def _bare_arabic(word: str, table: NameWords) -> str:
    """An Arabic word without the article and the letters written on to it."""
    for prefix in table.prefixes:
        if word.startswith(prefix) and len(word) - len(prefix) >= 2:
            return word[len(prefix) :]
    return word


def _concept(word: str) -> str | None:
    """A word's concepts as one token, looked up as it stands, then as a plural."""
    concepts = _concepts()
    for form in (word, word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("x")):
        if keys := concepts.get(form):
            return "=" + "|".join(keys)
    return None


@lru_cache(maxsize=200_000)
def _token(word: str) -> str:
    """A word as it stands in a bag."""
    if _is_arabic(word):
        table = load_name_words()
        bare = _bare_arabic(word, table)
        return _concept(word) or _concept(bare) or bare
    if concept := _concept(word):
        return concept
    return word[:-1] if len(word) > 4 and word.endswith("s") and not word.endswith("ss") else word


def _replace_phrases(name: str) -> str:
    padded = f" {name} "
    for phrase, words in load_name_words().phrases.items():
        if phrase in name:
            padded = padded.replace(f" {phrase} ", f" {words} ").replace(f" {phrase}s ", f" {words} ")
    return padded.strip()


def take_apart(name: str, country: str | None, places: Places) -> Designation:
    """The designation of a name with the country printed beside it."""
    table = load_name_words()
    canonical = normalise_name(name)
    words = _replace_phrases(canonical).split()
    named, kept, skip = set(), [], 0
    for i, word in enumerate(words):
        if skip:
            skip -= 1
        elif found := places.phrase(words, i):
            named.add(found[0])
            skip = found[1] - 1
        elif place := places.find(word):
            named.add(place)
        else:
            kept.append(word)
    light = table.stopwords | table.particles
    core = [word for word in kept if word not in light] or kept or words
    return Designation(
        name=canonical,
        strict=tuple(sorted(word for word in words if word not in light)),
        bag=tuple(sorted(_token(word) for word in core)),
        named=frozenset(named),
        beside=places.key(country),
        script=any("\u0620" <= c <= "\u064a" for c in canonical),
    )


def alternatives(bag: tuple[str, ...], limit: int = 8) -> list[tuple[str, ...]]:
    """All readings of a bag in which each word stands for one concept; at most `limit`, none if there is only one."""
    readings: list[tuple[str, ...]] = [()]
    for token in bag:
        keys = token[1:].split("|") if token.startswith("=") and "|" in token else None
        readings = [(*reading, f"={key}") for reading in readings for key in keys] if keys else [
            (*reading, token) for reading in readings
        ]  # fmt: skip
        if len(readings) > limit:
            return []
    return [tuple(sorted(reading)) for reading in readings] if len(readings) > 1 else []


def sounds(bag: tuple[str, ...]) -> tuple[str, ...]:
    """A bag with proper names as skeletons, to compare scripts."""
    return tuple(sorted(t if t.startswith("=") else "~" + skeleton(t) for t in bag))
