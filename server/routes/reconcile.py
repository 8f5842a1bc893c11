"""`/reconcile`: the Reconciliation Service API 0.2, as OpenRefine speaks it; JSONP for clients of old."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import ByteSize
from starlette.concurrency import run_in_threadpool

from server import reconciliation
from server.candidates import find_body
from server.errors import ServerError
from server.listing import find_items
from server.negotiation import split_media_type
from server.protocol import FORM, split_parameters
from server.representation import Representation
from server.routes.sparql import read_body
from server.site import HTML, METHODS, page_of, site_of
from server.views import Page, render

router = APIRouter()

NAME_BYTES = 1024  # of the body, for each name of a batch
SUGGESTED = 10
CALLBACK = re.compile(r"[A-Za-z_$][\w$.]{0,99}", re.ASCII)
FRAMED = "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors *"


@router.api_route("/reconcile", methods=METHODS)
async def ask_by_get(request: Request) -> Response:
    """The manifest, or the answer to `queries` or `extend`."""
    return await _answer(request, dict(request.query_params))


@router.post("/reconcile")
async def ask_by_post(request: Request) -> Response:
    """The answer to a form with `queries` or `extend`; raises ServerError 413 or 415 for another body."""
    settings = site_of(request).settings
    if split_media_type(request.headers.get("content-type", ""))[0] != FORM:
        raise ServerError(415, "Unsupported media type", f"Send `queries` or `extend` as {FORM}.")
    most = ByteSize(max(settings.batch_names * NAME_BYTES, settings.body_bytes))
    declared = request.headers.get("content-length")
    body = await read_body(declared, request.receive, settings.model_copy(update={"body_bytes": most}))
    return await _answer(request, dict(request.query_params) | dict(split_parameters(body)))


async def _answer(request: Request, given: dict[str, str]) -> Response:
    """One batch at a time, in a thread, so that pages are answered meanwhile."""
    site, page = site_of(request), page_of(request)
    most = site.settings.batch_names
    if "queries" in given:
        batch = reconciliation.read_batch(given["queries"], most)
        async with site.turn:
            answer = await run_in_threadpool(reconciliation.answer_batch, page, batch)
    elif "extend" in given:
        async with site.turn:
            answer = await run_in_threadpool(reconciliation.extend, page, given["extend"], most)
    elif request.method == "POST":
        raise ServerError(400, "Nothing asked", "Send `queries` or `extend`.")
    else:
        answer = reconciliation.describe_service(page)
    return _write(request, answer, given.get("callback"))


def _write(request: Request, answer: Any, callback: str | None) -> Response:
    """JSON, or a call of the function that `callback` names."""
    text, media_type = json.dumps(answer, ensure_ascii=False), "application/json"
    if callback:
        if not CALLBACK.fullmatch(callback):
            raise ServerError(400, "Bad callback", "`callback` must be the name of a function.")
        text, media_type = f"/**/{callback}({text});", "text/javascript; charset=utf-8"
    made = Representation(text.encode(), media_type, site_of(request).lasting)
    return made.respond(request, {"vary": "Accept-Language, Accept-Encoding"})


def _suggest(path: str, key: str, find: Callable[[Page, dict[str, str]], list[dict[str, Any]]]) -> None:
    """Add a route that answers what `find` gives for the page and the parameters."""

    async def suggest(request: Request) -> Response:
        given = dict(request.query_params)
        try:
            found = await run_in_threadpool(find, page_of(request), given)
        except ValueError as error:
            raise ServerError(400, "Malformed request", f"{error}.") from None
        return _write(request, {key: found}, given.get("callback"))

    router.add_api_route(f"/reconcile/{path}", suggest, methods=METHODS, name=f"reconcile {path}")


def _suggest_entities(page: Page, given: dict[str, str]) -> list[dict[str, Any]]:
    """Entities by the beginnings of their words, those most often named first (section 5.1)."""
    query = {"q": given.get("prefix", "")}
    cards = find_items(page, reconciliation.read_types(given.get("type")), query).cards
    bodies = (find_body(page.release, card["path"]) for card in cards)
    return [
        {"notable" if name == "type" else name: value for name, value in entity.items()}
        for entity in [reconciliation.describe_entity(page, body) for body in bodies if body][:SUGGESTED]
    ]


_suggest("suggest/entity", "result", _suggest_entities)
_suggest("suggest/type", "result", lambda page, given: reconciliation.describe_types(page, given.get("prefix", "")))
_suggest(
    "suggest/property",
    "result",
    lambda page, given: reconciliation.describe_properties(page, given.get("prefix", "")),
)
_suggest(
    "properties",
    "properties",
    lambda page, given: reconciliation.describe_properties(page, "", reconciliation.read_types(given.get("type"))),
)


@router.api_route("/reconcile/preview", methods=METHODS)
async def preview(request: Request) -> Response:
    """A small page about an entity, which others may show in a frame (section 6)."""
    release = site_of(request).release
    path = request.query_params.get("id", "").removeprefix(f"{release.base}/id/")
    row = release.document(path) if find_body(release, path) else None
    if row is None:
        raise ServerError(404, "No such entity", "`id` must be that of a candidate.")
    page = page_of(request)
    headers = {**site_of(request).lasting, "content-security-policy": FRAMED, "content-language": page.language}
    made = Representation(render("preview.html", page, view=row.read_view()), HTML, headers)
    return made.respond(request, {"vary": "Accept-Language, Accept-Encoding"})
