"""The endpoint's description of itself: SPARQL 1.1 Service Description, asked of the store as a query.

What varies, the named graphs, is read from the store; what is constant is true of server.query and server.worker.
"""

from __future__ import annotations

from server.worker import GRAPHS, RESULTS

PREFIXES = (("sd", "http://www.w3.org/ns/sparql-service-description#"), ("formats", "http://www.w3.org/ns/formats/"))

# The engine names another place for it than the W3C's list of formats does.
FORMAT_IRIS = {"jsonld": "http://www.w3.org/ns/formats/JSON-LD"}

QUERY = """
PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>
CONSTRUCT {
  ?service a sd:Service ;
    sd:endpoint ?endpoint ;
    sd:supportedLanguage sd:SPARQL10Query , sd:SPARQL11Query ;
    sd:feature sd:UnionDefaultGraph ;
    sd:resultFormat %(formats)s ;
    sd:defaultDataset ?dataset ;
    sd:availableGraphs ?graphs .
  ?graphs a sd:GraphCollection .
  ?dataset a sd:Dataset , sd:GraphCollection ;
    sd:defaultGraph ?union .
  ?union a sd:Graph .
  ?collection sd:namedGraph ?graph .
  ?graph a sd:NamedGraph ; sd:name ?graph .
} WHERE {
  {
    BIND(<%(endpoint)s> AS ?endpoint)
    BIND(<%(endpoint)s#service> AS ?service)
    BIND(<%(endpoint)s#dataset> AS ?dataset)
    BIND(<%(endpoint)s#union> AS ?union)
    BIND(<%(endpoint)s#graphs> AS ?graphs)
  } UNION {
    GRAPH ?graph {}
    VALUES ?collection { <%(endpoint)s#dataset> <%(endpoint)s#graphs> }
  }
}
"""


def description_query(endpoint: str) -> str:
    """The query whose answer is the description of the endpoint at this address."""
    names = {name: engine.iri for name, engine in RESULTS.items()} | {
        name: engine.iri for name, engine in GRAPHS.items()
    }
    formats = [f"<{iri}>" for iri in (names | FORMAT_IRIS).values()]
    return QUERY % {"formats": " , ".join(formats), "endpoint": endpoint}
