"""HTML to a tree, within limits: size, depth, number of tags and attributes; no network, no entities from outside."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from lxml import etree, html

from converters.errors import ReadError
from converters.read.content import clean
from converters.read.decode import decode

TAG_LIMIT = 300_000
ATTRIBUTE_LIMIT = 250  # of one tag; the parser takes time quadratic in their number
DEPTH_LIMIT = 2048  # the parser's own
_CHARSET = re.compile(rb"<meta[^<>]{0,200}?charset\s{0,9}=\s{0,9}[\"']?([A-Za-z0-9_:.-]{1,40})", re.IGNORECASE)
# A token never fails once begun and never gives back what it took, so all tokens together take linear time.
_TOKEN = re.compile(
    r"<(?:!--(?:[^-]++|-(?!->))*+"
    r"|(?P<raw>script|style|textarea)\b(?:[^<]++|<(?!/(?P=raw)))*+"
    r"|/?[a-z][^\s/>]*+(?:[\s/]*+[^\s/>=][^\s/>=]*+(?:\s*+=\s*+(?:\"[^\"]*+\"?+|'[^']*+'?+|[^\s>]*+))?+)"
    rf"{{0,{ATTRIBUTE_LIMIT}}}+(?P<more>[\s/]*+[^\s/>])?+)",
    re.IGNORECASE,
)

Element = etree._Element


def parse_html(raw: bytes) -> tuple[Element, tuple[str, ...]]:
    """The root of the page and notes on its encoding; raises ReadError for what is beyond the limits or no page."""
    declared = _CHARSET.search(raw, 0, 2048)
    text, notes = decode(raw, declared[1].decode("ascii") if declared else None)
    _check_tags(text)
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True, recover=True
    )
    try:
        root = html.document_fromstring(text.encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise ReadError(f"is no HTML page: {error}") from error
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        raise ReadError(f"nests its tags more than {DEPTH_LIMIT} levels deep; expected a page with text")
    return root, notes


def _check_tags(text: str) -> None:
    count = 0
    for token in _TOKEN.finditer(text):
        count += 1
        if token.lastgroup == "more":
            line = text.count("\n", 0, token.start()) + 1
            raise ReadError(f"has a tag with more than {ATTRIBUTE_LIMIT} attributes", place=f"line {line}")
    if count > TAG_LIMIT:
        raise ReadError(f"has {count} tags, above the limit of {TAG_LIMIT}; expected a page with text")


def name_of(element: Element) -> str:
    """The tag's name in lower case; empty for what is no element."""
    return element.tag.lower() if isinstance(element.tag, str) else ""


def text_of(element: Element) -> str:
    """All text in the element on one line, its space collapsed."""
    return clean("".join(map(str, element.itertext())))


def host_of(url: str | None) -> str:
    """The host of an address without `www.`; empty where it has none or cannot be read."""
    try:
        return (urlsplit((url or "").strip()).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
