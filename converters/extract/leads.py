"""Lead-ins of lists: headings such as "Our demands", and sentences that ask and leave the rest to the items below."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from converters.extract.addressees import SECTION
from converters.extract.dates import find_dates
from converters.extract.layout import folded_text, starts_with, word_count
from converters.extract.nouns import TRAILING, strip_to
from converters.extract.objects import content_mark
from converters.extract.parties import party_from_phrase
from converters.extract.reading import Reading, Who
from converters.extract.sentences import split_sentences
from converters.model import Addressee, Block, Span
from converters.phrases import words_pattern

_MAX_PARAGRAPH = 45
_HEADING = 9
_HEADER = 4
_NUMBER = re.compile(r"\s*\d{1,2}(?:\.\d{1,2})+[.)]?\s+(?=\S)")
_LABELLED = re.compile(r"\s*\d{1,2}\s*[.:)–—-]+\s+(?=\S)")


@dataclass(frozen=True)
class Lead:
    """A lead-in: whom its items ask, whether they are outright asks, or bring the asking verb themselves (`speaks`).

    `own` is the stretch of the block that belongs to the lead-in; what stands before it is prose. `first` is the number
    of the docket's demands when the list began. With `paragraphs`, lines that are no list items may be its items.
    `level` is that of the item that opened a list below it, and `outer` the lead-in of the list that goes on behind.
    """

    who: Who
    asks: bool
    speaks: bool
    first: int
    own: Span | None = None
    confidence: float = 0.93
    paragraphs: bool = False
    level: int = 0
    outer: Lead | None = None


def is_list_item(block: Block, reading: Reading) -> bool:
    """Whether a block is an item or row, or a paragraph that begins with "First:" or "2.1"."""
    return block.kind in ("item", "row") or ordinal_end(block.text, reading) is not None


def ordinal_end(text: str, reading: Reading) -> int | None:
    """Where an ordinal word or "Article 3" with its sign ends at the beginning of a text; None where there is none."""
    match = starts_with(text, reading.language, "demands", "ordinals")
    if not match:
        label = starts_with(text, reading.language, "demands", "item_labels")
        number = _LABELLED.match(text, label.end()) if label else _NUMBER.match(text)
        return number.end() if number else None
    end = match.end()
    sign = text[end : end + 1]
    if sign not in tuple(":.,)-–—،") or not sign:
        return None
    return len(text) - len(text[end + 1 :].lstrip(" \t\n.:)-–—"))


def reads_as_item(block: Block, reading: Reading) -> bool:
    """Whether a paragraph under a heading for demands is one of them: short, one thing, not the statement's "we"."""
    text = block.text.strip()
    if block.kind != "paragraph" or not 2 <= word_count(text) <= _MAX_PARAGRAPH:
        return False
    language = reading.language
    if starts_with(text, language, "demands", "subjects", "third_subjects", "conditionals", "soft", "relatives"):
        return False
    if starts_with(text, language, "addressees", "demonstratives", "you"):
        return False
    if starts_with(text, language, "dates", "labels", "adopted") and any(d.year for d in find_dates(text, language)):
        return False
    plain = text.endswith((";", "؛")) or not starts_with(text, language, "addressees", "definite")
    return plain and len(split_sentences(block, language)) <= 2 and not text.endswith((":", "?", "؟"))


def section_lead(party: Addressee, following: Block | None, reading: Reading) -> Lead:
    """The lead-in that a section heading such as "To the Parliament" is."""
    reading.section = (reading.docket.address(party),)
    lines = following is not None and not is_list_item(following, reading)
    return Lead(reading.section, True, False, len(reading.docket.demands), paragraphs=lines)


def party_lead(block: Block, following: Block | None, reading: Reading) -> Lead | None:
    """A line inside a list of demands that only names who is asked: "The Ministry of Labour:"."""
    text = block.text.strip()
    if following is None or following.kind not in ("item", "row") or word_count(text) > 14:
        return None
    if not (block.kind == "heading" or text.endswith(":")):
        return None
    if starts_with(text, reading.language, "demands", "subjects") or reading.asks(text):
        return None
    modal = _ending_modal(text, reading)
    joint = starts_with(text, reading.language, "demands", "and")
    text = strip_to(text[joint.end() if joint else 0 : modal].lstrip(" *"), reading.language)
    mark = starts_with(text, reading.language, "demands", "object_marks")
    text = text[mark.end() :] if mark and not starts_with(text, reading.language, "addressees", "definite") else text
    party = party_from_phrase(text, block.span, 0.85, SECTION, formal=True, languages=reading.languages)
    if party is None and modal and text[:1].isupper():
        party = next(iter(reading.parties(text, block.span.start, trusted=True)), None)
    return section_lead(party, following, reading) if party else None


def _is_deeper(following: Block, block: Block) -> bool:
    """Whether an item stands below another: by its depth, or by its number ("1.1" below "1.")."""
    number = (block.marker or "").rstrip(".)")
    inner = following.marker or following.text.split(None, 1)[0]
    below = inner.startswith(number + ".") and len(inner) > len(number) + 1
    return following.level > block.level or (bool(number) and below)


def _ending_modal(text: str, reading: Reading) -> int | None:
    """Where the modal begins with which a lead-in ends ("Companies should:")."""
    folded = folded_text(text).rstrip(" :")
    small = reading.pattern("adverbs", "urgent")
    modals = reading.pattern("lead_modals").finditer(folded)
    return next((m.start() for m in modals if not small.sub("", folded[m.end() :]).strip()), None)


def item_lead(block: Block, following: Block | None, lead: Lead | None, reading: Reading) -> Lead | None:
    """An item that opens the items behind it: "• To the Assembly, so that it:", "4. Requests the Council:", "Prisons:".

    Outside a list (`lead` is None) it must ask somebody outright.
    """
    text = block.text.strip()
    if block.kind != "item" or following is None or not is_list_item(following, reading):
        return None
    deeper = _is_deeper(following, block)
    mark = words_pattern(reading.language, "addressees", "to").match(folded_text(text))
    if not text.endswith(":") and not (mark and word_count(text) <= _HEADING and deeper):
        return None
    who = _asked_above(block, lead, reading)
    if who is None and lead is not None and lead.asks:
        who = _named_above(text[mark.end() :] if mark else text, block, reading)
        if who is None and text.endswith(":") and word_count(text) <= _HEADER:
            who = lead.who
    if who is None:
        return None
    first = lead.first if lead else len(reading.docket.demands)
    return Lead(who, True, False, first, level=block.level if deeper else 0, outer=lead)


def name_lead(block: Block, following: Block | None, lead: Lead, reading: Reading) -> Lead | None:
    """An item that only names who is asked in what stands below it: "1. the Ministry", "3.2 To the Council"."""
    text = block.text[ordinal_end(block.text, reading) or 0 :].strip(" *_:")
    if following is None or word_count(text) > _HEADING or "," in text or text.endswith((".", ";", "؛")):
        return None
    deeper = block.kind == "item" and following.kind == "item" and _is_deeper(following, block)
    opens = deeper and starts_with(following.text, reading.language, "demands", "content_marks") is not None
    bare = strip_to(text, reading.language)
    if bare == text and (mark := starts_with(text, reading.language, "demands", "object_marks", "of_marks")):
        bare = text[mark.end() :].lstrip()
    if not opens and (bare == text or content_mark(bare, folded_text(bare), 0, len(bare), reading.language)):
        return None
    who = reading.named(bare, block.span.start, trusted=False)
    first = len(reading.docket.demands)
    return Lead(who, True, False, first, level=block.level if deeper else 0, outer=lead) if who else None


def _asked_above(block: Block, lead: Lead | None, reading: Reading) -> Who | None:
    """Whom an item asks that ends with a colon and leaves what is asked to those below; None where it asks nobody."""
    if not block.text.rstrip().endswith(":"):
        return None
    last = split_sentences(block, reading.language)[-1]
    asks = reading.asks(reading.text(last), free=lead is None or lead.speaks)
    who = reading.asked_by(asks[-1], last) if asks else ()
    return who or None


def _named_above(text: str, block: Block, reading: Reading) -> Who | None:
    """The party that an item names before a mark of what is asked, or alone."""
    content = reading.pattern("content_marks").search(folded_text(text))
    phrase = (text[: content.start()] if content else text).strip(TRAILING)
    party = party_from_phrase(phrase, block.span, 0.85, "item", formal=False, languages=reading.languages)
    return (reading.docket.address(party),) if party else None


def opening_lead(block: Block, following: Sequence[Block], reading: Reading) -> Lead | None:
    """The lead-in that a block is for the list behind it; None where it opens none.

    A lead-in without `asks` and `speaks` opens a list that asks nothing of an addressee (calls to the reader).
    """
    if not following or block.kind in ("item", "row"):
        return None
    listed = is_list_item(following[0], reading)
    heads = block.kind == "heading" and reads_as_item(following[0], reading)
    parties = len(following) > 1 and is_list_item(following[1], reading) and following[0].text.rstrip().endswith(":")
    if not (listed or heads or parties):
        return None
    text = block.text.strip()
    reader = _reader_lead(block, reading)
    if reader is not None:
        return reader
    if not (text.endswith((":", "،", "-", "–", "—")) or not text.endswith((".", "!", "?", "؟", ";"))):
        return None
    last = split_sentences(block, reading.language)[-1]
    sentence = reading.text(last)
    asks = reading.asks(sentence)
    noun = reading.pattern("lead_nouns").search(folded_text(sentence)) is not None
    if not listed and not (noun or asks):
        return None
    if not asks and (who := _before_modal(sentence, last, reading)):
        return Lead(who, True, False, len(reading.docket.demands), last, confidence=0.8)
    if not (asks or noun) and _ending_modal(text, reading):
        return party_lead(block, following[0], reading)
    speaks = _only_speaks(sentence, reading)
    if not (asks or noun or speaks):
        return None
    who = reading.asked_by(asks[-1], last) if asks else ()
    first = len(reading.docket.demands)
    return Lead(who or reading.you, bool(asks) or noun, speaks and not asks, first, last, paragraphs=heads)


def _before_modal(sentence: str, span: Span, reading: Reading) -> Who:
    """Who should act in a lead-in such as "The Committee should recommend that the State:"."""
    if not sentence.rstrip().endswith(":"):
        return ()
    return reading.before(sentence, span, reading.pattern("lead_modals").search(folded_text(sentence)))


def _reader_lead(block: Block, reading: Reading) -> Lead | None:
    """The lead-in of calls to the reader; explicit where it names a class: "What you can do as a policy maker"."""
    text, first = block.text.strip(), len(reading.docket.demands)
    named = starts_with(text, reading.language, "demands", "reader_class")
    if named:
        phrase = text[named.end() :].strip(" :,")[:120].split(",")[0]
        rule = "heading that names a class"
        party = party_from_phrase(phrase, block.span, 0.7, rule, formal=False, languages=reading.languages)
        who = (reading.docket.address(party),) if party else ()
        return Lead(who, True, False, first, confidence=0.7)
    if starts_with(text, reading.language, "demands", "reader_leads"):
        return Lead((), False, False, first)
    return None


def _only_speaks(sentence: str, reading: Reading) -> bool:
    """Whether a lead-in says only who speaks ("The undersigned agree:"), so that the items bring the verbs."""
    bare = folded_text(sentence).strip(" :,-")
    resolving = list(reading.pattern("resolving").finditer(bare))
    if resolving and (resolving[-1].end() == len(bare) or word_count(bare) <= 6):
        return True
    if word_count(bare) > 10:
        return False
    return reading.pattern("third_subjects", "subjects").search(bare) is not None or any(
        name in bare for name in reading.voice.names
    )
