"""The forms in which a query can be answered, by its form: names as in server.worker, media types as the engine's."""

from __future__ import annotations

from server.negotiation import Offer
from server.worker import GRAPHS, RESULTS

MORE_NAMES = {
    "json": ("srj",),
    "xml": ("srx",),
    "ttl": ("turtle",),
    "nt": ("ntriples", "n-triples"),
    "jsonld": ("json-ld",),
    "rdf": ("rdfxml", "rdf-xml"),
    "nq": ("nquads", "n-quads"),
}

RESULT_OFFERS = tuple(
    Offer(name, engine.media_type, suffix=name, aliases=MORE_NAMES.get(name, ())) for name, engine in RESULTS.items()
)
GRAPH_OFFERS = tuple(
    Offer(name, engine.media_type, suffix=name, aliases=MORE_NAMES.get(name, ())) for name, engine in GRAPHS.items()
)
# General types that clients ask for; the answer says what they asked for, as it is that too.
GENERAL_RESULTS = (
    Offer("json", "application/json", quality=0.9),
    Offer("xml", "application/xml", quality=0.8),
    Offer("xml", "text/xml", quality=0.8),
)
GENERAL_GRAPHS = (
    Offer("jsonld", "application/json", quality=0.7),
    Offer("rdf", "application/xml", quality=0.7),
    Offer("rdf", "text/xml", quality=0.7),
    Offer("nt", "text/plain; charset=utf-8", quality=0.5),
)
SELECT_OFFERS = RESULT_OFFERS + GENERAL_RESULTS
CONSTRUCT_OFFERS = GRAPH_OFFERS + GENERAL_GRAPHS
DESCRIPTION_OFFERS = GRAPH_OFFERS[:4]

OFFERS = {
    "SELECT": SELECT_OFFERS,
    "ASK": SELECT_OFFERS,
    "CONSTRUCT": CONSTRUCT_OFFERS,
    "DESCRIBE": CONSTRUCT_OFFERS,
}
