"""`undersigned review`: each value of a document beside its words, least sure first; accept, change or reject."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from converters.corrections import FOLDER, Correction, Corrections, quote_of, read_corrections, values_of, write_file
from converters.curation import LedgerFile
from converters.errors import ReadError
from converters.extract import extract_statements
from converters.identifiers import statement_slug
from converters.identity import collect_mentions, record_order
from converters.ledger import Ledger
from converters.masking import name_pattern
from converters.model import StatementRecord
from converters.protection import protect_records
from converters.read import read_documents
from converters.recognition import expected_paths
from converters.secrecy import Secrets
from data import load_reference


def review(
    document: Annotated[Path, typer.Argument(help="One document.", exists=True, dir_okay=False, show_default=False)],
    ledger: LedgerFile,
    folder: Annotated[
        Path | None,
        typer.Option("--corrections", help="The folder to write to. Default: corrections beside the ledger."),
    ] = None,
    write: Annotated[bool, typer.Option("--write", help="Ask nothing: write all values to a file to edit.")] = False,
    by: Annotated[str, typer.Option(help="Who decides: a role, not a name.")] = "curator",
) -> None:
    """Show each value of a document beside its words, least sure first; keep what you decide for every later run."""
    place = folder or ledger.with_name(FOLDER)
    earlier = read_corrections(place)
    entries = Ledger.read(ledger)
    secrets = Secrets(entries)
    for record, path in _records(document, entries):
        hidden = name_pattern(m.name for m in collect_mentions(record) if secrets.find(m))
        known = earlier.get(path)
        file = Path(known.file) if known else place / f"{statement_slug(path)}.toml"
        if not write:
            known = _ask(record, path, known, by, hidden)
        write_file(record, path, file, known, by, hidden)
        typer.echo(f"{path}: {len(known.decisions) if known else 0} decisions in {file}")


def _records(document: Path, ledger: Ledger) -> list[tuple[StatementRecord, str]]:
    """The statements of a document as a run would take them in, each with its path."""
    reference = load_reference()
    records: list[StatementRecord] = []
    for item in read_documents(document, tuple(reference.languages)):
        if isinstance(item, ReadError):
            raise item
        records += protect_records(extract_statements(item, reference))[0]
    records.sort(key=record_order)
    return list(zip(records, expected_paths(records, ledger), strict=True))


def _ask(
    record: StatementRecord, path: str, earlier: Corrections | None, by: str, hidden: re.Pattern[str] | None
) -> Corrections:
    """The decisions of somebody at a terminal, added to the earlier ones; an empty answer leaves a value open."""
    taken = list(earlier.decisions if earlier else ())
    for value in sorted(values_of(record), key=lambda v: (v.evidence.confidence, v.evidence.span.start)):
        quote = quote_of(record, value.evidence)
        if hidden and (hidden.search(value.text) or hidden.search(quote)):
            continue
        if any((c.field, c.found, c.quote) == (value.field, value.text, quote) for c in taken):
            continue
        typer.echo(
            f"\n{value.field} ({value.evidence.confidence:.2f}, {value.evidence.rule})\n  {value.text}\n  “{quote}”"
        )
        answer = typer.prompt("[a]ccept, [c]hange, [r]eject, [q]uit, or nothing", default="", show_default=False)
        if answer.startswith("q"):
            break
        if answer.startswith("c"):
            new = typer.prompt("right is", default=value.text)
            taken.append(Correction(value.field, value.text, quote, "change", new))
        elif answer[:1] in ("a", "r"):
            taken.append(Correction(value.field, value.text, quote, "accept" if answer[0] == "a" else "reject"))
    kept = earlier or Corrections(path, by, (), False)
    return replace(kept, decisions=tuple(taken))
