"""Writing a release: an immutable directory that appears whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import date as calendar_date
from functools import lru_cache
from importlib.metadata import version as installed_version
from itertools import chain
from pathlib import Path

import pyoxigraph as ox

from converters.errors import ReleaseError
from converters.formats import TURTLE, graph_bytes
from converters.manifest import Changes, Manifest, Withheld, read_manifest, write_manifest
from converters.release.changes import PATCH, write_changes
from converters.release.content import Content, Digest, Quads, Quarantined, Report, read_lines
from converters.release.dataset import describe_dataset, find_publisher
from converters.release.directory import current_version, draft, newest_of, next_version, point_current, publish
from converters.release.dumps import Packing, write_dumps
from converters.release.feeds import write_feeds
from converters.release.figures import Figures, count_quads
from converters.release.indexes import write_index
from converters.release.intake import SPOOL, collect
from converters.release.lines import sort_lines
from converters.release.signing import SIGNATURE, SUMS, find_signer, list_sums, sign_sums
from converters.release.store import Extent, build_store
from converters.release.tables import write_tables
from converters.release.verification import NQUADS, STORE, file_entries, file_entry, missing_files, verify_release
from data.sources import Collection
from ontology import ONTOLOGY, OWL, PREFIXES, load_ontology

__all__ = ["Content", "Quads", "Quarantined", "Report", "check_gate", "verify_release", "write_release"]

_INDEX = "index.sqlite"


def _no_progress(_: str) -> None:
    """Progress that nobody watches."""


def write_release(
    content: Content,
    collection: Collection,
    *,
    base: str,
    date: str,
    target: Path,
    on_step: Callable[[str], None] = _no_progress,
    sign_key: Path | None = None,
) -> Manifest:
    """Write a release below `target`, point `current` at it, and return its manifest.

    `base` is the absolute IRI before `/id/…` and `/graph/…`, `date` the release's date as ISO 8601. If the last
    release of that date was made from the same content, it is kept and returned; if from other content, the version
    becomes `<date>-2` and so on. `on_step` is told the name of each step as it begins. `sign_key` is an OpenSSH private
    key, with which the digests of the dumps are signed. Raises ReleaseError where the gate is not passed or the release
    cannot be written; the last good one then stays as it was.
    """
    base = base.rstrip("/")
    _check_date(date)
    signer = find_signer(sign_key) if sign_key else ""
    try:
        with draft(target) as folder:
            on_step("collect")
            report, withheld = collect(content, folder)
            figures = count_quads(folder / SPOOL, base)
            check_gate(collection, figures.statements, figures.signatures, report.shared_violations)
            digest = _digest(folder, collection, base, signer)
            kept = _find_kept(target, date, digest)
            if kept is None:
                facts = replace(_facts(collection, base, date, target, digest, withheld, report), signer=signer)
                return _build(folder, target, collection, figures, facts, on_step, sign_key)
            point_current(target, kept.version)
            return kept
    except OSError as error:
        raise ReleaseError(f"the release could not be written ({error}); the last one stays", str(target)) from error


def check_gate(collection: Collection, statements: int, signatures: int, shared_violations: Sequence[str] = ()) -> None:
    """Raise ReleaseError for violations in shared graphs, or fewer statements or signatures than expected."""
    if shared_violations:
        shown = "; ".join(shared_violations[:5])
        raise ReleaseError(f"{len(shared_violations)} violations in shared graphs, which every page needs: {shown}")
    wanted = {
        "statements": (statements, collection.minimum_statements),
        "signatures": (signatures, collection.minimum_signatures),
    }
    for name, (found, minimum) in wanted.items():
        if found < minimum:
            raise ReleaseError(
                f"only {found} {name} passed, but sources.toml expects at least {minimum} of the collection "
                f"{collection.key!r}; see which were left out, or lower the number there if fewer are right"
            )


def _check_date(date: str) -> None:
    try:
        right = calendar_date.fromisoformat(date).isoformat() == date
    except ValueError:
        right = False
    if not right:
        raise ReleaseError(f"the date must be like 2026-11-21, not {date!r}")


def _digest(folder: Path, collection: Collection, base: str, signer: str) -> str:
    """The digest of all that the draft was given, of the settings, and of the code that writes releases."""
    digest = Digest()
    digest.add(base, signer, _software_version(), _ontology_version())
    digest.add_value(asdict(collection))
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.add(path.relative_to(folder).as_posix())
        digest.add_file(path)
    package = Path(__file__).parent
    for path in sorted([*package.glob("*.py"), *package.parent.glob("*.py")]):
        digest.add_file(path)
    return digest.result()


def _find_kept(target: Path, date: str, digest: str) -> Manifest | None:
    """The last release of a date if it was made from the same content and is whole."""
    version = newest_of(target, date)
    try:
        manifest = read_manifest(target / version) if version else None
    except ReleaseError:
        return None
    same = manifest is not None and manifest.content == digest and not missing_files(target / version, manifest)
    return manifest if same else None


def _facts(
    collection: Collection,
    base: str,
    date: str,
    target: Path,
    digest: str,
    withheld: tuple[Withheld, ...],
    report: Report,
) -> Manifest:
    """The manifest as far as it is known before anything is built."""
    return Manifest(
        version=next_version(target, date),
        date=date,
        base=base,
        title=collection.title,
        description=collection.description,
        publisher=find_publisher(collection, base),
        licence=collection.licence,
        collection=collection.key,
        counts={},
        triples=0,
        quads=0,
        graphs=0,
        conforms=not report.shared_violations,
        warnings=report.warnings,
        content=digest,
        software_version=_software_version(),
        ontology_version=_ontology_version(),
        previous=current_version(target),
        keywords=collection.keywords,
        themes=collection.themes,
        quarantined=withheld,
    )


def _build(
    folder: Path,
    target: Path,
    collection: Collection,
    figures: Figures,
    facts: Manifest,
    on_step: Callable[[str], None],
    sign_key: Path | None,
) -> Manifest:
    """Make store, dumps, index and tables in the draft, complete the manifest, and publish."""
    nquads, spool = folder / NQUADS, folder / SPOOL
    dumps = nquads.parent
    dumps.mkdir()
    on_step("store")
    description = describe_dataset(collection, facts.base, facts.date, facts.version, figures)
    extent = build_store(spool, description, folder / STORE)
    (folder / "void.ttl").write_bytes(graph_bytes(description, TURTLE))
    with Packing() as packing:
        on_step("dumps")
        with spool.open("rb") as lines:
            quads = sort_lines(chain(lines, read_lines(description)), nquads)
        spool.unlink()
        if quads != extent.quads:
            raise ReleaseError(f"the store holds {extent.quads} quads, but {quads} were written; run it again")
        packing.add(nquads)
        left_out = write_dumps(nquads, dumps, packing.add)
        on_step("index")
        write_index(nquads, folder / _INDEX, facts.base)
        on_step("feeds")
        store = ox.Store.read_only(str(folder / STORE))
        write_feeds(folder, target, store, folder / _INDEX, facts, description)
        on_step("tables")
        for path in write_tables(folder / _INDEX, dumps, facts.base, facts.licence):
            packing.add(path)
        on_step("changes")
        changes, reason = _compare(facts, target, nquads)
        if changes:
            packing.add(dumps / PATCH)
        on_step("pack")
    on_step("publish")
    files = file_entries(folder)
    (dumps / SUMS).write_text(list_sums(files), encoding="utf-8")
    if sign_key:
        sign_sums(dumps, sign_key)
    beside = [file_entry(folder, f"dumps/{name}") for name in (SUMS, SIGNATURE) if (dumps / name).is_file()]
    manifest = replace(
        facts,
        counts=_count_classes(extent),
        triples=figures.triples + len(description),
        quads=extent.quads,
        graphs=extent.graphs,
        rdfc=next(entry.sha256 for entry in files if entry.path == NQUADS),
        changes=changes,
        left_out=left_out | ({PATCH: reason} if reason else {}),
        period=figures.dates,
        languages=tuple(sorted(iri.rpartition("/")[2] for iri in figures.languages)),
        files=tuple(sorted([*files, *beside], key=lambda entry: entry.path)),
    )
    write_manifest(manifest, folder)
    publish(folder, target, manifest.version)
    return manifest


def _compare(facts: Manifest, target: Path, nquads: Path) -> tuple[Changes | None, str]:
    """The changes since the release before, with their patch beside the dumps; or why there are none."""
    if not facts.previous:
        return None, ""
    return write_changes(target / facts.previous, nquads, facts.base, facts.version, nquads.parent / PATCH)


def _count_classes(extent: Extent) -> dict[str, int]:
    names = {str(namespace): prefix for prefix, namespace in PREFIXES.items()}
    counts = {}
    for iri, number in extent.classes.items():
        namespace = max((known for known in names if iri.startswith(known)), key=len, default="")
        counts[f"{names[namespace]}:{iri.removeprefix(namespace)}" if namespace else iri] = number
    return dict(sorted(counts.items()))


def _software_version() -> str:
    return installed_version("undersigned")


@lru_cache(maxsize=1)
def _ontology_version() -> str:
    return str(load_ontology().value(ONTOLOGY, OWL.versionInfo))
