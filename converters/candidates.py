"""Candidates for a name: what a name is looked up by, and which of the bodies found are it, and how surely.

The judgement is that of the pipeline: the name and the spellings found are joined by the steps of `converters.joins`.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rapidfuzz import fuzz

from converters.clusters import Clusters, Mention, Node
from converters.designations import Designation, alternatives, countries, skeleton, sounds
from converters.joins import STEPS
from converters.normalise import normalise_name
from converters.resolve import read_node
from ontology import TERMS

CLASSES = {"organisation": TERMS.Organisation, "addressee": TERMS.Addressee, "law": TERMS.LegalInstrument}
SURE, SAME_NAME, DOUBTED, LIKE = 100.0, 95.0, 80.0, 79.0
SOUND = "w"
_ACRONYM = re.compile(r"(.+?)\s*\(([^\W\d_][\w.&-]{1,11})\)")
_PARTS = re.compile(r"\s[-–—]+\s|[,:/]")
_DROPPED_LETTERS = 4


class Candidate(NamedTuple):
    """A body that may be meant: its path, how sure that is from 0 to 100, how alike the spellings are likewise."""

    path: str
    score: float
    likeness: float


def read_name(text: str, acronym: str | None = None, country: str | None = None, path: str = "") -> Node:
    """A name as a node of the resolution; an acronym in brackets at its end is taken off. `path` says whose it is."""
    if acronym is None and (found := _ACRONYM.fullmatch(text)) and found[2].isupper():
        text, acronym = found[1], found[2]
    return read_node(Mention("", text, acronym, country, known=path), countries())


def is_country(text: str) -> bool:
    """Whether a text is the name of a country in one of our languages, or a place of `name-words.toml`."""
    return countries().is_place(normalise_name(text))


def write_node(node: Node) -> str:
    """A node as JSON, without whose it is."""
    said = node.said
    parts = (said.name, said.strict, said.bag, sorted(said.named), said.beside, said.script)
    return json.dumps((node.mentions[0].name, node.acronym, parts), ensure_ascii=False, separators=(",", ":"))


def load_node(text: str, path: str) -> Node:
    """The node that `write_node` wrote, as a name of the body at `path`."""
    name, acronym, (canonical, strict, bag, named, beside, script) = json.loads(text)
    said = Designation(canonical, tuple(strict), tuple(bag), frozenset(named), beside, script)
    return Node([Mention("", name, known=path)], said, acronym)


def find_keys(node: Node) -> Iterator[str]:
    """What a name is found by. Two names that the resolution may join have a key in common that is not of SOUND.

    `n` the name, and what a dash, comma or stroke divides, without spaces; `b` its words and all but one of them, `s`
    the same as they sound, `a` acronyms, SOUND the consonants of each proper name, also with one of them left out.
    """
    said = node.said
    for name in {said.name, *map(normalise_name, _PARTS.split(node.mentions[0].name))}:
        yield "n" + name.replace(" ", "")
    for bag in (said.bag, *alternatives(said.bag)):
        yield "b" + " ".join(bag)
        yield "s" + " ".join(sounds(bag))
        if len(bag) > 2:
            yield from ("b" + " ".join(bag[:i] + bag[i + 1 :]) for i in range(len(bag)))
    for acronym in {node.acronym, *(said.distinctive if len(said.distinctive) == 1 else ())} - {""}:
        yield "a" + acronym
    for word in said.distinctive:
        core = skeleton(word).rstrip("+")
        yield SOUND + core
        if len(core) >= _DROPPED_LETTERS:
            yield from (SOUND + core[:i] + core[i + 1 :] for i in range(len(core)))


def judge(asked: Node, known: Iterable[Node], alike: Iterable[Node] = ()) -> list[Candidate]:
    """The bodies of the nodes in `known`, the surest first; of those in `alike` only the letters are compared.

    100: the resolution joins the name to this body, and no other has the same name. 95: another has. 80 to 90: the
    resolution leaves it undecided. Less: only the letters are alike.
    """
    nodes = [asked, *known]
    clusters = Clusters(nodes)
    for step in STEPS:
        step(clusters, list(range(len(nodes))))
    joined = clusters.known(0)
    doubted = {clusters.known(i) for pair in clusters.undecided if _concerns(clusters, pair) for i in pair}
    likeness: dict[str, float] = defaultdict(float)
    same = {joined}
    for node in (*nodes[1:], *alike):
        path = node.mentions[0].known
        likeness[path] = max(likeness[path], _likeness(asked.said, node.said))
        if node.said.name == asked.said.name and _agree(asked, node):
            same.add(path)
    found = [
        Candidate(path, round(_score(alike, path, joined, doubted, same - {""}), 1), round(alike, 1))
        for path, alike in likeness.items()
    ]
    return sorted(found, key=lambda one: (-one.score, -one.likeness, one.path))


def _score(alike: float, path: str, joined: str, doubted: set[str], same: set[str]) -> float:
    if path in same:
        return SURE if path == joined and len(same) == 1 else SAME_NAME
    return DOUBTED + alike / 10 if path in doubted else alike * LIKE / 100


def _concerns(clusters: Clusters, pair: tuple[int, int]) -> bool:
    """Whether a doubt is one about the name asked for, which is the first node."""
    return clusters.find(0) in map(clusters.find, pair)


def _agree(asked: Node, node: Node) -> bool:
    """Whether neither acronyms nor countries beside the names differ."""
    acronyms, countries = {asked.acronym, node.acronym}, {asked.said.beside, node.said.beside}
    return len(acronyms - {""}) < 2 and len(countries - {""}) < 2


def _likeness(left: Designation, right: Designation) -> float:
    """How alike two names are, as written or as they sound, 0 to 100."""
    written = fuzz.token_sort_ratio(left.name, right.name)
    if left.script == right.script:
        return written
    return max(written, fuzz.token_sort_ratio(" ".join(sounds(left.bag)), " ".join(sounds(right.bag))))
