"""`/id/…` names a thing, `/doc/…` is the document about it (Cool URIs for the Semantic Web, section 4.2).

The redirect from a thing goes to its one document, whatever the client accepts; the document negotiates, and names
the variant it sent in Content-Location. So the redirect can be kept by any cache, and one address of the document can
be passed on. A suffix or `?format=` takes the choice away. Typed links follow FAIR Signposting (signposting.org/FAIR).
"""

from __future__ import annotations

import io
import json
from urllib.parse import quote, urlencode

import pyoxigraph as ox
from fastapi import APIRouter, Request, Response
from markupsafe import Markup

from converters.formats import JSON_LD, N_TRIPLES, RDF_XML, TURTLE, Format, write_sorted
from converters.framing import CONTEXT_PATH, CONTEXT_RELATION, Framer
from server.errors import ServerError
from server.listing import read_page_number
from server.negotiation import Offer, choose, find_offer, take_suffix
from server.release import DocumentRow, OpenRelease
from server.representation import Representation
from server.site import HTML, METHODS, page_of, reader_of, site_of
from server.structured import TYPES, describe_resource
from server.views import Page, render

router = APIRouter()

FORMATS: dict[str, Format] = {entry.suffix[1:]: entry for entry in (TURTLE, JSON_LD, N_TRIPLES, RDF_XML)}
DATA = tuple(Offer(entry.name, entry.media_type, suffix) for suffix, entry in FORMATS.items())
PAGE = Offer("html", "text/html", "html")
PLAIN = Offer("json", "application/json", "json")  # framed, with plain keys; for statements
OFFERS = (PAGE, *DATA)
ALL_OFFERS = (*OFFERS, PLAIN)
TEMPLATES = {"organisation": "agent", "person": "agent", "concept": "resource"}
NEGOTIATED = "Accept, Accept-Language, Accept-Encoding"


async def redirect(request: Request) -> Response:
    """303 to the document, 308 where the thing was merged into another, 410 where it was withdrawn, 404 otherwise."""
    release = site_of(request).release
    path, offer = take_suffix(request.path_params["path"], ALL_OFFERS)
    kind = release.kind(path)
    if kind == "gone":
        return await _answer_document(request, path, offer)
    suffix = f".{offer.suffix}" if offer else ""
    target = release.moved(path)
    if target is not None:
        return _go(request, 308, f"/id/{target}{suffix}")
    if kind is not None:
        return _go(request, 303, f"/doc/{path}{suffix}")
    container = release.container(path)
    if container is None:
        raise _unknown(release, path)
    anchor = path.removeprefix(f"{container}/").replace("/", "-") if path.startswith(container) else ""
    return _go(request, 303, f"/doc/{container}{suffix}", anchor)


async def document(request: Request) -> Response:
    """The document about a thing: a page, Turtle, JSON-LD, N-Triples or RDF/XML; of a statement plain JSON too."""
    release = site_of(request).release
    path, offer = take_suffix(request.path_params["path"], ALL_OFFERS)
    target = release.moved(path)
    if target is not None:
        return _go(request, 308, f"/doc/{target}" + (f".{offer.suffix}" if offer else ""))
    if release.kind(path) is None:
        container = release.container(path)
        if container is None:
            raise _unknown(release, path)
        return _go(request, 303, f"/doc/{container}" + (f".{offer.suffix}" if offer else ""))
    return await _answer_document(request, path, offer)


async def graph(request: Request) -> Response:
    """A statement's graphs are described in its document."""
    path = f"statement/{request.path_params['slug']}"
    if request.path_params["kind"] not in ("statement", "evidence") or site_of(request).release.kind(path) is None:
        raise ServerError(404, "No such graph", "The named graphs are listed in the service description at /sparql.")
    return _go(request, 303, f"/doc/{path}")


def choose_offer(request: Request, offer: Offer | None, offers: tuple[Offer, ...] = OFFERS) -> tuple[Offer, bool]:
    """The representation to send, and whether the Accept header decided; raises ServerError 406."""
    name = request.query_params.get("format")
    if offer is None and name:
        offer = find_offer(name, offers)
    elif offer is None:
        chosen = choose(request.headers.get("accept"), offers)
        if chosen is not None:
            return chosen, True
    if offer is None:
        known = ", ".join(f"{one.media_type} (.{one.suffix})" for one in offers)
        raise ServerError(406, "Not available in that form", f"Available: {known}.", headers={"Vary": NEGOTIATED})
    return offer, False


async def _answer_document(request: Request, path: str, suffix: Offer | None) -> Response:
    site = site_of(request)
    release = site.release
    offers = ALL_OFFERS if release.kind(path) == "statement" else OFFERS
    if suffix is not None and suffix not in offers:
        raise _unknown(release, f"{path}.{suffix.suffix}")
    offer, negotiated = choose_offer(request, suffix, offers)
    first = release.document(path) if "page" in request.query_params else None
    number = read_page_number(request.query_params.get("page"), first.pages if first else 1)
    reader = reader_of(request) if offer is PAGE else None

    def make() -> Representation:
        row = release.document(path, number)
        assert row is not None
        status = 410 if row.kind == "gone" else 200
        lasting = site.lasting if status == 200 else {"cache-control": "no-cache"}
        headers = lasting | _headers(release, path, number, row, offer)
        if offer is PAGE:
            page = page_of(request)
            return Representation(_render(page, row), HTML, headers | {"content-language": page.language}, status)
        if offer is PLAIN:
            return Representation(_frame(release, path, row), PLAIN.media_type, headers, status)
        entry = FORMATS[offer.suffix]
        return Representation(_serialise(row.read_triples(), entry), entry.media_type, headers, status)

    kept = await site.cache.get((release.version, path, number, offer.name, reader), make)
    extra = {"vary": NEGOTIATED if negotiated else "Accept-Language, Accept-Encoding"}
    if kept.status == 200:
        extra["content-location"] = _variant(release, path, number, offer, reader.language if reader else "")
    return kept.respond(request, extra)


def _serialise(triples: bytes, entry: Format) -> bytes:
    """Sorted N-Triples in another syntax."""
    if entry is N_TRIPLES:
        return triples
    output = io.BytesIO()
    write_sorted(ox.parse(triples, ox.RdfFormat.N_TRIPLES), entry, output)
    return output.getvalue()


def _frame(release: OpenRelease, path: str, row: DocumentRow) -> bytes:
    """A statement as nested JSON; the Link header names the context that makes it JSON-LD."""
    node = Framer(row.read_triples()).frame(f"{release.base}/id/{path}", "statement")
    return json.dumps(node, ensure_ascii=False, indent=1).encode() + b"\n"


def _render(page: Page, row: DocumentRow) -> bytes:
    view = row.read_view()
    if row.kind == "gone":
        return render("gone.html", page, view=view)
    structured: Markup = describe_resource(page, view)
    name = TEMPLATES.get(row.kind, row.kind)
    return render(f"{name}.html", page, view=view, structured=structured, data_offers=DATA)


def _headers(release: OpenRelease, path: str, number: int, row: DocumentRow, offer: Offer) -> dict[str, str]:
    thing = f"{release.base}/id/{path}"
    plain = f"{release.prefix}/doc/{path}"
    links = [f'<{thing}>; rel="cite-as"', f'<{release.manifest.licence}>; rel="license"']
    if offer is PAGE:
        links += [
            f'<{_variant(release, path, number, one)}>; rel="alternate describedby"; type="{one.media_type}"'
            for one in DATA
        ]
        if row.kind == "statement":
            links.append(f'<{_variant(release, path, number, PLAIN)}>; rel="alternate"; type="{PLAIN.media_type}"')
        if row.kind == "statement":
            links += [f'<{release.base}/id/{one["path"]}>; rel="author"' for one in row.read_view()["publishers"]]
        links.append('<https://schema.org/AboutPage>; rel="type"')
        links.append(f'<https://schema.org/{TYPES.get(row.kind, "Thing")}>; rel="type"')
    else:
        others = [one for one in OFFERS if one is not offer]
        links += [
            f'<{_variant(release, path, number, one)}>; rel="alternate"; type="{one.media_type}"' for one in others
        ]
        links += [f'<{thing}>; rel="describes"', f'<{plain}>; rel="describes"; type="text/html"']
    if offer is PLAIN:
        context = f"{release.base}/{CONTEXT_PATH}"
        links.append(f'<{context}>; rel="{CONTEXT_RELATION}"; type="application/ld+json"')
    links.append(f'<{release.base}/>; rel="collection"')
    if number > 1:
        links.append(f'<{plain}{"?page=" + str(number - 1) if number > 2 else ""}>; rel="prev"')
    if number < row.pages:
        links.append(f'<{plain}?page={number + 1}>; rel="next"')
    return {"link": ", ".join(links)}


def _variant(release: OpenRelease, path: str, number: int, offer: Offer, language: str = "") -> str:
    """The address of one representation."""
    query = {name: value for name, value in (("page", number if number > 1 else ""), ("lang", language)) if value}
    return f"{release.prefix}/doc/{quote(path)}.{offer.suffix}" + (f"?{urlencode(query)}" if query else "")


def _go(request: Request, status: int, path: str, anchor: str = "") -> Response:
    """A redirect within the site that keeps format, language and page."""
    site = site_of(request)
    kept = {name: value for name, value in request.query_params.items() if name in ("format", "lang", "page")}
    location = site.release.prefix + quote(path) + (f"?{urlencode(kept)}" if kept else "")
    headers = {"location": location + (f"#{anchor}" if anchor else ""), "vary": "Accept-Encoding", **site.lasting}
    return Response(status_code=status, headers=headers)


def _unknown(release: OpenRelease, path: str) -> ServerError:
    return ServerError(404, "Not found", f"This release ({release.version}) has nothing at {release.base}/id/{path}")


# Plain routes: FastAPI's own take as long to call as the whole answer to find in the cache.
router.add_route("/doc/{path:path}", document, methods=METHODS)
router.add_route("/id/{path:path}", redirect, methods=METHODS)
router.add_route("/graph/{kind}/{slug:path}", graph, methods=METHODS)
