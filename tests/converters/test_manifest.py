"""The manifest of a release."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from converters.errors import ReleaseError
from converters.manifest import Manifest, Publisher, ReleaseFile, Withheld, read_manifest, write_manifest

MANIFEST = Manifest(
    version="2026-11-21-2",
    date="2026-11-21",
    base="https://data.example",
    title="Statements",
    description="Statements of – everybody",
    publisher=Publisher("P", "https://data.example/id/publisher"),
    licence="https://creativecommons.org/publicdomain/zero/1.0/",
    collection="default",
    counts={"und:Statement": 2},
    triples=10,
    quads=12,
    graphs=3,
    conforms=True,
    warnings=1,
    content="ab",
    software_version="0.1.0",
    ontology_version="0.1.0",
    previous="2026-11-21",
    quarantined=(Withheld("id/statement/a", "a.txt", ("no title", "no date")),),
    files=(ReleaseFile("dumps/undersigned.nq", 3, "cd", "application/n-quads"),),
)


def test_manifest_reads_back_as_it_was_written(tmp_path: Path):
    """Nothing is lost on the way through JSON."""
    write_manifest(MANIFEST, tmp_path)
    assert read_manifest(tmp_path) == MANIFEST
    assert MANIFEST.file("dumps/undersigned.nq") == MANIFEST.files[0]
    assert MANIFEST.file("dumps/other.nq") is None


def test_manifest_is_sorted_readable_json(tmp_path: Path):
    """The file has sorted keys, its text unescaped, and a line end."""
    write_manifest(MANIFEST, tmp_path)
    text = (tmp_path / "manifest.json").read_text(encoding="utf-8")
    data = json.loads(text)
    assert list(data) == sorted(data)
    assert "of – everybody" in text
    assert text.endswith("}\n")


def test_key_of_a_later_software_is_passed_over(tmp_path: Path):
    """A newer manifest with more keys can still be read."""
    write_manifest(MANIFEST, tmp_path)
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), "signature": "x"}))
    assert read_manifest(tmp_path) == MANIFEST


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "not a release"),
        ("{", "cannot be read"),
        ("[]", "expected an object"),
        ('{"version": "1"}', "cannot be read"),
    ],
    ids=["missing", "broken", "of another form", "incomplete"],
)
def test_what_is_no_manifest_is_refused_with_its_path(tmp_path: Path, text: str | None, message: str):
    """The error names the file and says what to do."""
    if text is not None:
        (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(ReleaseError, match=message) as caught:
        read_manifest(tmp_path)
    assert "manifest.json" in str(caught.value)
