"""The SPARQL editor in the browser: taken from its npm package when the software is built, never when it runs.

`python -m server.editor` fills `static/vendor/` through the npm client. Without npm, or without a registry to ask, it
says so and the page at `/sparql` stays the plain form; a package that is not the pinned one ends it with exit code 1.
"""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
from functools import lru_cache
from pathlib import Path

PACKAGE = "@zazuko/yasgui@4.6.2"
SHA512 = "Zw45KdPoAE1KRaAoxIHdQqeJxvaVG1oQdntw0hy0ktX35Zu8ZccuOLrXCLwR+GU+0xMzLw8Mjw6BkSZV2vUuQw=="
MEMBERS = {
    "package/build/yasgui.min.js": "yasgui.min.js",
    "package/build/yasgui.min.css": "yasgui.min.css",
    "package/package.json": "package.json",
}
STYLE = "'sha256-zCK2EVMoPc04mRF/g5CotUvxbJPWS+8V0b+s9ptqQIk='"  # of the one style element that its table adds
VENDOR = Path(__file__).parent / "static" / "vendor"
LICENCE = Path(__file__).parent.parent / "LICENSES" / "yasgui.txt"
NPM_SECONDS = 120


class EditorError(Exception):
    """The package that came is not the one that was asked for."""


@lru_cache(maxsize=1)
def has_editor() -> bool:
    """The files of the editor are there, and are those of the pinned version."""
    if not all((VENDOR / name).is_file() for name in MEMBERS.values()):
        return False
    version = json.loads((VENDOR / "package.json").read_text(encoding="utf-8"))["version"]
    return PACKAGE.endswith(f"@{version}")


def find_npm() -> str | None:
    """The npm client: that of this Python environment if it has one, else the system's."""
    return shutil.which("npm", path=sysconfig.get_path("scripts")) or shutil.which("npm")


def fetch_package(npm: str, folder: Path) -> Path | None:
    """The package's archive in the folder, or None where npm could not get it."""
    command = [npm, "pack", "--silent", "--ignore-scripts", "--pack-destination", str(folder), PACKAGE]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=NPM_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return next(folder.glob("*.tgz"), None) if done.returncode == 0 else None


def unpack(archive: Path, target: Path) -> None:
    """Put the editor's files and their licence into the target; raises EditorError where the digest is another one."""
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if digest != SHA512:
        raise EditorError(f"{PACKAGE}: the archive's SHA-512 is {digest}, not the pinned {SHA512}; nothing was taken")
    target.mkdir(parents=True, exist_ok=True)
    with tarfile.open(archive) as content:
        for member, name in MEMBERS.items():
            file = content.extractfile(member)
            assert file is not None
            (target / name).write_bytes(file.read())
    shutil.copyfile(LICENCE, target / "LICENCE.txt")


def take_editor(target: Path = VENDOR) -> str:
    """What was done, in a sentence; raises EditorError."""
    if has_editor() and target == VENDOR:
        return "the SPARQL editor is there"
    npm = find_npm()
    if npm is None:
        return "npm is not installed: /sparql will be the plain form, which needs no scripts"
    with tempfile.TemporaryDirectory() as folder:
        archive = fetch_package(npm, Path(folder))
        if archive is None:
            return f"npm could not get {PACKAGE}: /sparql will be the plain form, which needs no scripts"
        unpack(archive, target)
    return f"{PACKAGE} is in {target.name}/"


if __name__ == "__main__":
    try:
        print(take_editor())
    except EditorError as error:
        sys.exit(str(error))
