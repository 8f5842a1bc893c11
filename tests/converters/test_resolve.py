"""Which printed names are the same body."""

import json
import random
from itertools import combinations
from pathlib import Path

import pytest

from converters.resolve import Mention, Resolution, known_bodies, resolve_mentions
from data import load_reference
from data.bodies import Body
from data.organisations import Alias, Organisation

GOLD = Path(__file__).parents[3] / "shared"

Print = tuple[str, str | None, str | None]


def resolve(*prints: Print | str) -> Resolution:
    rows = [p if isinstance(p, tuple) else (p, None, None) for p in prints]
    return resolve_mentions(Mention(f"m{i}", *row) for i, row in enumerate(rows))


def clusters(*prints: Print | str) -> int:
    return len(set(resolve(*prints).cluster.values()))


SAME: dict[str, tuple[Print | str, ...]] = {
    "word order": ("Korrin River Guardians", "The Guardians of the Korrin River"),
    "word order and country": ("Korrin River Guardians", ("Guardians of the Korrin River", None, "Dravia")),
    "article in front": ("The Eastern Water Society", "Eastern Water Society"),
    "misspelling": ("Korrin Women's Union Society", "Korrin Women's Union Soceity"),
    "misspelt proper name": ("Wassel Centre for Youth Development", "Wasel Center for Youth Development"),
    "plural": ("Korrin Working Woman's Society", "Korrin Working Women Society"),
    "acronym attached": (("Velden Legal Aid Centre", "VLAC", None), "Velden Legal Aid Centre"),
    "acronym in front": ("VLAC - Velden Legal Aid Centre", ("Velden Legal Aid Centre", "VLAC", None)),
    "acronym agrees": (("National Media Freedom Centre", "HURR", None), ("Media Freedom Centre", "HURR", None)),
    "country within and beside": (("Centre for Media Freedom", None, "Karvia"), "Karvian Center for Media Freedom"),
    "country and language": (("Free Rivers Network", None, "Dravia"), ("Red Ríos Libres", None, "Dravia")),
    "French": ("Velden Youth Forum", "Forum des jeunes de Velden"),
    "French adjective": (("Civil Rights League", None, "Montrelle"), "Ligue montrellaise des droits civiques"),
    "Arabic": ("Al-Zahir Centre for Development", "مركز الزاهر للتنمية"),
    "written together": ("Pan-Velden Water Forum", "PanVelden Water Forum"),
    "two languages": ("Dom otvorenih knjiga / House of Open Books", "House of Open Books"),
    "sort of body added": ("Friends of the Korrin Lake", "Friends of the Korrin Lake Society"),
    "motto": ("Common Chalk", "Common Chalk – Teachers at Work"),
    "called by the acronym": (("The Civic Bridge Network", "JISR", None), "Jisr Network"),
    "bracketed place taken for an acronym": (
        ("Ríos Libres", "Quillaya", None), "Ríos Libres Quillaya",
        ("Other House", None, "Quillaya"), ("Other House", None, "Quillaya"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("prints", SAME.values(), ids=SAME.keys())
def test_one_body_in_several_prints_is_one_cluster(prints: tuple[Print | str, ...]) -> None:
    expected = 2 if len(prints) == 4 else 1
    assert clusters(*prints) == expected


APART: dict[str, tuple[Print | str, ...]] = {
    "branches": ("Korrin Aid Center / Velden", "Korrin Aid Center / Ostra", "Korrin Aid Center"),
    "named branch": ("Velden Legal Aid Centre", "Velden Legal Aid Centre / Harbour Branch"),
    "section": ("Korrin Bar Association", "Korrin Bar Association, Women Lawyers' Section"),
    "section with the acronym": (("Korrin Bar Union", "KBU", None), ("Korrin Bar Union Women's Section", "KBU", None)),
    "wing": ("Korrin River Keepers", "Korrin River Keepers - Youth Wing"),
    "sorts of bodies": ("Youth Development Foundation", "Youth Development Society", "Youth Development Association"),
    "sorts with one acronym": (("Karvian HR Committee", "KHRC", None), ("Karvian HR Council", "KHRC", None)),
    "shared acronym": (("Karvian HR Committee", "KHRC", None), ("Kimuva HR Council", "KHRC", None)),
    "towns": ("Seed Savers Velden", "Seed Savers Ostra"),
    "countries": (("Rural Women's Union", None, "Karvia"), ("Rural Women's Union", None, "Dravia")),
    "national branches": (("Peace International", None, "Karvia"), "Peace International"),
    "acronyms": (("House of Peace", "Velden", None), ("House of Peace", "Ostra", None)),
    "neighbouring names": ("Al-Manar Centre for Media", "Al-Manara Centre for Media"),
    "known words": ("Korrin Media Forum for Women", "Korrin Media Form for Women"),
    "numbers": ("Committee of District 11 Korrin", "Committee of District 12 Korrin"),
    "kinds of work": ("Korrin Land Research Centre", "Korrin Land Rights Research Group"),
}  # fmt: skip


@pytest.mark.parametrize("prints", APART.values(), ids=APART.keys())
def test_bodies_with_like_names_stay_apart(prints: tuple[Print | str, ...]) -> None:
    assert clusters(*prints) == len(prints)


def test_a_bare_name_between_two_countries_stays_undecided_with_the_evidence() -> None:
    found = resolve(
        ("Rural Women's Union", None, "Karvia"), ("Rural Women's Union", None, "Dravia"), "Rural Women Union"
    )
    assert found.cluster["m2"] == "m2"
    assert {(u.left, u.right) for u in found.undecided} == {("m0", "m2"), ("m1", "m2")}
    assert all(u.evidence and u.doubt for u in found.undecided)


def test_a_word_with_two_meanings_joins_only_the_one_body_that_fits() -> None:
    spanish = ("Guardianes del Río Korrin", None, None)
    assert clusters("Korrin River Guardians", spanish) == 1
    both = resolve("Korrin River Guardians", "Korrin River Keepers", spanish)
    assert len(set(both.cluster.values())) == 3
    assert len(both.undecided) == 2


def test_persons_match_by_their_whole_name_only() -> None:
    names = ["Ana Ruiz", "ana ruiz", "Ana Ruíz", "Anna Ruiz", "Ana R."]
    found = resolve_mentions(Mention(f"m{i}", name, kind="person") for i, name in enumerate(names))
    assert len(set(found.cluster.values())) == 3


def test_a_person_is_never_an_organisation() -> None:
    found = resolve_mentions([Mention("a", "Amal Haddad", kind="person"), Mention("b", "Amal Haddad")])
    assert found.cluster["a"] != found.cluster["b"]


def test_curated_names_join_what_no_rule_could() -> None:
    river = Organisation("river-watch", "River Watch", "en", aliases=(Alias("Les Amis de l'Eau", "fr", "former"),))
    known = known_bodies([river], [])
    found = resolve_mentions([Mention("a", "Amis de l’eau"), Mention("b", "River Watch"), *known])
    assert found.cluster["a"] == found.cluster["b"] == "a"
    assert found.known["a"] == found.curated["a"] == "id/organisation/river-watch"


def test_two_known_bodies_are_never_joined() -> None:
    known = known_bodies(
        [Organisation("one", "Korrin Youth Forum", "en"), Organisation("two", "Forum of Korrin Youth", "en")], []
    )
    found = resolve_mentions([Mention("a", "Korrin Youth Forum"), Mention("b", "Forum of Korrin Youth"), *known])
    assert {found.known[found.cluster[i]] for i in "ab"} == {"id/organisation/one", "id/organisation/two"}


def test_an_earlier_iri_wins_over_the_curated_key() -> None:
    known = known_bodies([Organisation("river-watch", "River Watch", "en")], [])
    earlier = Mention("!id/organisation/rw/0", "River Watch", known="id/organisation/rw")
    found = resolve_mentions([Mention("a", "River Watch"), earlier, *known])
    assert found.known["a"] == "id/organisation/rw"
    assert found.curated["a"] == "id/organisation/river-watch"


def test_a_known_group_has_the_path_of_a_group() -> None:
    states = Body("member-states", "group", {"en": "Member States"}, {"en": ("States Members",)})
    found = resolve_mentions([Mention("a", "the States Members", kind="group"), *known_bodies([], [states])])
    assert found.known["a"] == "id/addressee/group/member-states"


def test_the_order_of_mentions_changes_nothing() -> None:
    mentions = [Mention(f"m{i}", *(p if isinstance(p, tuple) else (p, None, None)))
                for i, p in enumerate(p for prints in (*SAME.values(), *APART.values()) for p in prints)]  # fmt: skip
    expected = resolve_mentions(mentions)
    for seed in range(5):
        random.Random(seed).shuffle(mentions)
        assert resolve_mentions(mentions) == expected


def gold_mentions(folder: Path) -> tuple[list[Mention], dict[str, str]]:
    mentions, wanted = [], {}
    for file in sorted(folder.glob("*.json")):
        for n, statement in enumerate(json.loads(file.read_text(encoding="utf-8"))["statements"]):
            for i, s in enumerate(statement["signatories"]):
                name = f"{file.stem}#{n}#{i:03}"
                mentions.append(Mention(name, s["name"], s["acronym"], s["country"], statement["language"], s["kind"]))
                if s["kind"] == "organisation" and s.get("cluster"):
                    wanted[name] = s["cluster"]
    return mentions, wanted


@pytest.mark.parametrize("folder", ["gold", "corpus/gold"])
def test_labelled_collections_are_resolved_with_high_precision(folder: str) -> None:
    if not (GOLD / folder).exists():
        pytest.skip("needs the labelled collections beside the repository")
    mentions, wanted = gold_mentions(GOLD / folder)
    reference = load_reference()
    known = known_bodies(reference.organisations.values(), reference.bodies.values())
    got = resolve_mentions([*mentions, *known]).cluster
    pairs = list(combinations(sorted(wanted), 2))
    right = sum(got[a] == got[b] and wanted[a] == wanted[b] for a, b in pairs)
    joined = sum(got[a] == got[b] for a, b in pairs)
    labelled = sum(wanted[a] == wanted[b] for a, b in pairs)
    assert right / joined >= 0.99
    assert 2 * right / (joined + labelled) >= 0.95
