"""Which representation, language and encoding a client gets: RFC 9110 section 12.5, RFC 4647.

    offers = [Offer("turtle", "text/turtle", suffix="ttl"), Offer("html", "text/html", suffix="html")]
    choose(accept, offers)              → Offer or None (answer 406)
    find_offer("ttl", offers)           → the offer that `?format=ttl`, a suffix or a media type names, or None
    take_suffix("doc/x.ttl", offers)    → ("doc/x", offer) or ("doc/x.ttl", None)
    choose_language("ar, en;q=0.5", ["en", "fr", "es", "ar"])  → "ar"
    choose_encoding("br, gzip;q=0.5")   → "br", "gzip" or None (send as it is)

An offer's `media_type` may carry parameters (`application/ld+json;profile="…"`). A range with parameters matches an
offer that declares the same ones more closely than one that declares none; parameters that no offer declares change
nothing, so that an asked-for JSON-LD profile that we don't have still gets JSON-LD.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
QUOTED = r'"(?:[^"\\]|\\.)*"'
VALUE = rf'{QUOTED}|[^\s;,"]+'  # tokens, and the IRIs without quotes that some clients send
RANGE = re.compile(rf"\s*({TOKEN})/({TOKEN})\s*((?:;\s*(?:{TOKEN}\s*=\s*(?:{VALUE})?\s*)?)*)$")
PARAMETER = re.compile(rf"({TOKEN})\s*=\s*({VALUE})?")
WEIGHTED = re.compile(rf"\s*({TOKEN})\s*(?:;\s*[qQ]\s*=\s*([0-9.]+)\s*)?$")
QUALITY = re.compile(r"(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$")
PART = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*"?)+')

Parameters = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """A representation that the server has: a name of its own, what it is, and the file suffix that asks for it."""

    name: str
    media_type: str
    suffix: str = ""
    quality: float = 1.0
    aliases: tuple[str, ...] = ()
    parameters: Parameters = field(init=False, default=())
    essence: str = field(init=False, default="")

    def __post_init__(self) -> None:
        essence, parameters = split_media_type(self.media_type)
        object.__setattr__(self, "essence", essence)
        object.__setattr__(self, "parameters", parameters)


class MediaRange(NamedTuple):
    """One element of an Accept header."""

    type: str
    subtype: str
    parameters: Parameters
    quality: float


def split_media_type(text: str) -> tuple[str, Parameters]:
    """`type/subtype` in small letters and the parameters, names in small letters; ("", ()) if it is none."""
    match = RANGE.match(text)
    if not match:
        return "", ()
    return f"{match[1]}/{match[2]}".lower(), read_parameters(match[3])


def read_parameters(text: str) -> Parameters:
    """The parameters of a media type in their order; values without quotes, charsets in small letters."""
    found = []
    for name, value in PARAMETER.findall(text):
        if value.startswith('"'):
            value = re.sub(r"\\(.)", r"\1", value[1:-1])
        found.append((name.lower(), value.lower() if name.lower() == "charset" else value))
    return tuple(found)


def read_quality(text: str | None) -> float:
    """The weight of section 12.4.2; 1 where none is given, 0 where it is malformed."""
    if text is None:
        return 1.0
    return float(text) if QUALITY.match(text) else 0.0


@lru_cache(maxsize=512)
def read_accept(header: str) -> tuple[MediaRange, ...]:
    """The media ranges of an Accept header; malformed ones are left out."""
    ranges = []
    for part in PART.findall(header):
        essence, parameters = split_media_type(part)
        if not essence:
            continue
        names = [name for name, _ in parameters]
        position = names.index("q") if "q" in names else len(names)
        weight = parameters[position][1] if "q" in names else None
        kind, _, subtype = essence.partition("/")
        if kind == "*" and subtype != "*":
            continue
        ranges.append(MediaRange(kind, subtype, parameters[:position], read_quality(weight)))
    return tuple(ranges)


def closeness(media_range: MediaRange, offer: Offer) -> int:
    """How closely the range names the offer (0: any type … 2: this type, more with its parameters), or -1."""
    kind, _, subtype = offer.essence.partition("/")
    if media_range.type == "*":
        return 0
    if media_range.type != kind or media_range.subtype not in ("*", subtype):
        return -1
    if media_range.subtype == "*":
        return 1
    declared = dict(offer.parameters)
    if any(name in declared and not includes(declared[name], value) for name, value in media_range.parameters):
        return -1
    return 2 + sum(name in declared for name, _ in media_range.parameters)


def includes(declared: str, asked: str) -> bool:
    """A parameter's value covers what is asked; a profile may hold several IRIs."""
    return set(asked.split()) <= set(declared.split())


def weigh(offer: Offer, ranges: Sequence[MediaRange]) -> float:
    """The quality that the client gives to this offer: that of the closest range (section 12.5.1)."""
    best, quality = -1, 0.0
    for media_range in ranges:
        close = closeness(media_range, offer)
        if close > best or (close == best >= 0 and media_range.quality > quality):
            best, quality = close, media_range.quality
    return quality


def choose(accept: str | None, offers: Sequence[Offer]) -> Offer | None:
    """The offer that suits the client best, the earlier one of equals; None if the client accepts none.

    Without a header, or with one that holds no readable range, the first offer: the client has not said.
    """
    ranges = read_accept(accept) if accept else ()
    if not ranges:
        return offers[0]
    weights = [(weigh(offer, ranges), offer) for offer in offers]
    accepted = [(weight * offer.quality, weight, offer) for weight, offer in weights if weight > 0]
    if not accepted:
        return None
    return max(accepted, key=lambda item: (item[0], item[1]))[2]


def find_offer(name: str, offers: Sequence[Offer]) -> Offer | None:
    """The offer that a name, suffix, alias or media type names, without regard to case."""
    wanted = name.strip().lower()
    essence, _ = split_media_type(wanted)
    for offer in offers:
        if wanted in (offer.name, offer.suffix, *offer.aliases) or essence == offer.essence:
            return offer
    return None


def take_suffix(path: str, offers: Sequence[Offer]) -> tuple[str, Offer | None]:
    """The path without a suffix that names an offer, and that offer; else the path as it is and None."""
    stem, dot, suffix = path.rpartition(".")
    if dot and stem and not stem.endswith("/"):
        for offer in offers:
            if suffix == offer.suffix:
                return stem, offer
    return path, None


@lru_cache(maxsize=512)
def read_weights(header: str) -> tuple[tuple[str, float], ...]:
    """The elements of Accept-Language or Accept-Encoding with their weights, in small letters."""
    found = [WEIGHTED.match(part) for part in header.split(",")]
    return tuple((match[1].lower(), read_quality(match[2])) for match in found if match)


def choose_encoding(accept_encoding: str | None, offered: Sequence[str] = ("br", "gzip")) -> str | None:
    """The content coding to use, or None for none (section 12.5.3); the earlier one offered of equals."""
    if not accept_encoding:
        return None
    weights = dict(read_weights(accept_encoding))
    wildcard = weights.get("*", 0.0)
    best = max(offered, key=lambda name: weights.get(name, wildcard))
    quality = weights.get(best, wildcard)
    return best if quality > 0 and quality >= weights.get("identity", 0.0) else None


def choose_language(accept_language: str | None, offered: Sequence[str]) -> str:
    """The offered language that suits best by lookup (RFC 4647 section 3.4); the first offered if none does."""
    weights = sorted(read_weights(accept_language or ""), key=lambda item: -item[1])
    refused = {tag for tag, weight in weights if weight == 0}
    for tag, weight in weights:
        if weight == 0:
            break
        if tag == "*":
            return next((language for language in offered if language.lower() not in refused), offered[0])
        while tag:
            for language in offered:
                if language.lower() == tag and tag not in refused:
                    return language
            tag = tag.rpartition("-")[0]
    return offered[0]
