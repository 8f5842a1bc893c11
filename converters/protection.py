"""Contact details of people never reach a record: e-mail addresses, telephone numbers, postal addresses.

They are taken out of the values, and masked in the stored text so that no position moves. The words by which numbers
and streets are known are data (`data/reference/contact-details.toml`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TypeVar

from converters.masking import MARK, MASK, rewrite, with_text
from converters.model import Addressee, Signatory, StatementRecord
from data.contact_details import load_contact_words

Party = TypeVar("Party", Signatory, Addressee)

_E_MAIL = re.compile(
    r"(?:mailto:)?[\w.+%'-]{1,64}(?:@|\s?\[at\]\s?|\s\(at\)\s)(?:[\w-]{1,63}(?:\.|\s?\[dot\]\s?)){1,5}\w{2,24}"
)
_LEFT_OVER = re.compile(r"\(\s*\)|\[\s*\]|<\s*>")
_ENDS = " \t\n,;:·|/–—-"
_LONGEST_LINE = 15


@dataclass(frozen=True, slots=True)
class Details:
    """Where one sort of contact detail stands: its name for the report, start and end."""

    kind: str
    start: int
    end: int


@cache
def _telephone() -> re.Pattern[str]:
    words = "|".join(map(re.escape, load_contact_words().telephone))
    digits = r"\d(?:[\s().\u00a0/-]{0,2}\d)"
    return re.compile(
        rf"(?<![\w+])(?:(?:\+|00)\s?[1-9٠-٩](?:[\s().\u00a0/-]{{0,2}}\d){{6,14}}"
        rf"|(?i:(?<!\w)(?:{words}))\.?\s?(?:n[o°]\.?)?\s?:?\s*\+?\(?{digits}{{5,14}})(?!\w)"
    )


@cache
def _postal() -> tuple[re.Pattern[str], ...]:
    words = load_contact_words()
    after, before, box = ("|".join(map(re.escape, w)) for w in (words.street_after, words.street_before, words.box))
    rest = r"(?:,?\s+[^,\n]{0,30}\d{4,6}[^,\n]{0,30})?"
    return (
        re.compile(rf"(?i)(?<!\w)\d{{1,5}}[a-d]?,?\s(?:[^\W\d][\w'’.-]*\s){{1,4}}(?:{after})\b\.?{rest}"),
        re.compile(
            rf"(?i)(?<!\w)(?:\d{{1,5}},?\s)?(?:{before})\s(?:[^\W\d][\w'’.-]*\s?){{1,5}},?\s?\d{{1,5}}(?!\w){rest}"
        ),
        re.compile(rf"(?i)(?<!\w)\d{{1,5}},?\s(?:{before})\s[^,\n]{{2,40}}{rest}"),
        re.compile(rf"(?i)(?<!\w)(?:{box})\.?\s?:?\s?(?:n[o°]\.?\s?)?\d{{1,8}}(?!\w){rest}"),
    )


def find_details(text: str, *, postal: bool = False) -> list[Details]:
    """The contact details in a text, in order, none within another.

    Postal addresses are only sought with `postal`, or on a short line that begins with one: in running text a street
    may be where something happened.
    """
    found = (
        [Details("e-mail addresses", *m.span()) for m in _E_MAIL.finditer(text)] if "@" in text or "at" in text else []
    )
    found += [Details("telephone numbers", *m.span()) for m in _telephone().finditer(text)]
    for pattern in _postal():
        found += [
            Details("postal addresses", *m.span())
            for m in pattern.finditer(text)
            if postal or _is_address_line(text, *m.span())
        ]
    return _distinct(found)


def _is_address_line(text: str, start: int, end: int) -> bool:
    """Whether an address takes up a line: nothing before it, hardly anything behind."""
    first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    line = text[first : last if last >= 0 else len(text)]
    return (
        not text[first:start].strip(" \t-–•*")
        and len(line.split()) <= _LONGEST_LINE
        and not line.rstrip().endswith(".")
    )


def _without(text: str, details: Sequence[Details]) -> str:
    parts, done = [], 0
    for one in details:
        parts.append(text[done : one.start])
        done = one.end
    left = _LEFT_OVER.sub("", "".join([*parts, text[done:]]))
    return left.strip(_ENDS) or MARK


def _cleaned(text: str, postal: bool = False) -> str:
    details = find_details(text, postal=postal)
    return _without(text, details) if details else text


def protect_records(records: Sequence[StatementRecord]) -> tuple[list[StatementRecord], Counter[str]]:
    """The records of one document without contact details in values and stored text, and how many it held by kind.

    Beside the names of persons, any street is taken for an address.
    """
    if not records:
        return [], Counter()
    text = records[0].document.text
    details = find_details(text)
    parties: list[Signatory | Addressee] = [*(s for r in records for s in r.signatories)]
    parties += [a for r in records for a in r.addressees]
    for item in parties:
        if item.kind == "person":
            start, end = item.evidence.span.start, item.evidence.span.end
            more = find_details(text[start:end], postal=True)
            details += [Details(d.kind, start + d.start, start + d.end) for d in more]
    spans = _distinct(details)
    masked = _masked(text, spans)
    return [with_text(_protected(record), masked) for record in records], Counter(d.kind for d in spans)


def _protected(record: StatementRecord) -> StatementRecord:
    record = rewrite(record, _cleaned)
    return replace(
        record,
        signatories=tuple(_of_person(s) if s.kind == "person" else s for s in record.signatories),
        addressees=tuple(_of_person(a) if a.kind == "person" else a for a in record.addressees),
    )


def _of_person(item: Party) -> Party:
    return rewrite(item, lambda text: _cleaned(text, postal=True))


def _distinct(details: Sequence[Details]) -> list[Details]:
    kept: list[Details] = []
    for one in sorted(details, key=lambda d: (d.start, -d.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _masked(text: str, details: Sequence[Details]) -> str:
    parts, done = [], 0
    for one in details:
        parts += [text[done : one.start], "".join(c if c.isspace() else MASK for c in text[one.start : one.end])]
        done = one.end
    return "".join([*parts, text[done:]])
