"""The labels of the made-up documents are whole and fit together."""

import json
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
DOCUMENTS = sorted(path for path in (HERE / "documents").iterdir() if not path.name.startswith("."))
GOLD = sorted((HERE / "gold").glob("*.json"))
KINDS = {
    "open-letter", "joint-statement", "statement", "press-release", "declaration",
    "petition", "position-paper", "submission", "appeal", "resolution",
}  # fmt: skip


def load(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))


def test_each_document_has_labels_and_each_label_a_document() -> None:
    """No document is left unmeasured, no label points to nothing."""
    assert [path.stem for path in DOCUMENTS] == [path.stem for path in GOLD]
    assert [path.name for path in DOCUMENTS] == [load(path)["document"] for path in GOLD]


def test_all_formats_and_languages_are_there() -> None:
    """Each format and each language has a document at least."""
    assert {path.suffix for path in DOCUMENTS} == {".txt", ".md", ".html", ".docx", ".pdf", ".eml"}
    assert {load(path)["language"] for path in GOLD} == {"en", "fr", "es", "ar"}


def test_documents_are_small() -> None:
    """No binary file weighs down the repository."""
    assert max(path.stat().st_size for path in DOCUMENTS) < 120_000


@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem)
def test_labels_fit_together(path: Path) -> None:
    """Kinds are of the list, each demand is directed to an addressee of its statement, each provision has a key."""
    for statement in load(path)["statements"]:
        names = {addressee["name"] for addressee in statement["addressees"]}
        assert statement["kind"] in KINDS
        assert {demand["addressee"] for demand in statement["demands"]} <= names | {None}
        assert all(provision["instrument_key"] and provision["instrument"] for provision in statement["provisions"])
        assert all(signatory["name"] and signatory["cluster"] for signatory in statement["signatories"])


@pytest.mark.parametrize(
    "path", [p for p in GOLD if load(p)["document"].endswith((".txt", ".md"))], ids=lambda p: p.stem
)
def test_labels_are_verbatim(path: Path) -> None:
    """Names, demands and citations of the plain texts stand in them as labelled, but for marks of emphasis."""
    text = (HERE / "documents" / load(path)["document"]).read_text(encoding="utf-8").replace("*", "")
    text = " ".join(text.split())
    for statement in load(path)["statements"]:
        quotes = [signatory["as_printed"] for signatory in statement["signatories"]]
        quotes += [item["text"] for key in ("demands", "provisions") for item in statement[key]]
        assert [quote for quote in quotes if quote not in text] == []
