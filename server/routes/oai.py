"""`/oai`: OAI-PMH 2.0 by GET and by POST (section 3.1.1)."""

from __future__ import annotations

from urllib.parse import parse_qsl

from fastapi import APIRouter, Request, Response

from server.errors import ServerError
from server.oai import respond
from server.protocol import FORM
from server.representation import Representation
from server.routes.sparql import read_body
from server.site import site_of

router = APIRouter()

MOST = 20


@router.api_route("/oai", methods=["GET", "HEAD", "POST"])
async def oai(request: Request) -> Response:
    """The answer to a request, whose arguments stand in the address or in a form."""
    site, text = site_of(request), request.url.query
    if request.method == "POST":
        text = await _read_form(request)
    try:
        arguments = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST)
    except ValueError as error:
        raise ServerError(400, "Too many arguments", f"A request has at most {MOST}.") from error

    def make() -> Representation:
        links = f'<{site.release.manifest.licence}>; rel="license", <{site.release.base}/catalog>; rel="describedby"'
        headers = {**site.lasting, "link": links}
        return Representation(respond(site.release, arguments), "text/xml; charset=utf-8", headers)

    kept = await site.cache.get((site.release.version, "oai", *arguments), make)
    return kept.respond(request, {"vary": "Accept-Encoding"})


async def _read_form(request: Request) -> str:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise ServerError(415, "Not a form", f"POST takes {FORM}.")
    body = await read_body(request.headers.get("content-length"), request.receive, site_of(request).settings)
    return body.decode("utf-8", "replace")
