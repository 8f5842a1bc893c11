"""The release that is served: its manifest, its index, its files; and the folder in which a newer one appears.

folder = ReleaseFolder(settings.release)   # opens the current release; raises ReleaseError if there is none
folder.current                             # the OpenRelease that is served; set it to what `find_new` gives
folder.find_new() → OpenRelease | None     # another release, once `current` points to one
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from datetime import datetime
from email.utils import format_datetime
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from converters.errors import ReleaseError
from converters.manifest import Manifest, read_manifest

View = dict[str, Any]


class DocumentRow(NamedTuple):
    """One page of a resource's document, still deflated."""

    kind: str
    pages: int
    triples: bytes
    view: bytes

    def read_triples(self) -> bytes:
        """The sorted N-Triples of the page."""
        return zlib.decompress(self.triples)

    def read_view(self) -> View:
        """What the HTML page shows."""
        view: View = json.loads(zlib.decompress(self.view))
        return view


class OpenRelease:
    """One release, opened read-only. It never changes; paths of resources are those below `<base>/id/`.

    `prefix` stands before the paths of all links in pages: the path of the base, or `root_path` where a proxy has
    another one.
    """

    def __init__(self, directory: Path, root_path: str = "") -> None:
        self.directory = directory
        self.manifest: Manifest = read_manifest(directory)
        self.version = self.manifest.version
        self.base = self.manifest.base.rstrip("/")
        self.prefix = root_path or urlsplit(self.base).path
        self.store = directory / "store"
        path = directory / "index.sqlite"
        if not path.is_file():
            raise ReleaseError("the release has no index; write it again", str(path))
        self.index = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True, check_same_thread=False)

    @property
    def modified(self) -> datetime:
        """When the release was made."""
        return self.manifest.moment

    @cached_property
    def last_modified(self) -> str:
        """`modified` as an HTTP date."""
        return format_datetime(self.modified, usegmt=True)

    def document(self, path: str, page: int = 1) -> DocumentRow | None:
        """A page of the document about a resource, or None."""
        row = self.index.execute(
            "SELECT class, pages, triples, view FROM document WHERE path = ? AND page = ?", (path, page)
        ).fetchone()
        return DocumentRow(*row) if row else None

    def kind(self, path: str) -> str | None:
        """The class of the page about a resource (`statement`, …, `gone`), or None where there is no document."""
        row = self.index.execute("SELECT class FROM document WHERE path = ? AND page = 1", (path,)).fetchone()
        return row[0] if row else None

    def moved(self, path: str) -> str | None:
        """The resource into which this one was merged, at the end of the chain."""
        seen = {path}
        while row := self.index.execute("SELECT target FROM moved WHERE path = ?", (path,)).fetchone():
            path = row[0]
            if path in seen:
                return None
            seen.add(path)
        return path if len(seen) > 1 else None

    def container(self, path: str) -> str | None:
        """The resource in whose document this one is described."""
        row = self.index.execute("SELECT document FROM part WHERE path = ?", (path,)).fetchone()
        return row[0] if row else None

    def close(self) -> None:
        """Close the index."""
        self.index.close()


class ReleaseFolder:
    """A folder of releases with `current` in it, or a single release that never changes."""

    def __init__(self, path: Path, root_path: str = "") -> None:
        self.path, self.root_path = path, root_path
        self.current = OpenRelease(self._find(), root_path)

    def find_new(self) -> OpenRelease | None:
        """The release that `current` names by now, opened, where it is another one; raises ReleaseError."""
        directory = self._find()
        return None if directory == self.current.directory else OpenRelease(directory, self.root_path)

    def version(self, name: str) -> Path | None:
        """The directory of a version in this folder, or None; a name with a path in it is none."""
        if not name or name.startswith(".") or {"/", "\\", "\0"} & set(name):
            return None
        directory = self.current.directory.parent / name
        return directory if (directory / "manifest.json").is_file() and not directory.is_symlink() else None

    def _find(self) -> Path:
        path = self.path / "current" if (self.path / "current").is_symlink() else self.path
        try:
            return path.resolve(strict=True)
        except OSError as error:
            raise ReleaseError("there is no release; run `undersigned release` first", str(path)) from error
