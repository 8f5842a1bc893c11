"""The words of names, and the letters of other scripts."""

from pathlib import Path

import pytest

from data.name_words import FILE, load_name_words
from data.tables import ReferenceDataError
from data.transliteration import load_transliteration


def test_a_word_knows_all_that_it_stands_for() -> None:
    words = load_name_words()
    assert words.concepts["syndicat"] == ("union", "syndicate")
    assert {"union", "syndicate"} <= words.sorts
    assert "human" not in words.sorts


def test_a_spelling_leads_to_one_that_is_no_variant_itself() -> None:
    spelling = load_name_words().spelling
    assert not set(spelling.values()) & spelling.keys()


def test_all_words_are_in_lower_case() -> None:
    words = load_name_words()
    for word in (*words.concepts, *words.stopwords, *words.legal_forms, *words.spelling):
        assert word == word.lower()


def test_a_section_that_nobody_reads_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "name-words.toml"
    file.write_text(FILE.read_text(encoding="utf-8") + '\n[colours]\nred = "red"\n', encoding="utf-8")
    with pytest.raises(ReferenceDataError, match="colours"):
        load_name_words(file)


def test_a_letter_has_one_form_in_ascii(tmp_path: Path) -> None:
    assert load_transliteration()[ord("ش")] == "sh"
    file = tmp_path / "letters.toml"
    file.write_text('[ar]\n"ش" = "š"\n', encoding="utf-8")
    with pytest.raises(ReferenceDataError, match="ASCII"):
        load_transliteration(file)
