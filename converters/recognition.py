"""Knowing statements, signatures and demands again among what the ledger holds of earlier runs."""

from __future__ import annotations

import hashlib
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence

from converters.identifiers import statement_path
from converters.ledger import NAME_PART, Entry, Ledger
from converters.masking import MARK
from converters.model import Demand, Signatory, StatementRecord
from converters.normalise import normalise_name

SAME_DEMAND = 0.8
LIKE_TITLE = 0.5


def source_key(record: StatementRecord) -> str:
    """The source and place of a statement, as one text."""
    return f"{record.document.sha256[:16]}@{record.span.start}"


def statement_facts(record: StatementRecord) -> tuple[str, str, str, str]:
    """What a statement is known by: source and place; date, title, first addressee; source; file name."""
    first = next((a.name for a in record.addressees if a.formal), "")
    title = normalise_name(record.title.value) if record.title else ""
    described = NAME_PART.join((record.date.value if record.date else "", title, normalise_name(first)))
    name = record.document.name.replace("|", "_").replace("\n", " ")
    return source_key(record), described, record.document.sha256[:16], f"file {name}"


def digest_of(described: str) -> str:
    """What a withdrawn statement keeps of its date, title and first addressee: a digest, with a mark in front."""
    return "#" + hashlib.sha256(described.encode()).hexdigest()[:32]


def recognise_statement(record: StatementRecord, ledger: Ledger) -> Entry | None:
    """The earlier entry of a statement, or None.

    In this order: same source and place; same date, title and first addressee; same source, the nearest place; same
    file name, where date and addressee agree or the titles are alike. Entries that were found in this run, and after
    the first test those whose own source and place this run holds, are left alone.
    """
    place, described, source, file = statement_facts(record)
    title = described.split(NAME_PART)[1]
    if same := _free(ledger, place):
        return same[0]
    others = {
        key: [e for e in _free(ledger, key) if e.facts[0] not in ledger.expected] for key in (described, source, file)
    }
    if title and (gone := ledger.having("Statement", digest_of(described))):
        return gone[0]
    if title and others[described]:
        return others[described][0]
    if others[source]:
        return min(others[source], key=lambda e: abs(int(e.facts[0].rpartition("@")[2]) - record.span.start))
    return next((e for e in others[file] if _is_revised(e.facts[1], described)), None)


def expected_paths(records: Iterable[StatementRecord], ledger: Ledger) -> Iterator[str]:
    """The path that each record will get, as far as that can be told before names are resolved: known, or new.

    The records must come in the order of `identity.record_order`.
    """
    ledger.expect(map(source_key, records))
    for record in records:
        known = recognise_statement(record, ledger)
        if known:
            ledger.claimed.add(known.path)
            yield known.path
        else:
            title, day = record.title.value if record.title else "", record.date.value if record.date else ""
            yield statement_path(title, day)


def _free(ledger: Ledger, fact: str) -> list[Entry]:
    return [e for e in ledger.having("Statement", fact) if e.path not in ledger.claimed and not e.successor]


def _is_revised(earlier: str, now: str) -> bool:
    """Whether two descriptions may be of one statement before and after a correction."""
    (day, title, to), (new_day, new_title, new_to) = earlier.split(NAME_PART), now.split(NAME_PART)
    alike = overlap(title, new_title)
    return alike >= SAME_DEMAND or (day == new_day and (alike >= LIKE_TITLE or (bool(to) and to == new_to)))


def overlap(left: str, right: str) -> float:
    """Token F1 of two texts in canonical form, 0 to 1."""
    a, b = Counter(normalise_name(left).split()), Counter(normalise_name(right).split())
    shared = (a & b).total()
    return 2 * shared / (a.total() + b.total()) if shared else 0.0


def number_of(entry: Entry) -> int:
    """The number at the end of the path of a signature or demand."""
    return int(entry.path.rpartition("/")[2])


def recognise_signatures(
    signatories: Sequence[Signatory], agents: Sequence[str], earlier: Iterable[Entry]
) -> dict[int, int]:
    """The numbers of the signatures known from earlier, by position in `signatories`.

    The same printed name first, then the same agent; of several, the lowest numbers in printed order.
    """
    numbers: dict[int, int] = {}
    earlier = list(earlier)
    # A name that is withheld says nothing of whose it is: only the agent does.
    prints = [
        " ".join(s.as_printed.split()) if s.as_printed != MARK else f"{MARK}{i}" for i, s in enumerate(signatories)
    ]
    for known_by, wanted in ((lambda e: e.name, prints), (lambda e: "|".join(e.facts), agents)):
        left: dict[str, deque[int]] = {}
        found = set(numbers.values())
        for entry in earlier:
            if number_of(entry) not in found:
                left.setdefault(known_by(entry), deque()).append(number_of(entry))
        for i, key in enumerate(wanted):
            if i not in numbers and left.get(key):
                numbers[i] = left[key].popleft()
    return numbers


def recognise_demands(demands: Sequence[Demand], earlier: Sequence[Entry]) -> dict[int, int]:
    """The numbers of the demands known from earlier, by position in `demands`: the best overlaps of 0.8 or more."""
    scored = [
        (-score, i, number_of(e))
        for i, d in enumerate(demands)
        for e in earlier
        if (score := overlap(d.text, e.name)) >= SAME_DEMAND
    ]
    numbers: dict[int, int] = {}
    for _, i, number in sorted(scored):
        if i not in numbers and number not in numbers.values():
            numbers[i] = number
    return numbers
