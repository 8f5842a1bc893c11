"""The only place where an IRI of ours is put together (design note on the ontology, section 3).

All functions give paths below the base (`id/organisation/river-watch`); `iri` puts the base in front. What a path says
is for people; which thing it stands for is kept by the ledger.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable

from converters.normalise import fold_letters
from data.transliteration import load_transliteration

LONGEST = 60
_SEPARATORS = re.compile(r"[^a-z0-9]+")
_APOSTROPHES = re.compile("(?<=\\w\\w)['’‘ʼ](?=\\w)")
_ACRONYM = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*")


def iri(base: str, path: str) -> str:
    """The IRI of a path below a base, whether or not the base ends with a slash."""
    return f"{base.rstrip('/')}/{path}"


def slug(text: str, fallback: str = "") -> str:
    """The text as lower-case ASCII letters and digits with single hyphens, under 60 characters, cut between words.

    Other scripts are transliterated by a fixed table. `fallback` where nothing is left; without one, the first ten
    hexadecimal digits of the text's SHA-256.
    """
    folded = fold_letters(_APOSTROPHES.sub("", text)).translate(load_transliteration())
    found = _cut(_SEPARATORS.sub("-", folded).strip("-"))
    return found or fallback or hashlib.sha256(text.encode()).hexdigest()[:10]


def _cut(text: str) -> str:
    if len(text) < LONGEST:
        return text
    head = text[: LONGEST - 1]
    return head if text[LONGEST - 1] == "-" else head.rpartition("-")[0] or head


def distinct(path: str, taken: Callable[[str], bool]) -> str:
    """The path, or the first of `path-2`, `path-3`, … that is not taken."""
    number, found = 1, path
    while taken(found):
        number += 1
        found = f"{path}-{number}"
    return found


def name_slug(name: str, acronym: str | None = None) -> str:
    """The slug of a body: of its acronym in Latin letters, where a name in another script has one, else of its name."""
    latin = any("a" <= c <= "z" for c in fold_letters(name))
    if acronym and not latin and _ACRONYM.fullmatch(acronym.strip()):
        return slug(acronym)
    return slug(name)


def statement_path(title: str | None, date: str | None) -> str:
    """`id/statement/…`: the date, if there is one, and the first words of the title."""
    return f"id/statement/{slug(' '.join(filter(None, (date, title))), 'untitled')}"


def statement_slug(path: str) -> str:
    """What follows `id/statement/` in a statement's path."""
    return path.removeprefix("id/statement/")


def signature_path(statement: str, number: int) -> str:
    """The path of a signature under a statement's path."""
    return f"{statement}/signature/{number}"


def demand_path(statement: str, number: int) -> str:
    """The path of a demand under a statement's path."""
    return f"{statement}/demand/{number}"


def version_path(statement: str, version: int) -> str:
    """The path of a published version of a statement."""
    return f"{statement}/v/{version}"


def change_path(statement: str, version: int, number: int) -> str:
    """The path of one change that a version made."""
    return f"{version_path(statement, version)}/change/{number}"


def organisation_path(slug: str) -> str:
    """The path of an organisation by the slug of its name or its curated key."""
    return f"id/organisation/{slug}"


def person_path(statement: str, place: str) -> str:
    """An opaque path made from where the person was first seen, never from the name.

    `place` is the rank of the signature or the position of the addressee in the statement.
    """
    digest = hashlib.sha256(f"{statement}#{place}".encode()).digest()
    return f"id/person/p-{base64.b32encode(digest)[:8].decode().lower()}"


def source_path(sha256: str) -> str:
    """The path of a source document by the hexadecimal digest of its stored text."""
    return f"id/source/{sha256[:16]}"


def post_path(body: str, office: str) -> str:
    """The path of an office; `body` is the slug of the body to which it belongs, empty where none is named."""
    return f"id/post/{'-'.join(filter(None, (body, slug(office))))}"


def addressee_path(body: str = "", office: str = "", holder: str = "", group: str = "") -> str:
    """The path of an addressee: `body`, `group` are slugs, `office` a label, `holder` the path of a person.

    `id/addressee/<body>/<office>/<holder>`, what is missing left out; an office without a body stands below `office`, a
    holder alone below `holder`, a group below `group`.
    """
    person = holder.rpartition("/")[2]
    if group:
        parts = ["group", group]
    elif body:
        parts = [body, slug(office) if office else "", person]
    else:
        parts = ["office", slug(office), person] if office else ["holder", person]
    return "/".join(["id/addressee", *filter(None, parts)])


def law_path(instrument: str, locator: str | None = None) -> str:
    """The path of an instrument by its key, or of a part of it by its locator (`art/9/para/5`)."""
    parts = [_SEPARATORS.sub("-", fold_letters(part)).strip("-") for part in (locator or "").split("/")]
    return "/".join(filter(None, [f"id/law/{instrument}", *parts]))


def theme_path(key: str) -> str:
    """The path of a theme by its key."""
    return f"id/theme/{key}"


def annotation_path(statement: str, name: str) -> str:
    """The path of an annotation of a statement; `name` says what it is about: `demand-3`, `cites-1`, `date`."""
    return f"id/annotation/{statement_slug(statement)}/{name}"


def activity_path(rule: str, software: str) -> str:
    """The path of the work by which values were found: a rule of a version of the software."""
    return f"id/activity/{slug(software)}/{slug(rule, 'rule')}"


def review_path(role: str) -> str:
    """The path of the review by a role: `curator`."""
    return f"id/activity/review/{slug(role, 'curator')}"


def role_path(role: str) -> str:
    """The path of those who act in a role."""
    return f"id/role/{slug(role, 'curator')}"


def software_path(version: str) -> str:
    """The path of a version of the software."""
    return f"id/software/{slug(version)}"


def statement_graph(statement: str) -> str:
    """The path of the named graph of a statement."""
    return f"graph/statement/{statement_slug(statement)}"


def evidence_graph(statement: str) -> str:
    """The path of the named graph of a statement's annotations."""
    return f"graph/evidence/{statement_slug(statement)}"


def shared_graph(name: str) -> str:
    """The path of a graph of shared entities: `organisation`, `person`, `addressee`, `law`, `kind`, `link`."""
    return f"graph/{name}"
