"""The steps by which names are joined to one body, from what is certain to what needs a single slip explained.

Each takes all clusters and the organisations among their nodes; what is only likely goes to the list of doubts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import combinations

from converters.clusters import Clusters, Node
from converters.designations import Designation, alternatives, countries, sounds, take_apart
from converters.likeness import Verdict, compare_by_acronym, is_misspelling, same_words
from converters.normalise import normalise_name
from data.name_words import load_name_words

PAIRWISE = 16
_SUBTITLE = re.compile(r"\s*(?:\s[-–—]+\s|,|:)\s*")


def _group(clusters: Clusters, nodes: Iterable[int], key: Callable[[Node], object]) -> Iterator[list[int]]:
    """The nodes that share a key, two or more together, in order."""
    groups: dict[object, list[int]] = {}
    for i in nodes:
        groups.setdefault(key(clusters.nodes[i]), []).append(i)
    return (group for group in groups.values() if len(group) > 1)


def _chain(clusters: Clusters, group: list[int]) -> None:
    """Join a group, but those with other acronyms apart; a name without one joins if there is only one to join."""
    by_acronym: dict[str, list[int]] = defaultdict(list)
    for i in group:
        by_acronym[clusters.nodes[i].acronym].append(i)
    for same in by_acronym.values():
        for i in same[1:]:
            clusters.join(same[0], i)
    bare = by_acronym.pop("", [])
    heads = clusters.heads(i for same in by_acronym.values() for i in same)
    if bare and len(heads) == 1:
        clusters.join(bare[0], heads[0])
    for head in heads if len(heads) > 1 else ():
        clusters.doubt((bare or heads)[0], head, "the same words", "other acronyms")


def join_same_names(clusters: Clusters, nodes: list[int]) -> None:
    """Same canonical name and place; also written together or apart (`PanAsian`, `Pan Asian`)."""
    for group in _group(clusters, nodes, lambda n: (n.said.name, n.said.beside)):
        _chain(clusters, group)
    for group in _group(clusters, nodes, lambda n: (n.said.name.replace(" ", ""), n.said.beside)):
        _chain(clusters, group)


def join_words(clusters: Clusters, nodes: list[int]) -> None:
    """Same words in any order, and the same places, whether within the name or beside it."""
    for group in _group(clusters, nodes, lambda n: (n.said.bag, n.said.places)):
        _chain(clusters, group)


def join_places(clusters: Clusters, nodes: list[int]) -> None:
    """Same words, one name with a country beside it and the other bare, if no second country is in play."""
    worldwide = load_name_words().worldwide
    for group in _group(clusters, nodes, lambda n: n.said.bag):
        for bare in (i for i in group if not clusters.nodes[i].said.beside):
            said = clusters.nodes[bare].said
            placed = [i for i in group if (p := clusters.nodes[i].said).beside and p.named <= said.places <= p.places]
            placed = [i for i in placed if _agreeing(clusters.nodes[bare], clusters.nodes[i])]
            options = clusters.heads(placed)
            if len(options) > 1:
                options = clusters.heads(i for i in placed if clusters.nodes[i].said.strict == said.strict)
            if len(options) == 1 and not worldwide & set(said.name.split()):
                clusters.join(bare, options[0])
            else:
                for i in clusters.heads(placed):
                    clusters.doubt(
                        bare, i, "the same words", f"only one names a place ({clusters.nodes[i].said.beside})"
                    )


def join_acronyms(clusters: Clusters, nodes: list[int]) -> None:
    """Same acronym, and words that agree but for slips and words without weight."""
    for group in _group(clusters, [i for i in nodes if clusters.nodes[i].acronym], lambda n: n.acronym):
        for left, right in _pairs(clusters, group):
            if clusters.find(left) == clusters.find(right):
                continue
            a, b = clusters.nodes[left], clusters.nodes[right]
            verdict, reason = compare_by_acronym(a.said, b.said, a.acronym)
            if verdict is Verdict.SAME:
                clusters.join(left, right)
            elif verdict is Verdict.OPEN:
                clusters.doubt(left, right, f"the same acronym {a.acronym}", reason)


def _pairs(clusters: Clusters, group: list[int]) -> Iterator[tuple[int, int]]:
    """All pairs of a small group; of a large one those that share a proper name or all places."""
    if len(group) <= PAIRWISE:
        yield from combinations(group, 2)
        return
    blocks: dict[object, list[int]] = defaultdict(list)
    for i in group:
        for word in clusters.nodes[i].said.distinctive or {clusters.nodes[i].said.bag}:
            blocks[word].append(i)
    for block in blocks.values():
        yield from combinations(block[:PAIRWISE], 2)


def join_readings(clusters: Clusters, nodes: list[int]) -> None:
    """A name with words that stand for several things joins the only body that one of its readings names."""
    index: dict[tuple[str, ...], list[int]] = defaultdict(list)
    several = []
    for i in nodes:
        readings = alternatives(clusters.nodes[i].said.bag)
        if readings:
            several.append((i, readings))
        else:
            index[clusters.nodes[i].said.bag].append(i)
    _join_only(clusters, several, index)


def join_scripts(clusters: Clusters, nodes: list[int]) -> None:
    """A name in Arabic letters joins the only body whose words and sounds are the same."""
    arabic = [i for i in nodes if clusters.nodes[i].said.script]
    if not arabic:
        return
    index: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for i in nodes:
        bag = clusters.nodes[i].said.bag
        if not clusters.nodes[i].said.script and not any("|" in word for word in bag):
            index[sounds(bag)].append(i)
    several = []
    for i in arabic:
        bag = clusters.nodes[i].said.bag
        several.append((i, [sounds(reading) for reading in alternatives(bag) or [bag]]))
    _join_only(clusters, several, index)


def _join_only(
    clusters: Clusters, several: list[tuple[int, list[tuple[str, ...]]]], index: Mapping[tuple[str, ...], list[int]]
) -> None:
    """Join each node to the one cluster that its readings reach; doubt where they reach more."""
    for node, readings in several:
        said = clusters.nodes[node].said
        found = [i for r in readings if len(r) > 1 for i in index.get(r, ()) if _near(said, clusters.nodes[i].said)]
        heads = clusters.heads(found)
        if len(heads) == 1:
            clusters.join(node, heads[0])
        for i in heads if len(heads) > 1 else ():
            clusters.doubt(node, i, "the same words in another language", "other bodies fit as well")


def _agreeing(left: Node, right: Node) -> bool:
    """Whether two names do not have different acronyms."""
    return not left.acronym or not right.acronym or left.acronym == right.acronym


def _near(left: Designation, right: Designation) -> bool:
    """Whether two names' places do not speak against each other: each place within a name is known to the other."""
    if left.beside and right.beside and left.beside != right.beside:
        return False
    return left.named <= right.places and right.named <= left.places


def join_bilingual(clusters: Clusters, nodes: list[int]) -> None:
    """`A / B`, one name in two languages, joins whoever is called A or B elsewhere."""
    by_name: dict[str, list[int]] = defaultdict(list)
    for i in nodes:
        by_name[clusters.nodes[i].said.name].append(i)
    for i in nodes:
        sides = _sides(clusters.nodes[i].mentions[0].name)
        for side in sides:
            heads = clusters.heads(j for j in by_name.get(side, ()) if j != i)
            if len(heads) == 1:
                clusters.join(i, heads[0])


def _sides(name: str) -> tuple[str, ...]:
    """Both names of a bilingual one; none where a side looks like a place or a part of the body."""
    sides = tuple(map(normalise_name, name.split("/")))
    branches = load_name_words().branches
    words = [side.split() for side in sides]
    if len(sides) != 2 or any(len(w) < 2 or branches & set(w) for w in words):
        return ()
    weighty = [
        len(w) > 2 or any(t.startswith("=") for t in take_apart(s, None, countries()).bag)
        for s, w in zip(sides, words, strict=True)
    ]
    return sides if all(weighty) else ()


def join_acronym_names(clusters: Clusters, nodes: list[int]) -> None:
    """A body called by its acronym, with at most the sort of body added, joins the only one that has it."""
    owners: dict[str, list[int]] = defaultdict(list)
    for i in nodes:
        if clusters.nodes[i].acronym:
            owners[clusters.nodes[i].acronym].append(i)
    sorts = {f"={key}" for key in load_name_words().sorts}
    for i in nodes:
        said = clusters.nodes[i].said
        called = said.distinctive
        if len(called) != 1 or not set(said.bag) - called <= sorts:
            continue
        heads = clusters.heads(
            j for j in owners.get(next(iter(called)), ()) if j != i and _near(said, clusters.nodes[j].said)
        )
        rest = set(said.bag) - called
        fitting = [h for h in heads if rest <= set(clusters.nodes[h].said.bag)]
        if len(heads) == 1 and fitting:
            clusters.join(i, heads[0])
        for head in heads if not (len(heads) == 1 and fitting) else ():
            clusters.doubt(i, head, "the name is the other's acronym", "other words differ")


def join_spellings(clusters: Clusters, nodes: list[int]) -> None:
    """Names of three words or more that differ by a slip in one of them."""
    buckets: dict[tuple[tuple[str, ...], frozenset[str]], list[tuple[str, int]]] = defaultdict(list)
    for i in nodes:
        said = clusters.nodes[i].said
        if len(said.bag) < 3:
            continue
        for position, word in enumerate(said.bag):
            if position == 0 or said.bag[position - 1] != word:
                rest = said.bag[:position] + said.bag[position + 1 :]
                buckets[rest, said.named].append((word, i))
    for bucket in buckets.values():
        if len(bucket) > 1:
            _join_slips(clusters, bucket)


def _join_slips(clusters: Clusters, bucket: list[tuple[str, int]]) -> None:
    for (one, left), (other, right) in _close(bucket):
        if clusters.find(left) == clusters.find(right):
            continue
        a, b = clusters.nodes[left].said, clusters.nodes[right].said
        if not _near(a, b) or not _agreeing(clusters.nodes[left], clusters.nodes[right]):
            continue
        verdict = is_misspelling(*same_words(a, b, one, other))
        if verdict is Verdict.SAME:
            clusters.join(left, right)
        elif verdict is Verdict.OPEN:
            clusters.doubt(left, right, "all words but one are the same", f"{one} / {other}")


def _close(bucket: list[tuple[str, int]]) -> Iterator[tuple[tuple[str, int], tuple[str, int]]]:
    """The pairs whose words may differ by one letter: they share a form with at most one letter left out."""
    if len(bucket) <= 8:
        yield from combinations(bucket, 2)
        return
    variants: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for word, node in bucket:
        for form in {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}:
            variants[form].append((word, node))
    seen = set()
    for block in variants.values():
        for left, right in combinations(block[:PAIRWISE], 2):
            if left[0] != right[0] and (left, right) not in seen:
                seen.add((left, right))
                yield left, right


def join_additions(clusters: Clusters, nodes: list[int]) -> None:
    """`Friends of the Lake` joins the only `Friends of the Lake Society`; a name with a motto joins the one without."""
    sorts = {f"={key}" for key in load_name_words().sorts}
    by_bag: dict[tuple[str, ...], list[int]] = defaultdict(list)
    by_name: dict[str, list[int]] = defaultdict(list)
    for i in nodes:
        by_bag[clusters.nodes[i].said.bag].append(i)
        by_name[clusters.nodes[i].said.name].append(i)
    shorter: dict[int, list[int]] = defaultdict(list)
    for i in nodes:
        said = clusters.nodes[i].said
        extra = sorts & set(said.bag)
        if len(extra) == 1 and len(said.bag) > 2:
            bag = tuple(word for word in said.bag if word not in extra)
            for j in by_bag.get(bag, ()):
                if _near(said, clusters.nodes[j].said) and _agreeing(clusters.nodes[i], clusters.nodes[j]):
                    shorter[clusters.find(j)].append(i)
        if motto := _motto(clusters.nodes[i].mentions[0].name):
            heads = clusters.heads(j for j in by_name.get(motto, ()) if _near(said, clusters.nodes[j].said))
            if len(heads) == 1:
                clusters.join(i, heads[0])
    for short, longer in sorted(shorter.items()):
        heads = clusters.heads(longer)
        if len(heads) == 1:
            clusters.join(short, heads[0])
        for head in heads if len(heads) > 1 else ():
            clusters.doubt(short, head, "the same words but for the sort of body", "other bodies fit as well")


def _motto(name: str) -> str:
    """The name before a motto: what follows a dash or comma is a phrase that names no sort of body, part or place."""
    table = load_name_words()
    before, *after = _SUBTITLE.split(name, maxsplit=1)
    words = normalise_name(after[0]).split() if after else []
    phrase = table.stopwords & set(words[1:])
    sorts = {word for word in words if table.sorts & set(table.concepts.get(word, ()))}
    if not phrase or len(words) < 3 or sorts or table.branches & set(words):
        return ""
    return "" if take_apart(after[0], None, countries()).named else normalise_name(before)


Step = Callable[[Clusters, list[int]], None]
STEPS: tuple[Step, ...] = (
    join_same_names,
    join_words,
    join_places,
    join_acronyms,
    join_readings,
    join_scripts,
    join_bilingual,
    join_acronym_names,
    join_additions,
    join_spellings,
)
