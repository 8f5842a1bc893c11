"""What the query pool is asked, and what it answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from server.errors import ServerError
from server.processes import Worker


@dataclass(frozen=True, slots=True)
class Question:
    """An inspected query and the form of the answer: a format's name in server.worker, a content coding.

    Graphs are those of the request; None for both leaves the dataset to the query. `clauses` are the IRIs of the
    query's FROM and FROM NAMED, as written behind its `prologue`. `prefixes` shorten the answer, where its format can.
    """

    text: str
    format: str
    encoding: str | None = None
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    prologue: str = ""
    clauses: tuple[str, ...] = ()
    prefixes: tuple[tuple[str, str], ...] = ()

    def __hash__(self) -> int:
        """That of the text, which a string keeps."""
        return hash(self.text)


@dataclass(frozen=True, slots=True)
class Answer:
    """The bytes to send, in the content coding asked for, their digest (hexadecimal), the release they come from."""

    body: bytes
    digest: str
    release: str


OnEnd = Callable[[Answer | ServerError], None]
OnSlow = Callable[[Worker], None]


@dataclass(slots=True, eq=False)
class Query:
    """A question under way; `again` while it may be asked a second time."""

    question: Question
    client: str
    on_end: OnEnd
    on_slow: OnSlow | None
    started: float
    again: bool = True
