"""What a text is about: the themes of `data/reference/themes.toml` whose words stand in it.

A word counts at most `CAP` times, in the title `TITLE` times as much. A short text, such as one demand, has a theme
as soon as one of its words stands there; a longer one needs more, and no theme counts that is far behind the first.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from converters.extract.vocabulary import tokens
from converters.phrases import MARKS, fold
from data import Reference
from data.languages import Language
from data.themes import Theme

CAP = 3
TITLE = 3
STEP = 100  # words, for each of which a theme needs one more, up to
ENOUGH = 4
SHARE = 0.34  # of the first theme's count
MOST = 5

_KEY = 3  # letters by which the phrases are looked up
_MARKS = re.compile(f"[{MARKS}]")

Phrase = tuple[str, ...]  # folded words; one that ends in `*` is a stem
Index = Callable[[str], tuple[tuple[str, Phrase], ...]]


def find_themes(title: str, texts: Sequence[str], language: Language, reference: Reference) -> tuple[str, ...]:
    """The keys of the themes of a text, the clearest first; none where its words show none.

    `title` may be empty. Takes time linear in the length of the text.
    """
    themes = tuple(reference.themes.values())
    begins = _index(themes, language.code)
    counts: Counter[tuple[str, Phrase]] = Counter()
    length = 0
    for text, weight in ((title, TITLE), *((text, 1) for text in texts)):
        words = tokens(text)
        length += len(words)
        for found in _matches(words, begins):
            counts[found] += weight
    scores: Counter[str] = Counter()
    for (theme, _), count in counts.items():
        scores[theme] += min(count, CAP)
    return _choose(scores, [theme.key for theme in themes], min(ENOUGH, 1 + length // STEP))


def _choose(scores: Counter[str], order: list[str], enough: int) -> tuple[str, ...]:
    """The themes with the highest scores; of equal ones, that which stands first in the table."""
    needed = max(enough, SHARE * max(scores.values(), default=0))
    ranked = sorted(scores, key=lambda theme: (-scores[theme], order.index(theme)))
    return tuple(theme for theme in ranked if scores[theme] >= needed)[:MOST]


@lru_cache(maxsize=32)
def _index(themes: tuple[Theme, ...], language: str) -> Index:
    """What a word of a language may begin: a function from the folded word to the phrases of all themes.

    The word is taken as it stands and without each prefix that the language writes at its front.
    """
    by_start: dict[str, list[tuple[str, Phrase]]] = {}
    for theme in themes:
        for phrase in theme.words.get(language, ()):
            words = tuple(re.findall(r"\w+\*?", _MARKS.sub("", fold(phrase))))
            by_start.setdefault(words[0].rstrip("*")[:_KEY], []).append((theme.key, words))
    prefixes = tuple(fold(prefix) for prefix in (themes[0].prefixes.get(language, ()) if themes else ()))

    @lru_cache(maxsize=20_000)
    def begins(word: str) -> tuple[tuple[str, Phrase], ...]:
        forms = (word, *(word[len(p) :] for p in prefixes if word.startswith(p) and len(word) > len(p) + 1))
        found = (match for form in forms for match in by_start.get(form[:_KEY], ()) if _fits(form, match[1][0]))
        return tuple(dict.fromkeys(found))

    return begins


def _matches(words: Sequence[str], begins: Index) -> Iterator[tuple[str, Phrase]]:
    """Each phrase of a theme that stands in the words, at each place where it begins."""
    known = {word for word in set(words) if begins(word)}
    for place, word in enumerate(words):
        for theme, phrase in begins(word) if word in known else ():
            if len(phrase) == 1 or _follows(words, place + 1, phrase[1:]):
                yield theme, phrase


def _follows(words: Sequence[str], place: int, rest: Phrase) -> bool:
    """Whether the words of a phrase stand from a place on."""
    if len(words) < place + len(rest):
        return False
    return all(_fits(words[place + offset], wanted) for offset, wanted in enumerate(rest))


def _fits(word: str, wanted: str) -> bool:
    return word.startswith(wanted[:-1]) if wanted.endswith("*") else word == wanted
