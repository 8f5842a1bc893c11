"""The vocabularies of others whose terms the data use, each closed: an unknown term raises.

DCMI Terms, FOAF, ORG, PROV-O, SKOS, VoID, SHACL and VANN come from rdflib. Those that rdflib lacks, or has in an older
version (DCAT, without the terms of DCAT 3) or open (schema.org), are closed over the terms in use here; to use another
one, add it to its list after looking it up in the vocabulary.
"""

from __future__ import annotations

from rdflib import DCAT as _DCAT2
from rdflib import SDO, Namespace
from rdflib.namespace import ClosedNamespace, DefinedNamespace


def _closed(namespace: str, terms: str) -> ClosedNamespace:
    return ClosedNamespace(namespace, terms.split())


def _names(defined: type[DefinedNamespace]) -> set[str]:
    """The local names of a vocabulary that rdflib declares."""
    return {str(term).removeprefix(str(defined)) for term in dir(defined) if not str(term).startswith("_")}


# https://schema.org/, as rdflib has it. http://schema.org/ is never written.
SCHEMA = ClosedNamespace("https://schema.org/", sorted(_names(SDO)))

# DCAT 2 as rdflib has it, and what https://www.w3.org/TR/vocab-dcat-3/ added.
_DCAT3 = (
    "DatasetSeries first hasCurrentVersion hasVersion inSeries isVersionOf last next prev previousVersion resource "
    "seriesMember version"
)
DCAT = ClosedNamespace("http://www.w3.org/ns/dcat#", sorted(_names(_DCAT2) | set(_DCAT3.split())))

# https://www.w3.org/TR/annotation-vocab/
OA = _closed(
    "http://www.w3.org/ns/oa#",
    "Annotation FragmentSelector SpecificResource TextPositionSelector TextQuoteSelector end exact hasBody hasSelector "
    "hasSource hasTarget identifying describing motivatedBy prefix start suffix",
)

# https://op.europa.eu/en/web/eu-vocabularies/eli
ELI = _closed(
    "http://data.europa.eu/eli/ontology#",
    "LegalResource LegalResourceSubdivision has_part id_local is_part_of jurisdiction type_document",
)

# https://www.w3.org/TR/activitystreams-vocabulary/
AS = _closed(
    "https://www.w3.org/ns/activitystreams#",
    "Add Delete Join Leave Remove Tombstone Update actor deleted formerType object",
)

# https://www.w3.org/TR/vocab-adms/
ADMS = _closed("http://www.w3.org/ns/adms#", "Identifier identifier status versionNotes")

# https://www.w3.org/TR/vocab-dqv/
DQV = _closed(
    "http://www.w3.org/ns/dqv#",
    "Category Dimension Metric QualityMeasurement computedOn expectedDataType hasQualityMeasurement inCategory "
    "inDimension isMeasurementOf value",
)

# https://spdx.org/rdf/terms/
SPDX = _closed("http://spdx.org/rdf/terms#", "Checksum algorithm checksum checksumAlgorithm_sha256 checksumValue")

# https://w3id.org/ldes/specification and https://w3id.org/tree/specification
LDES = _closed(
    "https://w3id.org/ldes#",
    "DurationAgoPolicy EventStream LatestVersionSubset PointInTimePolicy RetentionPolicy immutable retentionPolicy "
    "timestampPath versionAmount versionDeleteDuration versionDeleteObject versionDeletePath versionOfPath",
)
TREE = _closed(
    "https://w3id.org/tree#",
    "GreaterThanOrEqualToRelation GreaterThanRelation LessThanOrEqualToRelation LessThanRelation Node Relation "
    "ViewDescription member node path relation shape value view viewDescription",
)

# https://www.w3.org/TR/sparql11-service-description/
SD = _closed(
    "http://www.w3.org/ns/sparql-service-description#",
    "BasicFederatedQuery Dataset EmptyGraphs Graph NamedGraph SPARQL11Query Service UnionDefaultGraph defaultDataset "
    "defaultGraph endpoint feature graph inputFormat name namedGraph resultFormat supportedLanguage",
)

# Authority tables of the Publications Office of the European Union: open, since the tables grow.
LANGUAGE = Namespace("http://publications.europa.eu/resource/authority/language/")
EU_AUTHORITY = Namespace("http://publications.europa.eu/resource/authority/")
