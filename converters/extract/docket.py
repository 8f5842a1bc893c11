"""The demands of one statement as they are found, and all its addressees, each once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from converters.extract.layout import folded_text, word_count
from converters.model import Addressee, Demand, Evidence, Force, Span
from converters.phrases import words_pattern
from data.languages import Language

_TRAILING = " \t\n,;:.،؛*"
_MIN_WORDS = 2
_INFERRED = 0.6
_LONG = 2
_COMPARED = 200


@dataclass
class Docket:
    """Demands in the order found; formal addressees first, then those that demands name."""

    language: Language
    addressees: list[Addressee]
    demands: list[Demand] = field(default_factory=list)
    _places: dict[str, int] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        for i, party in enumerate(self.addressees):
            self._places.setdefault(folded_text(party.name), i)

    def address(self, party: Addressee) -> int:
        """The position of a party among the addressees, added where it is new."""
        known = self.known(party)
        if known is not None:
            return known
        self._places[folded_text(party.name)] = len(self.addressees)
        self.addressees.append(party)
        return len(self.addressees) - 1

    def known(self, party: Addressee) -> int | None:
        """The position of an addressee that is the same party, by a full or a short mention ("the Ministry")."""
        exact = self._places.get(folded_text(party.name))
        if exact is not None:
            return exact
        first = self.addressees[:_COMPARED]
        return next((i for i, other in enumerate(first) if self._is_same(party, other)), None)

    def _is_same(self, party: Addressee, known: Addressee) -> bool:
        if party.holder and known.holder:
            return folded_text(party.holder) == folded_text(known.holder)
        name = party.office or party.name
        names = (known.office, known.name) if known.holder or known.office else (known.name, known.body)
        return any(self._names_same(name, other) for other in names if other)

    def body(self, short: str) -> str | None:
        """The full name of a body to which an addressed office belongs, for a short mention of it."""
        bodies = [a.body for a in self.addressees if a.body and (a.office or a.holder)]
        return next((body for body in bodies if self._names_same(short, body)), None)

    def shortened(self, phrase: str) -> tuple[int, ...]:
        """The group among the addressees that a phrase names by its main word: "the operators"."""
        article = words_pattern(self.language, "addressees", "definite").match(folded_text(phrase))
        short = folded_text(phrase[article.end() :]).strip() if article else ""
        names = ((i, folded_text(a.name)) for i, a in enumerate(self.addressees[:_COMPARED]) if a.kind == "group")
        same = (i for i, name in names if name.startswith(short + " ") or name.endswith(" " + short))
        return tuple(same)[:1] if short else ()

    def _names_same(self, short: str, long: str) -> bool:
        """Whether a name is another's, or its beginning or main word: "the Ministry" for "Ministry of Labour"."""
        few, many = folded_text(short).split(), folded_text(long).split()
        if few == many or not few:
            return few == many and bool(few)
        if len(few) < len(many) and many[: len(few)] == few:
            rest = " ".join(many[len(few) :])
            return (
                words_pattern(self.language, "addressees", "of").match(rest) is not None
                or len(few) > _LONG
                or self._is_generic(few)
                or self._has_prefixes()
            )
        if 1 < len(few) < len(many) and many[-len(few) :] == few and self._is_generic(few):
            return True
        if len(few) == 1 and self._is_generic(few):
            link = words_pattern(self.language, "addressees", "of").search(folded_text(long))
            head = folded_text(long)[: link.start()].split() if link else many
            return head[-1:] == few or self._without_article(few[0]) == many[0]
        return False

    def _is_generic(self, words: Sequence[str]) -> bool:
        pattern = words_pattern(self.language, "addressees", "bodies", "offices", "groups", "articles")
        return pattern.fullmatch(" ".join(words)) is not None or all(pattern.fullmatch(word) for word in words)

    def _has_prefixes(self) -> bool:
        return bool(self.language.words("addressees", "definite_prefixes"))

    def _without_article(self, word: str) -> str:
        for prefix in self.language.words("addressees", "definite_prefixes"):
            if word.startswith(folded_text(prefix)) and len(word) > len(prefix) + 2:
                return word[len(prefix) :]
        return word

    def add(self, text: str, span: Span, force: Force, addressees: Sequence[int], confidence: float, rule: str) -> bool:
        """Take a demand in, unless its words are there already or too few; true where it was taken."""
        clean = text.rstrip(_TRAILING)
        lead = len(clean) - len(clean.lstrip(_TRAILING))
        clean, start = clean[lead:], span.start + lead
        if word_count(clean) < _MIN_WORDS:
            return False
        if self.demands and any(d.evidence.span.start <= start < d.evidence.span.end for d in self.demands[-8:]):
            return False
        evidence = Evidence(Span(start, start + len(clean)), round(confidence, 2), rule)
        self.demands.append(Demand(clean, force, len(self.demands) + 1, evidence, tuple(addressees)))
        return True

    def direct(self, first: int, addressees: Sequence[int]) -> None:
        """Direct the explicit demands from number `first` on that name nobody to `addressees`, with less confidence."""
        for i in range(first, len(self.demands)):
            demand = self.demands[i]
            if not demand.addressees and demand.force == "explicit" and addressees:
                evidence = replace(demand.evidence, confidence=min(demand.evidence.confidence, _INFERRED))
                self.demands[i] = replace(demand, addressees=tuple(addressees), evidence=evidence)

    def finish(self) -> None:
        """Bring the demands into the order of the text and number them."""
        ordered = sorted(self.demands, key=lambda d: d.evidence.span.start)
        self.demands = [replace(demand, position=i) for i, demand in enumerate(ordered, 1)]
