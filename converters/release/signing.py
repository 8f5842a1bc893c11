"""Digests of the dumps in one file, and its detached signature, by OpenSSH (`ssh-keygen -Y`, PROTOCOL.sshsig)."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

from converters.errors import ReleaseError
from converters.manifest import ReleaseFile

SUMS = "SHA256SUMS"
SIGNATURE = f"{SUMS}.sig"
_NAMESPACE = "file"  # what `ssh-keygen -Y verify -n file` expects of a signed file
_FINGERPRINT = re.compile(r"SHA256:[A-Za-z0-9+/]+")


def list_sums(files: Iterable[ReleaseFile]) -> str:
    """The digests of the dumps as `sha256sum` writes them, by name; `sha256sum -c` beside the dumps checks them."""
    names = {entry.path.removeprefix("dumps/"): entry.sha256 for entry in files if entry.path.startswith("dumps/")}
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(names.items()) if name not in (SUMS, SIGNATURE))


def sign_sums(folder: Path, key: Path) -> None:
    """Sign the digests with an OpenSSH private key without a passphrase, or one that the agent holds."""
    _run("-Y", "sign", "-n", _NAMESPACE, "-f", str(key), str(folder / SUMS))


def find_signer(key: Path) -> str:
    """The fingerprint of a key, `SHA256:…`; raises ReleaseError where it is none."""
    return _fingerprint(_run("-l", "-E", "sha256", "-f", str(key)), key)


def check_signature(folder: Path, signers: Path | None = None) -> str:
    """The fingerprint of the key that signed the digests; raises ReleaseError where the signature is not good.

    `signers` is a file of trusted keys (ssh-keygen(1), ALLOWED SIGNERS); without it any key will do.
    """
    signature = folder / SIGNATURE
    data = (folder / SUMS).read_bytes()
    options = ["-n", _NAMESPACE, "-s", str(signature)]
    if signers is None:
        return _fingerprint(_run("-Y", "check-novalidate", *options, data=data), signature)
    names = _run("-Y", "find-principals", "-s", str(signature), "-f", str(signers)).split()
    if not names:
        raise ReleaseError(f"the key that signed is not in {signers}", str(signature))
    return _fingerprint(_run("-Y", "verify", "-f", str(signers), "-I", names[0], *options, data=data), signature)


def _run(*arguments: str, data: bytes = b"") -> str:
    environment = {**os.environ, "SSH_ASKPASS_REQUIRE": "never", "LC_ALL": "C"}
    try:
        done = subprocess.run(
            ["ssh-keygen", *arguments], input=data, capture_output=True, check=True, timeout=60, env=environment
        )
    except FileNotFoundError as error:
        raise ReleaseError("signatures need ssh-keygen; install OpenSSH") from error
    except subprocess.CalledProcessError as error:
        reason = (error.stderr or error.stdout).decode(errors="replace").strip()
        raise ReleaseError(f"ssh-keygen {' '.join(arguments[:2])}: {reason}") from error
    return done.stdout.decode(errors="replace")


def _fingerprint(answer: str, path: Path) -> str:
    found = _FINGERPRINT.search(answer)
    if found is None:
        raise ReleaseError("ssh-keygen names no key", str(path))
    return found[0]
