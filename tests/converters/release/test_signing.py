"""A release that is signed: by whom, over what, and what happens when something was changed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from converters.errors import ReleaseError
from converters.manifest import read_manifest
from converters.release import Content, Report, verify_release, write_release
from converters.release.signing import check_signature, find_signer
from data import DATA
from data.sources import load_collections

QUADS = b'<https://data.example/id/law/a> <https://schema.org/name> "A" <https://data.example/graph/law> .\n'
pytestmark = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed")


def make_key(folder: Path, name: str) -> Path:
    key = folder / name
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(key)], check=True)
    return key


def release(target: Path, key: Path | None) -> Path:
    collection = load_collections(DATA / "reference" / "sources.toml")["default"]
    content = Content([], [QUADS], [], [], lambda: Report({}, b""))
    made = write_release(
        content, collection, base="https://data.example", date="2026-11-21", target=target, sign_key=key
    )
    return target / made.version


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    for name in ("ours", "theirs"):
        make_key(folder, name)
        (folder / f"{name}.signers").write_text(f"{name}@press.example {(folder / f'{name}.pub').read_text()}")
    return folder


@pytest.fixture(scope="module")
def signed(keys: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return release(tmp_path_factory.mktemp("releases"), keys / "ours")


def test_signature_names_the_key_and_passes(signed: Path, keys: Path) -> None:
    """The manifest has its fingerprint; whoever trusts the key can check it, and sha256sum checks the rest."""
    assert read_manifest(signed).signer == find_signer(keys / "ours") == check_signature(signed / "dumps")
    assert verify_release(signed, keys / "ours.signers") == []
    if shutil.which("sha256sum"):
        subprocess.run(["sha256sum", "--check", "--quiet", "--strict", "SHA256SUMS"], cwd=signed / "dumps", check=True)


def test_key_that_is_not_trusted_is_named(signed: Path, keys: Path) -> None:
    [problem] = verify_release(signed, keys / "theirs.signers")
    assert "SHA256SUMS.sig" in problem
    assert "signature" in problem or "principal" in problem or "key" in problem


def test_changed_digests_break_the_signature(signed: Path, tmp_path: Path) -> None:
    copy = tmp_path / "release"
    shutil.copytree(signed, copy)
    sums = copy / "dumps" / "SHA256SUMS"
    sums.write_text(sums.read_text().replace("a", "b"))
    with pytest.raises(ReleaseError):
        check_signature(copy / "dumps")
    assert any("SHA256SUMS.sig" in problem for problem in verify_release(copy))


def test_release_without_signature_fails_where_one_is_asked(tmp_path: Path, keys: Path) -> None:
    plain = release(tmp_path, None)
    assert verify_release(plain) == []
    assert verify_release(plain, keys / "ours.signers") == ["dumps/SHA256SUMS.sig: the release is not signed"]
    assert release(tmp_path, keys / "ours").name == "2026-11-21-2", "signing makes another release"


def test_key_that_is_none_stops_before_anything_is_written(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("no key")
    with pytest.raises(ReleaseError, match="ssh-keygen"):
        release(tmp_path / "releases", tmp_path / "key")
    assert not (tmp_path / "releases").exists()
