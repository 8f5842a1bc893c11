"""The columns and rows of the tables that a release offers, and what CSV on the Web says of them.

W3C recommendations of 2015: Metadata Vocabulary for Tabular Data; Model for Tabular Data and Metadata.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rdflib import URIRef

from converters.framing import Node
from ontology import DCAT, DCTERMS, LANGUAGE, SCHEMA, SKOS, TERMS

SEPARATOR = "|"
Value = str | int | bool | list[str] | None


@dataclass(frozen=True)
class Column:
    """A column: its name, what it holds, the property it stands for, its datatype; `many` where it holds a list."""

    name: str
    title: str
    term: URIRef | None = None
    datatype: str = "string"
    many: bool = False


@dataclass(frozen=True)
class TableOf:
    """A table: its name, the class of the index's documents that it is made from, its columns, the rows of a node."""

    name: str
    title: str
    source: str
    columns: tuple[Column, ...]
    rows: Callable[[Node], Iterator[Mapping[str, Value]]]
    references: tuple[tuple[str, str], ...] = ()


def _statement_rows(node: Node) -> Iterator[Mapping[str, Value]]:
    yield {
        "id": node["id"],
        **_named("title", node.get("title")),
        "issued": node.get("issued") or node.get("issuedMonth") or node.get("issuedYear"),
        "modified": node.get("modified"),
        "version": node.get("version"),
        "kind": node.get("kind"),
        "language": str(LANGUAGE) + node["language"] if "language" in node else None,
        "publishers": _ids(node, "publishers"),
        "addressees": _ids(node, "addressees"),
        "claimed_signatories": node.get("claimedSignatories"),
        "printed_signatories": len(node.get("signatories", ())),
        "demands": len(node.get("demands", ())),
        "cites": _ids(node, "cites"),
        "themes": _ids(node, "themes"),
        "translation_of": node.get("translationOf", []),
        "sources": _ids(node, "sources"),
    }


def _signature_rows(node: Node) -> Iterator[Mapping[str, Value]]:
    for signature in node.get("signatories", ()):
        who = signature.get("signatory", {})
        yield {
            "id": signature["id"],
            "statement": node["id"],
            "position": signature.get("position"),
            "signatory": who.get("id"),
            "signatory_type": _kind(who),
            **_named("name", who.get("name")),
            "name_as_printed": _plain(signature.get("nameAsPrinted")),
            "qualifier": _plain(signature.get("qualifier")),
        }


def _demand_rows(node: Node) -> Iterator[Mapping[str, Value]]:
    for demand in node.get("demands", ()):
        yield {
            "id": demand["id"],
            "statement": node["id"],
            "position": demand.get("position"),
            **_named("text", demand.get("text")),
            "force": demand.get("force"),
            "directed_to": _ids(demand, "directedTo"),
            "cites": _ids(demand, "cites"),
            "themes": _ids(demand, "themes"),
        }


def _organisation_rows(node: Node) -> Iterator[Mapping[str, Value]]:
    yield {
        "id": node["id"],
        **_named("name", node.get("name")),
        "other_names": _other_names(node),
        "coalition": "Coalition" in node.get("type", ()),
        "same_as": node.get("sameAs", []),
    }


def _provision_rows(node: Node) -> Iterator[Mapping[str, Value]]:
    yield {
        "id": node["id"],
        **_named("name", node.get("name")),
        "other_names": _other_names(node),
        "instrument": node.get("instrument"),
        "locator": node.get("locator"),
        "numbers": node.get("numbers", []),
        "same_as": node.get("sameAs", []),
    }


_ID = Column("id", "IRI", datatype="anyURI")
_STATEMENT = Column("statement", "Statement", datatype="anyURI")
_POSITION = Column("position", "Position in printed order", TERMS.position, "integer")
_OTHER_NAMES = Column("other_names", "Other names, of any language", SKOS.altLabel, many=True)
_SAME_AS = Column("same_as", "The same elsewhere", SCHEMA.sameAs, "anyURI", many=True)
_CITES = Column("cites", "Provisions cited", TERMS.cites, "anyURI", many=True)
_THEMES = Column("themes", "Themes", DCTERMS.subject, "anyURI", many=True)


def _text(name: str, title: str, term: URIRef | None) -> tuple[Column, Column]:
    return Column(name, title, term), Column(
        f"{name}_language", f"Language of the {title.lower()}", datatype="language"
    )


TABLES = (
    TableOf(
        "statements",
        "Statements",
        "statement",
        (
            _ID,
            *_text("title", "Title", DCTERMS.title),
            Column("issued", "Date that the statement gives: a day, a month or a year", DCTERMS.issued),
            Column("modified", "Last change of its data", DCTERMS.modified, "dateTime"),
            Column("version", "Version of its data", DCAT.version),
            Column("kind", "Kind"),
            Column("language", "Language, in the EU's table", DCTERMS.language, "anyURI"),
            Column("publishers", "Publishers", DCTERMS.publisher, "anyURI", many=True),
            Column("addressees", "Addressees", TERMS.addressedTo, "anyURI", many=True),
            Column("claimed_signatories", "Signatories that the text claims", TERMS.claimedSignatoryCount, "integer"),
            Column("printed_signatories", "Signatures printed", datatype="integer"),
            Column("demands", "Number of demands", datatype="integer"),
            _CITES,
            _THEMES,
            Column(
                "translation_of", "Statement of which this is a translation", TERMS.translationOf, "anyURI", many=True
            ),
            Column("sources", "Source documents", TERMS.extractedFrom, "anyURI", many=True),
        ),
        _statement_rows,
    ),
    TableOf(
        "signatures",
        "Signatures",
        "statement",
        (
            _ID,
            _STATEMENT,
            _POSITION,
            Column("signatory", "Who signs", TERMS.signatory, "anyURI"),
            Column("signatory_type", "Organisation or Person"),
            *_text("name", "Name", None),
            Column("name_as_printed", "Name as printed", TERMS.nameAsPrinted),
            Column("qualifier", "Country, title or affiliation printed beside the name", TERMS.printedQualifier),
        ),
        _signature_rows,
        (("statement", "statements"),),
    ),
    TableOf(
        "organisations",
        "Organisations",
        "organisation",
        (
            _ID,
            *_text("name", "Name", SKOS.prefLabel),
            _OTHER_NAMES,
            Column("coalition", "Whether its members are organisations", datatype="boolean"),
            _SAME_AS,
        ),
        _organisation_rows,
    ),
    TableOf(
        "demands",
        "Demands",
        "statement",
        (
            _ID,
            _STATEMENT,
            _POSITION,
            *_text("text", "Text", TERMS.demandText),
            Column("force", "explicit or soft"),
            Column("directed_to", "Addressees asked to act", TERMS.directedTo, "anyURI", many=True),
            _CITES,
            _THEMES,
        ),
        _demand_rows,
        (("statement", "statements"),),
    ),
    TableOf(
        "provisions",
        "Legal provisions",
        "law",
        (
            _ID,
            *_text("name", "Name", SKOS.prefLabel),
            _OTHER_NAMES,
            Column("instrument", "Instrument to which the part belongs", TERMS.partOfInstrument, "anyURI"),
            Column("locator", "Place in the instrument", TERMS.locator),
            Column("numbers", "Numbers of the instrument", TERMS.instrumentNumber, many=True),
            _SAME_AS,
        ),
        _provision_rows,
    ),
)


def describe_tables(licence: str) -> dict[str, Any]:
    """The tables as CSV on the Web has it: a table group with a schema each, and the keys between them."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:license": {"@id": licence},
        "dialect": {"encoding": "utf-8", "lineTerminators": ["\r\n"], "header": True},
        "tables": [
            {
                "url": f"{table.name}.csv",
                "dc:title": table.title,
                "tableSchema": {
                    "aboutUrl": "{+id}",
                    "primaryKey": "id",
                    "columns": [_describe_column(column) for column in table.columns],
                    "foreignKeys": [
                        {"columnReference": name, "reference": {"resource": f"{other}.csv", "columnReference": "id"}}
                        for name, other in table.references
                    ],
                },
            }
            for table in TABLES
        ],
    }


def _describe_column(column: Column) -> dict[str, Any]:
    found: dict[str, Any] = {"name": column.name, "titles": column.name, "dc:description": column.title}
    found["datatype"] = column.datatype
    if column.term is not None:
        found["propertyUrl"] = str(column.term)
        if column.datatype == "anyURI":
            found["valueUrl"] = f"{{+{column.name}}}"
    else:
        found["suppressOutput"] = True
    if column.many:
        found["separator"] = SEPARATOR
    if column.name == "id":
        found["required"] = True
    return found


def _named(name: str, texts: Mapping[str, Any] | None) -> dict[str, Value]:
    """One text of several: English, else the first by language, with its language beside it."""
    if not texts:
        return {}
    code = "en" if "en" in texts else min(texts)
    value = texts[code]
    return {name: value if isinstance(value, str) else value[0], f"{name}_language": "" if code == "@none" else code}


def _other_names(node: Node) -> list[str]:
    """All other names once; the separator of lists, which no name needs, becomes a slash."""
    shown = _named("name", node.get("name")).get("name")
    groups: Iterable[Any] = (*node.get("name", {}).values(), *node.get("otherNames", {}).values())
    names = [name for group in groups for name in ([group] if isinstance(group, str) else group)]
    return [name.replace(SEPARATOR, "/") for name in dict.fromkeys(names) if name != shown]


def _ids(node: Node, key: str) -> list[str]:
    return [one["id"] for one in node.get(key, ())]


def _kind(node: Node) -> str | None:
    kinds = node.get("type", ())
    return "Organisation" if "Organisation" in kinds else "Person" if "Person" in kinds else None


def _plain(value: Any) -> str | None:
    """A text without the language that it may have; the first of several."""
    value = value[0] if isinstance(value, list) else value
    return str(value["@value"]) if isinstance(value, dict) else value
