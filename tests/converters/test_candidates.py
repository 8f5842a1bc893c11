"""Candidates for a name are judged as the pipeline judges names."""

from __future__ import annotations

import pytest

from converters.candidates import find_keys, judge, load_node, read_name, write_node
from converters.clusters import Node


def known(**names: str) -> list[Node]:
    """Nodes of bodies: path → name, with the country behind a stroke."""
    return [read_name(*_split(text), path=path) for path, text in names.items()]


def _split(text: str) -> tuple[str, str | None, str]:
    name, _, country = text.partition(" | ")
    return name, None, country


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("Lake Watch Association", "Association Lake Watch"),
        ("Karsavian Press Council", "Karsavian Pres Council"),
        ("LWA", "Lake Watch Association (LWA)"),
        ("جمعية منارة", "Manarah Association"),
        ("Red de Derechos Humanos", "Human Rights Network"),
        ("Friends of the Lake", "Friends of the Lake Society"),
        ("Lake Watch – for clean water and people", "Lake Watch"),
    ],
)
def test_names_that_the_resolution_may_join_share_a_key(asked: str, name: str) -> None:
    """In other words: what is looked up by keys finds what the steps would join."""
    assert set(find_keys(read_name(asked))) & set(find_keys(read_name(name)))


def test_namesakes_are_no_match() -> None:
    """Two bodies of the same name: both are near, neither is sure."""
    found = judge(read_name("River Watch"), known(one="River Watch", other="River Watch"))
    assert [(one.path, one.score) for one in found] == [("one", 95), ("other", 95)]


def test_a_country_decides_between_namesakes() -> None:
    nodes = known(kenya="River Watch | Kenya", ghana="River Watch | Ghana")
    found = judge(read_name("River Watch", country="Ghana"), nodes)
    assert (found[0].path, found[0].score) == ("ghana", 100)
    undecided = judge(read_name("River Watch"), nodes)
    assert all(80 <= one.score < 100 for one in undecided)


def test_a_doubt_of_the_resolution_scores_between() -> None:
    found = judge(read_name("Orchard Ombudsmen Network Group"), known(it="Orchard Ombudsman Network Group", no="Lake"))
    assert found[0].path == "it"
    assert found[0].score >= 80
    assert found[-1].score < 80


def test_a_node_is_read_as_it_was_written() -> None:
    node = read_name("شبكة الحقوق (SH)", country="Lebanon", path="organisation/x")
    again = load_node(write_node(node), "organisation/x")
    assert (again.said, again.acronym) == (node.said, node.acronym)
