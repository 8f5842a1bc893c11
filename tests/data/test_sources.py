"""The table of collections."""

from __future__ import annotations

from pathlib import Path

import pytest

from data import DATA
from data.sources import find_collection, load_collections
from data.tables import ReferenceDataError

SOURCES = DATA / "reference" / "sources.toml"
COLLECTION = """
title = "T"
description = "D"
publisher = "P"
homepage = ""
contact = ""
licence = "https://example.org/licence"
quotes = "short"
texts = false
abridged = false
minimum_statements = 0
minimum_signatures = 0
"""


def test_embedded_data_is_ours_and_free():
    """The embedded collection says whose it is, that it is CC0, and that all seven statements must be there."""
    embedded = load_collections(SOURCES)["embedded"]
    assert embedded.publisher == "The Undersigned project"
    assert embedded.licence == "https://creativecommons.org/publicdomain/zero/1.0/"
    assert (embedded.quotes, embedded.texts, embedded.abridged) == ("full", True, True)
    assert embedded.minimum_statements == 7


def test_documents_of_others_keep_their_rights():
    """Without a collection of its own, a document's text is not published and its quotes are short."""
    default = load_collections(SOURCES)["default"]
    assert (default.quotes, default.texts, default.minimum_statements) == ("short", False, 0)


@pytest.mark.parametrize(
    ("paths", "name", "key"),
    [
        (["statements"], None, "embedded"),
        (["statements/a.txt", "statements/b/c.txt"], None, "embedded"),
        (["statements/a.txt", "elsewhere/b.txt"], None, "default"),
        (["statements-of-others"], None, "default"),
        ([], None, "default"),
        (["statements"], "default", "default"),
        (["elsewhere"], "embedded", "embedded"),
    ],
    ids=["folder", "files below", "mixed", "like name", "nothing", "name wins", "by name"],
)
def test_collection_is_found_by_name_or_folder(tmp_path: Path, paths: list[str], name: str | None, key: str):
    """The name decides; without one, the folder in which all the inputs lie."""
    found = find_collection(load_collections(SOURCES), [tmp_path / path for path in paths], tmp_path, name)
    assert found.key == key


def test_unknown_name_is_refused_with_the_known_ones(tmp_path: Path):
    """A misspelt collection does not fall back to the default."""
    with pytest.raises(KeyError, match=r"embeded.*default, embedded"):
        find_collection(load_collections(SOURCES), [], tmp_path, "embeded")


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ('quotes = "short"', 'quotes = "some"', "full, short, none"),
        ("texts = false", 'texts = "no"', "'texts' must be of type bool"),
        ("minimum_statements = 0", "minimum_statements = -1", "0 or more"),
        ("minimum_statements = 0", "minimum_statements = true", "must be of type int"),
        ('title = "T"', 'title = " "', "'title' must not be empty"),
        ('title = "T"\n', "", "'title' is missing"),
        ('title = "T"', 'title = "T"\ntitel = "T"', "'titel' is not known"),
        ('contact = ""', 'contact = "someone@example.org"', "absolute IRI"),
        ("[collections.default]", "[collections.other]", "'default' is missing"),
    ],
    ids=["quotes", "type", "negative", "true is no number", "empty", "missing", "unknown", "contact", "no default"],
)
def test_wrong_collection_is_refused_with_file_and_place(tmp_path: Path, before: str, after: str, message: str):
    """Each rule of the table is checked when it is read."""
    text = f"[collections.default]{COLLECTION}"
    path = tmp_path / "sources.toml"
    path.write_text(text)
    assert load_collections(path)["default"].title == "T"
    path.write_text(text.replace(before, after))
    with pytest.raises(ReferenceDataError, match=message) as caught:
        load_collections(path)
    assert "sources.toml, collections" in str(caught.value)
