"""The ledger: every IRI ever given, with the facts by which the same thing is known again. It only grows.

A CSV file, sorted by path, one row an IRI. `facts` are canonical forms divided by `|`; what they are for each class,
`converters/identity.py` says.
"""

from __future__ import annotations

import csv
import gc
import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
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
    Dates are ISO 8601. `version`, `modified` and `digest` are of a statement's published graph; of its parts, see
    `converters/chronicle.py`. `successor` is the path into which this one was merged; `withdrawn` the date from which
    it answers 410.
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
Row = list[str]


class Ledger:
    """All entries by path, with what this run has found again or added.

    A row of the file becomes an entry when it is asked for: most of a large ledger never is.
    """

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._rows: dict[str, Entry | Row] = {}
        self._index: dict[tuple[str, str], list[str]] | None = None
        self._changed = False
        self.added: set[str] = set()
        self.claimed: set[str] = set()
        self.expected: frozenset[str] = frozenset()
        self.by_cluster: dict[str, str] = {}
        for entry in entries:
            self._keep(entry)

    @classmethod
    def read(cls, path: Path) -> Ledger:
        """The ledger in a file, an empty one where there is none; raises LedgerError with file and line."""
        ledger = cls()
        if not path.exists():
            return ledger
        with path.open(encoding="utf-8", newline="") as file, _without_collection():
            rows = csv.reader(file)
            try:
                if tuple(next(rows, ())) != COLUMNS:
                    raise LedgerError(f"expected the columns {','.join(COLUMNS)}", str(path), "line 1")
                ledger._rows = _read_rows(rows, str(path))
            except (csv.Error, UnicodeDecodeError) as error:
                raise LedgerError(f"not a CSV file in UTF-8: {error}", str(path), f"line {rows.line_num}") from error
        return ledger

    def copy(self) -> Ledger:
        """A ledger of its own with the same entries, for a trial; what this run has claimed comes along."""
        other = Ledger()
        other._rows = {path: row if isinstance(row, list) else replace(row) for path, row in self._rows.items()}
        other.added = set(self.added)
        other.claimed, other.expected = set(self.claimed), self.expected
        other.by_cluster, other._changed = dict(self.by_cluster), self._changed
        return other

    def write(self, path: Path) -> None:
        """Write all entries, sorted by path; the file is replaced in one step, and left alone where nothing changed."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(_to_row(self._rows[key]) for key in sorted(self._rows))
        content = text.getvalue().encode()
        if path.exists() and path.read_bytes() == content:
            return
        draft = path.with_name(f".{path.name}.draft")
        draft.write_bytes(content)
        draft.replace(path)

    def __contains__(self, path: str) -> bool:
        return path in self._rows

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Entry]:
        return (self[path] for path in sorted(self._rows))

    def __getitem__(self, path: str) -> Entry:
        row = self._rows[path]
        if isinstance(row, list):
            row = self._rows[path] = _to_entry(row)
        return row

    def get(self, path: str) -> Entry | None:
        """The entry of a path, or None."""
        return self[path] if path in self._rows else None

    def of_kinds(self, *kinds: str) -> Iterator[Entry]:
        """The entries of some classes, by path."""
        return (self[path] for path in sorted(self._rows) if _value(self._rows[path], "kind") in kinds)

    def ended(self) -> list[Entry]:
        """The entries that were merged into others or withdrawn, by path."""
        found = (p for p, row in self._rows.items() if _value(row, "successor") or _value(row, "withdrawn"))
        return [self[path] for path in sorted(found)]

    @property
    def changed(self) -> bool:
        """Whether anything was added or changed since the file was read."""
        return self._changed

    @property
    def newest_date(self) -> str:
        """The latest date on which anything was first seen or modified; empty for an empty ledger."""
        dates = ("first_seen", "modified", "withdrawn")
        return max((max(_value(row, name) for name in dates) for row in self._rows.values()), default="")

    def parts(self, statement: str, kind: str) -> list[Entry]:
        """The entries of one class below a statement's path, by number."""
        return sorted(self._found(kind, statement), key=lambda e: int(e.path.rpartition("/")[2]))

    def having(self, kind: str, fact: str) -> list[Entry]:
        """The statements or posts (`kind`) that have a fact, oldest first."""
        return sorted(self._found(kind, fact), key=lambda e: (e.first_seen, e.path))

    def add(self, entry: Entry) -> Entry:
        """Keep a new entry; raises ValueError for a path that was given before."""
        if entry.path in self._rows:
            raise ValueError(f"the IRI {entry.path} was given before")
        self._keep(entry)
        self.added.add(entry.path)
        self._changed = True
        return entry

    def rename(self, path: str, name: str) -> None:
        """Set what an entry says for people."""
        if self[path].name != name:
            self[path].name, self._changed = name, True

    def succeed(self, path: str, successor: str, date: str) -> None:
        """Let `successor` stand for a path from `date` on (ISO 8601); an empty one sets the path free again."""
        entry = self[path]
        if entry.successor != successor:
            entry.successor, entry.modified, self._changed = successor, date, True

    def withdraw(self, path: str, date: str, facts: Iterable[str]) -> None:
        """Answer 410 for a path from `date` on; the entry keeps no name, and of facts only `facts`."""
        self.learn(path, facts)
        entry = self[path]
        entry.name, entry.withdrawn, entry.digest, self._changed = "", entry.withdrawn or date, "", True

    def erase(self, path: str) -> None:
        """Forget a path that itself says a name which may not be kept."""
        del self._rows[path]
        self._index, self._changed = None, True

    def withheld(self) -> list[Entry]:
        """The organisations and persons whose names may not be published, by path."""
        return [e for e in self.ended() if e.withdrawn and e.kind in ("Organisation", "Person")]

    def addressees_of(self, agent: str) -> list[Entry]:
        """The addressees whose body or holder is an organisation or person, by path."""
        name, person = agent.rpartition("/")[2], agent.startswith("id/person/")
        found = []
        for path in self._rows:
            if path.startswith("id/addressee/"):
                head, *parts = path.split("/")[2:]
                own = name in parts if person else head == name
                found += [path] if own and head != "group" and (person or head not in ("office", "holder")) else []
        return [self[path] for path in sorted(found)]

    def learn(self, path: str, facts: Iterable[str]) -> None:
        """Set what an entry is known by; nothing happens where it is known by the same already."""
        entry, facts = self[path], tuple(facts)
        if entry.facts == facts:
            return
        if entry.kind in SOUGHT and self._index is not None:
            for fact in set(entry.facts) - set(facts):
                self._index[entry.kind, fact].remove(path)
            for fact in set(facts) - set(entry.facts):
                self._index.setdefault((entry.kind, fact), []).append(path)
        entry.facts, self._changed = facts, True

    def mark(self, path: str, version: int, digest: str) -> None:
        """Set of a signature or demand the first version without it (0 while it stands), and its words' digest."""
        entry = self[path]
        if (entry.version, entry.digest) != (version, digest):
            entry.version, entry.digest, self._changed = version, digest, True

    def follow(self, path: str) -> str:
        """The path that stands for a path now: itself, or the one into which it was merged."""
        seen = {path}
        while (entry := self.get(path)) and entry.successor:
            path = entry.successor
            if path in seen:
                raise LedgerError(f"{path} is, step by step, its own successor: clear one of them")
            seen.add(path)
        return path

    def is_withdrawn(self, path: str) -> bool:
        """Whether a path was withdrawn, so that nothing more may be published under it."""
        entry = self.get(path)
        return entry is not None and bool(entry.withdrawn)

    def expect(self, sources: Iterable[str]) -> None:
        """Begin a run that holds these sources (`identity.source_key`): no statement of theirs is taken for another."""
        self.expected = frozenset(sources)
        self.claimed, self.by_cluster = set(), {}

    def record_version(self, path: str, digest: str, date: str) -> tuple[int, str]:
        """The version of a statement and the date of its last change, after comparing its graph's digest.

        A new or other digest makes the next version, modified on `date` (ISO 8601).
        """
        entry = self[path]
        if entry.digest != digest:
            entry.version, entry.modified, entry.digest = entry.version + 1, date, digest
            self._changed = True
        return entry.version, entry.modified

    def known_mentions(self) -> list[Mention]:
        """The organisations and persons by all their spellings, to resolve along with a collection."""
        found = []
        for entry in self.of_kinds("Organisation", "Person"):
            if entry.withdrawn:
                continue
            known = self.follow(entry.path)
            for i, fact in enumerate(entry.facts):
                name, acronym, country = (*fact.split(NAME_PART), "", "")[:3]
                kind = "person" if entry.kind == "Person" else "organisation"
                mention_id = f"{EARLIER}{entry.path}/{i:04}"
                found.append(Mention(mention_id, name, acronym or None, country or None, "", kind, known))  # type: ignore[arg-type]
        return found

    def _keep(self, entry: Entry) -> None:
        self._rows[entry.path] = entry
        if self._index is not None:
            for key in _index_keys(entry.path, entry.kind, entry.facts):
                self._index.setdefault(key, []).append(entry.path)

    def _found(self, kind: str, key: str) -> list[Entry]:
        """The entries of a class by what they are looked up by; the index is made when it is first asked."""
        if self._index is None:
            self._index = {}
            for path, row in self._rows.items():
                facts = row.facts if isinstance(row, Entry) else _split(row[3])
                for found in _index_keys(path, _value(row, "kind"), facts):
                    self._index.setdefault(found, []).append(path)
        return [self[path] for path in self._index.get((kind, key), ())]


@contextmanager
def _without_collection() -> Iterator[None]:
    """No search for garbage while many rows are made, all of which stay: a third of the time."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


def _index_keys(path: str, kind: str, facts: Iterable[str]) -> Iterable[tuple[str, str]]:
    if kind in NUMBERED:
        return ((kind, path.rsplit("/", 2)[0]),)
    return [(kind, fact) for fact in facts] if kind in SOUGHT else ()


_PLACES = {name: place for place, name in enumerate(COLUMNS)}


def _value(row: Entry | Row, name: str) -> str:
    """A column of a row that holds text."""
    return row[_PLACES[name]] if isinstance(row, list) else getattr(row, name)


def _split(facts: str) -> tuple[str, ...]:
    return tuple(facts.split("|")) if facts else ()


def _to_entry(row: Row) -> Entry:
    path, kind, name, facts, first_seen, version, modified, digest, successor, withdrawn = row
    return Entry(path, kind, name, _split(facts), first_seen, int(version or 0), modified, digest, successor, withdrawn)


def _to_row(row: Entry | Row) -> Row:
    if isinstance(row, list):
        return row
    e = row
    version = str(e.version) if e.version else ""
    return [e.path, e.kind, e.name, "|".join(e.facts), e.first_seen, version, e.modified, e.digest,
            e.successor, e.withdrawn]  # fmt: skip


def _read_rows(rows: Iterator[Row], file: str) -> dict[str, Entry | Row]:
    found: dict[str, Entry | Row] = {}
    width = len(COLUMNS)
    for number, row in enumerate(rows, start=2):
        if len(row) != width:
            raise LedgerError(f"expected {width} values, found {len(row)}", file, f"row {number}")
        path = row[0]
        if path[:3] != "id/" or not row[1] or path in found:
            message = f"expected a class and a path below id/ that stands only once, found {path!r}"
            raise LedgerError(message, file, f"row {number}")
        if row[5] and not row[5].isdecimal():
            raise LedgerError(f"expected a number as version, found {row[5]!r}", file, f"row {number}")
        found[path] = row
    return found
