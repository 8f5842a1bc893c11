"""What people decided about identities, in a file beside the ledger that others can review: `decisions.csv`.

One row a decision, in the order in which they were taken. They are applied to the ledger at the begin of every run, so
no new extraction undoes one. The columns: `date`, `action`, `subject` (a path below the base), `object`, `reason`, `by`
(a role, not a name). The actions:

- `merge`: `subject` is the same as `object`, which stays
- `split`: the spellings in `object` (divided by `|`, behind the new path and `=`) are another body than `subject`
- `apart`: `subject` and `object` are two bodies, so the pair is no longer listed as undecided
- `withhold`: the name of `subject` is not published; `object` holds slow digests of its spellings, never a name
- `withdraw`: the statement `subject` is not published; `object` holds its sources
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path
from typing import Literal, cast, get_args

from converters.errors import ConversionError

Action = Literal["merge", "split", "apart", "withhold", "withdraw"]
FILE = "decisions.csv"


class DecisionError(ConversionError):
    """A decision cannot be taken or read: no such IRI, another class, a broken row."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision; `subject` and `object` are paths below the base where they name things."""

    date: str
    action: Action
    subject: str
    object: str = ""
    reason: str = ""
    by: str = "curator"


_COLUMNS = tuple(field.name for field in fields(Decision))


def decisions_file(ledger: Path) -> Path:
    """Where the decisions about a ledger's IRIs are kept."""
    return ledger.with_name(FILE)


def read_decisions(path: Path) -> list[Decision]:
    """The decisions of a file in order, none where there is no file; raises DecisionError with file and row."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        if tuple(next(rows, ())) != _COLUMNS:
            raise DecisionError(f"expected the columns {','.join(_COLUMNS)}", str(path), "line 1")
        found = []
        for number, row in enumerate(rows, start=2):
            if len(row) != len(_COLUMNS) or row[1] not in get_args(Action) or not row[2].startswith("id/"):
                actions = ", ".join(get_args(Action))
                raise DecisionError(
                    f"expected {len(_COLUMNS)} values with one of {actions} and a path below id/",
                    str(path),
                    f"row {number}",
                )
            found.append(Decision(row[0], cast(Action, row[1]), *row[2:]))
        return found


def write_decisions(decisions: Iterable[Decision], path: Path) -> None:
    """Write all decisions; the file is replaced in one step."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows(astuple(decision) for decision in decisions)
    draft = path.with_name(f".{path.name}.draft")
    draft.write_text(text.getvalue(), encoding="utf-8")
    draft.replace(path)


def without_names(decision: Decision, of: set[str]) -> Decision:
    """A decision about one of some paths without the spellings that it holds."""
    if decision.action == "split" and decision.subject in of | {decision.object.partition("=")[0]}:
        return replace(decision, object=decision.object.partition("=")[0], reason="")
    return decision
