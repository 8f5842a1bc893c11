"""The vocabularies of others whose terms the data use, each closed: an unknown term raises.

DCMI Terms, FOAF, ORG, PROV-O, SKOS, VoID, SHACL and VANN come from rdflib. Those that rdflib lacks, or has in an older
version (DCAT, without the terms of DCAT 3) or open (schema.org), are closed over the terms in use here; to use another
one, add it to its list after looking it up in the vocabulary.
"""

from __future__ import annotations

from rdflib import DCAT as _DCAT2
from rdflib import SDO, Namespace
from rdflib.namespace import ClosedNamespace

# https://schema.org/, release of August 2026. http://schema.org/ is never written.
SCHEMA = ClosedNamespace(
    "https://schema.org/",
    [str(term).removeprefix(str(SDO)) for term in dir(SDO) if not str(term).startswith("_")],
)

# DCAT 2 as rdflib has it, and what https://www.w3.org/TR/vocab-dcat-3/ added.
DCAT = ClosedNamespace(
    "http://www.w3.org/ns/dcat#",
    sorted(
        {str(term).removeprefix(str(_DCAT2)) for term in dir(_DCAT2) if not str(term).startswith("_")}
        | {"DatasetSeries", "bbox", "centroid", "endDate", "first", "hasCurrentVersion", "hasVersion", "inSeries"}
        | {"isVersionOf", "last", "next", "prev", "previousVersion", "resource", "seriesMember", "startDate", "version"}
    ),
)

# https://www.w3.org/TR/annotation-vocab/
OA = ClosedNamespace(
    "http://www.w3.org/ns/oa#",
    ["Annotation", "FragmentSelector", "SpecificResource", "TextPositionSelector", "TextQuoteSelector", "end", "exact"]
    + ["hasBody", "hasSelector", "hasSource", "hasTarget", "identifying", "describing", "motivatedBy", "prefix"]
    + ["start", "suffix"],
)

# https://op.europa.eu/en/web/eu-vocabularies/eli
ELI = ClosedNamespace(
    "http://data.europa.eu/eli/ontology#",
    [
        "LegalResource",
        "LegalResourceSubdivision",
        "has_part",
        "id_local",
        "is_part_of",
        "jurisdiction",
        "type_document",
    ],
)

# https://www.w3.org/TR/activitystreams-vocabulary/
AS = ClosedNamespace("https://www.w3.org/ns/activitystreams#", ["Tombstone", "deleted", "formerType"])

# https://www.w3.org/TR/vocab-adms/
ADMS = ClosedNamespace("http://www.w3.org/ns/adms#", ["Identifier", "identifier", "status", "versionNotes"])

# https://www.w3.org/TR/vocab-dqv/
DQV = ClosedNamespace(
    "http://www.w3.org/ns/dqv#",
    ["Category", "Dimension", "Metric", "QualityMeasurement", "computedOn", "expectedDataType", "hasQualityMeasurement"]
    + ["inCategory", "inDimension", "isMeasurementOf", "value"],
)

# https://spdx.org/rdf/terms/
SPDX = ClosedNamespace(
    "http://spdx.org/rdf/terms#",
    ["Checksum", "algorithm", "checksum", "checksumAlgorithm_sha256", "checksumValue"],
)

# https://w3id.org/ldes/specification and https://w3id.org/tree/specification
LDES = ClosedNamespace(
    "https://w3id.org/ldes#",
    ["DurationAgoPolicy", "EventStream", "LatestVersionSubset", "PointInTimePolicy", "RetentionPolicy", "immutable"]
    + ["retentionPolicy", "timestampPath", "versionAmount", "versionDeleteDuration", "versionDeleteObject"]
    + ["versionDeletePath", "versionOfPath"],
)
TREE = ClosedNamespace(
    "https://w3id.org/tree#",
    ["GreaterThanOrEqualToRelation", "GreaterThanRelation", "LessThanOrEqualToRelation", "LessThanRelation", "Node"]
    + [
        "Relation",
        "ViewDescription",
        "member",
        "node",
        "path",
        "relation",
        "shape",
        "value",
        "view",
        "viewDescription",
    ],
)

# https://www.w3.org/TR/sparql11-service-description/
SD = ClosedNamespace(
    "http://www.w3.org/ns/sparql-service-description#",
    ["BasicFederatedQuery", "Dataset", "EmptyGraphs", "Graph", "NamedGraph", "SPARQL11Query", "Service"]
    + ["UnionDefaultGraph", "defaultDataset", "defaultGraph", "endpoint", "feature", "graph", "inputFormat", "name"]
    + ["namedGraph", "resultFormat", "supportedLanguage"],
)

# Authority tables of the Publications Office of the European Union: open, since the tables grow.
LANGUAGE = Namespace("http://publications.europa.eu/resource/authority/language/")
EU_AUTHORITY = Namespace("http://publications.europa.eu/resource/authority/")
