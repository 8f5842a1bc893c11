"""Negotiation by RFC 9110 section 12.5 and RFC 4647."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.negotiation import Offer, choose, choose_encoding, choose_language, find_offer, read_accept, take_suffix

COMPACTED = "http://www.w3.org/ns/json-ld#compacted"
TURTLE = Offer("turtle", "text/turtle", suffix="ttl")
JSON_LD = Offer("jsonld", "application/ld+json", suffix="jsonld")
XML = Offer("rdf", "application/rdf+xml", suffix="rdf")
HTML = Offer("html", "text/html; charset=utf-8", suffix="html")
OFFERS = (TURTLE, JSON_LD, XML, HTML)


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, "turtle"),
        ("", "turtle"),
        ("*/*", "turtle"),
        ("garbage", "turtle"),
        ("text/html", "html"),
        ("TEXT/HTML", "html"),
        ("text/html;charset=UTF-8", "html"),
        ("text/html;level=1", "html"),
        ("application/*", "jsonld"),
        ("application/rdf+xml;q=0.9, application/ld+json;q=0.8", "rdf"),
        ("text/turtle;q=0, */*", "jsonld"),
        ("text/*;q=0, */*;q=0.1", "jsonld"),
        ("*/*;q=0.1, text/html", "html"),
        ("*/*, text/turtle;q=0.5", "jsonld"),
        ("text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8", "html"),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#framed"', "jsonld"),
        ("application/ld+json;profile=http://www.w3.org/ns/json-ld#expanded", "jsonld"),
        ('text/html;title="a, b;q=0";q=0.5, text/turtle;q=0.4', "html"),
        ("image/png", None),
        ("text/turtle;q=0", None),
        ("*/*;q=0", None),
        ("text/turtle;q=1.5, text/html;q=0.1", "html"),
        ("*/turtle, text/html", "html"),
        (" text/html ; q=0.7 ,text/turtle; q=0.2", "html"),
    ],
)
def test_accept_chooses(accept: str | None, expected: str | None) -> None:
    """The client's weights decide, the closest range counts, q=0 excludes, the server's order breaks ties."""
    chosen = choose(accept, OFFERS)
    assert (chosen and chosen.name) == expected


def test_an_offer_with_the_profile_asked_for_wins_over_one_without() -> None:
    """A profile is a parameter like others: the more closely named offer has the weight of its range."""
    compacted = Offer("compacted", f'application/ld+json;profile="{COMPACTED}"')
    accept = f'application/ld+json;q=0.5, application/ld+json;profile="{COMPACTED}"'
    assert choose(accept, (JSON_LD, compacted)) in (JSON_LD, compacted)
    assert choose(f'application/ld+json;profile="{COMPACTED}"', (compacted,)) is compacted
    assert choose('application/ld+json;profile="urn:other"', (compacted,)) is None


@pytest.mark.parametrize("name", ["ttl", "turtle", "TURTLE", "text/turtle", "text/turtle;charset=utf-8"])
def test_an_offer_has_names(name: str) -> None:
    """A name, a suffix or a media type names an offer."""
    assert find_offer(name, OFFERS) is TURTLE


def test_an_unknown_name_names_nothing() -> None:
    """Neither an empty nor an unknown name is an offer."""
    assert find_offer("", OFFERS) is None
    assert find_offer("docx", OFFERS) is None


def test_a_suffix_is_taken_off_only_if_it_is_one() -> None:
    """Dots in a name stay."""
    assert take_suffix("doc/x.ttl", OFFERS) == ("doc/x", TURTLE)
    assert take_suffix("doc/x.v2", OFFERS) == ("doc/x.v2", None)
    assert take_suffix("doc/.ttl", OFFERS) == ("doc/.ttl", None)


@pytest.mark.parametrize(
    ("accept_encoding", "expected"),
    [
        (None, None),
        ("", None),
        ("gzip", "gzip"),
        ("gzip, br", "br"),
        ("br;q=0.5, gzip", "gzip"),
        ("br;q=0, *", "gzip"),
        ("*", "br"),
        ("identity", None),
        ("gzip;q=0.2, identity;q=0.5", None),
        ("deflate", None),
    ],
)
def test_accept_encoding_chooses(accept_encoding: str | None, expected: str | None) -> None:
    """The heaviest coding we have, unless the client likes none better."""
    assert choose_encoding(accept_encoding) == expected


@pytest.mark.parametrize(
    ("accept_language", "expected"),
    [
        (None, "en"),
        ("ar-LB, fr;q=0.5", "ar"),
        ("de, es;q=0.5", "es"),
        ("fr;q=0.2, es;q=0.9", "es"),
        ("de", "en"),
        ("*", "en"),
        ("en;q=0, *", "fr"),
        ("zh-Hant-TW, fr", "fr"),
    ],
)
def test_accept_language_chooses(accept_language: str | None, expected: str) -> None:
    """Lookup: the tag, then its shorter forms; else the first language."""
    assert choose_language(accept_language, ["en", "fr", "es", "ar"]) == expected


@given(st.text())
def test_no_header_breaks_the_choice(text: str) -> None:
    """Whatever the header holds, the answer is an offer or None."""
    assert choose(text, OFFERS) in (*OFFERS, None)
    assert choose_encoding(text) in ("br", "gzip", None)
    assert choose_language(text, ["en", "fr"]) in ("en", "fr")


@given(st.permutations([("text/turtle", 0.3), ("application/ld+json", 0.9), ("text/html", 0.5), ("*/*", 0.1)]))
def test_the_order_of_ranges_does_not_matter(ranges: list[tuple[str, float]]) -> None:
    """Weights decide, not places."""
    accept = ", ".join(f"{name};q={quality}" for name, quality in ranges)
    assert choose(accept, OFFERS) is JSON_LD


@given(st.sampled_from(OFFERS), st.floats(min_value=0.001, max_value=1))
def test_what_is_excluded_is_never_chosen(offer: Offer, quality: float) -> None:
    """q=0 for one type holds against a wildcard."""
    assert choose(f"*/*;q={quality:.3f}, {offer.essence};q=0", OFFERS) is not offer


def test_commas_in_quotes_do_not_split() -> None:
    """A quoted parameter is one value."""
    assert len(read_accept('text/html;a="x,y", text/turtle')) == 2
