"""How IRIs of ours are put together."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converters import identifiers

SLUGS = {
    "words": ("River Watch, Korrin", "river-watch-korrin"),
    "accents": ("Réseau des Écoles", "reseau-des-ecoles"),
    "letters without accents of their own": ("Łódź Straße", "lodz-strasse"),
    "possessive": ("Women’s House", "womens-house"),
    "Arabic": ("مركز النهر", "mrkz-alnhr"),
    "tatweel and vowel marks": ("مَرْكـــز", "mrkz"),
    "bidi controls": ("\u202bRiver\u202c", "river"),
    "Arabic and Persian digits": ("٢٠٢٤ ۵", "2024-5"),
    "Cyrillic": ("Мир", "mir"),
}


@pytest.mark.parametrize(("text", "expected"), SLUGS.values(), ids=SLUGS.keys())
def test_a_slug_is_readable_ascii(text: str, expected: str) -> None:
    assert identifiers.slug(text) == expected


def test_a_text_without_letters_gets_digits_of_its_digest() -> None:
    assert re.fullmatch("[0-9a-f]{10}", identifiers.slug("☂☂"))


@given(st.text(min_size=1, max_size=200))
def test_every_slug_is_valid_and_its_own_slug(text: str) -> None:
    slug = identifiers.slug(text)
    assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", slug)
    assert len(slug) < 60
    assert identifiers.slug(slug) == slug


def test_a_long_slug_is_cut_between_words() -> None:
    slug = identifiers.slug("twelve-words " * 9)
    assert slug == "twelve-words-twelve-words-twelve-words-twelve-words-twelve"


def test_a_name_in_another_script_goes_by_its_latin_acronym() -> None:
    assert identifiers.name_slug("شبكة النهر", "NAHR") == "nahr"
    assert identifiers.name_slug("River Network", "RN") == "river-network"


def test_a_clash_is_numbered_from_two() -> None:
    taken = {"id/organisation/a", "id/organisation/a-2"}
    assert identifiers.distinct("id/organisation/a", taken.__contains__) == "id/organisation/a-3"


PATHS = {
    "statement": (identifiers.statement_path("Free the Press", "2024-03-01"), "id/statement/2024-03-01-free-the-press"),
    "statement without date": (identifiers.statement_path("Free the Press", None), "id/statement/free-the-press"),
    "statement without anything": (identifiers.statement_path(None, None), "id/statement/untitled"),
    "signature": (identifiers.signature_path("id/statement/a", 17), "id/statement/a/signature/17"),
    "demand": (identifiers.demand_path("id/statement/a", 3), "id/statement/a/demand/3"),
    "source": (identifiers.source_path("3f9a1c0b52de7788" + "0" * 48), "id/source/3f9a1c0b52de7788"),
    "article": (identifiers.law_path("iccpr", "art/9/para/5"), "id/law/iccpr/art/9/para/5"),
    "law": (identifiers.law_path("iccpr"), "id/law/iccpr"),
    "body": (identifiers.addressee_path("court"), "id/addressee/court"),
    "office": (identifiers.addressee_path("court", "Prosecutor"), "id/addressee/court/prosecutor"),
    "office with holder": (
        identifiers.addressee_path("court", "Prosecutor", "id/person/p-7k2f9q"),
        "id/addressee/court/prosecutor/p-7k2f9q",
    ),
    "office alone": (identifiers.addressee_path(office="Minister of Labour"), "id/addressee/office/minister-of-labour"),
    "group": (identifiers.addressee_path(group="un-member-states"), "id/addressee/group/un-member-states"),
    "holder alone": (identifiers.addressee_path(holder="id/person/p-a"), "id/addressee/holder/p-a"),
    "post": (identifiers.post_path("court", "Chief Prosecutor"), "id/post/court-chief-prosecutor"),
    "annotation": (identifiers.annotation_path("id/statement/a", "demand-3"), "id/annotation/a/demand-3"),
    "graph": (identifiers.statement_graph("id/statement/a"), "graph/statement/a"),
    "evidence": (identifiers.evidence_graph("id/statement/a"), "graph/evidence/a"),
}


@pytest.mark.parametrize(("path", "expected"), PATHS.values(), ids=PATHS.keys())
def test_paths_follow_the_design(path: str, expected: str) -> None:
    assert path == expected


def test_a_person_has_an_opaque_path_made_from_where_it_was_first_seen() -> None:
    path = identifiers.person_path("id/statement/a", "s00003")
    assert re.fullmatch("id/person/p-[a-z2-7]{8}", path)
    assert (
        path
        == identifiers.person_path("id/statement/a", "s00003")
        != identifiers.person_path("id/statement/b", "s00003")
    )


@pytest.mark.parametrize("base", ["https://data.example", "https://data.example/"])
def test_a_base_may_end_with_a_slash_or_not(base: str) -> None:
    assert identifiers.iri(base, "id/law/iccpr") == "https://data.example/id/law/iccpr"
