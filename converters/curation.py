"""The curators' commands: identities merged, split and looked up, names withheld, statements withdrawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date as calendar_date
from pathlib import Path
from typing import Annotated

import typer

from converters.curating import AGENTS, apply_decisions, conceal_entry, find_entry, names_of, split_off
from converters.decisions import Decision, DecisionError, decisions_file, read_decisions, without_names, write_decisions
from converters.ledger import NAME_PART, Entry, Ledger
from converters.masking import MARK, MASK, mask_text
from converters.normalise import normalise_name
from converters.recognition import digest_of
from converters.undecided import read_undecided, undecided_file, write_undecided

identity = typer.Typer(
    help="Which names are one body: merge, split, keep apart, look up.", no_args_is_help=True, rich_markup_mode=None
)

Iri = Annotated[str, typer.Argument(help="An IRI, or its path below the base.", show_default=False)]
LedgerFile = Annotated[
    Path, typer.Option("--ledger", help="All IRIs ever given; the decisions lie beside it.", exists=True)
]
Reason = Annotated[str, typer.Option(help="Why, for those who review the decisions.")]
By = Annotated[str, typer.Option(help="Who decides: a role, not a name.")]
Day = Annotated[str | None, typer.Option(help="The date of the decision (ISO 8601). Default: today.")]


def path_of(iri: str) -> str:
    """The path below the base of an IRI of ours, of its document, or of a path; raises BadParameter."""
    for mark in ("/id/", "/doc/"):
        if mark in iri:
            return "id/" + iri.partition(mark)[2].rstrip("/")
    if iri.startswith("id/"):
        return iri.rstrip("/")
    raise typer.BadParameter(f"expected an IRI like https://…/id/organisation/river-watch, not {iri!r}")


def _decide(decision: Decision, ledger: Ledger, file: Path) -> None:
    """Apply a decision, then keep it and the ledger; raises DecisionError before anything is written."""
    earlier = read_decisions(decisions_file(file))
    problems = apply_decisions([decision], ledger)
    if problems:
        raise DecisionError(problems[0])
    if decision not in earlier:
        write_decisions([*earlier, decision], decisions_file(file))
    ledger.write(file)


def _day(date: str | None) -> str:
    return calendar_date.fromisoformat(date).isoformat() if date else calendar_date.today().isoformat()


@identity.command()
def merge(old: Iri, into: Iri, ledger: LedgerFile, reason: Reason = "", by: By = "curator", date: Day = None) -> None:
    """Let INTO stand for OLD: OLD answers 308 to it from the next release on, and its names stay findable."""
    entries = Ledger.read(ledger)
    decision = Decision(_day(date), "merge", path_of(old), path_of(into), reason, by)
    _decide(decision, entries, ledger)
    typer.echo(f"{decision.subject} is now {decision.object}; the next release says so")


@identity.command()
def split(
    iri: Iri,
    ledger: LedgerFile,
    names: Annotated[list[str] | None, typer.Option("--name", help="A spelling that is another body's.")] = None,
    reason: Reason = "",
    by: By = "curator",
    date: Day = None,
) -> None:
    """Give some spellings of a body an IRI of their own; without --name, undo the merge of IRI into another one."""
    entries = Ledger.read(ledger)
    entry = find_entry(path_of(iri), entries, AGENTS)
    if not names and not entry.successor:
        raise typer.BadParameter(f"{entry.path} was not merged; say with --name which of its spellings to split off")
    new = split_off(entry, names, entries) if names else ""
    _decide(Decision(_day(date), "split", entry.path, new, reason, by), entries, ledger)
    typer.echo(
        f"{new.partition('=')[0]} is now apart from {entry.path}" if new else f"{entry.path} stands for itself again"
    )


@identity.command()
def apart(one: Iri, other: Iri, ledger: LedgerFile, reason: Reason = "", by: By = "curator", date: Day = None) -> None:
    """Say that two bodies are two, so that the pair is no longer listed as undecided."""
    first, second = sorted((path_of(one), path_of(other)))
    _decide(Decision(_day(date), "apart", first, second, reason, by), Ledger.read(ledger), ledger)
    typer.echo(f"{first} and {second} are two")


@identity.command("list")
def list_identities(
    ledger: LedgerFile,
    undecided: Annotated[bool, typer.Option("--undecided", help="Only pairs that wait for a decision.")] = False,
) -> None:
    """List organisations and persons, or the undecided pairs of the last release with the evidence for both sides."""
    if undecided:
        settled = {
            (d.subject, d.object) for d in read_decisions(decisions_file(ledger)) if d.action in ("apart", "merge")
        }
        for pair in read_undecided(undecided_file(ledger)):
            if (pair.left, pair.right) not in settled and (pair.right, pair.left) not in settled:
                typer.echo(
                    f"{pair.left}  {pair.left_name}  ({pair.left_in})\n"
                    f"{pair.right}  {pair.right_name}  ({pair.right_in})\n"
                    f"  for: {pair.evidence}; against: {pair.doubt}"
                )
        return
    for entry in Ledger.read(ledger):
        if entry.kind in AGENTS:
            state = f" → {entry.successor}" if entry.successor else " (withheld)" if entry.withdrawn else ""
            typer.echo(f"{entry.path}  {entry.name}{state}")


@identity.command()
def show(iri: Iri, ledger: LedgerFile) -> None:
    """Show all that the ledger and the decisions hold of an IRI."""
    entries, path = Ledger.read(ledger), path_of(iri)
    entry = entries.get(path)
    if entry is None:
        raise DecisionError(f"the ledger holds no {path}", str(ledger))
    typer.echo(f"{entry.path}\n  class: {entry.kind}\n  first seen: {entry.first_seen}")
    for label, value in (("name", entry.name), ("successor", entry.successor), ("withdrawn", entry.withdrawn)):
        typer.echo(f"  {label}: {value}") if value else None
    for fact in () if entry.withdrawn else entry.facts:
        typer.echo(f"  known by: {fact.replace(NAME_PART, ' · ')}")
    typer.echo("".join(f"  merged into it: {e.path}\n" for e in entries if e.successor == path), nl=False)
    signatures = [e.path for e in entries if e.kind == "Signature" and path in e.facts]
    typer.echo("".join(f"  signs: {signature}\n" for signature in signatures), nl=False)
    for d in read_decisions(decisions_file(ledger)):
        if path in (d.subject, d.object):
            typer.echo(f"  decided {d.date} by {d.by}: {d.action} {d.subject} {d.object} {d.reason}".rstrip())


def withhold(
    iri: Iri,
    ledger: LedgerFile,
    reason: Annotated[str, typer.Option(help="Why; must not hold the name.", show_default=False)],
    by: By = "curator",
    date: Day = None,
    corrections: Annotated[
        Path | None, typer.Option(help="The folder of corrections. Default: corrections beside the ledger.")
    ] = None,
) -> None:
    """Take a person's or body's name out of the next release, and the releases that carry it back with it."""
    entries = Ledger.read(ledger)
    entry = find_entry(path_of(iri), entries, AGENTS)
    whole = [
        entry,
        *(e for e in entries if e.kind in AGENTS and e.path != entry.path and entries.follow(e.path) == entry.path),
    ]
    misread = _misread(entry, entries)
    patterns = [pattern for one in whole if (pattern := names_of(one))]
    if any(pattern.search(reason) for pattern in patterns):
        raise typer.BadParameter("the reason holds the name itself", param_hint="--reason")
    for path in misread:
        _forget(path, entry.path, entries)
    for one in whole:
        decision = Decision(_day(date), "withhold", one.path, conceal_entry(replace(one)), reason, by)
        _decide(decision, entries, ledger)
    entries.write(ledger)
    gone = {one.path for one in whole}
    write_decisions((without_names(d, gone) for d in read_decisions(decisions_file(ledger))), decisions_file(ledger))
    pairs = undecided_file(ledger)
    if pairs.exists():
        write_undecided([p for p in read_undecided(pairs) if not {p.left, p.right} & gone], pairs)
    for file in sorted((corrections or ledger.with_name("corrections")).glob("*.toml")):
        text = file.read_text(encoding="utf-8")
        for pattern in patterns:
            text = mask_text(text, pattern)
        file.write_text(text, encoding="utf-8")
    for path in _slugs(gone, entries):
        typer.echo(f"the IRI {path} may itself say the name: withdraw the statement if it does")
    typer.echo(f"{entry.path} is withheld; run `undersigned release`, which takes earlier releases with the name back")


def _misread(entry: Entry, entries: Ledger) -> list[str]:
    """The organisations that were given an IRI for a person's name."""
    if entry.kind != "Person":
        return []
    names = {normalise_name(fact.split(NAME_PART)[0]) for fact in entry.facts}
    return [e.path for e in entries if e.kind == "Organisation" and {normalise_name(e.name)} & names]


def _forget(path: str, person: str, entries: Ledger) -> None:
    """Take an IRI that says a person's name out of the ledger; what was signed under it, the person signed."""
    for addressee in entries.addressees_of(path):
        entries.erase(addressee.path)
    for other in list(entries):
        if other.kind == "Signature" and path in other.facts:
            entries.learn(other.path, (person,))
            entries.rename(other.path, MARK)
    entries.erase(path)


def _slugs(gone: set[str], entries: Ledger) -> list[str]:
    """The statements that a withheld agent signs and whose titles held the name: their IRIs may hold it still."""
    signed = {e.path.rsplit("/", 2)[0] for e in entries if e.kind == "Signature" and gone & set(e.facts)}
    return sorted(path for path in signed if (e := entries.get(path)) and MASK in e.name)


def withdraw(
    statement: Iri,
    ledger: LedgerFile,
    reason: Annotated[str, typer.Option(help="Why, for those who review the decisions.", show_default=False)],
    by: By = "curator",
    date: Day = None,
) -> None:
    """Take a statement out of the next release for ever; its IRI then answers 410."""
    entries = Ledger.read(ledger)
    entry = find_entry(path_of(statement), entries, ("Statement",))
    place, described, source, *_ = (*entry.facts, "", "", "")
    sources = entry.facts if entry.withdrawn else (place, digest_of(described), source)
    _decide(Decision(_day(date), "withdraw", entry.path, " ".join(sources), reason, by), entries, ledger)
    typer.echo(f"{entry.path} is withdrawn; run `undersigned release`, which takes earlier releases with it back")


def register(app: typer.Typer) -> None:
    """Add the curators' commands to the command line."""
    app.add_typer(identity, name="identity")
    app.command()(withhold)
    app.command()(withdraw)
