"""A release as files that any file server can serve: each address is asked of the pages themselves and written down.

What needs a server that thinks (queries, search, reconciliation) is left out, and the pages say so (`Page.live`).
Links between pages become relative, so that the folder may lie anywhere. `_headers` and `_redirects` are for static
hosts that read them, `nginx.conf` for one's own.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from html import escape, unescape
from os.path import relpath
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, NamedTuple
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from starlette.routing import Route

from converters.errors import ReleaseError
from server.app import POLICY, ROUTERS, OnRelease, create_pages
from server.errors import CORS
from server.front import Front
from server.release import OpenRelease
from server.settings import Settings
from server.views import templates

LIVE = ("/sparql", "/search", "/reconcile", "/oai", "/queries", "/health", "/ready", "/metrics", "/openapi.json")
ATTRIBUTE = re.compile(r'(?<=\s)(href|src)="(/[^"]*)"')
LINK = re.compile(r"<(/[^>]*)>")
PARTS = ("annotation/:slug", "statement/:slug/signature", "statement/:slug/v")  # described with their statement
PLAIN = ("/.well-known/", "/dumps/")  # whose files may have no suffix
HEADERS = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": POLICY, **CORS}

OnProgress = Callable[[str, int, int], None]


class Answer(NamedTuple):
    """What the pages answered; the body has gone elsewhere."""

    status: int
    headers: dict[str, str]

    @property
    def media_type(self) -> str:
        """The media type with its parameters."""
        return self.headers.get("content-type", "")


def export_static(settings: Settings, folder: Path, on_progress: OnProgress) -> int:
    """Write the release of `settings` into `folder`, which must be empty or not there; the number of files written.

    Raises ReleaseError where there is no release or the folder holds something.
    """
    if folder.is_dir() and any(folder.iterdir()):
        raise ReleaseError("the folder must be empty, so that nothing of an earlier release stays", str(folder))
    return asyncio.run(_Mirror(settings, folder).write(on_progress))


def _run_nothing(_: OpenRelease) -> AbstractAsyncContextManager[OnRelease]:
    """In place of what lives as long as a server: nobody listens here."""
    return nullcontext(_no_switch)


async def _no_switch(_: OpenRelease) -> None:
    """No newer release is looked for."""


class _Mirror:
    def __init__(self, settings: Settings, folder: Path) -> None:
        pages = create_pages(settings, _run_nothing, live=False)
        self.app = Front(pages.state.site, pages, pages)
        self.release: OpenRelease = pages.state.site.release
        self.folder = folder
        self.types: dict[str, str] = {}
        self.redirects: dict[str, str] = {}

    async def write(self, on_progress: OnProgress) -> int:
        """All files; documents one after the other, as no memory holds the addresses of all."""
        total = self.release.index.execute("SELECT count(*) FROM document WHERE page = 1").fetchone()[0]
        routes = [route.path for router in ROUTERS for route in router.routes if isinstance(route, Route)]
        starts = [path for path in dict.fromkeys(routes) if "{" not in path and not path.startswith(LIVE)]
        starts += [f"/{file.path}" for file in self.release.manifest.files]
        files = await self._crawl(starts)
        documents = self.release.index.execute("SELECT path, class FROM document WHERE page = 1 ORDER BY path")
        for number, (path, kind) in enumerate(documents, 1):
            files += await self._crawl([f"/doc/{path}"], f"/doc/{path}", kind == "gone")
            on_progress("export", number, total)
        self._write_settings()
        return files + 3

    async def _crawl(self, starts: Iterable[str], own: str = "", gone: bool = False) -> int:
        """Write the addresses and those that they lead to: other forms of the document `own`, or all but documents.

        An address that answers nothing is left out.
        """
        seen = dict.fromkeys(starts)
        queue, files = deque(seen), 0
        while queue:
            address = queue.popleft()
            links, written = await self._take(address, (200, 410) if gone else (200,))
            files += written
            for link in links:
                path = link.partition("?")[0]
                wanted = path.partition(".")[0] == own if own else not path.startswith(("/doc/", "/id/", *LIVE))
                if wanted and link not in seen:
                    seen[link] = None
                    queue.append(link)
        return files

    async def _take(self, address: str, good: tuple[int, ...]) -> tuple[list[str], int]:
        """Write what an address answers; the addresses that it leads to, and whether a file was written."""
        path = urlsplit(address).path
        with tempfile.TemporaryFile() as body:
            answer = await self._ask(address, body)
            other = answer.headers.get("location") or answer.headers.get("content-location", "")
            page = answer.media_type.startswith("text/html")
            if 300 <= answer.status < 400 or (not page and not _has_suffix(path)):
                if answer.status < 400 and other:
                    self.redirects[path] = self._bare(other)
                return [self._bare(other)] if other else [], 0
            if answer.status not in good:
                return [], 0
            links = [self._bare(link) for link in LINK.findall(answer.headers.get("link", ""))]
            file = _name_file(address)
            body.seek(0)
            content = body.read() if page else None
            if content is not None:
                text = content.decode()
                links += [self._bare(unescape(link)) for _, link in ATTRIBUTE.findall(text)]
                text = ATTRIBUTE.sub(
                    lambda found: f'{found[1]}="{escape(self._relate(unescape(found[2]), file))}"', text
                )
                content = text.encode()
            else:
                self.types[PurePosixPath(file).suffix or f"/{file}"] = answer.media_type
            self._save(file, content, body)
            return links, 1

    def _save(self, file: str, content: bytes | None, body: BinaryIO) -> None:
        target = self.folder / file
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as output:
            if content is not None:
                output.write(content)
            else:
                while block := body.read(1 << 20):
                    output.write(block)

    def _bare(self, address: str) -> str:
        """An address without the base's path, its own default language, and what a browser keeps to itself."""
        parts = urlsplit(address.removeprefix(self.release.base).removeprefix(self.release.prefix))
        query = [(name, value) for name, value in sorted(parse_qsl(parts.query)) if (name, value) != ("lang", "en")]
        return unquote(parts.path).removesuffix(".html") + (f"?{urlencode(query)}" if query else "")

    def _relate(self, link: str, file: str) -> str:
        """The link as it stands in a file: relative, to the file that holds what it leads to."""
        address = self._bare(link)
        path, stroke, query = address.partition("?")
        for prefix in ("/doc/", "/id/"):
            if path.startswith(prefix):
                stem, dot, suffix = path.removeprefix(prefix).partition(".")
                stem = self.release.moved(stem) or stem
                if self.release.kind(stem) is None:
                    stem = self.release.container(stem) or stem
                address = f"/doc/{stem}{dot}{suffix}{stroke}{query}"
        fragment = urlsplit(link).fragment
        target = quote(relpath(_name_file(address), PurePosixPath(file).parent))
        return target + (f"#{fragment}" if fragment else "")

    async def _ask(self, address: str, body: BinaryIO) -> Answer:
        """What the pages answer to a GET of an address; the body is written to `body`."""
        path, _, query = address.partition("?")
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
            "path": path, "raw_path": quote(path).encode(), "root_path": "", "query_string": query.encode(),
            "headers": [(b"accept", b"*/*")], "client": None, "server": None,
        }  # fmt: skip
        started: dict[str, Any] = {}

        async def receive() -> dict[str, Any]:
            await asyncio.Event().wait()  # the client sends no body, and does not go away
            return {}

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                started.update(message)
            else:
                body.write(message.get("body", b""))

        await self.app(scope, receive, send)
        return Answer(started["status"], {name.decode(): value.decode("latin-1") for name, value in started["headers"]})

    def _write_settings(self) -> None:
        """`_headers`, `_redirects` and `nginx.conf`: media types, CORS, and where `/id/…` leads."""
        index, types = self.release.index, sorted(self.types.items())
        moved = dict(index.execute("SELECT path, target FROM moved ORDER BY path"))
        gone = [row[0] for row in index.execute("SELECT path FROM document WHERE class = 'gone' ORDER BY path")]
        kinds = [(f"/*{name}" if name[0] == "." else name, {"Content-Type": kind}) for name, kind in types]
        rules = [line for path, found in [("/*", HEADERS), *kinds] for line in (path, *_list_fields(found))]
        hops = [f"/id/{old} /id/{new} 308" for old, new in moved.items()]
        hops += [f"{old} {new} 303" for old, new in sorted(self.redirects.items())]
        hops += [f"/id/{part}/* /doc/statement/:slug 303" for part in PARTS] + ["/id/* /doc/:splat 303"]
        values = {"types": types, "moved": moved, "gone": gone, "redirects": self.redirects, "policy": POLICY}
        sample = templates().get_template("mirror.conf").render(release=self.release, **values)
        for name, text in (("_headers", "\n".join(rules)), ("_redirects", "\n".join(hops)), ("nginx.conf", sample)):
            (self.folder / name).write_text(f"{text}\n", encoding="utf-8")


def _list_fields(headers: Mapping[str, str]) -> list[str]:
    return [f"  {name}: {value}" for name, value in headers.items()]


def _has_suffix(path: str) -> bool:
    return "." in path.rpartition("/")[2] or (path.startswith(PLAIN) and not path.endswith("/"))


def _name_file(address: str) -> str:
    """The file of an address: `/doc/x?page=2&lang=fr` is `doc/x.p2.fr.html`, `/` is `index.html`."""
    path, _, query = address.partition("?")
    asked = dict(parse_qsl(query))
    suffix = PurePosixPath(path).suffix if _has_suffix(path) else ".html"
    stem = path.lstrip("/").removesuffix(suffix) + ("index" if path.endswith("/") else "")
    number = f".p{asked['page']}" if asked.get("page", "1") != "1" else ""
    return stem + number + (f".{asked['lang']}" if "lang" in asked else "") + suffix
