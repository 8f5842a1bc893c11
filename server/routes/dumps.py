"""`/dumps/`: the release's files, by their latest name and by that of a release, with ranges and validators."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.responses import FileResponse

from converters.errors import ReleaseError
from converters.manifest import Manifest, ReleaseFile, read_manifest
from server.errors import ServerError
from server.representation import is_fresh
from server.site import METHODS, answer_page, site_of
from server.structured import dump_files
from server.views import Page

router = APIRouter()

BESIDE = ("report.json", "report.ttl", "context.jsonld")


@router.api_route("/dumps/", methods=METHODS)
async def list_dumps(request: Request) -> Response:
    """The files with size, media type and digest."""

    def values(page: Page) -> dict[str, Any]:
        beside = [file for file in page.release.manifest.files if file.path in BESIDE]
        files = [
            {
                "name": file.path.removeprefix("dumps/"),
                "media_type": file.compression or file.media_type,
                "size": file.size,
                "sha256": file.sha256,
            }
            for file in (*dump_files(page.release), *beside)
        ]
        return {"files": files}

    return await answer_page(request, "dumps.html", values)


@router.api_route("/dumps", methods=METHODS)
async def add_slash(request: Request) -> Response:
    """The list stands at the address with a slash."""
    return Response(status_code=308, headers={"location": f"{site_of(request).release.prefix}/dumps/"})


@router.api_route("/dumps/{name}", methods=METHODS)
async def latest_dump(request: Request) -> Response:
    """A file of the current release."""
    site = site_of(request)
    release = site.release
    file = _find(release.manifest, request.path_params["name"])
    headers = {
        **site.lasting,
        "link": f'<{release.manifest.licence}>; rel="license", <{release.base}/>; rel="collection"',
    }
    return _send(request, release.directory, file, headers)


@router.api_route("/dumps/{version}/{name}", methods=METHODS)
async def dated_dump(request: Request) -> Response:
    """A file of a named release, which never changes."""
    site = site_of(request)
    directory = site.folder.version(request.path_params["version"])
    if directory is None:
        raise ServerError(404, "No such release", f"The release served now is {site.release.version}.")
    try:
        manifest = read_manifest(directory)
    except ReleaseError as error:
        raise ServerError(404, "No such release", "Its manifest cannot be read.") from error
    file = _find(manifest, request.path_params["name"])
    headers = {"cache-control": "public, max-age=31536000, immutable", "link": f'<{manifest.licence}>; rel="license"'}
    return _send(request, directory, file, headers)


def _find(manifest: Manifest, name: str) -> ReleaseFile:
    """The entry of a download; only what the manifest lists is ever sent, whatever the name holds."""
    file = manifest.file(f"dumps/{name}") or (manifest.file(name) if name in BESIDE else None)
    if file is None:
        raise ServerError(404, "No such file", "The files are listed at /dumps/.")
    return file


def _send(request: Request, directory: Path, file: ReleaseFile, headers: dict[str, str]) -> Response:
    tag = f'"{file.sha256[:32]}"'
    headers |= {"etag": tag, "vary": "Accept-Encoding", "accept-ranges": "bytes"}
    if is_fresh(request, (tag,), headers.get("last-modified")):
        return Response(status_code=304, headers=headers)
    path = directory / file.path
    if not path.is_file():
        raise ServerError(404, "No such file", "The release is not complete.")
    return FileResponse(path, media_type=file.compression or file.media_type, headers=headers)
