"""The table of themes and the complaints about a wrong one."""

from pathlib import Path

import pytest

from data import DATA, ReferenceDataError
from data.themes import load_themes

GOOD = """
[prefixes]
ar = ["ال"]
[[theme]]
key = "water"
labels = { en = "Water" }
words.en = ["drinking water", "river*"]
broad_match = ["http://publications.europa.eu/resource/authority/data-theme/ENVI"]
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "themes.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_themes_have_labels_and_words_in_all_four_languages() -> None:
    """The table itself: a dozen themes at least, none without words in a language."""
    themes = load_themes(DATA / "reference" / "themes.toml")
    assert len(themes) >= 12
    for theme in themes.values():
        assert set(theme.labels) == set(theme.words) == {"en", "fr", "es", "ar"}
        assert all(theme.words.values())


def test_a_theme_is_read_whole(tmp_path: Path) -> None:
    """Key, labels, words, prefixes and links arrive as written."""
    theme = load_themes(write(tmp_path, GOOD))["water"]
    assert theme.labels["en"] == "Water"
    assert theme.words["en"] == ("drinking water", "river*")
    assert theme.prefixes["ar"] == ("ال",)
    assert theme.broad_match == ("http://publications.europa.eu/resource/authority/data-theme/ENVI",)


def test_no_file_means_no_themes(tmp_path: Path) -> None:
    """A collection may do without themes."""
    assert load_themes(tmp_path / "themes.toml") == {}


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("labels =", "label =", "'labels' is missing"),
        ('"river*"', '"river*", "river*"', "stands twice"),
        ('"river*"', '"ri*"', "at least 3 letters"),
        ('"river*"', '"ri*er"', "only at the end"),
        ("http://publications", "publications", "no absolute IRI"),
    ],
    ids=["label", "doubled word", "short stem", "inner star", "relative link"],
)
def test_a_mistake_is_named(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    """Each mistake is reported with the file's name."""
    with pytest.raises(ReferenceDataError, match=complaint) as caught:
        load_themes(write(tmp_path, GOOD.replace(old, new)))
    assert caught.value.file == "themes.toml"


def test_a_doubled_key_is_named(tmp_path: Path) -> None:
    """Two themes under one key would share an IRI."""
    with pytest.raises(ReferenceDataError, match="the key stands twice"):
        load_themes(write(tmp_path, GOOD + GOOD[GOOD.index("[[theme]]") :]))
