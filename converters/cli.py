"""The command `undersigned`: what people type, and what they are told.

Exit codes: 0 good (warnings too), 1 findings (something not read or in violation), 2 wrong use.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date as calendar_date
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Annotated, Any

import typer
from rdflib import URIRef
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from converters import reporting, scorecard
from converters.curation import register
from converters.errors import ConversionError, ReadError
from converters.evaluation import evaluate
from converters.extract import extract_statements
from converters.formats import TURTLE, format_for_suffix, graph_bytes
from converters.harvest import harvest_command
from converters.pipeline import Intake, convert, release
from converters.push import push_release
from converters.read import read_documents
from converters.release import verify_release
from converters.review import review
from converters.validate import validate_dataset
from data import DATA, Collection, Reference, ReferenceDataError, load_reference
from data.sources import find_collection

BASE = "http://localhost:8000"
SUFFIXES = ".nq, .trig, .ttl, .jsonld, .nt, .rdf"

app = typer.Typer(
    name="undersigned",
    help="Turn joint statements into linked open data: convert, validate, release, serve.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
)

register(app)
app.command()(review)
app.command("harvest")(harvest_command)

Paths = Annotated[list[Path], typer.Argument(help="Documents, or folders of documents.", show_default=False)]
Base = Annotated[str, typer.Option(help="The IRI before /id/… of everything that is published.")]
Day = Annotated[
    str | None,
    typer.Option(help="The date to write (ISO 8601). Default: today, or the ledger's if nothing changed."),
]
Sure = Annotated[float, typer.Option(min=0.0, max=1.0, help="Leave out values less sure than this.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]
Name = Annotated[str | None, typer.Option("--collection", help="A collection of sources.toml. Default: by folder.")]


def main() -> None:
    """Run the command; errors that a user can act upon are one line on standard error."""
    try:
        app(standalone_mode=True)
    except (ConversionError, ReferenceDataError) as error:
        print(f"undersigned: {error}", file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:
        sys.exit(1)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"undersigned {installed_version('undersigned')}")
        raise typer.Exit()


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Turn joint statements into linked open data: convert, validate, release, serve."""


@app.command("convert")
def convert_command(
    paths: Paths,
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", help="The file to write; its suffix is the format: .nq, .trig, .ttl, .jsonld, .nt, .rdf."
        ),
    ],
    base: Base = BASE,
    date: Day = None,
    minimum_confidence: Annotated[float, Sure] = 0.0,
    collection: Name = None,
    as_json: Json = False,
) -> None:
    """Convert documents or folders to one graph. Needs no store."""
    target = format_for_suffix(output.name)
    if target is None or output.name.endswith(".gz"):
        raise typer.BadParameter(
            f"expected a file name with one of {SUFFIXES}, not {output.name!r}", param_hint="--output"
        )
    if not output.absolute().parent.is_dir():
        raise typer.BadParameter(f"the folder {output.parent} does not exist", param_hint="--output")
    reference, chosen = _reference(paths, collection)
    with _progress() as on_progress:
        done = convert(
            paths,
            output,
            target,
            base=_base(base),
            date=_date(date) or calendar_date.today().isoformat(),
            reference=reference,
            collection=chosen,
            minimum_confidence=minimum_confidence,
            on_progress=on_progress,
        )
    facts = reporting.intake_facts(done.intake) | {
        "quads": done.quads,
        "output": str(output),
        "undecided": len(done.resolution.undecided),
    }
    _tell(facts, as_json, reporting.conversion_lines(done, output))
    _leave(done.intake)


@app.command()
def validate(
    files: Annotated[list[Path], typer.Argument(help="Graphs: .nq, .trig, .ttl, .jsonld, .nt.", show_default=False)],
    report: Annotated[Path | None, typer.Option(help="Write the report for programs here, as Turtle.")] = None,
    as_json: Json = False,
) -> None:
    """Check graphs against the shapes; say what each shape looked at."""
    with _progress() as on_progress:
        result = validate_dataset(files, lambda done, total: on_progress("check", done, total))
    if report:
        lines = result.to_graph(URIRef("urn:undersigned:report")).serialize(format="nt", encoding="utf-8")
        report.write_bytes(graph_bytes(lines, TURTLE))
    _tell(result.to_dict(), as_json, reporting.validation_lines(result))
    raise typer.Exit(0 if result.conforms else 1)


@app.command("release")
def release_command(
    paths: Paths,
    target: Annotated[Path, typer.Option(help="The folder of releases.")],
    base: Base = BASE,
    date: Day = None,
    ledger: Annotated[
        Path | None,
        typer.Option(help="All IRIs ever given. Default: ledger.csv beside the releases."),
    ] = None,
    corrections: Annotated[
        Path | None, typer.Option(help="What reviewers corrected. Default: corrections beside the ledger.")
    ] = None,
    collection: Name = None,
    sign_key: Annotated[
        Path | None, typer.Option(help="An OpenSSH private key, to sign the digests of the dumps with.", exists=True)
    ] = None,
    as_json: Json = False,
) -> None:
    """Take documents through all stages into an immutable release, and point `current` at it."""
    reference, chosen = _reference(paths, collection)
    with _progress() as on_progress:
        done = release(
            paths,
            target,
            base=_base(base),
            date=_date(date),
            today=calendar_date.today().isoformat(),
            ledger_path=ledger or target / "ledger.csv",
            reference=reference,
            collection=chosen,
            on_progress=on_progress,
            corrections=corrections,
            sign_key=sign_key,
        )
    _tell(reporting.release_facts(done), as_json, reporting.release_lines(done, target))
    _leave(done.intake, bool(done.quarantined))


@app.command()
def verify(
    release_folder: Annotated[
        Path, typer.Argument(help="A release, such as data/releases/current.", show_default=False)
    ],
    signers: Annotated[
        Path | None,
        typer.Option(
            help="Keys that are trusted, as ssh-keygen's ALLOWED SIGNERS; the release must be signed.", exists=True
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Check every file of a release against its manifest, store, difference and signature too."""
    problems = verify_release(release_folder, signers)
    _tell({"problems": problems}, as_json, problems or [f"{release_folder}: every file is as the manifest says"])
    raise typer.Exit(1 if problems else 0)


@app.command()
def explain(
    document: Annotated[Path, typer.Argument(help="One document.", exists=True, dir_okay=False, show_default=False)],
    as_json: Json = False,
) -> None:
    """Show what is found in one document, on which words, and what is left."""
    reference = load_reference()
    found = 0
    for item in read_documents(document, tuple(reference.languages)):
        if isinstance(item, ReadError):
            raise item
        records = extract_statements(item, reference)
        found += len(records)
        if as_json:
            typer.echo(json.dumps(reporting.explanation_facts(item, records), ensure_ascii=False, indent=2))
        else:
            reporting.print_explanation(item, records, Console())
    raise typer.Exit(0 if found else 1)


@app.command("evaluate")
def evaluate_command(
    gold: Annotated[Path, typer.Option(help="The folder of labels.", exists=True, file_okay=False)],
    documents: Annotated[Path, typer.Option(help="The folder of documents.", exists=True, file_okay=False)],
    show: Annotated[str | None, typer.Option(metavar="FIELD", help="List what was lost in this field.")] = None,
    calibration: Annotated[bool, typer.Option("--calibration", help="How often the sure values are right.")] = False,
    as_json: Json = False,
) -> None:
    """Score what is found in documents against labels: precision, recall and F1 by field, language and format."""
    if show and show not in scorecard.FIELDS:
        raise typer.BadParameter(f"expected one of {', '.join(scorecard.FIELDS)}", param_hint="--show")
    with _progress() as on_progress:
        found = evaluate(gold, documents, load_reference(), on_progress)
    lines = scorecard.score_lines(found) + (scorecard.loss_lines(found, show) if show else [])
    lines += scorecard.calibration_lines(found) if calibration else []
    _tell(scorecard.evaluation_facts(found, show, calibration), as_json, lines)
    raise typer.Exit(1 if found.unread else 0)


@app.command("check-data")
def check_data() -> None:
    """Check the curated tables below data/reference; the curators' command."""
    reference = load_reference()
    typer.echo(
        f"{len(reference.languages)} languages, {len(reference.instruments)} instruments, "
        f"{len(reference.bodies)} bodies, {len(reference.organisations)} organisations, "
        f"{len(reference.themes)} themes: all as they should be"
    )


@app.command()
def serve(
    release_folder: Annotated[
        Path | None, typer.Option("--release", help="A release, or a folder of them. Default: data/releases.")
    ] = None,
    host: Annotated[str | None, typer.Option(help="The address to listen at. Default: 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="The port. Default: 8000.")] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Query processes. Default: by the number of cores.")
    ] = None,
    sparql_endpoint: Annotated[
        str | None, typer.Option(help="A SPARQL 1.1 store to ask in place of the release's own; see `push`.")
    ] = None,
) -> None:
    """Serve a release: pages, linked data, dumps and SPARQL. Settings may also come from UNDERSIGNED_… variables."""
    from server.run import serve as run_server

    run_server(release_folder, host=host, port=port, workers=workers, sparql_endpoint=sparql_endpoint)


@app.command("export-static")
def export_static_command(
    release_folder: Annotated[
        Path, typer.Argument(help="A release, such as data/releases/current.", show_default=False)
    ],
    folder: Annotated[Path, typer.Argument(help="The folder to fill; empty or not there.", show_default=False)],
    as_json: Json = False,
) -> None:
    """Write a release as files that any file server can serve: pages, documents, lists, dumps, feeds; no endpoint."""
    from server.run import export_static

    with _progress() as on_progress:
        files = export_static(release_folder, folder, on_progress)
    _tell(
        {"files": files, "folder": str(folder)}, as_json, [f"{files} files in {folder}; see its nginx.conf, _headers"]
    )


@app.command()
def settings(as_json: Json = False) -> None:
    """Show the server's settings as they stand: variable, value, meaning. UNDERSIGNED_SETTINGS names a TOML file."""
    from server.run import list_settings

    found = list_settings()
    lines = [line for name, value, text in found for line in (f"{name}={value}", f"    {text}")]
    _tell({name: value for name, value, _ in found}, as_json, lines)


@app.command()
def push(
    release_folder: Annotated[
        Path, typer.Argument(help="A release, such as data/releases/current.", show_default=False)
    ],
    graph_store: Annotated[
        str,
        typer.Option(
            help="The address of the store's Graph Store Protocol, before ?graph=…", envvar="UNDERSIGNED_GRAPH_STORE"
        ),
    ],
    as_json: Json = False,
) -> None:
    """Load a release into a SPARQL store by the Graph Store Protocol: each graph anew, those gone since deleted.

    UNDERSIGNED_STORE_USER and UNDERSIGNED_STORE_PASSWORD, where set, are sent as HTTP Basic.
    """
    user, password = os.environ.get("UNDERSIGNED_STORE_USER", ""), os.environ.get("UNDERSIGNED_STORE_PASSWORD", "")
    with _progress() as on_progress:
        done = push_release(release_folder, graph_store, (user, password) if user else None, on_progress)
    facts = {"graphs": done.graphs, "quads": done.quads, "deleted": list(done.deleted)}
    lines = [f"{done.graphs} graphs, {done.quads} quads put to {graph_store}; {len(done.deleted)} deleted"]
    _tell(facts, as_json, lines + [f"deleted {graph}" for graph in done.deleted])


def _reference(paths: list[Path], name: str | None) -> tuple[Reference, Collection]:
    reference = load_reference()
    try:
        return reference, find_collection(reference.collections, paths, DATA, name)
    except KeyError as error:
        raise typer.BadParameter(str(error.args[0]), param_hint="--collection") from error


def _base(base: str) -> str:
    if not base.startswith(("http://", "https://")) or any(c.isspace() for c in base):
        raise typer.BadParameter(
            f"expected an absolute IRI such as https://example.org, not {base!r}", param_hint="--base"
        )
    return base.rstrip("/")


def _date(date: str | None) -> str | None:
    try:
        if date is not None and calendar_date.fromisoformat(date).isoformat() != date:
            raise ValueError
    except ValueError:
        raise typer.BadParameter(f"expected a date like 2026-11-21, not {date!r}", param_hint="--date") from None
    return date


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """A bar on a terminal; else a plain line on standard error for each stage."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _plain_progress()
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        tasks: dict[str, Any] = {}

        def update(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total or None)
            bar.update(tasks[stage], completed=done, total=total or None)

        yield update


def _plain_progress() -> Callable[[str, int, int], None]:
    told: set[str] = set()

    def update(stage: str, _done: int, total: int) -> None:
        if stage not in told:
            told.add(stage)
            print(f"{stage} …" if not total else f"{stage} {total} …", file=sys.stderr)

    return update


def _tell(facts: dict[str, Any], as_json: bool, lines: list[str]) -> None:
    typer.echo(json.dumps(facts, ensure_ascii=False, indent=2, sort_keys=True) if as_json else "\n".join(lines))


def _leave(intake: Intake, findings: bool = False) -> None:
    raise typer.Exit(1 if intake.problems or findings else 0)
