"""What changed from version to version of each statement, in a file beside the ledger: `versions.csv`.

One row says that a version was published, and one each who joined, who left, and which demand was added, dropped or
reworded. What stood in the last version, the ledger knows: of a signature or demand that left, `version` is the first
version without it, and `digest` is that of a demand's words.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections import defaultdict
from pathlib import Path

from converters.errors import ConversionError
from converters.ledger import Entry, Ledger
from converters.model import Change, ChangeKind, StatementRecord

FILE = "versions.csv"
_COLUMNS = ("statement", "version", "date", "change", "part", "agent")


class ChronicleError(ConversionError):
    """The file of versions is not as it was written; the message names file and row."""


def versions_file(ledger: Path) -> Path:
    """Where the versions of a ledger's statements are kept."""
    return ledger.with_name(FILE)


class Chronicle:
    """The changes of all statements, by the statement's path."""

    def __init__(self) -> None:
        self._changes: dict[str, list[Change]] = defaultdict(list)

    @classmethod
    def read(cls, path: Path) -> Chronicle:
        """The chronicle in a file, an empty one where there is none; raises ChronicleError."""
        found = cls()
        if path.exists():
            with path.open(encoding="utf-8", newline="") as file:
                rows = csv.reader(file)
                if tuple(next(rows, ())) != _COLUMNS:
                    raise ChronicleError(f"expected the columns {','.join(_COLUMNS)}", str(path), "line 1")
                for number, row in enumerate(rows, start=2):
                    if len(row) != len(_COLUMNS) or not row[1].isdecimal():
                        raise ChronicleError(f"expected {len(_COLUMNS)} values", str(path), f"row {number}")
                    found._changes[row[0]].append(Change(int(row[1]), row[2], row[3], row[4], row[5]))  # type: ignore[arg-type]
        return found

    def write(self, path: Path) -> None:
        """Write all changes, sorted; the file is left alone where nothing changed."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(_COLUMNS)
        for statement in sorted(self._changes):
            for c in sorted(self._changes[statement]):
                writer.writerow((statement, c.version, c.date, c.kind, c.part, c.agent))
        content = text.getvalue().encode()
        if not path.exists() or path.read_bytes() != content:
            draft = path.with_name(f".{path.name}.draft")
            draft.write_bytes(content)
            draft.replace(path)

    def of(self, statement: str) -> tuple[Change, ...]:
        """The changes of a statement, by version."""
        return tuple(sorted(self._changes.get(statement, ())))

    def forget(self, statement: str) -> None:
        """Drop all that is known of a statement that was withdrawn."""
        self._changes.pop(statement, None)

    def note(self, record: StatementRecord, ledger: Ledger) -> None:
        """Keep what changed with the version that the ledger has just given a statement; of its first, only the day."""
        entry = ledger[record.path]
        found = [Change(entry.version, entry.modified, "published")]
        agents = {s.path: s.agent_path for s in record.signatories}
        words = {d.path: _digest(d.text) for d in record.demands}
        for part in ledger.parts(record.path, "Signature"):
            if kind := _moved(part, part.path in agents, ledger, "joined", "left"):
                agent = agents.get(part.path) or next(iter(part.facts), "")
                found.append(Change(entry.version, entry.modified, kind, part.path, agent))
            ledger.mark(part.path, 0 if part.path in agents else part.version or entry.version, "")
        for part in ledger.parts(record.path, "Demand"):
            kind = _moved(part, part.path in words, ledger, "added", "dropped")
            if kind is None and part.digest and words.get(part.path, part.digest) != part.digest:
                kind = "reworded"
            if kind:
                found.append(Change(entry.version, entry.modified, kind, part.path))
            gone = 0 if part.path in words else part.version or entry.version
            ledger.mark(part.path, gone, words.get(part.path, part.digest))
        self._changes[record.path] += found if self._changes.get(record.path) else found[:1]


def _moved(part: Entry, present: bool, ledger: Ledger, came: ChangeKind, went: ChangeKind) -> ChangeKind | None:
    """Whether a part came with this version, or went."""
    was_there = not part.version and part.path not in ledger.added
    if present == was_there:
        return None
    return came if present else (went if was_there else None)


def _digest(text: str) -> str:
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:16]
