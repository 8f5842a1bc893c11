"""How a page shows what the index holds: texts in the reader's language, links, dates, pages of lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote, urlencode

from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from server.interface import INTERFACE, LANGUAGES, concept_names, find_direction, find_language, name_language
from server.negotiation import choose_language
from server.release import OpenRelease

LOCALES = {"en": "en_GB"}


@dataclass(frozen=True)
class Reader:
    """Who reads: the language of the interface, and whether the address asked for it (`?lang=`)."""

    language: str
    asked: bool = False

    @property
    def locale(self) -> str:
        """The locale for dates and numbers."""
        return LOCALES.get(self.language, self.language)


def find_reader(parameter: str | None, accept_language: str | None) -> Reader:
    """The reader that `?lang=` names, else the one that Accept-Language prefers, else English."""
    if parameter in LANGUAGES:
        return Reader(parameter, asked=True)
    return Reader(choose_language(accept_language, LANGUAGES))


class Page:
    """What every template gets as `page`: the reader, the release, and the ways to write texts and links.

    `live` is false for pages that become files, where nothing can be asked.
    """

    def __init__(
        self,
        release: OpenRelease,
        reader: Reader,
        path: str,
        query: Mapping[str, str] | None = None,
        live: bool = True,
    ) -> None:
        self.release, self.reader, self.path, self.query, self.live = release, reader, path, dict(query or {}), live
        self.words = INTERFACE[reader.language]
        self.language = reader.language
        self.direction = find_direction(reader.language)

    @property
    def feeds(self) -> bool:
        """Whether the release has feeds of its changes."""
        return self.release.manifest.file("feed/atom.xml") is not None

    def link(self, path: str, **query: object) -> str:
        """The address of a page of ours; keeps the language where the address asked for it."""
        wanted = {name: str(value) for name, value in query.items() if value not in (None, "")}
        if self.reader.asked:
            wanted.setdefault("lang", self.language)
        return self.release.prefix + quote(path) + (f"?{urlencode(wanted)}" if wanted else "")

    def plain(self, path: str) -> str:
        """The address of a file of ours, without a language."""
        return self.release.prefix + quote(path)

    def here(self, **changes: object) -> str:
        """This page's address with some of its parameters changed; an empty value takes one away."""
        kept = {**self.query, **{name: str(value) for name, value in changes.items()}}
        kept = {name: value for name, value in kept.items() if value}
        return self.release.prefix + quote(self.path) + (f"?{urlencode(kept)}" if kept else "")

    def about(self, path: str) -> str:
        """The address of the page about a resource; concepts of the ontology have a section of its page."""
        if path.startswith("https://w3id.org/undersigned/"):
            return self.link("/ontology") + "#" + path.removeprefix("https://w3id.org/undersigned/").replace("/", "-")
        return path if "://" in path else self.link(f"/doc/{path}")

    def choose(self, names: Mapping[str, str]) -> tuple[str, str]:
        """The name for this reader and its language: the reader's own, English, untagged, else the first by code."""
        for code in (self.language, "en", ""):
            if code in names:
                return names[code], code
        return next(((names[code], code) for code in sorted(names)), ("", ""))

    def text(self, names: Mapping[str, str], language: str = "") -> Markup:
        """A text with `lang` and `dir` of its own language; `language` is that of an untagged one, if known."""
        value, code = self.choose(names)
        return self.tagged(value, code or language)

    def tagged(self, value: str, code: str) -> Markup:
        """A text marked with its language and direction, kept apart from the text around it."""
        tag = f' lang="{escape(code)}"' if code else ""
        direction = find_direction(code) if code else "auto"
        return Markup(f'<bdi{tag} dir="{direction}">{escape(value)}</bdi>')

    def name(self, reference: Mapping[str, Any], language: str = "") -> Markup:
        """The name of a reference; its path where it has none."""
        path = str(reference["path"])
        names = reference["names"] or concept_names(path)
        return self.text(names, language) if names else Markup(f'<bdi dir="ltr">{escape(path)}</bdi>')

    def refer(self, reference: Mapping[str, Any], language: str = "") -> Markup:
        """A link to a reference under its name."""
        return Markup(f'<a href="{escape(self.about(reference["path"]))}">{self.name(reference, language)}</a>')

    def date(self, value: str | None) -> Markup:
        """A date of one of three precisions in the reader's way of writing, machine-readable beside it."""
        if not value:
            return Markup("")
        return Markup(f'<time datetime="{escape(value)}">{escape(_write_date(value, self.reader.locale))}</time>')

    def number(self, value: int) -> str:
        """A whole number in the reader's way of writing."""
        return str(format_decimal(value, locale=self.reader.locale))

    def language_name(self, authority: str | None) -> str:
        """The name of a language, given its code in the EU's table."""
        return name_language(find_language(authority), self.language) if authority else ""

    def language_code(self, authority: str | None) -> str:
        """The BCP 47 code of a language, given its code in the EU's table."""
        return find_language(authority) if authority else ""


@lru_cache(maxsize=4096)
def _write_date(value: str, locale: str) -> str:
    try:
        if len(value) >= 10:
            return str(format_date(date.fromisoformat(value[:10]), "long", locale=locale))
        if len(value) == 7:
            return str(format_skeleton("yMMMM", date.fromisoformat(f"{value}-01"), locale=locale))
    except ValueError:
        pass
    return value


@lru_cache(maxsize=1)
def templates() -> Environment:
    """The templates, escaping by default, complaining of what is not given."""
    loader = FileSystemLoader(str(files("server").joinpath("templates")))
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, auto_reload=False)
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.globals["languages"] = {code: INTERFACE[code]["language_name"] for code in LANGUAGES}
    return environment


def render(template: str, page: Page, **values: Any) -> bytes:
    """A page as bytes; `t` are the interface's words in the reader's language."""
    return templates().get_template(template).render(page=page, t=page.words, **values).encode()


def warm_up() -> None:
    """Compile the templates and load dates, names and directions, so that no reader waits for it."""
    for name in templates().list_templates():
        templates().get_template(name)
    for code in LANGUAGES:
        _write_date("2000-01-01", Reader(code).locale)
        find_direction(code)
        name_language("en", code)
    concept_names("")
