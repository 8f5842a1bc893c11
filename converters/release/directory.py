"""The directory of releases: one writer at a time, a release appears whole or not at all."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from converters.errors import ReleaseError

CURRENT = "current"
_LEFT = ".tmp-"
_VERSION = re.compile(r"(\d{4}-\d\d-\d\d)(?:-([1-9]\d*))?")


@contextmanager
def draft(target: Path) -> Iterator[Path]:
    """A new directory inside `target` to write a release into; it is gone at the end unless it was published.

    What a crashed run left is removed first. Raises ReleaseError where another run is writing there.
    """
    target.mkdir(parents=True, exist_ok=True)
    with (target / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise ReleaseError("another run is writing a release here; wait for its end", str(target)) from error
        for left in target.glob(f"{_LEFT}*"):
            _remove(left)
        folder = Path(tempfile.mkdtemp(prefix=_LEFT, dir=target))
        folder.chmod(0o755)
        try:
            yield folder
        finally:
            _remove(folder)


def publish(folder: Path, target: Path, version: str) -> None:
    """Move a complete release from its draft to `target/version`, safely on disk, and point `current` at it."""
    for path in sorted(folder.rglob("*"), reverse=True):
        _sync(path)
    _sync(folder)
    folder.rename(target / version)
    _sync(target)
    point_current(target, version)


def point_current(target: Path, version: str) -> None:
    """Replace the link `current` in one step, so that there is always one."""
    if current_version(target) == version:
        return
    link = target / f"{_LEFT}{CURRENT}"
    link.symlink_to(version)
    link.replace(target / CURRENT)
    _sync(target)


def current_version(target: Path) -> str:
    """The version to which `current` points, or "" where there is no release."""
    link = target / CURRENT
    return link.readlink().name if link.is_symlink() and link.exists() else ""


def newest_of(target: Path, date: str) -> str:
    """The last version of a date that the directory holds, or ""."""
    numbers = [int(m[2] or 1) for path in target.iterdir() if (m := _VERSION.fullmatch(path.name)) and m[1] == date]
    return _version(date, max(numbers)) if numbers else ""


def next_version(target: Path, date: str) -> str:
    """The version that a further release of a date gets: the date itself, then `-2`, `-3` and so on."""
    match = _VERSION.fullmatch(newest_of(target, date))
    return _version(date, int(match[2] or 1) + 1) if match else date


def _version(date: str, number: int) -> str:
    return date if number == 1 else f"{date}-{number}"


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
