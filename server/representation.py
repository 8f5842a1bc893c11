"""Bytes that are ready to be sent: entity tag, validators, encodings; and a cache of them, bounded by size.

RFC 9110: sections 8.8 (validators), 13.1 (conditional requests), 12.5.3 (Accept-Encoding).
"""

from __future__ import annotations

import gzip
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from hashlib import blake2b

import brotli  # type: ignore[import-untyped]
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from server.negotiation import choose_encoding

SMALLEST_COMPRESSED = 600
CODINGS = ("br", "gzip")


class Representation:
    """A body with its headers. The entity tag is a digest of media type and body, so it outlives a release."""

    def __init__(self, body: bytes, media_type: str, headers: Mapping[str, str], status: int = 200) -> None:
        self.body, self.status = body, status
        digest = blake2b(media_type.encode() + b"\0" + body, digest_size=12).hexdigest()
        self.tags = {coding: f'"{digest}-{coding}"' if coding else f'"{digest}"' for coding in (None, *CODINGS)}
        self.headers = {"content-type": media_type, **headers}
        self._encoded: dict[str, bytes] = {}

    @property
    def size(self) -> int:
        """Bytes that it takes in a cache."""
        return len(self.body) * 3 // 2 + 1000

    def respond(self, request: Request, extra: Mapping[str, str] | None = None) -> Response:
        """The answer to a GET or HEAD of it: 200, or 304 where the client has it already; `extra` are more headers."""
        coding = None
        if len(self.body) >= SMALLEST_COMPRESSED:
            coding = choose_encoding(request.headers.get("accept-encoding"), CODINGS)
        headers = self.headers | dict(extra or {}) | {"etag": self.tags[coding]}
        if self.status == 200 and is_fresh(request, tuple(self.tags.values()), headers.get("last-modified")):
            headers.pop("content-type")
            return Response(status_code=304, headers=headers)
        if coding is None:
            return Response(self.body, self.status, headers)
        return Response(self._encode(coding), self.status, headers | {"content-encoding": coding})

    def _encode(self, coding: str) -> bytes:
        if coding not in self._encoded:
            made = brotli.compress(self.body, quality=5) if coding == "br" else gzip.compress(self.body, 6, mtime=0)
            self._encoded[coding] = made
        return self._encoded[coding]


def is_fresh(request: Request, tags: tuple[str, ...], last_modified: str | None) -> bool:
    """Whether the client's copy is still good: If-None-Match, or else If-Modified-Since (section 13.2.2)."""
    asked = request.headers.get("if-none-match")
    if asked is not None:
        return asked.strip() == "*" or any(tag.strip().removeprefix("W/") in tags for tag in asked.split(","))
    since, modified = _read_date(request.headers.get("if-modified-since")), _read_date(last_modified)
    return since is not None and modified is not None and modified <= since


def _read_date(text: str | None) -> datetime | None:
    """An HTTP date, or None for what is none: a condition that makes no sense is ignored (section 13.1.3)."""
    try:
        found = parsedate_to_datetime(text) if text else None
    except (ValueError, OverflowError):
        return None
    return found.replace(tzinfo=UTC) if found and found.tzinfo is None else found


class RepresentationCache:
    """The representations made last, up to `limit` bytes in all."""

    def __init__(self, limit: int) -> None:
        self.limit, self.size = limit, 0
        self._kept: OrderedDict[Hashable, Representation] = OrderedDict()

    async def get(self, key: Hashable, make: Callable[[], Representation]) -> Representation:
        """The representation kept under a key, or a new one, made in a thread so that other requests go on.

        What `make` raises is passed on, and nothing is kept.
        """
        kept = self._kept.get(key)
        if kept is not None:
            self._kept.move_to_end(key)
            return kept
        made = await run_in_threadpool(make)
        if made.size <= self.limit // 8 and key not in self._kept:
            self._kept[key] = made
            self.size += made.size
            while self.size > self.limit:
                self.size -= self._kept.popitem(last=False)[1].size
        return made
