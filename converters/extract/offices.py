"""The body to which an addressed office belongs, where the document or the office's own name says so."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from converters.extract.layout import word_count
from converters.model import Addressee, Part
from converters.phrases import compile_phrases, fold
from data import Reference

_BEFORE, _AFTER = 40, 60


def complete_body(party: Addressee, part: Part, reference: Reference) -> Addressee:
    """The addressee with the body that the document names beside its office ("Secretary-General of the …")."""
    if party.body or not party.office:
        return party
    office = fold(party.office)
    body = _curated(party.office, office, reference) or _body_near(office, part, reference)
    return replace(party, body=body) if body else party


def _curated(text: str, folded: str, reference: Reference) -> str | None:
    names, pattern = _curated_bodies(reference)
    return next((name for m in pattern.finditer(folded) if (name := _printed(text, m, names))), None)


def _printed(text: str, match: re.Match[str], names: dict[str, str]) -> str | None:
    """The name that a match stands for; a name of capitals counts only where it is printed so ("AU", not "au")."""
    name = names[" ".join(match.group().split())]
    return name if not name.isupper() or text[match.start() : match.end()].isupper() else None


def _body_near(office: str, part: Part, reference: Reference) -> str | None:
    """A curated body that stands right before or behind the office anywhere in the document."""
    names, pattern = _curated_bodies(reference)
    text = part.document.text
    folded = fold(text)
    at = folded.find(office)
    while at >= 0:
        start = max(0, at - _BEFORE)
        around = folded[start : at + len(office) + _AFTER]
        for match in pattern.finditer(around):
            name = _printed(text[start:], match, names)
            if name and _touches(around, match, at - start, at - start + len(office)):
                return name
        at = folded.find(office, at + 1)
    return None


def _touches(around: str, match: re.Match[str], start: int, end: int) -> bool:
    gap = around[match.end() : start] if match.end() <= start else around[end : match.start()]
    return word_count(gap) <= 2 and not re.search(r"[.;:,\n]", gap)


@lru_cache(maxsize=4)
def _curated_bodies(reference: Reference) -> tuple[dict[str, str], re.Pattern[str]]:
    """The curated bodies' names as printed, by folded form, and one pattern for all, the longest first."""
    names = {
        " ".join(fold(name).split()): name
        for body in reference.bodies.values()
        for forms in (body.names.values(), *body.aliases.values())
        for name in forms
        if body.kind == "organisation"
    }
    return names, compile_phrases(sorted(names))
