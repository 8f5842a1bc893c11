"""An evaluation as lines of text: the score by field, language and format, what was lost, the calibration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from converters.calibration import Bin, calibration_table, share_right
from converters.evaluation import Evaluation, Fields
from converters.matching import FIELDS, Tally

__all__ = ["FIELDS", "calibration_lines", "evaluation_facts", "loss_lines", "score_lines"]

SURE = 0.9


def score_lines(evaluation: Evaluation) -> list[str]:
    """Precision, recall and F1 by field, then F1 by language and by format; a dash where nothing is labelled."""
    totals = evaluation.totals()
    lines = [f"{'field':18} {'precision':>9} {'recall':>7} {'F1':>7} {'right':>6} {'spurious':>8} {'missed':>6}"]
    lines += [
        f"{name:18} {t.precision:9.3f} {t.recall:7.3f} {t.f1:7.3f} {t.tp:6d} {t.fp:8d} {t.fn:6d}"
        for name, t in totals.items()
    ]
    counts = {by: _document_counts(evaluation, by) for by in ("language", "format")}
    lines += ["", "F1 by language", *_columns(evaluation.split("language"), counts["language"], list(totals))]
    lines += ["", "F1 by format", *_columns(evaluation.split("format"), counts["format"], list(totals))]
    lines += [f"{name}: labelled, but nothing was found in it" for name in evaluation.unread]
    return [*lines, "", f"{len(evaluation.scores)} documents with labels"]


def _document_counts(evaluation: Evaluation, by: str) -> dict[str, int]:
    values = [str(getattr(score, by)) for score in evaluation.scores]
    return {value: values.count(value) for value in values}


def _columns(split: Mapping[str, Fields], counts: Mapping[str, int], fields: Sequence[str]) -> list[str]:
    heads = [f"{value} ({counts[value]})" for value in split]
    lines = [f"{'field':18} " + " ".join(f"{head:>9}" for head in heads)]
    for name in fields:
        tallies = [of.get(name) for of in split.values()]
        cells = ["–" if t is None or not t.tp + t.fp + t.fn else f"{t.f1:.3f}" for t in tallies]
        lines.append(f"{name:18} " + " ".join(f"{cell:>9}" for cell in cells))
    return lines


def loss_lines(evaluation: Evaluation, name: str) -> list[str]:
    """What was missed (-) and what was spurious (+) in a field, one of `FIELDS`, each with its document."""
    tally = evaluation.totals().get(name, Tally())
    missed, spurious = (f"  - {text}" for text in tally.missed), (f"  + {text}" for text in tally.spurious)
    return ["", f"{name}: missed", *missed, f"{name}: spurious", *spurious]


def calibration_lines(evaluation: Evaluation) -> list[str]:
    """How many values each field has in each bin of confidence, how sure they were on average, how many are right."""
    right, of = share_right(evaluation.judged, SURE)
    return [
        "",
        f"{'calibration':18} {'confidence':>11} {'values':>7} {'mean':>6} {'right':>6}",
        *map(_bin_line, calibration_table(evaluation.judged)),
        f"of {of} values with a confidence of {SURE} or more, {right} are right ({right / max(of, 1):.3f})",
    ]


def _bin_line(b: Bin) -> str:
    return f"{b.field or 'all':18} {f'{b.low:.2f}–{b.high:.2f}':>11} {b.count:7d} {b.sure:6.3f} {b.share:6.3f}"


def evaluation_facts(evaluation: Evaluation, show: str | None, calibration: bool) -> dict[str, Any]:
    """The figures for JSON, with what was lost in a field and the calibration where they are asked for."""
    facts = evaluation.figures()
    if show:
        tally = evaluation.totals().get(show, Tally())
        facts["lost"] = {"field": show, "missed": tally.missed, "spurious": tally.spurious}
    if calibration:
        facts["calibration"] = [
            {"field": b.field or "all", "from": b.low, "to": b.high, "values": b.count, "mean": round(b.sure, 4),
             "right": b.right}
            for b in calibration_table(evaluation.judged)
        ]  # fmt: skip
    return facts
