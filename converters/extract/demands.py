"""What a statement asks, of whom: sentences that ask in the statement's own voice, and the lists under lead-ins."""

from __future__ import annotations

import re
from collections.abc import Sequence

from converters.extract.addressees import SECTION, section_addressees
from converters.extract.asks import in_quotes
from converters.extract.dates import find_dates
from converters.extract.docket import Docket
from converters.extract.duties import CLAUSE_ENDS, clause_start, find_duty, tells_what_is
from converters.extract.imperatives import find_imperative
from converters.extract.items import add_asks, read_item, take_asks
from converters.extract.layout import folded_text, is_sentence, starts_with, word_count
from converters.extract.leads import (
    Lead,
    is_list_item,
    item_lead,
    name_lead,
    opening_lead,
    ordinal_end,
    party_lead,
    reads_as_item,
    section_lead,
)
from converters.extract.reading import Reading
from converters.extract.sentences import split_sentences
from converters.extract.triggers import may_hold
from converters.extract.voices import VERBS, is_hypothetical, voice_of
from converters.model import Addressee, Block, Part, Span
from converters.phrases import words_pattern
from data.languages import Language

_DATELINE = 80
_DASH = re.compile(r"\s*[–—]\s|[.)]\s?-\s|\s-\s")
_GENTLE = ("passive", "modals", "duties", "soft")
_TELLING = ("please", "imperatives", "imperatives_alone")
_ASKING = (*VERBS, *_TELLING, "ordinals", *_GENTLE)


def find_demands(
    part: Part, formal: Sequence[Addressee], voices: Sequence[str], languages: tuple[Language, ...], *, release: bool
) -> Docket:
    """The demands of a statement in order, with all its addressees (`formal` first).

    `voices` are the names in whose voice it speaks (publisher, signatories, acronyms). In a `release` the third person
    of the signatories counts as the statement's own voice. What is reported, quoted, past or asked as a question is no
    demand of the statement.
    """
    docket = Docket(languages[0], list(formal))
    addressed = tuple(i for i, a in enumerate(formal) if a.formal and a.evidence.rule != SECTION)
    text = "\n".join(block.text for block in part.blocks)
    voice = voice_of(voices, text, languages[0], release=release or _has_dateline(part, languages[0]))
    reading = Reading(part, docket, languages, voice, addressed)
    _Body(reading, section_addressees(part, languages)).read()
    docket.direct(0, addressed or _whom_named(docket))
    docket.finish()
    return docket


def _has_dateline(part: Part, language: Language) -> bool:
    """Whether the body opens as a release does: "Port Ellery, 4 June 2019 – Twelve associations …"."""
    body = next((b for b in part.body if word_count(b.text) > 12), None)
    if body is None:
        return False
    head, dash, _ = body.text[:_DATELINE].partition(next(iter(_DASH.findall(body.text[:_DATELINE])), "\0"))
    return bool(dash) and bool(find_dates(head, language))


def _whom_named(docket: Docket) -> tuple[int, ...]:
    """Whom demands that name nobody ask where the statement has no addressee: the first whom its others name."""
    return next((d.addressees[:1] for d in docket.demands if d.addressees and d.force == "explicit"), ())


class _Body:
    """Reads a part block by block, remembering the lead-in of the list that it stands in."""

    def __init__(self, reading: Reading, sections: Sequence[tuple[int, Addressee]]) -> None:
        self.reading = reading
        self.sections = dict(sections)
        self.lead: Lead | None = None
        self.series = False

    def read(self) -> None:
        part = self.reading.part
        skip = part.head | part.signature_blocks
        for i, block in enumerate(part.blocks):
            if i in skip and not self._leads_out(i):
                continue
            following = [b for j, b in enumerate(part.blocks[i + 1 : i + 3], i + 1) if j not in part.signature_blocks]
            self._read_block(i, block, following)
        self._close()

    def _leads_out(self, i: int) -> bool:
        """Whether a block counted to the head is an item, or the lead-in of a list."""
        part = self.reading.part
        if i not in part.head or i in part.signature_blocks:
            return False
        if part.blocks[i].kind in ("item", "row"):
            return True
        opens = part.blocks[i].text.rstrip().endswith(":") and i + 1 < len(part.blocks)
        return opens and part.blocks[i + 1].kind == "item"

    def _close(self) -> None:
        """End a list: its demands that name nobody go to whom the others of the list name."""
        lead, self.lead = self.lead, None
        docket = self.reading.docket
        if lead is None or lead.who:
            return
        named = [d.addressees for d in docket.demands[lead.first :] if d.addressees]
        if named:
            docket.direct(lead.first, named[0][:1])

    def _read_block(self, i: int, block: Block, following: Sequence[Block]) -> None:
        if i in self.sections:
            self._close()
            self.lead = section_lead(self.sections[i], following[0] if following else None, self.reading)
            self._read_inline(block)
            return
        self._leave(block)
        below = following[0] if following else None
        if inner := item_lead(block, below, self.lead, self.reading):
            self.lead = inner
            return
        if self.lead and self._in_list(i, block):
            if self.lead.asks and (inner := name_lead(block, below, self.lead, self.reading)):
                self.lead = inner
                return
            read_item(block, self.lead, self.reading)
            return
        if self.lead and self.lead.asks and (inner := party_lead(block, below, self.reading)):
            self.lead = inner
            return
        self._close()
        if block.kind == "heading":
            self.reading.section = ()
        lead = opening_lead(block, following, self.reading)
        if lead:
            if lead.own:
                self._read_prose(block, until=lead.own.start)
                self._read_lead(lead)
            self.lead = lead
        elif self._resolves(i, block):
            add_asks(block, block.span, self.reading)
        elif block.kind != "heading":
            self._read_prose(block)

    def _leave(self, block: Block) -> None:
        """Go back to the list around one whose items are over."""
        while self.lead and block.kind == "item" and 0 < block.level <= self.lead.level:
            self.lead = self.lead.outer

    def _resolves(self, i: int, block: Block) -> bool:
        """Whether a block is a clause of a resolution: "Calls upon the Council to …;", its subject far above."""
        before = self.reading.part.blocks[i - 1].text.rstrip() if i else ""
        clause = block.kind == "item" or block.text.rstrip().endswith(CLAUSE_ENDS) or before.endswith(CLAUSE_ENDS)
        if not clause or block.kind in ("heading", "row"):
            return False
        language = self.reading.language
        adverb = starts_with(block.text, language, "demands", "adverbs")
        rest = block.text[adverb.end() :] if adverb else block.text
        if not starts_with(rest, language, "demands", "clause_verbs"):
            return False
        asks = self.reading.asks(block.text, free=True)
        return bool(asks) and (asks[0].party is not None or asks[0].start > 0)

    def _in_list(self, i: int, block: Block) -> bool:
        """Whether a block is an item of the present list."""
        assert self.lead is not None
        if is_list_item(block, self.reading):
            return True
        before = self.reading.part.blocks[i - 1] if i else None
        if block.group is not None and before is not None and block.group == before.group:
            return True
        return self.lead.paragraphs and reads_as_item(block, self.reading)

    def _read_inline(self, block: Block) -> None:
        """What a section heading asks on its own line: "To the Company: run the last bus again"."""
        colon = block.text.find(":")
        rest = block.text[colon + 1 :].lstrip(" *") if colon > 0 else ""
        if self.lead and word_count(rest) >= 2:
            start = block.span.end - len(rest)
            self.reading.docket.add(rest, Span(start, block.span.end), "explicit", self.lead.who, 0.85, SECTION)

    def _read_lead(self, lead: Lead) -> None:
        """What a lead-in asks for on its own before its list: "… to express their solidarity and to:"."""
        assert lead.own is not None
        text = self.reading.text(lead.own).rstrip(" \t\n,;:.،")
        asks = self.reading.asks(text)
        if not asks:
            return
        tails = list(self.reading.pattern("joint").finditer(folded_text(text), asks[-1].content))
        if len(asks) > 1 or (tails and tails[-1].end() >= len(text) - 1 and word_count(text[asks[-1].content :]) >= 5):
            end = tails[-1].start() if tails and tails[-1].end() >= len(text) - 1 else asks[-1].start
            where = Span(lead.own.start + asks[0].start, lead.own.start + end)
            who = self.reading.asked_by(asks[0], lead.own)
            self.reading.docket.add(self.reading.text(where), where, "explicit", who, 0.85, "asking lead-in")

    def _read_prose(self, block: Block, until: int | None = None) -> None:
        if not (self.series or may_hold(block.text, self.reading.language, "demands", *_ASKING)):
            return
        asked = False
        for span in split_sentences(block, self.reading.language):
            if until is not None and span.start >= until:
                return
            if not in_quotes(block.text, span.start - block.span.start + 1):
                asked = self._read_sentence(span, asked)

    def _read_sentence(self, span: Span, asked: bool) -> bool:
        """Take in what a sentence asks; true where it has an asking verb. `asked` tells the same of the one before."""
        reading = self.reading
        text = reading.text(span)
        if not (asked or self.series or may_hold(text, reading.language, "demands", *_ASKING)):
            return False
        asks = reading.asks(text) or (reading.asks_again(text) if asked else ())
        ordinal = ordinal_end(text, reading)
        if asks:
            self.series = self.series or ordinal is not None or word_count(text[asks[-1].content :]) < 3
            take_asks(asks, span, reading)
            return True
        if not text.rstrip().endswith(("?", "؟")):
            self._read_without_verb(text, span, ordinal)
        return False

    def _read_without_verb(self, text: str, span: Span, ordinal: int | None) -> None:
        """A sentence without an asking verb: an imperative, one of a series, or a gentle one."""
        reading = self.reading
        if may_hold(text, reading.language, "demands", *_TELLING) and (told := find_imperative(text, span, reading)):
            where = Span(span.start + told.start, span.end)
            reading.docket.add(text[told.start :], where, "explicit", told.who, 0.75, "imperative to the addressee")
            return
        if ordinal is not None and self.series and not reading.pattern("modals", "soft").search(folded_text(text)):
            where = Span(span.start + ordinal, span.end)
            rule = "in a series of asks"
            reading.docket.add(text[ordinal:], where, "explicit", reading.last or reading.you, 0.8, rule)
            return
        if may_hold(text, reading.language, "demands", *_GENTLE):
            self._read_gentle(text, folded_text(text), span)

    def _read_gentle(self, text: str, folded: str, span: Span) -> None:
        """A sentence without an asking verb: passive, impersonal, modal or soft."""
        reading = self.reading
        if not is_sentence(text) and word_count(text) < 4:
            return
        passive = reading.pattern("passive").search(folded)
        if reading.pattern("reported").search(folded, 0, passive.start() if passive else len(folded)):
            return
        thing = words_pattern(reading.language, "addressees", "articles", "indefinite")
        if passive and self._is_main(folded, passive.start()) and not thing.match(folded, passive.end() + 1):
            if who := reading.before(text, span, passive):
                reading.docket.add(text, span, "explicit", who, 0.75, "passive ask")
            return
        self._read_soft(text, folded, span)

    def _read_soft(self, text: str, folded: str, span: Span) -> None:
        reading = self.reading
        modal = find_duty(folded, reading) or reading.pattern("modals").search(folded)
        if reading.pattern("inverted").match(folded):
            return
        urged = reading.pattern("urgent").search(folded) is not None
        if modal and not urged and tells_what_is(folded, modal.start(), reading):
            return
        soft = reading.pattern("soft").search(folded)
        if modal and self._is_main(folded, modal.start()) and not in_quotes(text, modal.start()):
            explicit = reading.pattern("explicit_modals", "duties").match(folded, modal.start())
            urgent = explicit is not None and urged
            who = reading.before(text, span, modal, create=urgent) or self._if_you(folded)
            start = clause_start(folded, modal.start(), reading)
            where = Span(span.start + start, span.end)
            if urgent and who:
                reading.docket.add(text[start:], where, "explicit", who, 0.65, "urgent modal with a named actor")
            else:
                reading.docket.add(text[start:], where, "soft", who, 0.6, "modal")
        elif soft:
            start = clause_start(folded, soft.start(), reading)
            reading.docket.add(
                text[start:], Span(span.start + start, span.end), "soft", self._if_you(folded), 0.6, "soft wording"
            )

    def _if_you(self, folded: str) -> tuple[int, ...]:
        """The letter's addressee where a sentence speaks to "you"."""
        you = words_pattern(self.reading.language, "addressees", "you").search(folded)
        return self.reading.you[:1] if you else ()

    def _is_main(self, folded: str, at: int) -> bool:
        """Whether a verb stands in the main clause: no conditional, relative, negation or "we" before it."""
        if is_hypothetical(folded, at, self.reading.language):
            return False
        return self.reading.pattern("conditionals", "relatives", "subjects").search(folded[:at]) is None
