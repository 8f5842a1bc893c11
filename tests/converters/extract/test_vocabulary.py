"""Words of a text, counted and folded in quick ways that must say what the plain ones say."""

import re

from hypothesis import given
from hypothesis import strategies as st

from converters.extract.layout import word_count
from converters.extract.vocabulary import begins_with, tokens
from converters.phrases import MARKS, fold

_ASCII = st.text(alphabet=st.characters(max_codepoint=127))
_TEXTS = _ASCII | st.text(
    alphabet=st.one_of(st.characters(), st.sampled_from("aB1_'’.- \t\n`«\u0640\u064b\u0639é\u0301²"))
)


@given(_TEXTS)
def test_the_words_of_a_text_are_its_runs_of_word_characters_without_vowel_marks(text: str) -> None:
    assert list(tokens(text)) == re.findall(r"\w+", re.sub(f"[{MARKS}]", "", fold(text)))


@given(_TEXTS)
def test_a_word_is_counted_once_with_the_signs_inside_it(text: str) -> None:
    assert word_count(text) == len(re.findall(r"\w[\w'’.-]*", text))


@given(_TEXTS)
def test_a_text_is_folded_as_its_characters_are(text: str) -> None:
    assert fold(text + "é") == "".join(fold(char + "é")[:-1] for char in text) + "e"
    assert fold(text) == fold(text + "é")[:-1]


def test_a_word_begins_with_one_of_the_beginnings_that_are_given() -> None:
    begins = begins_with({"riv", "har"})
    assert begins is not None
    assert begins("river")
    assert not begins("arrive")
    assert begins_with(()) is None
