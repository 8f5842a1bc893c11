"""Names that may not be kept, still known again: slow digests in place of spellings.

Each is four hexadecimal digits of a quick digest, a colon, and a scrypt digest (RFC 7914) with the IRI's path as salt.
The quick digits only spare the slow comparison for nearly all names; they say next to nothing.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from converters.clusters import EARLIER, Mention
from converters.ledger import NAME_PART, Ledger
from converters.normalise import normalise_name

_COST = 2**13


def spelling_keys(name: str, acronym: str = "", country: str = "") -> set[str]:
    """The canonical forms by which a spelling is known: in full, and by the name where no country is printed."""
    parts = [normalise_name(part) for part in (name, acronym, country)]
    return {NAME_PART.join(parts), *([] if country else [parts[0]])}


def conceal(path: str, facts: Iterable[str]) -> tuple[str, ...]:
    """The digests that take the place of an entry's spellings (`name~acronym~country`), sorted."""
    keys: set[str] = set()
    for fact in facts:
        name, acronym, country = (*fact.split(NAME_PART), "", "")[:3]
        keys |= spelling_keys(name, acronym, country) | {normalise_name(name)}
    return tuple(sorted(f"{_quick(key)}:{_slow(path, key)}" for key in keys if key))


class Secrets:
    """The digests of a ledger, to ask whose name a mention is."""

    def __init__(self, ledger: Ledger) -> None:
        self._index: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self._found: dict[tuple[str, str, str], str] = {}
        for entry in ledger.withheld():
            for fact in entry.facts:
                quick, _, slow = fact.partition(":")
                self._index[quick].append((entry.path, slow))

    def find(self, m: Mention) -> str:
        """The path of the withheld person or body that a mention names, or an empty text."""
        if not self._index or m.kind == "group":
            return ""
        spelt = (m.name, m.acronym or "", m.country or "")
        if spelt not in self._found:
            self._found[spelt] = self._look_up(sorted(spelling_keys(*spelt) | {normalise_name(m.name)}))
        path = self._found[spelt]
        return path if m.kind == "organisation" or path.startswith("id/person/") else ""

    def _look_up(self, keys: Iterable[str]) -> str:
        for key in keys:
            for path, slow in self._index.get(_quick(key), ()):
                if _slow(path, key) == slow:
                    return path
        return ""


def known_again(mentions: Iterable[Mention], ledger: Ledger) -> list[Mention]:
    """For each mention whose name is that of something withheld, one that says so, to resolve along with the others."""
    secrets = Secrets(ledger)
    found: dict[tuple[str, str, str, str], Mention] = {}
    for m in mentions:
        path = secrets.find(m)
        spelt = (m.kind, m.name, m.acronym or "", m.country or "")
        if path and spelt not in found and path.startswith("id/person/") == (m.kind == "person"):
            known = f"{EARLIER}{path}/{len(found):04}"
            found[spelt] = Mention(known, m.name, m.acronym, m.country, "", m.kind, ledger.follow(path))
    return list(found.values())


def _quick(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:4]


@lru_cache(maxsize=10_000)
def _slow(path: str, key: str) -> str:
    return hashlib.scrypt(key.encode(), salt=path.encode(), n=_COST, r=8, p=1, dklen=20).hex()
