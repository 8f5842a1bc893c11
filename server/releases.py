"""The releases that are kept beside the one served now."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from converters.errors import ReleaseError
from converters.manifest import MANIFEST_NAME, Manifest, read_manifest
from server.site import Site


def kept_releases(site: Site) -> list[Manifest]:
    """The manifests of all releases of the folder that can be read: the one served now, then the others, newest first.

    Only releases with the same base are listed; another base is another site. Pages that become files know their own.
    """
    now = site.release.manifest
    if not site.live:
        return [now]
    folder = site.release.directory.parent
    names = [path.name for path in folder.iterdir() if path.is_dir() and site.folder.version(path.name) is not None]
    found = [
        manifest for name in names if name != now.version and (manifest := _read(folder / name, _stamp(folder / name)))
    ]
    others = [manifest for manifest in found if manifest.base.rstrip("/") == site.release.base]
    return [now, *sorted(others, key=_age, reverse=True)]


def _age(manifest: Manifest) -> tuple[str, int]:
    number = manifest.version.removeprefix(manifest.date).lstrip("-")
    return manifest.date, int(number) if number.isdigit() else 1


def _stamp(directory: Path) -> int:
    return (directory / MANIFEST_NAME).stat().st_mtime_ns


@lru_cache(maxsize=1024)
def _read(directory: Path, _stamp: int) -> Manifest | None:
    """A release never changes, so its manifest is read once; one that was written anew has another time."""
    try:
        return read_manifest(directory)
    except ReleaseError:
        return None
