"""The language of a text, among those that have a file in `data/reference/languages`."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache
from heapq import nlargest
from itertools import islice

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from data import load_reference

SAMPLE, PIECES = 500, 4  # characters, and texts that they come from: enough to tell a language, more would cost time
_SHORT = 40  # letters below which the markup knows better than the text
_SURE = 0.9


def detect_language(texts: Iterable[str], hint: str | None = None, languages: Collection[str] | None = None) -> str:
    """The code of the language in which most of the texts are written, such as `fr`.

    `hint` is what the markup claims (`fr-CA`); it decides only where the text is too short or undecided.
    `languages` are the codes to choose from; all that have a file in the reference data where it is None.
    Only the longest texts are looked at, so that a menu or names in another language weigh little.
    """
    codes = tuple(sorted(load_reference().languages if languages is None else languages))
    claimed = (hint or "").replace("_", "-").split("-")[0].lower()
    claimed = claimed if claimed in codes else ""
    sample = _sample(texts)
    letters = sum(map(str.isalpha, islice(sample, 500)))
    if claimed and letters < _SHORT:
        return claimed
    if not letters:
        return claimed or (codes[0] if codes else "und")
    code, sure = _classify(sample, codes)
    return claimed if claimed and sure < _SURE else code


def _sample(texts: Iterable[str]) -> str:
    """The beginnings of the longest texts."""
    longest = nlargest(PIECES, texts, key=len)
    return "\n".join(text[: SAMPLE // len(longest)] for text in longest)


@lru_cache(maxsize=8)
def _identifier(codes: tuple[str, ...]) -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    known = set(identifier.labels).intersection(codes)
    identifier.set_languages(known or None)
    return identifier


def _classify(text: str, codes: tuple[str, ...]) -> tuple[str, float]:
    code, sure = _identifier(codes).classify(text)
    return str(code), float(sure)
