"""Which legal norms a text cites: each instrument or part of one, once, where it is first named.

Two passes: first the instruments that the blocks name (`mentions`), then the articles, sections and paragraphs
(`locators`), each attached to the instrument in its own phrase, else to the one that the text last spoke of.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from converters.extract.locators import Locator, LocatorGrammar
from converters.extract.mentions import DocumentNames, MentionGrammar, read_mentions
from converters.extract.passages import Mention, Passage, make_passage, prefix_source, word_source
from converters.model import Block, Citation, Evidence, Span
from data import Language, Reference

ANAPHORA, REPEATED, LAST_NAMED = 0.88, 0.85, 0.78
WITH_ARTICLE = 0.9  # an ambiguous name that an article goes with
REACH = 90  # characters between a locator and its instrument
_CITED_ALONE = ("art", "section", "clause", "principle", "rule")
MEMORY = 10  # blocks for which "Article 8" may still mean the instrument last named
_SENTENCE_END = re.compile(r"[;!?؛؟]|\.\s+(?=[^\W\d_a-zß-ÿ])")  # of the text as printed: "Cap. 63" ends none
_OWN_ARTICLE = re.compile(r"\s*(?:[.:\-]|$)")


class CitationGrammar:
    """What attaching needs of one language, compiled once."""

    def __init__(self, language: Language, reference: Reference) -> None:
        def words(*keys: str) -> str:
            return word_source(tuple(word for key in keys for word in language.words("law", key)))

        self.mentions = MentionGrammar(language, reference)
        self.locators = LocatorGrammar(language)
        note = r"(?:\s*\([^()\n]{3,80}\))?"
        link = rf"{words('links', 'common')}\s*(?:{words('links', 'fillers', 'common')}\s*)*"
        self.after = re.compile(rf"{note}[\s,\"')\]]*(?P<link>(?:{link})?)[\"'(\[«]*\s*")
        self.before = re.compile(rf"{note}[\"')\]»]*\s*(?:[,;:(\[-]\s*|{words('bridges', 'fillers')}\s*)*")
        self.possessive = re.compile(rf"[\"')]*\s*(?:[\w'-]+\s+){{1,4}}{words('possessives')}\s*")
        self.between = re.compile(rf"{note}\s*[,;]?\s*(?:{words('and', 'bridges', 'fillers')}\s*|[,;(]\s*)*")
        self.thereof = re.compile(rf"\s*,?\s*{words('thereof')}")
        self.same = re.compile(rf"(?<!\w){words('same')}[\s,.;:]*$")
        self.lead = re.compile(rf"(?<!\w){words('article_leads')}\s*(?:{words('fillers')}\s*)*$")
        self.own_before = re.compile(rf"(?<!\w){words('possessives')}\s*$")
        self.own = re.compile(rf"{prefix_source(language)}{words('own_units')}")
        self.verb = re.compile(rf"\s*,?\s*{words('article_verbs')}")
        self.not_article = re.compile(rf"\W*(?:\w+\W+)?{words('not_articles')}")
        patterns = reference.citation_patterns
        self.cited: dict[str, list[str]] = patterns["cited"]
        self.stands_for: dict[str, list[str]] = patterns["stands_for"]
        self.common: str = patterns["common"]["instrument"]


@lru_cache(maxsize=16)
def _grammar(language: Language, reference: Reference) -> CitationGrammar:
    return CitationGrammar(language, reference)


@dataclass(frozen=True, slots=True)
class _Named:
    """An instrument that the text spoke of: the how many-th it was, and in which block."""

    order: int
    mention: Mention
    block: int


class _Memory:
    """What a text spoke of last, of each form and by key."""

    def __init__(self) -> None:
        self.by_form: dict[str, _Named] = {}
        self.by_key: dict[str, _Named] = {}
        self.order = 0
        self.last: Mention | None = None

    def note(self, mention: Mention, block: int) -> None:
        self.order += 1
        self.last = mention
        self.by_form[mention.form] = self.by_key[mention.key] = _Named(self.order, mention, block)

    def latest(self, forms: Sequence[str]) -> _Named | None:
        """The last named instrument of any of the forms."""
        return max((self.by_form[f] for f in forms if f in self.by_form), key=lambda n: n.order, default=None)


def find_citations(blocks: Sequence[Block], language: Language, reference: Reference) -> tuple[Citation, ...]:
    """The norms that the blocks cite, one for each instrument and locator, in the order of their first mention.

    Spans are code points of the document's text. An instrument as a whole is cited where it is named apart from its
    articles; an article whose instrument stays open is left out, and so are bills, which are no law yet. National laws
    and treaties that the gazetteer lacks have `known` false and a key made from jurisdiction and name.
    """
    grammar = _grammar(language, reference)
    passages = [make_passage(b.text, b.span.start, b.kind == "heading") for b in blocks if b.text.strip()]
    document = read_mentions(passages, grammar.mentions)
    return _Attacher(grammar, document).citations()


class _Attacher:
    """Goes through a document and remembers what was named and cited so far."""

    def __init__(self, grammar: CitationGrammar, document: DocumentNames) -> None:
        self.grammar, self.document = grammar, document
        self.memory = _Memory()
        self.cited: dict[str, Mention] = {}  # path → the instrument of which it was last cited
        self.found: dict[tuple[str, str | None], Citation] = {}

    def citations(self) -> tuple[Citation, ...]:
        for index, passage in enumerate(self.document.passages):
            self._read(index, passage)
        return tuple(sorted(self.found.values(), key=lambda c: c.evidence.span.start))

    def _read(self, index: int, passage: Passage) -> None:
        mentions = passage.mentions
        locators = [found for found in self.grammar.locators.find(passage) if not _within(mentions, found)]
        direct = self._direct(passage, mentions, locators)
        pairs = enumerate(zip([None, *locators], locators, strict=False))
        followed = {number for number, (mention, _) in direct.items() if mention.start >= locators[number].end}
        locators = [pair[1] if number in followed else self._nested(passage, *pair) for number, pair in pairs]
        attached = {id(mention) for mention, apart in direct.values() if not apart}
        passed = 0
        for number, locator in enumerate(locators):
            while passed < len(mentions) and mentions[passed].end <= locator.start:
                self._pass(index, passage, mentions[passed], id(mentions[passed]) in attached)
                passed += 1
            self._cite(index, passage, locator, direct.get(number))
        for mention in mentions[passed:]:
            self._pass(index, passage, mention, id(mention) in attached)

    def _pass(self, index: int, passage: Passage, mention: Mention, attached: bool) -> None:
        """Take note of a mention, and cite it as a whole unless a locator has it."""
        if not mention.key or (mention.needs and not attached):
            return
        self.memory.note(mention, index)
        if not attached and not mention.party:
            self._add(passage, mention, None, mention.start, mention.end, mention.confidence, mention.rule)

    def _direct(
        self, passage: Passage, mentions: list[Mention], locators: list[Locator]
    ) -> dict[int, tuple[Mention, bool]]:
        """The instrument in the phrase of each locator, by its number; true where it is also cited apart from it."""
        found: dict[int, tuple[Mention, bool]] = {}
        starts = [m.start for m in mentions]
        for number, locator in enumerate(locators):
            if hit := self._beside(passage.folded, mentions, starts, locator):
                found[number] = hit
        for number in range(len(locators) - 2, -1, -1):
            here, following = locators[number], locators[number + 1]
            later = found.get(number + 1)
            if number not in found and later and later[0].start > following.start:  # "article 9 and article 14 of …"
                found.update({number: (later[0], False)} if self._joined(passage.folded, here, following) else {})
        for number in range(1, len(locators)):
            here, preceding = locators[number], locators[number - 1]
            earlier = found.get(number - 1)
            if number not in found and earlier and self._joined(passage.folded, preceding, here):
                found[number] = (earlier[0], False)
        return found

    def _nested(self, passage: Passage, outer: Locator | None, inner: Locator) -> Locator:
        """A paragraph that follows an article in one sentence as a part of it: "article 12, and its paragraph 2"."""
        if outer is None or inner.unit != "para" or outer.unit not in ("art", "section") or len(outer.paths) > 1:
            return inner
        reach = 2 * REACH if self.grammar.thereof.match(passage.folded, inner.end) else REACH
        if inner.start - outer.end > reach or _SENTENCE_END.search(passage.text, outer.end, inner.start + 1):
            return inner
        article = outer.paths[0].partition("/para/")[0]
        paths = tuple(f"{article}/{path}" for path in inner.paths)
        return Locator(inner.start, inner.end, paths, outer.unit, inner.common)

    def _joined(self, folded: str, first: Locator, second: Locator) -> bool:
        return len(folded[first.end : second.start]) <= REACH and bool(
            self.grammar.between.fullmatch(folded, first.end, second.start)
        )

    def _beside(
        self, folded: str, mentions: list[Mention], starts: list[int], locator: Locator
    ) -> tuple[Mention, bool] | None:
        at = bisect_left(starts, locator.end)
        after = mentions[at] if at < len(mentions) and starts[at] - locator.end <= REACH else None
        before = mentions[at - 1] if at and locator.start - mentions[at - 1].end <= REACH else None
        match = self.grammar.after.fullmatch(folded, locator.end, after.start) if after else None
        if after and match and (match["link"].strip() or not folded[locator.end : after.start].strip()):
            return after, False
        if before and before.end <= locator.start:
            gap = folded[before.end : locator.start]
            if self.grammar.possessive.fullmatch(gap):
                return before, ";" in gap
            if self.grammar.before.fullmatch(gap) and not (locator.unit == "preamble" and gap.strip(" '’s")):
                return before, ";" in gap
        return (after, False) if after and match else None

    def _cite(self, index: int, passage: Passage, locator: Locator, direct: tuple[Mention, bool] | None) -> None:
        if direct:
            mention, _ = direct
            target = mention if mention.key else self._resolve(mention.form)
            if target is None:
                if mention.form == "bill":  # what follows is said of a bill that has no name
                    self.memory.note(mention, index)
                return
            sure = max(target.confidence, WITH_ARTICLE) if target.rule == "ambiguous name" else target.confidence
            confidence = sure if mention.key else min(sure, ANAPHORA)
            rule = target.rule if mention.key else "anaphora"
            start, end = min(locator.start, mention.start), max(locator.end, mention.end)
            self._add_all(index, passage, target, locator, (start, end), confidence, rule)
            return
        if found := self._bare(index, passage, locator):
            target, confidence, rule = found
            self._not_apart(index, passage, target, locator)
            self._add_all(index, passage, target, locator, (locator.start, locator.end), confidence, rule)

    def _not_apart(self, index: int, passage: Passage, target: Mention, locator: Locator) -> None:
        """Take back the instrument as a whole where its own sentence goes on to name an article of it."""
        named = self.memory.by_key.get(target.key)
        whole = self.found.get((target.key, None))
        if not named or not whole or whole.evidence.span.start != passage.at(named.mention.start):
            return
        if named.block == index and not _SENTENCE_END.search(passage.text, named.mention.end, locator.start + 1):
            del self.found[(target.key, None)]

    def _add_all(
        self,
        index: int,
        passage: Passage,
        target: Mention,
        locator: Locator,
        span: tuple[int, int],
        confidence: float,
        rule: str,
    ) -> None:
        self.memory.note(target, index)
        for path in locator.paths:
            self.cited[path] = target
            self._add(passage, target, path, span[0], span[1], confidence, rule)

    def _add(
        self, passage: Passage, mention: Mention, path: str | None, start: int, end: int, confidence: float, rule: str
    ) -> None:
        if mention.form == "bill":
            return
        span = Span(passage.at(start), passage.at(end))
        citation = Citation(
            instrument=mention.key, locator=path, evidence=Evidence(span, round(confidence, 2), rule),
            label=mention.label or passage.text[mention.start : mention.end] if path is None else mention.label,
            known=mention.known, jurisdiction=mention.jurisdiction, english=mention.english,
        )  # fmt: skip
        self.found.setdefault((mention.key, path), citation)

    def _resolve(self, form: str) -> Mention | None:
        """The instrument that "the Convention" is: the one so defined, else the last named of that form."""
        for forms in ([form], self.grammar.stands_for.get(form, [])):
            defined = next((self.document.defined[f] for f in forms if f in self.document.defined), None)
            named = self.memory.by_key.get(defined) if defined else self.memory.latest(forms)
            if named:
                return named.mention
        only = {
            m.key: m for p in self.document.passages for m in p.mentions if m.key and m.form == form and not m.needs
        }
        return next(iter(only.values())) if len(only) == 1 else None

    def _bare(self, index: int, passage: Passage, locator: Locator) -> tuple[Mention, float, str] | None:
        """The instrument of a locator that stands alone: "Article 4 punishes …", "and section 9 thereof"."""
        grammar, folded = self.grammar, passage.folded
        if self.memory.last is None:
            return self._common(locator)
        if grammar.thereof.match(folded, locator.end) or grammar.same.search(
            folded, max(0, locator.start - 40), locator.start
        ):
            return self.memory.last, ANAPHORA, "anaphora"
        own = grammar.own.match(folded, locator.start) or grammar.own_before.search(
            folded, max(0, locator.start - 20), locator.start
        )
        if locator.unit != "para" and locator.unit not in _CITED_ALONE:
            return None
        if not own and (locator.unit == "para" or not self._is_law(passage, locator)):
            return None
        if locator.common:
            return self._common(locator)
        if not own and all(path in self.cited for path in locator.paths):
            return self.cited[locator.paths[0]], REPEATED, "same article"
        named = self.memory.latest([form for form, units in grammar.cited.items() if locator.unit in units])
        if named is None or index - named.block > MEMORY:
            return None
        return named.mention, LAST_NAMED, "last named"

    def _common(self, locator: Locator) -> tuple[Mention, float, str] | None:
        if not locator.common:
            return None
        return (
            Mention(locator.start, locator.end, self.grammar.common, "convention", ANAPHORA),
            ANAPHORA,
            "common article",
        )

    def _is_law(self, passage: Passage, locator: Locator) -> bool:
        """Whether a locator alone is a law's: not the text's own numbering, nor the organisation called Article 19."""
        text, folded = passage.text, passage.folded
        if not folded[: locator.start].strip() and (passage.heading or _OWN_ARTICLE.match(folded, locator.end)):
            return False
        if locator.paths != ("art/19",):
            return True
        printed = text[locator.start : locator.end]
        if printed.isupper() and printed.lower() != printed and not text.isupper():
            return False
        if self.grammar.not_article.match(folded, locator.end):
            return False
        lead = self.grammar.lead.search(folded, max(0, locator.start - 60), locator.start)
        return bool(lead or self.grammar.verb.match(folded, locator.end))


def _within(mentions: list[Mention], locator: Locator) -> bool:
    """Whether a locator lies in the name of an instrument."""
    at = bisect_left(mentions, locator.end, key=lambda m: m.start)
    return any(m.key != "" and m.end > locator.start for m in mentions[max(0, at - 2) : at])
