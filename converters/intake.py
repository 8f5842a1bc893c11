"""Which files a run takes in, and the records found in them, kept on disk until the whole collection has been read."""

from __future__ import annotations

import pickle
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO

from converters.clusters import Mention
from converters.confidence import leave_out_below
from converters.errors import ConversionError, ReadError
from converters.extract import extract_statements
from converters.identity import collect_mentions, record_order, source_key
from converters.model import Document, Evidence, Span, StatementRecord, Text
from converters.protection import protect_records
from converters.read import MEDIA_TYPES, read_documents
from data import Reference

Progress = Callable[[str, int, int], None]
_TITLE_WORDS = 10


@dataclass(frozen=True, slots=True)
class Problem:
    """A document that gave no statement: the file, why, and the place in it where there is one."""

    source: str
    message: str


@dataclass
class Intake:
    """What a run took in: counts, what could not be read, what was skipped, and what was left out of records.

    `notes` are doubts about single statements by file; they are no findings. `protected` counts the contact details
    that were kept out, by kind.
    """

    documents: int = 0
    statements: int = 0
    problems: list[Problem] = field(default_factory=list)
    skipped: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    left_out: int = 0
    protected: Counter[str] = field(default_factory=Counter)
    mentions: list[Mention] = field(default_factory=list)
    sources: set[str] = field(default_factory=set)
    order: list[tuple[tuple[str, int], int]] = field(default_factory=list)


def find_files(paths: Sequence[Path]) -> tuple[list[Path], list[Problem], list[Problem]]:
    """The documents below `paths` in order of name, those skipped in folders, and what cannot be found or read.

    A file of an unknown format is skipped in a folder, and a problem where it was named itself. Hidden files and
    folders are passed over.
    """
    files: dict[Path, None] = {}
    skipped: list[Problem] = []
    problems: list[Problem] = []
    for path in paths:
        if path.is_dir():
            for file in sorted(p for p in path.rglob("*") if p.is_file()):
                if any(part.startswith(".") for part in file.relative_to(path).parts):
                    continue
                if is_readable(file):
                    files[file] = None
                else:
                    skipped.append(
                        Problem(str(file), f"skipped: {file.suffix or 'no suffix'} is no format that is read")
                    )
        elif path.exists():
            files[path] = None
        else:
            problems.append(Problem(str(path), "not found: expected a file or folder"))
    return list(files), skipped, problems


def is_readable(file: Path) -> bool:
    """Whether a file has the suffix of a format that is read, compressed or not."""
    suffixes = [s.lower() for s in file.suffixes[-2:]]
    return bool(suffixes) and (suffixes[-1] in MEDIA_TYPES or "".join(suffixes) in MEDIA_TYPES)


class Records:
    """The records of a run, spooled to disk as they are found; read back in the order in which IRIs are given."""

    def __init__(
        self,
        reference: Reference,
        *,
        abridged: bool = False,
        titled: bool = False,
        minimum_confidence: float = 0.0,
    ) -> None:
        self.reference, self.abridged, self.titled, self.minimum = reference, abridged, titled, minimum_confidence
        self.intake = Intake()
        self._spool: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 -- closed by __exit__

    def __enter__(self) -> Records:
        return self

    def __exit__(self, *_: object) -> None:
        self._spool.close()

    def read(self, paths: Sequence[Path], on_progress: Progress) -> Intake:
        """Read and extract all documents below `paths`; whatever one of them holds, the others are still read."""
        files, self.intake.skipped, self.intake.problems = find_files(paths)
        seen: dict[str, str] = {}
        for done, file in enumerate(files, 1):
            for document in read_documents(file, tuple(self.reference.languages)):
                if isinstance(document, ReadError):
                    self.intake.problems.append(Problem(document.source or str(file), _why(document)))
                elif document.sha256 in seen:
                    message = f"skipped: the same text as {seen[document.sha256]}"
                    self.intake.skipped.append(Problem(document.name, message))
                else:
                    seen[document.sha256] = document.name
                    self._take(document)
            on_progress("read", done, len(files))
        self.intake.order.sort()
        return self.intake

    def _take(self, document: Document) -> None:
        self.intake.documents += 1
        document = replace(document, abridged=self.abridged)
        self.intake.notes += [Problem(document.name, note) for note in document.notes]
        try:
            records = extract_statements(document, self.reference)
        except ConversionError as error:
            self.intake.problems.append(Problem(document.name, _why(error)))
            return
        if self.titled:
            records = [replace(r, title=title_from_text(r)) if r.title is None else r for r in records]
        records, counts = protect_records(records)
        self.intake.protected.update(counts)
        for record in records:
            record, left = leave_out_below(record, self.minimum)
            self.intake.left_out += left
            self._keep(record)

    def _keep(self, record: StatementRecord) -> None:
        self.intake.statements += 1
        self.intake.notes += [Problem(record.document.name, note) for note in record.notes]
        self.intake.mentions += collect_mentions(record)
        self.intake.sources.add(source_key(record))
        self.intake.order.append((record_order(record), self._spool.tell()))
        pickle.dump(record, self._spool, protocol=pickle.HIGHEST_PROTOCOL)

    def rewrite(self, change: Callable[[StatementRecord], StatementRecord]) -> None:
        """Put what `change` makes of it in the place of each record, in the order in which IRIs are given."""
        records, old = list(self.intake.order), self._spool
        kept = replace(self.intake, mentions=[], order=[], notes=list(self.intake.notes))
        self._spool = tempfile.TemporaryFile()  # noqa: SIM115 -- closed by __exit__
        try:
            for _, offset in records:
                old.seek(offset)
                record = change(pickle.load(old))
                if self.titled and record.title is None:
                    record = replace(record, title=title_from_text(record))
                kept.mentions += collect_mentions(record)
                kept.order.append((record_order(record), self._spool.tell()))
                pickle.dump(record, self._spool, protocol=pickle.HIGHEST_PROTOCOL)
        finally:
            old.close()
        self.intake = kept

    def __iter__(self) -> Iterator[StatementRecord]:
        for _, offset in self.intake.order:
            self._spool.seek(offset)
            yield pickle.load(self._spool)  # our own bytes, from a file that has no name

    def __len__(self) -> int:
        return len(self.intake.order)


def title_from_text(record: StatementRecord) -> Text:
    """A title for a statement that has none: the first words of its text, hardly sure, so that a page can name it."""
    start, end = record.span.start, record.span.end
    for block in record.document.blocks:
        if start <= block.span.start and block.span.end <= end and len(block.text.split()) >= _TITLE_WORDS:
            start = block.span.start
            break
    words = record.document.text[start:end].split()[:_TITLE_WORDS]
    span = Span(start, min(end, start + len(" ".join(words))))
    return Text(" ".join(words) + " …", Evidence(span, 0.3, "first words of the text"), record.language)


def _why(error: ConversionError) -> str:
    return ": ".join(part for part in (error.place, error.message) if part)
