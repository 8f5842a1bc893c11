"""Where the signatories stand: stretches of blocks that are lists of names under a closing or a heading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from converters.extract.asks import opens_asks
from converters.extract.dates import find_dates
from converters.extract.layout import (
    capitalised_share,
    contains,
    has_organisation_word,
    is_cased,
    is_contact,
    is_furniture,
    is_sentence,
    is_separator,
    starts_with,
    word_count,
)
from converters.extract.names import is_country, is_person
from converters.extract.running_list import running_names
from converters.extract.signature_table import is_heading_row, is_signed_row
from converters.extract.signing import for_whom, is_signed_mark, signed_mark
from converters.extract.vocabulary import folded_text, is_listed, opens
from converters.model import Block
from data.languages import Language

_STOP_INSIDE = re.compile(r"[.!?؟]\s+[^\W\d_]{2,}")
_STOP_END = re.compile(r"[!?؟:]\s*$")
_FULL_STOP = re.compile(r"[.!?؟][\"'”’»)]*\s*$")
_SECTION = re.compile(r"^(?:\d{1,2}|[IVX]{1,4})\.\s+(?=\S)")
_COLON = re.compile(r"\s?:\s")
_BARE_LIST_LENGTH = 4
_LEAD_WORDS = 30
_LOOK_BACK = 40
_TITLE_WORDS = 8


@dataclass(frozen=True, slots=True)
class Zone:
    """A list of signatories: `lead` is the first block (closing or heading), `start` to `end` those of the list."""

    lead: int
    start: int
    end: int


def find_zones(blocks: Sequence[Block], languages: tuple[Language, ...]) -> list[Zone]:
    """The signatory lists among blocks, in order, none overlapping; `languages` has the document's first."""
    zones: list[Zone] = []
    at = 0
    while at < len(blocks):
        zone = _zone_at(blocks, at, languages)
        if zone is None:
            zone, at = _bare_zone(blocks, at, languages)
        if zone:
            zones.append(zone)
            at = max(zone.end, at)
    return zones


def _zone_at(blocks: Sequence[Block], at: int, languages: tuple[Language, ...]) -> Zone | None:
    """The list under a lead at a position; None where none begins."""
    if is_signed_row(blocks[at], languages):
        return Zone(at, at, _list_end(blocks, at, languages))
    if not is_lead(blocks[at], languages[0]):
        return _headed_zone(blocks, at, languages)
    if holds_list(blocks[at], languages, listed=True):
        return Zone(at, at, _list_end(blocks, at + 1, languages))
    start = at + 1
    while start < min(len(blocks), at + 4) and _is_plain_lead(blocks[start], languages):
        start += 1
    end = _list_end(blocks, start, languages)
    if end > start and _holds_name(blocks[start:end], languages) and not _asks(blocks[start].text, languages[0]):
        return Zone(at, start, end)
    return None


def _is_plain_lead(block: Block, languages: tuple[Language, ...]) -> bool:
    return is_lead(block, languages[0]) and not holds_list(block, languages, listed=True)


def _headed_zone(blocks: Sequence[Block], at: int, languages: tuple[Language, ...]) -> Zone | None:
    """A list below prose under a mere group ("Organisations"), or a table whose heading row names its columns."""
    block = blocks[at]
    table = is_heading_row(block, languages)
    if not (table or _names_group(block, languages)) or not _prose_above(blocks, at):
        return None
    start = at if table else at + 1
    end = _list_end(blocks, start, languages)
    clear = sum(_is_clear_entry(b, languages) for b in blocks[start:end])
    last = not any(is_sentence(b.text) for b in blocks[end : end + _LOOK_BACK])
    enough = clear >= 2 and clear * 2 >= end - start
    return Zone(at, start, end) if enough or (last and clear * 4 >= end - start > 1) else None


def _is_clear_entry(block: Block, languages: tuple[Language, ...]) -> bool:
    if block.kind == "row" or _names_group(block, languages):
        return True
    return _is_clear_name(block, languages) or is_person(block.text, languages)


def _names_group(block: Block, languages: tuple[Language, ...]) -> bool:
    """Whether a line says nothing but a sort of signatory ("Organisations:")."""
    if block.kind in ("row", "item") or word_count(block.text) > 6:
        return False
    return is_listed(block.text, languages[:1], "signatories", "groups", "person_groups")


def _prose_above(blocks: Sequence[Block], at: int) -> bool:
    return any(is_sentence(b.text) for b in blocks[max(0, at - _LOOK_BACK) : at])


def _asks(text: str, language: Language) -> bool:
    """Whether a block begins with an asking verb: the list of demands of those who "undersign", not their names."""
    keys = ("performatives_third", "verbs_with_subject", "performatives")
    return starts_with(text, language, "demands", *keys) is not None


def _holds_name(blocks: Sequence[Block], languages: tuple[Language, ...]) -> bool:
    return any(_is_entry(block, languages, listed=True) for block in blocks)


def _is_entry(block: Block, languages: tuple[Language, ...], *, listed: bool) -> bool:
    return block.kind == "row" or is_name(block, languages) or holds_list(block, languages, listed=listed)


def holds_list(block: Block, languages: tuple[Language, ...], *, listed: bool) -> bool:
    """Whether a block is a list of names in running text, by the rules of `running_names`."""
    if block.kind == "row" or not any(sign in block.text for sign in ",،;؛/·•|.)"):
        return False
    return bool(_running(block.text, languages, listed))


@lru_cache(maxsize=4096)
def _running(text: str, languages: tuple[Language, ...], listed: bool) -> list[tuple[int, int]]:
    return running_names(text, languages, listed=listed)


def _bare_zone(blocks: Sequence[Block], at: int, languages: tuple[Language, ...]) -> tuple[Zone | None, int]:
    """A run of names with no heading: long enough, and mostly named as bodies are; and where to look on."""
    inside = at > 0 and blocks[at].group is not None and blocks[at].group == blocks[at - 1].group
    if inside or not _prose_above(blocks, at):
        return None, at + 1
    running = not is_sentence_like(blocks[at].text) and holds_list(blocks[at], languages, listed=False)
    if not running and (
        not _is_clear_name(blocks[at], languages) or (at and _STOP_END.search(blocks[at - 1].text.rstrip()))
    ):
        return None, at + 1
    end = _list_end(blocks, at, languages)
    if not (running or blocks[at].kind == "item") and any(
        starts_with(b.text, languages[0], "parts", "salutation") for b in blocks[at : min(end, at + 20) + 5]
    ):
        return None, at + 1
    if any(b.kind == "item" and starts_with(b.text, languages[0], "demands", "content_marks") for b in blocks[at:end]):
        return None, max(end, at + 1)
    names = [b for b in blocks[at:end] if is_name(b, languages)]
    bodies = sum(has_organisation_word(b.text, languages) for b in names)
    enough = len(names) >= _BARE_LIST_LENGTH and bodies * 2 >= len(names)
    if enough or running:
        return Zone(at, at, end), end
    return None, next((i for i in range(at + 1, end) if is_lead(blocks[i], languages[0])), max(end, at + 1))


def is_sentence_like(text: str) -> bool:
    """Whether a running list could as well be a sentence: it ends in a full stop and has words in lower case."""
    return _FULL_STOP.search(text) is not None and not any(sign in text for sign in (";", "؛", " / ", " · ", " | "))


def _is_clear_name(block: Block, languages: tuple[Language, ...]) -> bool:
    if block.kind == "heading" or block.text[:1].islower() or not is_name(block, languages):
        return False
    return has_organisation_word(block.text, languages)


def _list_end(blocks: Sequence[Block], start: int, languages: tuple[Language, ...]) -> int:
    """The position after the last name of the list that begins at `start`; `start` where there is none."""
    end = at = start
    while at < len(blocks) and at <= end + 2:
        block = blocks[at]
        if _is_entry(block, languages, listed=True):
            if not _fits(blocks, end, at, start, languages):
                break
            end = at + 1
        elif is_others(block, languages[0]) and end > start:
            end = at + 1
        elif not (
            is_group_heading(block, languages)
            or (is_separator(block) and _goes_on(blocks, at, languages))
            or is_lead(block, languages[0])
            or (at > start and _is_title_below(blocks[at - 1], block, languages))
            or (end > start and at == end and may_be_name(block, languages))
            or (at == start and block.kind == "heading" and has_organisation_word(block.text, languages))
        ):
            break
        at += 1
    return end


def _goes_on(blocks: Sequence[Block], at: int, languages: tuple[Language, ...]) -> bool:
    """Whether names stand right below a line of signs as they do above it; two hyphens end a letter (RFC 3676 §4.3)."""
    if blocks[at].text.strip() == "--" or at + 1 == len(blocks):
        return False
    below = blocks[at + 1]
    if at == 0 or below.kind != blocks[at - 1].kind:
        return False
    return below.kind in ("item", "row") or _is_clear_entry(below, languages)


def may_be_name(block: Block, languages: tuple[Language, ...]) -> bool:
    """Whether a line among names can be one though its words are small: "Families behind the door"."""
    text = block.text.strip()
    if block.kind != "paragraph" or block.blank_before or not text[:1].isupper() or word_count(text) > _TITLE_WORDS:
        return False
    if _FULL_STOP.search(text) or _STOP_END.search(text) or is_contact(text) or is_furniture(block, languages[0]):
        return False
    return not (is_lead(block, languages[0]) or is_others(block, languages[0]) or is_group_heading(block, languages))


def _is_title_below(above: Block, block: Block, languages: tuple[Language, ...]) -> bool:
    """Whether a line stands right below a person's name as a title does ("Head of advocacy")."""
    if block.kind != "paragraph" or block.blank_before or _FULL_STOP.search(block.text):
        return False
    title = opens(block.text, languages, "signatories", "functions")
    return word_count(block.text) <= _TITLE_WORDS and (title or is_person(above.text, languages))


def _fits(blocks: Sequence[Block], end: int, at: int, start: int, languages: tuple[Language, ...]) -> bool:
    """Whether a name goes on with the list: bare lines don't follow items, and a longer gap ends a bare list."""
    block = blocks[at]
    if at == start:
        return True
    previous = blocks[end - 1] if end > start else blocks[start]
    if previous.kind == "item" and block.kind == "heading":
        return False
    if previous.kind == "paragraph" and block.kind == "item" and block.blank_before and at == end:
        return _is_clear_entry(block, languages)
    if previous.kind == "item" and block.kind == "paragraph" and at == end:
        return block.blank_before == 0 and has_organisation_word(block.text, languages)
    return previous.kind != "item" or block.kind != "paragraph" or is_group_heading(blocks[at - 1], languages)


def is_lead(block: Block, language: Language) -> bool:
    """Whether a block announces signatures: a closing of a letter, or a heading such as "Signed by"."""
    return _is_lead(block.text.strip(), language)


@lru_cache(maxsize=4096)
def _is_lead(text: str, language: Language) -> bool:
    text = _SECTION.sub("", text)
    words = word_count(text)
    if words > _LEAD_WORDS and not _has_inline_lead(text, language):
        return False
    if signed_mark(text, (language,)):
        return is_signed_mark(text, (language,))
    closing = starts_with(text, language, "signatories", "closings")
    if closing and words <= 14 and not text.rstrip(" ,.!").endswith(":"):
        return True
    lead = starts_with(text, language, "signatories", "leads")
    if (lead or text.endswith(":")) and opens_asks(text, language):
        return False
    if lead:
        rest = folded_text(text)[lead.end() :].strip()
        if not rest or rest[0] in ":(-." or words <= 8 or text.endswith(":"):
            return True
    if text.endswith(":") and contains(text[-160:], language, "signatories", "leads"):
        return True
    if text.endswith(":") and words <= 6 and starts_with(text, language, "signatories", "on_behalf"):
        return True
    return _has_inline_lead(text, language)


def _has_inline_lead(text: str, language: Language) -> bool:
    head, colon, tail = text.partition(":")
    named = bool(colon) and len(tail) > 20 and word_count(head) <= 14
    return named and contains(head, language, "signatories", "leads") is not None


def is_others(block: Block, language: Language) -> bool:
    """Whether a line only counts further signatories ("and 34 others")."""
    text = block.text
    if word_count(text) > 16 or not contains(text, language, "signatories", "others"):
        return False
    joined = text.lstrip()[:1] in "+…" or starts_with(text, language, "signatories", "and") is not None
    return joined or (word_count(text) <= 9 and any(c.isdigit() for c in text))


def is_group_heading(block: Block, languages: tuple[Language, ...]) -> bool:
    """Whether a short line inside a list names a region, country or sort of signatory."""
    text = block.text.strip().rstrip(":").strip()
    if word_count(text) > 6 or block.kind == "row":
        return False
    if is_listed(re.sub(r"\(?\d+\)?$", "", text), languages, "signatories", "groups", "person_groups"):
        return True
    if block.kind != "item" and (is_country(text, languages) or _names_columns(text, languages)):
        return True
    return block.kind == "heading" or (block.kind == "paragraph" and block.text.rstrip().endswith(":"))


def _names_columns(text: str, languages: tuple[Language, ...]) -> bool:
    """Whether a line holds nothing but the headings of columns ("No. Organisation Country")."""
    keys = ("name_columns", "country_columns", "acronym_columns", "other_columns")
    return any(map(str.isalpha, text)) and all(is_listed(w, languages, "signatories", *keys) for w in text.split())


def is_name(block: Block, languages: tuple[Language, ...]) -> bool:
    """Whether a block can be one printed signature: short, no sentence, no question, capitals where there are any."""
    if block.kind in ("row", "heading") or len(block.text) > 250:
        return False
    item = block.kind == "item"
    if item and block.marker and block.text.endswith(block.marker):
        return False  # "-- NEWS --"
    if not _reads_as_name(block.text.strip(), languages, item):
        return False
    return item or not (is_furniture(block, languages[0]) or is_group_heading(block, languages))


@lru_cache(maxsize=4096)
def _reads_as_name(text: str, languages: tuple[Language, ...], item: bool) -> bool:
    text = text[signed_mark(text, languages) :]
    words = word_count(text)
    if not 1 <= words <= 24 or len(text) > 220:
        return False
    if for_whom(text, languages[0]):
        return True
    shouts = item and words <= _TITLE_WORDS and text.endswith("!")
    if (
        (_STOP_END.search(text) and not shouts)
        or is_contact(text)
        or (words > 4 and (_COLON.search(text) or _asks(text, languages[0])))
    ):
        return False
    if not item and _is_dated(text, languages[0]):
        return False
    return not _reads_as_prose(text, words, languages) and _has_capitals(text, words, languages, item=item)


def _is_dated(text: str, language: Language) -> bool:
    return any(date.day and date.year for date in find_dates(text, language))


def _reads_as_prose(text: str, words: int, languages: tuple[Language, ...]) -> bool:
    """Whether a short text is a sentence: stops inside, a full stop at a longer line's end, a verb that asks."""
    if _STOP_INSIDE.search(text) and words > 12 and not has_organisation_word(text, languages):
        return True
    share = capitalised_share(text, languages[0])
    if _FULL_STOP.search(text) and words > 7 and (not is_cased(text) or share < 0.6):
        return True
    asks = words > 10 and contains(text, languages[0], "demands", "performatives", "explicit_modals")
    return bool(asks) and share < 0.4


def _has_capitals(text: str, words: int, languages: tuple[Language, ...], *, item: bool) -> bool:
    share = capitalised_share(text, languages[0])
    named = has_organisation_word(text, languages)
    head, comma, _ = text.partition(",")
    if comma and 2 <= word_count(head) <= 6 and words <= 14 and capitalised_share(head, languages[0]) == 1.0:
        return True
    if item:
        return share >= 0.34 or (words <= 12 and named) or (words <= 5 and text[:1].isupper())
    if not text[:1].isalnum() or text[:1].islower() or words > 18:
        return False
    return share >= 0.6 or (named and (share >= 0.34 or (words <= 8 and not _FULL_STOP.search(text))))
