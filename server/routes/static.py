"""`/static/`: styles and scripts of the package, compressed, with entity tags; only what was there at the start."""

from __future__ import annotations

from email.utils import formatdate
from functools import lru_cache
from pathlib import Path

from fastapi import APIRouter, Request, Response

from server.errors import ServerError
from server.representation import Representation
from server.site import METHODS, site_of

router = APIRouter()

FOLDER = Path(__file__).parent.parent / "static"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".txt": "text/plain; charset=utf-8",
}


@lru_cache(maxsize=1)
def list_files() -> dict[str, Path]:
    """The files by their path below the folder."""
    found = sorted(path for path in FOLDER.rglob("*") if path.is_file() and path.suffix in TYPES)
    return {path.relative_to(FOLDER).as_posix(): path for path in found}


@router.api_route("/static/{path:path}", methods=METHODS)
async def static(request: Request) -> Response:
    """A file of the list; whatever else the path holds, there is nothing."""
    name = request.path_params["path"]
    path = list_files().get(name)
    if path is None:
        raise ServerError(404, "No such file")
    headers = {
        "cache-control": f"public, max-age={site_of(request).settings.cache_seconds}",
        "last-modified": formatdate(int(path.stat().st_mtime), usegmt=True),
    }

    def make() -> Representation:
        return Representation(path.read_bytes(), TYPES[path.suffix], headers)

    return (await site_of(request).cache.get(("static", name), make)).respond(request, {"vary": "Accept-Encoding"})
