"""How values were found: a rule of a version of the software, or a review by a role (PROV-O, W3C, 2013)."""

from __future__ import annotations

from collections.abc import Iterator

from converters.graph.entities import SharedEntities
from converters.graph.evidence import found_by, version
from converters.graph.terms import Triple, node, text
from converters.identifiers import review_path, role_path, software_path
from converters.model import Evidence, Span
from data import Reference
from ontology import PROV, RDF, RDFS

_NOWHERE = Span(0, 0)


def describe_activities(entities: SharedEntities, base: str, _: Reference) -> Iterator[list[Triple]]:
    """The rules that found values, the software whose they are, and the reviews with the roles of the reviewers."""
    installed = version("undersigned")
    software = node(base, software_path(installed))
    for rule in sorted(entities.rules):
        activity = node(base, found_by(Evidence(_NOWHERE, 0, rule)))
        yield [
            (activity, RDF.type, PROV.Activity),
            (activity, RDFS.label, text(rule, "en")),
            (activity, PROV.wasAssociatedWith, software),
        ]
    if entities.rules:
        yield [(software, RDF.type, PROV.SoftwareAgent), (software, RDFS.label, text(f"Undersigned {installed}"))]
    for role in sorted(entities.roles):
        activity, agent = node(base, review_path(role)), node(base, role_path(role))
        yield [
            (activity, RDF.type, PROV.Activity),
            (activity, RDFS.label, text(f"review by {role}", "en")),
            (activity, PROV.wasAssociatedWith, agent),
            (agent, RDF.type, PROV.Agent),
            (agent, RDFS.label, text(role, "en")),
        ]
