"""The embedded data set: abridgements in our own words, with every name as a fact."""

import json
import re
from pathlib import Path

import pytest

from data import DATA

STATEMENTS = sorted((DATA / "statements").glob("*.txt"))
SHARED = Path(__file__).parents[3] / "shared"
RUN = 8  # so many words in a row, outside names and titles, would be a copy

SIGNATORIES = {
    "2016-12-01-declaration-uniting-for-peace.txt": 13,
    "2016-12-01-press-release-aleppo.txt": 0,
    "2021-11-29-statement-al-haq.txt": 0,
    "2022-11-23-letter-to-asp-president.txt": 198,
    "2022-11-23-letter-to-icc-prosecutor.txt": 198,
    "2023-10-10-joint-statement-civil-society.txt": 105,
    "2023-12-13-letter-to-un-secretary-general.txt": 38,
}


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def signatories(text: str) -> list[str]:
    """The list entries after the closing formula, or after the heading of the list of signatories."""
    parts = re.split(r"^(?:Yours sincerely,|Respectfully yours,|Sign[^\n]*:)$", text, maxsplit=1, flags=re.M)
    return re.findall(r"^(?:- |\d+\. )(.+)$", parts[1], flags=re.M) if len(parts) == 2 else []


def test_there_are_seven_statements() -> None:
    """Each of the seven has a file of its own and no other file lies beside them."""
    assert [path.name for path in STATEMENTS] == sorted(SIGNATORIES)


@pytest.mark.parametrize("path", STATEMENTS, ids=lambda path: path.stem)
def test_each_says_of_what_it_is_an_abridgement(path: Path) -> None:
    """The last line names the statement and says that the wording is ours."""
    last = path.read_text(encoding="utf-8").strip().splitlines()[-1]
    assert last.startswith("Abridgement in our own words of: ")
    assert last.endswith(("every sentence is ours.", "Every sentence is ours."))


@pytest.mark.parametrize("path", STATEMENTS, ids=lambda path: path.stem)
def test_all_names_are_listed(path: Path) -> None:
    """The list of signatories is whole: a name that is lost changes the count."""
    assert len(signatories(path.read_text(encoding="utf-8"))) == SIGNATORIES[path.name]


def test_both_letters_of_one_day_carry_the_same_names() -> None:
    """The two letters of 23 November 2022 were signed by the same organisations."""
    president, prosecutor = [p.read_text(encoding="utf-8") for p in STATEMENTS if p.name.startswith("2022-11-23")]
    assert signatories(president) == signatories(prosecutor)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the documents themselves are not beside this clone")
@pytest.mark.parametrize("path", STATEMENTS, ids=lambda path: path.stem)
def test_no_sentence_is_copied(path: Path) -> None:
    """Outside titles and names, no run of eight words stands in any of the original documents."""
    originals = [words(p.read_text(encoding="utf-8")) for p in sorted((SHARED / "seeds").glob("*.txt"))]
    runs = {tuple(text[i : i + RUN]) for text in originals for i in range(len(text) - RUN + 1)}
    ours = path.read_text(encoding="utf-8")
    for fact in sorted(facts(), key=len, reverse=True):
        ours = ours.replace(fact, "\n")
    for stretch in ours.split("\n"):
        text = words(stretch)
        copied = [" ".join(text[i : i + RUN]) for i in range(len(text) - RUN + 1) if tuple(text[i : i + RUN]) in runs]
        assert not copied


def facts() -> set[str]:
    """Titles, names of signatories and addressees, offices and instruments, which nobody can word otherwise."""
    found: set[str] = set()
    for path in sorted((SHARED / "gold").glob("*.json")):
        for statement in json.loads(path.read_text(encoding="utf-8"))["statements"]:
            found.add(statement["title"] or "")
            found |= {signatory["as_printed"] for signatory in statement["signatories"]}
            found |= {provision["instrument"] for provision in statement["provisions"]}
            found |= {a[key] for a in statement["addressees"] for key in ("name", "role", "organisation") if a[key]}
    return found - {""}
