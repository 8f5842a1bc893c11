"""`/health`: the process answers. `/ready`: it has a release and can answer queries."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse

from server.site import METHODS, site_of

router = APIRouter()


@router.api_route("/health", methods=METHODS)
async def health() -> JSONResponse:
    """Always 200: a supervisor that gets no answer starts the process again."""
    return JSONResponse({"status": "ok"}, headers={"cache-control": "no-store"})


@router.api_route("/ready", methods=METHODS)
async def ready(request: Request) -> JSONResponse:
    """200 with the release's version once requests can be sent here, 503 before and during shutdown."""
    if not getattr(request.app.state, "ready", False):
        headers = {"cache-control": "no-store", "retry-after": "1"}
        return JSONResponse({"status": "starting"}, status_code=503, headers=headers)
    version = site_of(request).release.version
    return JSONResponse({"status": "ready", "release": version}, headers={"cache-control": "no-store"})
