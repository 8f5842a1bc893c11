"""What a statement asks, of whom: sentences with an asking verb in the statement's own voice, and lists under them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from converters.extract.addressees import parties_in_list, strip_articles, party_from_phrase, section_addressees
from converters.extract.asks import Ask, find_ask, in_quotes, leading_party
from converters.extract.layout import contains, is_sentence, starts_with, word_count
from converters.extract.sentences import split_sentences, trim
from converters.model import Addressee, Block, Demand, Evidence, Force, Part, Span
from converters.phrases import fold, words_pattern
from data.languages import Language

_TRAILING = " \t\n,;:.،؛"
_MIN_WORDS = 3


@dataclass
class Found:
    """The demands found so far, and all addressees: formal ones first, then those that demands name."""

    addressees: list[Addressee]
    demands: list[Demand] = field(default_factory=list)

    def address(self, party: Addressee) -> int:
        """The position of a party among the addressees, added where it is new."""
        wanted = _key(party)
        for i, known in enumerate(self.addressees):
            if (
                wanted == _key(known)
                or _names_same(party, known)
                or (not party.holder and _mentions(party.name, known))
            ):
                return i
        self.addressees.append(party)
        return len(self.addressees) - 1

    def add(self, text: str, span: Span, force: Force, addressees: Sequence[int], confidence: float, rule: str) -> None:
        """Take a demand in, unless its words are there already."""
        clean = text.strip(_TRAILING)
        if word_count(clean) < _MIN_WORDS or any(
            d.evidence.span.start <= span.start < d.evidence.span.end for d in self.demands
        ):
            return
        evidence = Evidence(Span(span.start, span.start + len(clean)), round(confidence, 2), rule)
        self.demands.append(Demand(clean, force, len(self.demands) + 1, evidence, tuple(addressees)))


def _key(party: Addressee) -> str:
    return fold(party.name)


def _names_same(party: Addressee, known: Addressee) -> bool:
    """Whether a short mention means a known party: "the Ministry" after "Ministry of Labour of Kivuma"."""
    short, long = fold(party.name).split(), fold(known.name).split()
    office = fold(known.office or "").split()
    body = fold(known.body or "").split()
    if party.holder and known.holder:
        return fold(party.holder) == fold(known.holder)
    return any(
        len(short) <= len(other) and short == other[: len(short)] for other in (long, office, body) if other
    ) and bool(short)


def find_demands(
    part: Part, formal: Sequence[Addressee], voices: Sequence[str], languages: tuple[Language, ...], *, release: bool
) -> Found:
    """The demands of a statement in order, with all its addressees (`formal` first).

    `voices` are the names in whose voice it speaks (publisher, signatories, acronyms). In a `release` the third person
    of the signatories counts as the statement's own voice.
    """
    found = Found(list(formal))
    state = _Reader(part, found, tuple(voices), languages, release)
    state.read()
    found.demands.sort(key=lambda d: d.evidence.span.start)
    found.demands = [replace(demand, position=i) for i, demand in enumerate(found.demands, 1)]
    return found


@dataclass
class _Lead:
    """An asking lead-in: those who are asked by the items below, and whether the items are outright asks."""

    addressees: tuple[int, ...]
    asks: bool
    speaks: bool
    confidence: float = 0.93


class _Reader:
    """Reads the body of one part, block by block, remembering the lead-in of the list that it stands in."""

    def __init__(
        self, part: Part, found: Found, voices: tuple[str, ...], languages: tuple[Language, ...], release: bool
    ) -> None:
        self.part, self.found, self.languages, self.release = part, found, languages, release
        self.language = languages[0]
        self.voices = tuple(fold(v) for v in voices if len(v) > 1)
        self.formal = tuple(
            i for i, a in enumerate(found.addressees) if a.formal and a.evidence.rule != "section heading"
        )
        self.lead: _Lead | None = None
        self.last_named: tuple[int, ...] = ()

    def read(self) -> None:
        sections = {self.part.blocks[i].span.start: party for i, party in section_addressees(self.part, self.languages)}
        skip = self.part.head | self.part.signature_blocks
        for i, block in enumerate(self.part.blocks):
            if i in skip:
                continue
            if block.span.start in sections:
                at = self.found.address(sections[block.span.start])
                self.lead = _Lead((at,), True, False)
            elif self._opens_list(block, i):
                continue
            elif self.lead and (block.kind in ("item", "row") or self._continues(block, i)):
                self._read_item(block)
            else:
                self.lead = None
                self._read_prose(block)

    def _continues(self, block: Block, i: int) -> bool:
        """Whether a plain line still belongs to the list: the blocks around it are of its kind and it is short."""
        before = self.part.blocks[i - 1] if i else None
        return self.lead is not None and before is not None and block.group is not None and block.group == before.group

    def _opens_list(self, block: Block, i: int) -> bool:
        """Take in a lead-in: a heading such as "Our demands", or a sentence that asks and ends before a list."""
        text = block.text.strip()
        following = self.part.blocks[i + 1] if i + 1 < len(self.part.blocks) else None
        if following is None or following.kind not in ("item", "row") or block.kind in ("item", "row"):
            return False
        reader = starts_with(text, self.language, "demands", "reader_class")
        if reader:
            party = party_from_phrase(
                text[reader.end() :].strip(" :,")[:120].split(",")[0],
                block.span,
                0.7,
                "heading that names a class",
                formal=False,
                languages=self.languages,
            )
            self.lead = _Lead((self.found.address(party),) if party else (), True, False, 0.7)
            return True
        if starts_with(text, self.language, "demands", "reader_leads"):
            self.lead = None
            return True
        last = self._last_sentence(block)
        sentence = self._text(last)
        ends_open = text.endswith(":") or text.endswith("،") or not text.endswith((".", "!", "?"))
        if not ends_open:
            return False
        ask = self._ask_in(sentence)
        noun = contains(sentence, self.language, "demands", "lead_nouns")
        speaks = self._is_subject_only(sentence)
        if not (ask or noun or speaks):
            self.lead = None
            return False
        addressees = self._addressees_of(ask, last) if ask else ()
        self._read_prose(block, until=last.start)
        if ask:
            self._add_lead_content(ask, last)
        self.lead = _Lead(addressees or self.formal, bool(ask or noun), speaks)
        return True

    def _last_sentence(self, block: Block) -> Span:
        return split_sentences(block, self.language)[-1]

    def _text(self, span: Span) -> str:
        return self.part.document.text[span.start : span.end]

    def _is_subject_only(self, sentence: str) -> bool:
        """Whether a lead-in holds only who speaks ("The undersigned organisations:"), the items bringing the verbs."""
        bare = fold(sentence).strip(" :,")
        return word_count(bare) <= 9 and (
            contains(bare, self.language, "demands", "third_subjects", "subjects") is not None
            or any(v and v in bare for v in self.voices)
        )

    def _read_item(self, block: Block) -> None:
        assert self.lead is not None
        span = self._cell(block) if block.kind == "row" else block.span
        if span is None:
            return
        text = self._text(span)
        asks = self._ask_in(text, subject_free=self.lead.speaks)
        if asks and self.lead.speaks:
            self._add_ask(asks, span)
            return
        soft = contains(text, self.language, "demands", "soft")
        own = self._party_that_acts(text, span)
        self.last_named = own or self.last_named
        addressees = own or self._passive_party(text, span)
        if self.lead.asks:
            force: Force = "soft" if soft and soft.start() < 4 else "explicit"
            end = self._item_end(text)
            self.found.add(
                text[:end],
                span,
                force,
                addressees or self.lead.addressees or self.last_named,
                self.lead.confidence if force == "explicit" else 0.7,
                "item under an asking lead-in",
            )
            return
        self._read_declared(block, addressees)

    def _cell(self, row: Block) -> Span | None:
        """The cell of a table row that holds the ask: its longest; None for a row of column headings."""
        headings = words_pattern(self.language, "signatories", "other_columns", "country_columns")
        cells = [(self._text(cell), cell) for cell in row.cells]
        if (
            sum(headings.fullmatch(fold(text).strip(" .:")) is not None for text, _ in cells) * 2 >= len(cells)
            or row.text == row.column
        ):
            return None
        longest = max(cells, key=lambda cell: len(cell[0]), default=None)
        return longest[1] if longest and word_count(longest[0]) >= _MIN_WORDS else None

    def _item_end(self, text: str) -> int:
        """Where the ask of an item ends: with its sentences, a trailing "and" left out."""
        text = text.rstrip(_TRAILING)
        folded = fold(text)
        for match in words_pattern(self.language, "demands", "and").finditer(folded, max(0, len(folded) - 8)):
            if match.end() == len(folded):
                return match.start()
        return len(text)

    def _read_declared(self, block: Block, addressees: tuple[int, ...]) -> None:
        """An item of a declaration: an ask only where it says who must do what."""
        for span in split_sentences(block, self.language):
            text = self._text(span)
            asks = self._ask_in(text)
            if asks:
                self._add_ask(asks, span)
                continue
            passive = contains(text, self.language, "demands", "passive")
            modal = contains(text, self.language, "demands", "explicit_modals")
            if passive or (modal and (addressees or self.last_named)):
                who = addressees or self._party_before(text, span, (passive or modal)) or self.last_named
                self.last_named = who
                self.found.add(text, span, "explicit", who, 0.8, "modal in a declared item")
            elif contains(text, self.language, "demands", "modals", "soft"):
                self.found.add(
                    text,
                    span,
                    "soft",
                    self._party_before(text, span, contains(text, self.language, "demands", "modals")),
                    0.6,
                    "soft wording",
                )

    def _read_prose(self, block: Block, until: int | None = None) -> None:
        for span in split_sentences(block, self.language):
            if until is not None and span.start >= until:
                return
            if in_quotes(block.text, span.start - block.span.start + 1):
                continue
            text = self._text(span)
            asks = self._ask_in(text)
            if asks:
                self._add_ask(asks, span)
                continue
            passive = contains(text, self.language, "demands", "passive")
            if passive and not self._is_reported(text, passive.start()):
                who = self._party_before(text, span, passive)
                self.found.add(text, span, "explicit", who, 0.75, "passive ask")
                continue
            self._read_soft(text, span)

    def _read_soft(self, text: str, span: Span) -> None:
        if (
            self._is_reported(text, len(text))
            or text.rstrip().endswith("?")
            or not is_sentence(text)
            and word_count(text) < 4
        ):
            return
        modal = contains(text, self.language, "demands", "modals")
        soft = contains(text, self.language, "demands", "soft")
        if modal and self._is_main(text, modal.start()):
            party = self._party_before(text, span, modal)
            urgent = contains(text, self.language, "demands", "urgent")
            explicit = contains(text, self.language, "demands", "explicit_modals")
            start = _clause_start(text, modal.start(), self.language)
            where = Span(span.start + start, span.end)
            if explicit and urgent and party and explicit.start() == modal.start():
                self.found.add(text[start:], where, "explicit", party, 0.65, "urgent modal with a named actor")
            else:
                self.found.add(text[start:], where, "soft", party, 0.6, "modal")
        elif soft:
            start = _clause_start(text, soft.start(), self.language)
            self.found.add(text[start:], Span(span.start + start, span.end), "soft", (), 0.6, "soft wording")

    def _is_main(self, text: str, at: int) -> bool:
        """Whether a modal stands in the main clause: no conditional, no relative word, no "we" before it."""
        keys = ("conditionals", "relatives", "subjects")
        return contains(text[:at], self.language, "demands", *keys) is None and not in_quotes(text, at)

    def _is_reported(self, text: str, at: int) -> bool:
        """Whether what stands at `at` is somebody else's word: quoted, or after "said", "according to"."""
        return in_quotes(text, at) or contains(text, self.language, "demands", "reported") is not None

    def _ask_in(self, sentence: str, *, subject_free: bool = False) -> Ask | None:
        return find_ask(sentence, self.language, self.voices, release=self.release, subject_free=subject_free)

    def _addressees_of(self, ask: Ask, sentence: Span) -> tuple[int, ...]:
        text = self._text(sentence)
        phrase = text[ask.object_start : ask.object_end]
        if ask.second_person(phrase, self.language):
            return self.formal[:2]
        offset = sentence.start + ask.object_start
        parties = parties_in_list(
            phrase, offset, 0.85, "named by the asking verb", formal=False, languages=self.languages
        )
        named = tuple(dict.fromkeys(self.found.address(p) for p in parties))
        if named:
            self.last_named = named
        return named[:2]

    def _add_ask(self, ask: Ask, sentence: Span) -> None:
        text = self._text(sentence)
        addressees = self._addressees_of(ask, sentence)
        confidence = 0.9 if addressees else 0.75
        cuts = [ask.start, *ask.joints, len(text)]
        force: Force = "explicit"
        who = addressees or (self.formal[:1] if not ask.wants_no_party or self.formal else ())
        for start, end in zip(cuts, cuts[1:], strict=False):
            piece = trim(text, start, end, sentence.start)
            if piece:
                self.found.add(self._text(piece), piece, force, who, confidence, "asking verb")

    def _add_lead_content(self, ask: Ask, sentence: Span) -> None:
        """A lead-in that asks for something of its own before its list ("… to express their solidarity and to:")."""
        text = self._text(sentence).rstrip(_TRAILING)
        content = text[ask.object_end :]
        if word_count(content) < 5:
            return
        folded = fold(text)
        tail = list(words_pattern(self.language, "demands", "joint").finditer(folded, ask.object_end))
        if tail and tail[-1].end() >= len(folded) - 1:
            piece = trim(text, ask.start, tail[-1].start(), sentence.start)
            if piece:
                self.found.add(
                    self._text(piece), piece, "explicit", self._addressees_of(ask, sentence), 0.85, "asking lead-in"
                )

    def _party_that_acts(self, text: str, span: Span) -> tuple[int, ...]:
        """The party with which an item begins, where it is one that acts: "The Ministry publishes …"."""
        begin = starts_with(text, self.language, "demands", "that")
        at = begin.end() if begin else 0
        head = text[at : at + 140]
        match = leading_party(head, self.language)
        if not match:
            return ()
        phrase = head[:match].strip()
        known = [i for i, a in enumerate(self.found.addressees) if _mentions(phrase, a)]
        if known:
            return (known[0],)
        party = party_from_phrase(
            phrase,
            Span(span.start + at, span.start + at + match),
            0.75,
            "actor of the item",
            formal=False,
            languages=self.languages,
        )
        return (self.found.address(party),) if party else ()

    def _passive_party(self, text: str, span: Span) -> tuple[int, ...]:
        passive = contains(text, self.language, "demands", "passive")
        return self._party_before(text, span, passive) if passive else ()

    def _party_before(self, text: str, span: Span, match: re.Match[str] | None) -> tuple[int, ...]:
        if match is None:
            return ()
        begin = starts_with(text, self.language, "demands", "that")
        at = begin.end() if begin else 0
        phrase = text[at : match.start()]
        cut = max(phrase.rfind(","), phrase.rfind(";"), phrase.rfind("،"))
        if cut >= 0 and word_count(phrase[cut:]) >= 1 and word_count(phrase) > 10:
            at, phrase = at + cut + 1, phrase[cut + 1 :]
        if starts_with(phrase.strip(), self.language, "addressees", "demonstratives"):
            return self.last_named
        bare = strip_articles(phrase.strip(), self.language)
        known = [i for i, a in enumerate(self.found.addressees) if bare and _mentions(bare, a)]
        if known:
            return (known[0],)
        where = Span(span.start + at, span.start + match.start())
        acts = contains(bare, self.language, "addressees", "bodies", "offices", "groups")
        if (
            not acts
            or word_count(bare) > 8
            or "," in bare
            or contains(phrase, self.language, "demands", "relatives", "subjects", "that")
        ):
            return ()
        party = party_from_phrase(bare, where, 0.7, "subject of the modal", formal=False, languages=self.languages)
        return (self.found.address(party),) if party else ()


def _clause_start(text: str, at: int, language: Language) -> int:
    """Where the clause begins whose verb stands at `at`: after the last comma, colon or "and" that is near enough."""
    folded = fold(text)
    cuts = [m.end() for m in re.finditer(r"[,;:،؛]\s", folded[:at])]
    cuts += [
        m.end()
        for m in words_pattern(language, "demands", "and").finditer(folded, 0, at)
        if not folded[m.end() : at].strip()
    ]
    start = max(cuts, default=0)
    while start < at and text[start].isspace():
        start += 1
    return start if word_count(text[:start]) > 6 and word_count(text[start:at]) <= 12 else 0


def _mentions(phrase: str, party: Addressee) -> bool:
    words = fold(phrase).split()
    for name in (party.name, party.office, party.body):
        other = fold(name or "").split()
        if (
            other
            and words
            and (words[-len(other) :] == other or other[-len(words) :] == words or other[: len(words)] == words)
        ):
            return True
    return False
