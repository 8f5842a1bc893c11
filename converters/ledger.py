"""The ledger: every IRI ever given, with the facts by which the same thing is known again. It only grows.

A CSV file, sorted by path, one row an IRI. `facts` are canonical forms divided by `|`; what they are for each class,
`converters/identity.py` says.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path

from converters.clusters import EARLIER, Mention
from converters.errors import ConversionError

NAME_PART = "~"
NUMBERED = ("Signature", "Demand")
SOUGHT = ("Statement", "Post")


class LedgerError(ConversionError):
    """The ledger's file is not as it was written: by hand or by a merge; the message names file and line."""


@dataclass(slots=True)
class Entry:
    """One IRI as a path below the base.

    `kind` is the class's name in the ontology. `name` is for people: a title, a printed name, a demand's words.
    Dates are ISO 8601. `version`, `modified` and `digest` are of a statement's published graph. `successor` is the path
    into which this one was merged; `withdrawn` the date from which it answers 410.
    """

    path: str
    kind: str
    name: str
    facts: tuple[str, ...]
    first_seen: str
    version: int = 0
    modified: str = ""
    digest: str = ""
    successor: str = ""
    withdrawn: str = ""


COLUMNS = tuple(field.name for field in fields(Entry))


class Ledger:
    """All entries by path, with what this run has found again or added."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._entries: dict[str, Entry] = {}
        self._parts: dict[tuple[str, str], list[Entry]] = defaultdict(list)
        self._facts: dict[tuple[str, str], list[Entry]] = defaultdict(list)
        self._changed = False
        self.claimed: set[str] = set()
        self.expected: frozenset[str] = frozenset()
        self.by_cluster: dict[str, str] = {}
        for entry in entries:
            self._keep(entry)

    @classmethod
    def read(cls, path: Path) -> Ledger:
        """The ledger in a file, an empty one where there is none; raises LedgerError with file and line."""
        if not path.exists():
            return cls()
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            try:
                if tuple(next(rows, ())) != COLUMNS:
                    raise LedgerError(f"expected the columns {','.join(COLUMNS)}", str(path), "line 1")
                return cls(_read_rows(rows, str(path)))
            except (csv.Error, UnicodeDecodeError) as error:
                raise LedgerError(f"not a CSV file in UTF-8: {error}", str(path), f"line {rows.line_num}") from error

    def write(self, path: Path) -> None:
        """Write all entries, sorted by path; the file is replaced in one step, and left alone where nothing changed."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(COLUMNS)
        for key in sorted(self._entries):
            e = self._entries[key]
            row = [e.path, e.kind, e.name, "|".join(e.facts), e.first_seen, e.version or "", e.modified, e.digest]
            writer.writerow([*row, e.successor, e.withdrawn])
        content = text.getvalue().encode()
        if path.exists() and path.read_bytes() == content:
            return
        draft = path.with_name(f".{path.name}.draft")
        draft.write_bytes(content)
        draft.replace(path)

    def __contains__(self, path: str) -> bool:
        return path in self._entries

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        return (self._entries[path] for path in sorted(self._entries))

    def __getitem__(self, path: str) -> Entry:
        return self._entries[path]

    def get(self, path: str) -> Entry | None:
        """The entry of a path, or None."""
        return self._entries.get(path)

    @property
    def changed(self) -> bool:
        """Whether anything was added or changed since the file was read."""
        return self._changed

    @property
    def newest_date(self) -> str:
        """The latest date on which anything was first seen or modified; empty for an empty ledger."""
        return max((max(e.first_seen, e.modified, e.withdrawn) for e in self._entries.values()), default="")

    def parts(self, statement: str, kind: str) -> list[Entry]:
        """The entries of one class below a statement's path, by number."""
        return sorted(self._parts[statement, kind], key=lambda e: int(e.path.rpartition("/")[2]))

    def having(self, kind: str, fact: str) -> list[Entry]:
        """The statements or posts (`kind`) that have a fact, oldest first."""
        return sorted(self._facts[kind, fact], key=lambda e: (e.first_seen, e.path))

    def add(self, entry: Entry) -> Entry:
        """Keep a new entry; raises ValueError for a path that was given before."""
        if entry.path in self._entries:
            raise ValueError(f"the IRI {entry.path} was given before")
        self._keep(entry)
        self._changed = True
        return entry

    def rename(self, path: str, name: str) -> None:
        """Set what an entry says for people."""
        if self._entries[path].name != name:
            self._entries[path].name, self._changed = name, True

    def succeed(self, path: str, successor: str, date: str) -> None:
        """Let `successor` stand for a path from `date` on (ISO 8601); an empty one sets the path free again."""
        entry = self._entries[path]
        if entry.successor != successor:
            entry.successor, entry.modified, self._changed = successor, date, True

    def withdraw(self, path: str, date: str, facts: Iterable[str]) -> None:
        """Answer 410 for a path from `date` on; the entry keeps no name, and of facts only `facts`."""
        self.learn(path, facts)
        entry = self._entries[path]
        entry.name, entry.withdrawn, entry.digest, self._changed = "", entry.withdrawn or date, "", True

    def erase(self, path: str) -> None:
        """Forget a path that itself says a name which may not be kept."""
        entry = self._entries.pop(path)
        self._changed = True
        if entry.kind in SOUGHT:
            for fact in entry.facts:
                self._facts[entry.kind, fact].remove(entry)

    def withheld(self) -> list[Entry]:
        """The organisations and persons whose names may not be published, by path."""
        found = (e for e in self._entries.values() if e.withdrawn and e.kind in ("Organisation", "Person"))
        return sorted(found, key=lambda e: e.path)

    def addressees_of(self, agent: str) -> list[Entry]:
        """The addressees whose body or holder is an organisation or person, by path."""
        name, person = agent.rpartition("/")[2], agent.startswith("id/person/")
        found = []
        for entry in self._entries.values():
            if entry.kind == "Addressee":
                parts = entry.path.split("/")[2:]
                own = name in parts[1:] if person else parts[0] == name
                found += (
                    [entry] if own and parts[0] != "group" and (person or parts[0] not in ("office", "holder")) else []
                )
        return sorted(found, key=lambda e: e.path)

    def learn(self, path: str, facts: Iterable[str]) -> None:
        """Set what an entry is known by; nothing happens where it is known by the same already."""
        entry, facts = self._entries[path], tuple(facts)
        if entry.facts == facts:
            return
        if entry.kind in SOUGHT:
            for fact in set(entry.facts) - set(facts):
                self._facts[entry.kind, fact].remove(entry)
            for fact in set(facts) - set(entry.facts):
                self._facts[entry.kind, fact].append(entry)
        entry.facts, self._changed = facts, True

    def follow(self, path: str) -> str:
        """The path that stands for a path now: itself, or the one into which it was merged."""
        seen = {path}
        while (entry := self._entries.get(path)) and entry.successor:
            path = entry.successor
            if path in seen:
                raise LedgerError(f"{path} is, step by step, its own successor: clear one of them")
            seen.add(path)
        return path

    def is_withdrawn(self, path: str) -> bool:
        """Whether a path was withdrawn, so that nothing more may be published under it."""
        entry = self._entries.get(path)
        return entry is not None and bool(entry.withdrawn)

    def expect(self, sources: Iterable[str]) -> None:
        """Begin a run that holds these sources (`identity.source_key`): no statement of theirs is taken for another."""
        self.expected = frozenset(sources)
        self.claimed, self.by_cluster = set(), {}

    def record_version(self, path: str, digest: str, date: str) -> tuple[int, str]:
        """The version of a statement and the date of its last change, after comparing its graph's digest.

        A new or other digest makes the next version, modified on `date` (ISO 8601).
        """
        entry = self._entries[path]
        if entry.digest != digest:
            entry.version, entry.modified, entry.digest = entry.version + 1, date, digest
            self._changed = True
        return entry.version, entry.modified

    def known_mentions(self) -> list[Mention]:
        """The organisations and persons by all their spellings, to resolve along with a collection."""
        found = []
        for entry in self:
            if entry.kind not in ("Organisation", "Person") or entry.withdrawn:
                continue
            known = self.follow(entry.path)
            for i, fact in enumerate(entry.facts):
                name, acronym, country = (*fact.split(NAME_PART), "", "")[:3]
                kind = "person" if entry.kind == "Person" else "organisation"
                mention_id = f"{EARLIER}{entry.path}/{i:04}"
                found.append(Mention(mention_id, name, acronym or None, country or None, "", kind, known))  # type: ignore[arg-type]
        return found

    def _keep(self, entry: Entry) -> None:
        self._entries[entry.path] = entry
        if entry.kind in NUMBERED:
            self._parts[entry.path.rsplit("/", 2)[0], entry.kind].append(entry)
        elif entry.kind in SOUGHT:
            for fact in entry.facts:
                self._facts[entry.kind, fact].append(entry)


def _read_rows(rows: Iterator[list[str]], file: str) -> Iterator[Entry]:
    seen: set[str] = set()
    for number, row in enumerate(rows, start=2):
        place = f"row {number}"
        if len(row) != len(COLUMNS):
            raise LedgerError(f"expected {len(COLUMNS)} values, found {len(row)}", file, place)
        path, kind, name, facts, first_seen, version, modified, digest, successor, withdrawn = row
        if not path.startswith("id/") or not kind or path in seen:
            raise LedgerError(
                f"expected a class and a path below id/ that stands only once, found {path!r}", file, place
            )
        if version and not version.isdecimal():
            raise LedgerError(f"expected a number as version, found {version!r}", file, place)
        seen.add(path)
        known_by = tuple(facts.split("|")) if facts else ()
        yield Entry(path, kind, name, known_by, first_seen, int(version or 0), modified, digest, successor, withdrawn)
