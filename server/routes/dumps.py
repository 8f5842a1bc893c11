"""`/dumps/`: the release's files, by their latest name and by that of a release, with ranges and validators."""

from __future__ import annotations

from email.utils import format_datetime
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.responses import FileResponse

from converters.errors import ReleaseError
from converters.formats import format_for_suffix
from converters.framing import CONTEXT_PATH, CONTEXT_RELATION
from converters.manifest import Manifest, ReleaseFile, read_manifest
from server.errors import ServerError
from server.releases import kept_releases
from server.representation import is_fresh
from server.routes.feeds import FOREVER
from server.site import METHODS, answer_page, site_of
from server.views import Page

router = APIRouter()

BESIDE = ("report.json", "report.ttl", "context.jsonld", "void.ttl")
CHECKS = ("SHA256SUMS", "changes.rdfp", *BESIDE)
METADATA, LINES = "csv-metadata.json", "statements.ndjson"


@router.api_route("/dumps/", methods=METHODS)
async def list_dumps(request: Request) -> Response:
    """All releases that are kept, newest first: files with size, media type and digest, and what changed."""

    def values(_: Page) -> dict[str, Any]:
        return {"releases": [describe_files(manifest) for manifest in kept_releases(site_of(request))], "dated": False}

    return await answer_page(request, "dumps.html", values)


def describe_files(manifest: Manifest) -> dict[str, Any]:
    """What the page shows of a release: its manifest, and its files in groups, each group under a word."""
    groups: dict[str, list[ReleaseFile]] = {"dumps_graph": [], "dumps_tables": [], "dumps_checks": []}
    for file in manifest.files:
        if file.path.startswith("dumps/") or file.path in BESIDE:
            groups[_group(file)].append(file)
    return {"manifest": manifest, "groups": groups.items()}


def _group(file: ReleaseFile) -> str:
    name = file.path.removeprefix("dumps/")
    if name.startswith(CHECKS):
        return "dumps_checks"
    return "dumps_graph" if format_for_suffix(name) else "dumps_tables"


@router.api_route("/dumps", methods=METHODS)
async def add_slash(request: Request) -> Response:
    """The list stands at the address with a slash."""
    headers = {"location": f"{site_of(request).release.prefix}/dumps/", **site_of(request).lasting}
    return Response(status_code=308, headers=headers)


@router.api_route("/dumps/latest/", methods=METHODS)
async def latest_release(request: Request) -> Response:
    """The latest release is the first in the list."""
    headers = {"location": f"{site_of(request).release.prefix}/dumps/", **site_of(request).lasting}
    return Response(status_code=307, headers=headers)


@router.api_route("/dumps/{version}/", methods=METHODS)
async def list_dated(request: Request) -> Response:
    """The files of one release."""
    manifest = _manifest(request)[1]

    def values(_: Page) -> dict[str, Any]:
        return {"releases": [describe_files(manifest)], "dated": True}

    return await answer_page(request, "dumps.html", values)


@router.api_route("/dumps/{name}", methods=METHODS)
@router.api_route("/dumps/latest/{name}", methods=METHODS)
async def latest_dump(request: Request) -> Response:
    """A file of the current release."""
    site = site_of(request)
    release = site.release
    file = _find(release.manifest, request.path_params["name"])
    headers = {**site.lasting, "link": _links(release.manifest, file, "")}
    return _send(request, release.directory, file, headers)


@router.api_route("/dumps/{version}/{name}", methods=METHODS)
async def dated_dump(request: Request) -> Response:
    """A file of a named release, which never changes."""
    directory, manifest = _manifest(request)
    file = _find(manifest, request.path_params["name"])
    links = _links(manifest, file, f"{manifest.version}/")
    modified = format_datetime(manifest.moment, usegmt=True)
    return _send(request, directory, file, {**FOREVER, "last-modified": modified, "link": links})


def _manifest(request: Request) -> tuple[Path, Manifest]:
    """The release that the address names; raises ServerError 404."""
    site = site_of(request)
    directory = site.folder.version(request.path_params["version"])
    if directory is None:
        raise ServerError(404, "No such release", f"The release served now is {site.release.version}.")
    try:
        return directory, read_manifest(directory)
    except ReleaseError as error:
        raise ServerError(404, "No such release", "Its manifest cannot be read.") from error


def _links(manifest: Manifest, file: ReleaseFile, folder: str) -> str:
    """Licence and catalogue; the description of a table, the context of lines of JSON (JSON-LD 1.1, section 6.1)."""
    base, name = manifest.base.rstrip("/"), file.path.removeprefix("dumps/")
    links = [f'<{manifest.licence}>; rel="license"', f'<{base}/>; rel="collection"']
    links.append(f'<{base}/catalog>; rel="describedby"')
    if name.partition(".")[2].startswith("csv"):
        links.append(f'<{base}/dumps/{folder}{METADATA}>; rel="describedby"; type="application/csvm+json"')
    if name == LINES:
        links.append(f'<{base}/{CONTEXT_PATH}>; rel="{CONTEXT_RELATION}"; type="application/ld+json"')
    return ", ".join(links)


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
