"""Answers kept within a release: bounded by bytes, the least recently asked for goes first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field

OVERHEAD = 1000


@dataclass(frozen=True, slots=True)
class Representation:
    """What is sent: the body, its strong entity tag, the header fields of a 200, for ASGI and as they go out."""

    body: bytes
    etag: str
    headers: tuple[tuple[bytes, bytes], ...]
    head: bytes = b""


@dataclass(slots=True)
class AnswerCache:
    """Representations by key."""

    limit: int
    size: int = 0
    hits: int = 0
    misses: int = 0
    kept: OrderedDict[Hashable, tuple[Representation, int]] = field(default_factory=OrderedDict)

    def find(self, key: Hashable) -> Representation | None:
        """The answer kept under this key."""
        found = self.kept.get(key)
        if found is None:
            self.misses += 1
            return None
        self.hits += 1
        self.kept.move_to_end(key)
        return found[0]

    def keep(self, key: Hashable, answer: Representation, key_size: int) -> None:
        """Keep an answer, unless it would take more than a quarter of the room."""
        weight = len(answer.body) + key_size + OVERHEAD
        if weight * 4 > self.limit or key in self.kept:
            return
        self.kept[key] = answer, weight
        self.size += weight
        while self.size > self.limit:
            self.size -= self.kept.popitem(last=False)[1][1]

    def clear(self) -> None:
        """Forget all: a new release is served."""
        self.kept.clear()
        self.size = 0
