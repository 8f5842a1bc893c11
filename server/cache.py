"""Answers kept within a release: bounded by bytes, the least recently asked for goes first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field

OVERHEAD = 1000
MOST_SHORTCUTS = 2000


@dataclass(frozen=True, slots=True)
class Representation:
    """What is sent: the body, its strong entity tag, and the header fields of a 200 as ASGI wants them."""

    body: bytes
    etag: str
    headers: tuple[tuple[bytes, bytes], ...]


@dataclass(slots=True)
class AnswerCache:
    """Representations by key; `shortcuts` are requests, byte for byte, that were found to mean a key."""

    limit: int
    size: int = 0
    hits: int = 0
    misses: int = 0
    kept: OrderedDict[Hashable, tuple[Representation, int]] = field(default_factory=OrderedDict)
    shortcuts: OrderedDict[Hashable, Hashable] = field(default_factory=OrderedDict)

    def find(self, key: Hashable) -> Representation | None:
        """The answer kept under this key."""
        found = self.kept.get(key)
        if found is None:
            self.misses += 1
            return None
        self.hits += 1
        self.kept.move_to_end(key)
        return found[0]

    def find_request(self, request: Hashable) -> Representation | None:
        """The answer to a request that was answered before, byte for byte the same."""
        key = self.shortcuts.get(request)
        return self.find(key) if key in self.kept else None

    def keep(self, key: Hashable, answer: Representation, key_size: int) -> None:
        """Keep an answer, unless it would take more than a quarter of the room."""
        weight = len(answer.body) + key_size + OVERHEAD
        if weight * 4 > self.limit or key in self.kept:
            return
        self.kept[key] = answer, weight
        self.size += weight
        while self.size > self.limit:
            self.size -= self.kept.popitem(last=False)[1][1]

    def remember(self, request: Hashable, key: Hashable) -> None:
        """Know this request again, as long as its answer is kept."""
        if key in self.kept:
            self.shortcuts[request] = key
            if len(self.shortcuts) > MOST_SHORTCUTS:
                self.shortcuts.popitem(last=False)

    def clear(self) -> None:
        """Forget all: a new release is served."""
        self.kept.clear()
        self.shortcuts.clear()
        self.size = 0
