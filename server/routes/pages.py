"""The start page, the lists, the search, the page about the publisher, the SPARQL editor, robots.txt."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from fastapi import APIRouter, Request, Response
from markupsafe import Markup

from ontology import PREFIXES
from server.editor import STYLE, has_editor
from server.interface import LANGUAGES
from server.listing import CLASSES, find_items
from server.release import OpenRelease
from server.representation import Representation
from server.routes.entity import DATA
from server.routes.feeds import ATOM, SITEMAP, STREAM
from server.site import METHODS, answer_page, page_links, site_of
from server.structured import describe_release, dump_files, embed
from server.views import Page

router = APIRouter()

LISTS = {
    "/statements": ("statements", ("statement",)),
    "/organisations": ("organisations", ("organisation",)),
    "/addressees": ("addressees", ("addressee",)),
    "/law": ("law", ("law",)),
    "/search": ("search", CLASSES),
}
COUNTED = (
    ("/statements", "statements", "und:Statement"),
    ("/organisations", "organisations", "und:Organisation"),
    ("/statements", "demands", "und:Demand"),
    ("/addressees", "addressees", "und:Addressee"),
    ("/law", "law", "und:LegalProvision"),
)
LATEST = 5

# The editor asks this server only. Its package sets styles by script, which needs no exception, and adds one style
# element, which is named by its digest.
EDITOR_POLICY = (
    f"default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self' {STYLE}; img-src 'self' data:;"
    " font-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class Example(NamedTuple):
    """One example query: the name of its file, its titles by language, its text."""

    name: str
    titles: dict[str, str]
    text: str


@router.api_route("/", methods=METHODS)
async def start(request: Request) -> Response:
    """What there is, how much of it, and where to begin."""

    def values(page: Page) -> dict[str, Any]:
        counts = page.release.manifest.counts
        return {
            "counts": [(path, page.words[word], counts.get(name, 0)) for path, word, name in COUNTED],
            "latest": find_items(page, ("statement",), {}, LATEST).cards,
            "structured": describe_release(page.release, counts),
        }

    return await answer_page(request, "start.html", values, {"link": describe_dataset(site_of(request).release)})


def describe_dataset(release: OpenRelease) -> str:
    """The typed links of the data set's landing page (FAIR Signposting, level 1)."""
    base, manifest = release.base, release.manifest
    links = [f'<{base}/id/dataset>; rel="cite-as"', '<https://schema.org/Dataset>; rel="type"']
    links += [page_links(release, "AboutPage"), f'<{manifest.publisher.iri or f"{base}/id/publisher"}>; rel="author"']
    for name in ("catalog", "void") if manifest.file("void.ttl") else ("catalog",):
        links += [f'<{base}/{name}.{one.suffix}>; rel="describedby"; type="{one.media_type}"' for one in DATA]
    for file in dump_files(release):
        if file.path.startswith("dumps/undersigned.") and not file.path.endswith(".zst"):
            links.append(f'<{base}/{file.path}>; rel="item"; type="{file.compression or file.media_type}"')
    return ", ".join(links)


async def show_list(request: Request) -> Response:
    """One page of a list: of one class, or of all for the search."""
    word, classes = LISTS[request.scope["path"]]

    def values(page: Page) -> dict[str, Any]:
        order = (
            "" if page.query.get("q") else page.words["order_statements" if word == "statements" else "order_others"]
        )
        return {
            "heading": page.words[word],
            "order": order,
            "mixed": len(classes) > 1,
            "found": find_items(page, classes, page.query),
        }

    return await answer_page(request, "list.html", values)


for path in LISTS:
    router.add_api_route(path, show_list, methods=METHODS, name=f"list {path}")


@router.api_route("/about", methods=METHODS)
async def about(request: Request) -> Response:
    """Who publishes, under which licence, how to cite, how to ask for a correction or a withdrawal."""
    return await answer_page(request, "about.html", lambda _: {})


@router.api_route("/sparql", methods=METHODS)
async def sparql_form(request: Request) -> Response:
    """The editor, or a form that works without scripts; the endpoint itself stands in front of these routes."""

    def values(page: Page) -> dict[str, Any]:
        examples = read_examples()
        chosen = next((one for one in examples if one.name == page.query.get("example")), examples[0])
        editor = describe_editor(page, examples, page.query.get("example")) if has_editor() else ""
        return {"examples": examples, "query": chosen.text, "editor": editor}

    headers = {"vary": "Accept, Accept-Language, Accept-Encoding"}
    if has_editor():
        headers["content-security-policy"] = EDITOR_POLICY
    return await answer_page(request, "sparql.html", values, headers)


def describe_editor(page: Page, examples: tuple[Example, ...], chosen: str | None) -> Markup:
    """What `static/editor.js` needs to know: examples, prefixes, words; JSON for a script element."""
    return embed(
        {
            "chosen": chosen,
            "examples": [{"name": one.name, "title": page.choose(one.titles)[0], "text": one.text} for one in examples],
            "prefixes": PREFIXES,
            "words": {word: page.words[word] for word in ("chart", "query")},
        }
    )


@router.api_route("/robots.txt", methods=METHODS)
async def robots(request: Request) -> Response:
    """Crawlers are kept from what computes (RFC 9309), and sent to dumps, feeds and sitemap where there are any."""
    site = site_of(request)
    prefix = site.release.prefix
    kept_out = ("/sparql", "/search", "/reconcile", "/oai")
    lines = [f"# The whole data: {site.release.base}/dumps/", "User-agent: *"]
    lines += [*(f"Disallow: {prefix}{path}" for path in kept_out), f"Allow: {prefix}/"]
    if site.release.manifest.file(SITEMAP):
        lines.insert(1, f"# What changes: {site.release.base}/{STREAM} and {site.release.base}/{ATOM}")
        lines.append(f"Sitemap: {site.release.base}/{SITEMAP}")
    body = "\n".join(lines) + "\n"
    headers = {**site.lasting, "vary": "Accept-Encoding"}
    return Representation(body.encode(), "text/plain; charset=utf-8", headers).respond(request)


@lru_cache(maxsize=1)
def read_examples() -> tuple[Example, ...]:
    """The example queries of the package, in the order of their file names; the first comments are the titles."""
    folder = files("server").joinpath("queries")
    found = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".rq")), key=lambda entry: entry.name)
    texts = {entry.name.removesuffix(".rq"): entry.read_text(encoding="utf-8") for entry in found}
    return tuple(Example(name, dict(_titles(text)), text) for name, text in texts.items())


def _titles(text: str) -> Iterator[tuple[str, str]]:
    """The title in English, which stands first, then `# fr: …` and so on, up to the first line that is none."""
    for number, line in enumerate(text.splitlines()):
        code, colon, title = line.removeprefix("# ").partition(": ")
        if number == 0:
            yield "en", line.removeprefix("# ")
        elif colon and code in LANGUAGES:
            yield code, title
        else:
            return
