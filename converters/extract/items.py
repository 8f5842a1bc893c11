"""The items, rows and lines of a list of demands."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from converters.extract.asks import Ask
from converters.extract.layout import folded_text, starts_with, word_count
from converters.extract.leads import Lead, ordinal_end
from converters.extract.parties import party_from_phrase
from converters.extract.reading import Reading, Who
from converters.extract.sentences import split_sentences
from converters.model import Block, Force, Span
from converters.phrases import words_pattern

_TRAILING = " \t\n,;:.،؛"
_HEADING_WORDS = 4


def read_item(block: Block, lead: Lead, reading: Reading) -> None:
    """Take in what an item under a lead-in asks."""
    span = _cell(block, reading) if block.kind == "row" else block.span
    if span is None:
        return
    skip = ordinal_end(reading.text(span), reading) or 0
    span = Span(span.start + skip, span.end)
    text = reading.text(span)
    asks = reading.asks(text, free=lead.speaks)
    if asks and (lead.speaks or not lead.asks or not starts_with(text, reading.language, "demands", "infinitives")):
        add_asks(block, span, reading)
    elif lead.asks:
        _read_asked(text, span, block, lead, reading)
    else:
        _read_declared(span, block, reading)


def add_asks(block: Block, span: Span, reading: Reading, *, free: bool = True) -> None:
    """Take in the asks of each sentence of a stretch of a block."""
    for sentence in _sentences(block, span, reading):
        take_asks(reading.asks(reading.text(sentence), free=free), sentence, reading)


def take_asks(asks: Sequence[Ask], sentence: Span, reading: Reading) -> None:
    """Take in the asks found in a sentence, each piece that is joined on as a demand of its own."""
    text = reading.text(sentence)
    for ask in asks:
        who = reading.asked_by(ask, sentence)
        cuts = [ask.start, *ask.joints, ask.end]
        for start, end in pairwise(cuts):
            if word_count(text[max(start, min(ask.content, end)) : end]) < 2:
                continue
            where = Span(sentence.start + start, sentence.start + end)
            own = _own_actor(text[start:end], where, reading) if start in ask.joints else ()
            confidence = 0.9 if own or who else 0.75
            reading.docket.add(text[start:end], where, "explicit", own or who, confidence, "asking verb")


def _own_actor(text: str, span: Span, reading: Reading) -> Who:
    """Who acts in a piece that is joined on and names somebody else: "and that the Ministry visit the bay"."""
    joint = starts_with(text, reading.language, "demands", "and")
    at = joint.end() + 1 if joint else 0
    that = starts_with(text[at:], reading.language, "demands", "that")
    return reading.actor(text[at:], Span(span.start + at, span.end)) if that else ()


def _sentences(block: Block, span: Span, reading: Reading) -> list[Span]:
    spans = split_sentences(block, reading.language)
    return [
        Span(max(s.start, span.start), min(s.end, span.end)) for s in spans if s.end > span.start and s.start < span.end
    ]


def _read_asked(text: str, span: Span, block: Block, lead: Lead, reading: Reading) -> None:
    """An item under an asking lead-in: a demand whatever its verb."""
    named = _named_before_colon(text, span, reading)
    if named:
        skip, own = named
        span = Span(span.start + skip, span.end)
        text = text[skip:]
    else:
        passive = reading.pattern("passive").search(folded_text(text))
        own = reading.actor(text, span, anew=not lead.who) or (reading.before(text, span, passive) if passive else ())
    if own:
        reading.last = own
    elif block.kind == "row":
        own = _addressee_cell(block, reading)
    soft = reading.pattern("soft").match(folded_text(text))
    force: Force = "soft" if soft else "explicit"
    end = _item_end(text, reading)
    who = own or lead.who
    confidence = 0.7 if soft else lead.confidence if who else lead.confidence - 0.1
    reading.docket.add(text[:end], span, force, who, confidence, "item under an asking lead-in")


def _named_before_colon(text: str, span: Span, reading: Reading) -> tuple[int, Who] | None:
    """The party of an item such as "Parliament: repeal the Act", and where the ask begins."""
    colon = text.find(":", 0, 120)
    if colon < 0 or word_count(text[colon:]) < 2 or word_count(text[:colon]) > 14:
        return None
    mark = starts_with(text, reading.language, "addressees", "to")
    at = mark.end() if mark else 0
    where = Span(span.start + at, span.start + colon)
    party = party_from_phrase(text[at:colon], where, 0.85, "item", formal=False, languages=reading.languages)
    if party is None:
        return None
    skip = colon + 1 + len(text[colon + 1 :]) - len(text[colon + 1 :].lstrip(" *"))
    return skip, (reading.docket.address(party),)


def _read_declared(span: Span, block: Block, reading: Reading) -> None:
    """An item of a declaration: an ask only where it says who must do what."""
    for sentence in _sentences(block, span, reading):
        text = reading.text(sentence)
        if asks := reading.asks(text):
            take_asks(asks, sentence, reading)
            continue
        folded = folded_text(text)
        verb = reading.pattern("passive", "explicit_modals").search(folded)
        gentle = reading.pattern("modals", "soft").search(folded)
        who = reading.before(text, sentence, verb or gentle)
        if verb and who:
            reading.last = who
            reading.docket.add(text, sentence, "explicit", who, 0.8, "modal in a declared item")
        elif gentle:
            reading.docket.add(text, sentence, "soft", who, 0.6, "soft wording")


def _item_end(text: str, reading: Reading) -> int:
    """Where the ask of an item ends: with its sentences, a trailing "and" left out."""
    text = text.rstrip(_TRAILING)
    folded = folded_text(text)
    for match in reading.pattern("and").finditer(folded, max(0, len(folded) - 8)):
        if match.end() == len(folded):
            return match.start()
    return len(text)


def _cell(row: Block, reading: Reading) -> Span | None:
    """The cell of a table row that holds the ask: its longest; None for a row of column headings."""
    headings = words_pattern(reading.language, "signatories", "other_columns", "country_columns")
    cells = [(reading.text(cell), cell) for cell in row.cells]
    named = sum(headings.fullmatch(folded_text(text).strip(" .:")) is not None for text, _ in cells)
    if row.text == row.column or (cells and named * 2 >= len(cells)):
        return None
    nouns = reading.pattern("lead_nouns", "column_nouns")
    if all(word_count(text) <= _HEADING_WORDS for text, _ in cells) and any(
        nouns.fullmatch(folded_text(t).strip(" :")) for t, _ in cells
    ):
        return None
    longest = max(cells, key=lambda cell: len(cell[0]), default=None)
    return longest[1] if longest and word_count(longest[0]) >= 2 else None


def _addressee_cell(row: Block, reading: Reading) -> Who:
    """The party in the column for those who are asked, where the table has one."""
    longest = max((cell.end - cell.start for cell in row.cells), default=0)
    for cell in row.cells:
        text = reading.text(cell)
        if cell.end - cell.start == longest or word_count(text) > 12:
            continue
        known = words_pattern(reading.language, "addressees", "bodies", "offices", "groups").search(folded_text(text))
        if not known:
            continue
        party = party_from_phrase(text, cell, 0.8, "table cell", formal=False, languages=reading.languages)
        if party:
            return (reading.docket.address(party),)
    return ()
