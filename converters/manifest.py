"""The manifest of a release: what it is, whose, how much of it there is, and the digest of each file."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from converters.errors import ReleaseError

MANIFEST_NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes the data: `iri` identifies the publisher; `homepage` and `contact` are IRIs, or "" if unknown."""

    name: str
    iri: str = ""
    homepage: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class ReleaseFile:
    """One file of a release: `path` below its directory, `size` in bytes, `sha256` in lower-case hexadecimal.

    `media_type` is that of the content; `compression` is `application/gzip` for a compressed file, else "".
    """

    path: str
    size: int
    sha256: str
    media_type: str
    compression: str = ""


@dataclass(frozen=True, slots=True)
class Withheld:
    """A statement that was not let through: its path below the base, the name of its file, the reasons."""

    statement: str
    file: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """How a release differs from the one before: quads that came and went, statements new, changed and gone."""

    previous: str
    added: int
    removed: int
    statements_added: int
    statements_changed: int
    statements_removed: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a release says of itself.

    `version` is the date, with `-2` and so on for further releases of that day; `previous` is the version before, or
    "". `counts` gives the number of things of each class, by compact IRI (`und:Statement`) in alphabetical order.
    `quads` counts each triple once a graph, `triples` once in all. `content` is the digest of what the release was
    made from; two releases with the same one hold the same. `conforms` is true where no published graph violates a
    shape; `warnings` counts the findings of the report that are none.

    `rdfc` is the SHA-256 digest of the quads in the canonical form of RDFC-1.0 (W3C recommendation of 2024): there are
    no blank nodes, so it is that of the sorted N-Quads. `changes` is None where there is no earlier release to compare
    with; `left_out` says why a dump that releases usually have is missing, by its name. `keywords` and `themes` (codes
    of the EU's table) are the collection's; `period` holds the first and the last date of a statement, or nothing;
    `languages` are codes of the EU's table. `signer` is the fingerprint of the key that signed, or "".
    """

    version: str
    date: str
    base: str
    title: str
    description: str
    publisher: Publisher
    licence: str
    collection: str
    counts: dict[str, int]
    triples: int
    quads: int
    graphs: int
    conforms: bool
    warnings: int
    content: str
    software_version: str
    ontology_version: str
    previous: str = ""
    quarantined: tuple[Withheld, ...] = ()
    rdfc: str = ""
    changes: Changes | None = None
    left_out: dict[str, str] = field(default_factory=dict)
    keywords: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    period: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    signer: str = ""
    files: tuple[ReleaseFile, ...] = field(default=())

    @property
    def moment(self) -> datetime:
        """When the release was made: its date, a minute later for each further release of that day."""
        repeated = self.version.removeprefix(self.date).lstrip("-")
        day = datetime.fromisoformat(self.date).replace(tzinfo=UTC)
        return day + timedelta(minutes=int(repeated) - 1 if repeated.isdigit() else 0)

    def file(self, path: str) -> ReleaseFile | None:
        """The entry of a file by its path below the release, or None."""
        return next((entry for entry in self.files if entry.path == path), None)


def read_manifest(release: Path) -> Manifest:
    """The manifest of a release directory; raises ReleaseError where it is missing, damaged or of another form."""
    path = release / MANIFEST_NAME
    try:
        data = json.loads(path.read_bytes())
        if not isinstance(data, dict):
            raise TypeError("expected an object")
        return _manifest(data)
    except FileNotFoundError as error:
        raise ReleaseError("not a release: there is no manifest", str(path)) from error
    except (ValueError, TypeError, KeyError) as error:
        raise ReleaseError(f"the manifest cannot be read ({error}); write the release again", str(path)) from error


def write_manifest(manifest: Manifest, release: Path) -> None:
    """Write the manifest into a release directory: JSON with sorted keys, the same bytes for the same manifest."""
    text = json.dumps(asdict(manifest), ensure_ascii=False, sort_keys=True, indent=2) + "\n"
    (release / MANIFEST_NAME).write_bytes(text.encode())


def _manifest(data: dict[str, Any]) -> Manifest:
    known = {entry.name for entry in fields(Manifest)}
    data = {key: value for key, value in data.items() if key in known}
    data["publisher"] = Publisher(**data["publisher"])
    data["quarantined"] = tuple(Withheld(**{**row, "reasons": tuple(row["reasons"])}) for row in data["quarantined"])
    data["changes"] = Changes(**data["changes"]) if data.get("changes") else None
    data |= {name: tuple(data.get(name, ())) for name in ("keywords", "themes", "period", "languages")}
    data["files"] = tuple(ReleaseFile(**row) for row in data["files"])
    return Manifest(**data)
