"""Mapping: a record with its paths as RDF, and which graph holds what."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from rdflib import Dataset, Graph, Literal
from rdflib.term import Node

from converters.graph.entities import Former, SharedEntities
from converters.graph.evidence import Quotes, describe_evidence
from converters.graph.shared import build_shared
from converters.graph.statement import describe_links, describe_statement
from converters.graph.terms import node
from converters.identifiers import evidence_graph, statement_graph
from converters.model import StatementRecord
from data import Reference

__all__ = [
    "Former",
    "Quotes",
    "SharedEntities",
    "build_links",
    "build_shared",
    "build_statement",
    "digest_statement",
]


def build_statement(record: StatementRecord, base: str, reference: Reference, quotes: Quotes = "short") -> Dataset:
    """Two named graphs for a record with its paths: the statement, and the evidence for what it says.

    No node is blank. What other graphs describe (agents, addressees, laws, themes) is only named; `build_shared`
    describes it. `quotes` says how much of the source's words the evidence publishes.
    """
    dataset = Dataset(default_union=False)
    statement = dataset.graph(node(base, statement_graph(record.path)))
    for triple in describe_statement(record, base, reference):
        statement.add(triple)
    evidence = dataset.graph(node(base, evidence_graph(record.path)))
    for triple in describe_evidence(record, base, quotes):
        evidence.add(triple)
    return dataset


def build_links(record: StatementRecord, base: str) -> Graph:
    """The types of what a statement names and other graphs describe: the context in which it is validated."""
    graph = Graph(bind_namespaces="none")
    for triple in describe_links(record, base):
        graph.add(triple)
    return graph


def digest_statement(record: StatementRecord, reference: Reference) -> str:
    """The SHA-256 of the statement's sorted triples without version and date of change, for `Ledger.record_version`.

    The same for every base; what only the reading changed (evidence) does not count.
    """
    bare = replace(record, modified="")
    lines = {"\t".join(map(_written, triple)) for triple in describe_statement(bare, "", reference)}
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def _written(term: Node) -> str:
    if isinstance(term, Literal):
        return f"{term}\n{term.language or term.datatype or ''}"
    return f"<{term}>"
