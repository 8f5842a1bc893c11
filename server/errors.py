"""Errors that a client sees: what is wrong, where, and what to do; RFC 9457, plain text or HTML.

    raise ServerError(404, "No such statement", "There is no statement at …")
    response_of(error, accept)  → starlette Response, with CORS and Vary set, never cached
    problem_body(error, accept) → (media type, bytes), for routes that write their own response

`extra` holds members beside the standard ones (`line`, `column`, `limit`, …), `headers` further HTTP headers
(`Allow`, `Retry-After`, …). `create_app` registers `handle_server_error` for ServerError.
"""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from server.negotiation import Offer, choose

PROBLEM = Offer("problem", "application/problem+json")
JSON = Offer("json", "application/json", quality=0.9)
TEXT = Offer("text", "text/plain", quality=0.9)
HTML = Offer("html", "text/html", quality=0.9)
OFFERS = (PROBLEM, JSON, TEXT, HTML)

EXPOSED = "Link, ETag, Location, Content-Location, Content-Disposition, Retry-After, Allow, Accept-Post"
CORS = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": EXPOSED}
SAFETY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}


class ServerError(Exception):
    """A request that cannot be answered as asked: the HTTP status, a short title, a sentence of detail."""

    def __init__(
        self,
        status: int,
        title: str,
        detail: str = "",
        extra: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{status} {title}: {detail}")
        self.status, self.title, self.detail = status, title, detail
        self.extra, self.headers = dict(extra or {}), dict(headers or {})


def problem_body(error: ServerError, accept: str | None) -> tuple[str, bytes]:
    """The error as problem details, plain text or a small page, as the client prefers; problem details otherwise."""
    offer = choose(accept, OFFERS) or PROBLEM
    if offer is TEXT:
        return "text/plain; charset=utf-8", write_text(error).encode()
    if offer is HTML:
        return "text/html; charset=utf-8", write_page(error).encode()
    members = {"type": "about:blank", "title": error.title, "status": error.status}
    if error.detail:
        members["detail"] = error.detail
    members |= error.extra
    return offer.media_type, json.dumps(members, ensure_ascii=False).encode()


def write_text(error: ServerError) -> str:
    """Title, detail and further members, a line each."""
    lines = [f"{error.status} {error.title}", error.detail]
    lines += [f"{name}: {value}" for name, value in error.extra.items()]
    return "\n".join(line for line in lines if line) + "\n"


def write_page(error: ServerError) -> str:
    """The same as a page without style, all of it escaped."""
    lines = "".join(f"<p>{html.escape(line)}</p>" for line in write_text(error).splitlines()[1:])
    title = html.escape(f"{error.status} {error.title}")
    return (
        f'<!doctype html><html lang="en" dir="ltr"><meta charset="utf-8"><title>{title}</title><h1>{title}</h1>{lines}'
    )


def problem_headers(error: ServerError, media_type: str) -> dict[str, str]:
    """The headers of an error: its own, CORS, safety; never kept by a cache."""
    return {
        "Content-Type": media_type,
        "Vary": "Accept, Accept-Encoding",
        "Cache-Control": "no-store",
        **CORS,
        **SAFETY,
        **error.headers,
    }


def response_of(error: ServerError, accept: str | None) -> Response:
    """The response to send for an error, in the form that the Accept header prefers."""
    media_type, body = problem_body(error, accept)
    return Response(body, error.status, problem_headers(error, media_type))


async def handle_server_error(request: Request, error: Exception) -> Response:
    """The exception handler to register for ServerError."""
    assert isinstance(error, ServerError)
    return response_of(error, request.headers.get("accept"))
