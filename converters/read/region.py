"""Which parts of a page hold its text, and which are furniture: menus, cookie bars, share bars, footers."""

from __future__ import annotations

import logging
import re
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import islice

from lxml import etree

from converters.read.markup import Element, host_of, name_of, text_of

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it reports what it discards, to nobody's use
_NEVER = frozenset((
    "script", "style", "noscript", "template", "nav", "svg", "math", "button", "input", "select", "textarea",
    "iframe", "object", "embed", "canvas", "audio", "video", "map", "figcaption", "head", "title", "link", "meta",
    "aside", "dialog", "datalist", "progress", "meter",
))  # fmt: skip
_ROLES = frozenset((
    "navigation", "contentinfo", "search", "complementary", "dialog", "alertdialog", "menu", "menubar", "toolbar",
))  # fmt: skip
_NAMES = frozenset((
    "cookie", "cookies", "consent", "share", "sharing", "sharedaddy", "social", "breadcrumb", "breadcrumbs",
    "crumb", "crumbs", "menu", "navbar", "nav", "navigation", "sidebar", "related", "newsletter", "subscribe",
    "comments", "respond", "footer", "colophon", "pagination", "pager", "skip", "advert", "ads", "popup", "login",
    "toolbar", "masthead", "topbar",
))  # fmt: skip
_HIDDEN = re.compile(r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden", re.IGNORECASE)
_NAME_PARTS = re.compile(r"[\s_-]+")
_UNITS = ("p", "li", "h1", "h2", "h3", "h4", "td", "dd", "blockquote")
_MOST = 0.4  # an element with so much of the page's text is no furniture, whatever it is called
_LEAST = 200  # characters of a region
_NEAR = 20  # levels within which an element belongs to an article
_ELEMENTS, _DEPTH = 6000, 60  # beyond them trafilatura may take long, and the page is taken as a whole


@dataclass(slots=True)
class Weight:
    """How much text an element holds, and how much of it in links within the site, its titles, and how
    many levels of elements."""

    text: int = 0
    links: int = 0
    linked: int = 0
    titles: int = 0
    depth: int = 1


@dataclass(slots=True)
class Region:
    """The element to walk, and the elements below it to leave out; `strict` if the page itself marks it as main."""

    root: Element
    weights: dict[Element, Weight]
    strict: bool
    left_out: set[Element] = field(default_factory=set)
    hidden: int = 0

    def leaves_out(self, element: Element) -> bool:
        """Whether the element, with all below it, is furniture."""
        name = name_of(element)
        if name in _NEVER or element in self.left_out:
            return True
        weight = self.weights.get(element, Weight())
        if element.attrib and _is_hidden(element):
            self.hidden += weight.text
            return True
        if weight.text >= _MOST * self.weights[self.root].text:
            return False
        if name == "header":
            return not self._inside(element) and not weight.titles
        if name == "footer":
            return weight.links > 0 or not self._inside(element)
        return bool(element.attrib and _is_named(element, name)) or (not self.strict and _is_menu(weight, name))

    def _inside(self, element: Element) -> bool:
        return self.strict or any(name_of(e) in ("article", "main") for e in islice(element.iterancestors(), _NEAR))


def find_region(root: Element, address: str | None) -> Region:
    """The part of the page that holds its text: `main`, else around the article, else around what trafilatura keeps.

    `address` is the page's own, by which links that stay on its site are told from others.
    """
    body = root.find("body")
    body = root if body is None else body
    weights = _weigh(body, host_of(address))
    mains = [e for e in body.iter() if name_of(e) == "main" or e.get("role") == "main"]
    mains = [e for e in mains if weights[e].text >= _LEAST]
    if mains:
        main = max(mains, key=lambda e: weights[e].text)
        return Region(main, weights, True, _teasers(main, weights))
    articles = [e for e in body.iter("article") if weights[e].text >= _LEAST]
    core = max(articles, key=lambda e: weights[e].text) if articles else None
    if core is None or 2 * weights[core].text < weights[body].text:
        usual = len(weights) <= _ELEMENTS and weights[body].depth <= _DEPTH
        core = _kept(root, body) if usual else None
    region = Region(body, weights, False)
    if core is not None:
        region.left_out = _beside(core, body, weights)
    return region


def _weigh(body: Element, host: str) -> dict[Element, Weight]:
    weights: dict[Element, Weight] = {}
    for _, element in etree.iterwalk(body, events=("end",)):
        name = name_of(element)
        own = Weight(_length(element.text) if name not in ("script", "style") else 0, titles=int(name == "h1"))
        for child in element:
            part = weights[child]
            own.text += part.text + _length(child.tail)
            own.links, own.linked = own.links + part.links, own.linked + part.linked
            own.titles, own.depth = own.titles + part.titles, max(own.depth, part.depth + 1)
        if name == "a" and not _leads_away(element.get("href"), host):
            own.links, own.linked = 1, own.text
        weights[element] = own
    return weights


def _length(text: str | None) -> int:
    return len(text.strip()) if text else 0


def _leads_away(href: str | None, host: str) -> bool:
    """Whether a link leads to another site, or to none (`mailto:`)."""
    target = (href or "").strip().lower()
    if target.startswith(("mailto:", "tel:")):
        return True
    return target.startswith(("http://", "https://", "//")) and (not host or host_of(target) != host)


def _is_hidden(element: Element) -> bool:
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    return bool(_HIDDEN.search((element.get("style") or "")[:500]))


def _is_named(element: Element, name: str) -> bool:
    """Whether role, class or id say that the element is furniture."""
    if element.get("role") in _ROLES:
        return True
    if name in ("h1", "h2", "h3", "h4", "h5", "h6", "body", "html", "main", "article"):
        return False
    named = [*(element.get("class") or "").lower().split()[:20], (element.get("id") or "").lower()]
    return any(len(parts := _NAME_PARTS.split(n[:60])) <= 3 and not _NAMES.isdisjoint(parts) for n in named if n)


def _is_menu(weight: Weight, name: str) -> bool:
    """Whether most of the text is links within the site."""
    dense = weight.linked >= 0.6 * weight.text and weight.text > 0
    return dense and name not in ("a", "h1", "h2") and (weight.links >= 3 or (weight.links >= 1 and weight.text < 60))


def _teasers(main: Element, weights: dict[Element, Weight]) -> set[Element]:
    """Short articles beside a long one: what else there is to read."""
    articles = list(main.iter("article"))
    longest = max((weights[e].text for e in articles), default=0)
    return {e for e in articles if weights[e].links and 3 * weights[e].text < longest}


def _beside(core: Element, body: Element, weights: dict[Element, Weight]) -> set[Element]:
    """Elements beside the core, or beside what holds it, that have links within the site and no title."""
    found: set[Element] = set()
    while core is not body and (parent := core.getparent()) is not None:
        found.update(e for e in parent if e is not core and weights[e].links and not weights[e].titles)
        core = parent
    return {e for e in found if name_of(e) not in ("h1", "p", "a", "span", "em", "strong", "b", "i", "br")}


def _kept(root: Element, body: Element) -> Element | None:
    """The smallest element around all that trafilatura takes for the page's text."""
    import trafilatura  # takes long to load, and few pages need it

    try:
        document = trafilatura.bare_extraction(
            deepcopy(root), favor_recall=True, include_comments=False, with_metadata=False
        )
    except Exception:  # whatever it stumbles over, the page is then taken as a whole
        return None
    kept_body = getattr(document, "body", None)
    if kept_body is None:
        return None
    texts = {text_of(e) for e in kept_body.iter()} - {""}
    kept = [e for e in body.iter(*_UNITS) if text_of(e) in texts]
    if not kept:
        return None
    paths = [[*reversed(list(e.iterancestors())), e] for e in (kept[0], kept[-1])]
    common = [a for a, b in zip(*paths, strict=False) if a is b]
    return common[-1] if common else None
