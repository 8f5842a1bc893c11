"""The score: precision, recall and F1 of what the converters find, against labels, by field, language and format."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from converters.answers import answer_documents
from converters.errors import ConversionError
from converters.intake import Intake, Progress
from converters.matching import FIELDS, Item, Judged, Match, Tally, cluster_pairs, match_document
from data import Reference

Fields = dict[str, Tally]
_LISTS = ("addressees", "signatories", "demands", "provisions")


class LabelError(ConversionError):
    """A file of labels is not in the form that tests/evaluation/README.md describes."""


@dataclass(frozen=True)
class DocumentScore:
    """How one document did: its name, language and format (suffix), and how its labels were matched."""

    document: str
    language: str
    format: str
    match: Match

    @property
    def fields(self) -> Fields:
        """The tallies by field."""
        return self.match.fields

    def clusters(self) -> Iterator[tuple[str, str, str]]:
        """For each organisation that signed and was found: the mention, its cluster as labelled and as found."""
        for i, (label, found) in enumerate(self.match.signatories):
            if label["kind"] == "organisation" and label.get("cluster"):
                yield f"{self.document}#{i} {label['name']}", label["cluster"], found["agent"]


@dataclass(frozen=True)
class Evaluation:
    """How the documents of one or more sets did; `unread` are labelled documents in which nothing was found."""

    scores: tuple[DocumentScore, ...]
    unread: tuple[str, ...] = ()
    intake: Intake = field(default_factory=Intake)

    @property
    def judged(self) -> list[Judged]:
        """All values found, each with its evidence and whether it is right."""
        return [judged for score in self.scores for judged in score.match.judged]

    def totals(self) -> Fields:
        """The tallies by field over all documents (micro average), in the order of `FIELDS`."""
        return total(self.scores)

    def split(self, by: Literal["language", "format"]) -> dict[str, Fields]:
        """The tallies by field for each language or format of the documents."""
        values = sorted({str(getattr(score, by)) for score in self.scores})
        return {value: total(s for s in self.scores if getattr(s, by) == value) for value in values}

    def worst(self, name: str, count: int = 3) -> list[str]:
        """The documents that lose most in a field, with what they lose: `letter.txt (2 missed, 1 spurious)`."""
        lost = [(s.fields[name].fp + s.fields[name].fn, s) for s in self.scores if name in s.fields]
        ranked = sorted((row for row in lost if row[0]), key=lambda row: (-row[0], row[1].document))
        return [f"{s.document} ({s.fields[name].fn} missed, {s.fields[name].fp} spurious)" for _, s in ranked[:count]]

    def figures(self) -> dict[str, Any]:
        """All figures, for JSON: `fields`, then the same by `languages` and `formats`."""
        return {
            "documents": len(self.scores),
            "unread": list(self.unread),
            "fields": _figures(self.totals()),
            "languages": {key: _figures(fields) for key, fields in self.split("language").items()},
            "formats": {key: _figures(fields) for key, fields in self.split("format").items()},
        }


def _silent(_stage: str, _done: int, _all: int) -> None:
    """Progress that nobody watches."""


def evaluate(gold: Path, documents: Path, reference: Reference, on_progress: Progress = _silent) -> Evaluation:
    """Convert all documents below a folder, in memory, and compare with the labels (`*.json`) of another.

    A labelled document that cannot be read is missed whole. Documents without labels are converted too, since names
    are resolved over the folder, and not scored. Raises LabelError where there are no labels or they are malformed.
    """
    labels = list(read_labels(gold, documents))
    answers, intake = answer_documents(documents, reference, on_progress)
    scores = tuple(score_document(label, answers.get(label["document"], [])) for label in labels)
    return Evaluation(scores, tuple(s.document for s in scores if s.document not in answers), intake)


def read_labels(gold: Path, documents: Path) -> Iterator[Item]:
    """The labels of a folder in order of file name; raises LabelError with the file and what was expected.

    A label without `document` is of the plain text of its own name. Where a demand or provision has positions
    (`start`, `end`, in code points) and no text, that of the document is put in.
    """
    files = sorted(gold.glob("*.json"))
    if not files:
        raise LabelError("no labels: expected a folder with a .json file for each document", str(gold))
    for file in files:
        try:
            label: Item = json.loads(file.read_text(encoding="utf-8"))
            label.setdefault("document", f"{file.stem}.txt")
            for statement in label["statements"]:
                _complete(statement, documents / label["document"])
        except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
            raise LabelError(
                f"expected labels as JSON, with statements and their fields ({error!r})", str(file)
            ) from error
        yield label


def _complete(statement: Item, document: Path) -> None:
    for name in _LISTS:
        if not isinstance(statement.setdefault(name, []), list):
            raise TypeError(f"{name} is no list")
    for item in (*statement["demands"], *statement["provisions"]):
        if "text" not in item:
            item["text"] = document.read_text(encoding="utf-8")[item["start"] : item["end"]]


def score_document(label: Item, found: list[Item]) -> DocumentScore:
    """Compare what was found in a document with its label; what was lost is named with the document."""
    name = label["document"]
    match = match_document(label, found)
    for tally in match.fields.values():
        tally.missed = [f"{name}: {text}" for text in tally.missed]
        tally.spurious = [f"{name}: {text}" for text in tally.spurious]
    language = label.get("language") or next((s["language"] for s in label["statements"] if s.get("language")), "")
    return DocumentScore(name, language, Path(name).suffix.lstrip(".").lower(), match)


def total(scores: Iterable[DocumentScore]) -> Fields:
    """The sum of the tallies of documents, in the order of `FIELDS`; organisations are compared over all of them."""
    found: Fields = {}
    wanted: dict[str, str] = {}
    got: dict[str, str] = {}
    for score in scores:
        for name, tally in score.fields.items():
            found.setdefault(name, Tally()).__iadd__(tally)
        for mention, label, agent in score.clusters():
            wanted[mention], got[mention] = label, agent
    found["same_organisation"] = cluster_pairs(wanted, got)
    return {name: found[name] for name in FIELDS if name in found}


def _figures(fields: Fields) -> dict[str, dict[str, float]]:
    return {
        name: {
            "precision": round(t.precision, 4),
            "recall": round(t.recall, 4),
            "f1": round(t.f1, 4),
            "tp": t.tp,
            "fp": t.fp,
            "fn": t.fn,
        }
        for name, t in fields.items()
    }
