"""The release and its forerunners as a catalogue: DCAT 3, in the profile DCAT-AP 3.0.1 (SEMIC).

A data set that lasts, whose files are those of the latest release; a series of the releases that are kept; the SPARQL
endpoint as a service; a catalogue record for each. Sizes and digests are those of the manifests, so of the bytes sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from converters.manifest import Manifest, ReleaseFile
from data.authority import load_authority
from ontology import ADMS, DCAT, DCTERMS, EU_AUTHORITY, FOAF, LANGUAGE, ONTOLOGY, RDF, RDFS, SHAPES, SPDX, XSD
from server.catalogue_terms import describe_terms

VCARD = "http://www.w3.org/2006/vcard/ns#"
AVAILABILITY = URIRef("http://data.europa.eu/r5r/availability")
PROFILE = URIRef("https://semiceu.github.io/DCAT-AP/releases/3.0.1/")
LDES = URIRef("https://w3id.org/ldes/specification")
OAI_PMH = URIRef("http://www.openarchives.org/OAI/2.0/openarchivesprotocol.htm")
PROTOCOL = URIRef("https://www.w3.org/TR/sparql11-protocol/")
IANA = "https://www.iana.org/assignments/media-types/"
UNREGISTERED = frozenset(("application/x-ndjson", "application/rdf-patch"))
BESIDE = frozenset(("dumps/SHA256SUMS", "dumps/SHA256SUMS.sig", "dumps/csv-metadata.json"))
LASTING = ("dumps/undersigned.nq", "dumps/changes.rdfp")  # what is listed of each earlier release
PACKED = {"application/gzip": "gzip", "application/zstd": "Zstandard"}

Fact = tuple[Node, Node, Node]


def describe_catalogue(kept: Sequence[Manifest], quality: Graph | None = None) -> Graph:
    """The catalogue of the releases `kept`, the one served now first and the others newest first.

    `quality` are the measurements that the release publishes of itself, which are taken over.
    """
    graph = Graph(bind_namespaces="none")
    catalogue = _Catalogue(kept)
    for fact in catalogue.facts():
        graph.add(fact)
    if quality is not None:
        graph += quality
    return graph


class _Catalogue:
    def __init__(self, kept: Sequence[Manifest]) -> None:
        self.now, self.kept = kept[0], kept
        self.base = self.now.base.rstrip("/")
        self.catalogue, self.dataset = URIRef(f"{self.base}/catalog"), URIRef(f"{self.base}/id/dataset")
        self.series, self.service = URIRef(f"{self.base}/catalog#releases"), URIRef(f"{self.base}/sparql")
        self.publisher = URIRef(self.now.publisher.iri or f"{self.base}/id/publisher")

    def facts(self) -> Iterator[Fact]:
        yield from self._catalogue_facts()
        yield from self._dataset_facts(self.dataset, self.now)
        yield from self._living_facts()
        yield from self._series_facts()
        yield from self._service_facts()
        yield from self._agent_facts()
        yield from describe_terms(self.kept, (ONTOLOGY, SHAPES, PROFILE, PROTOCOL, LDES, OAI_PMH))
        yield URIRef(f"{self.base}/"), RDF.type, FOAF.Document

    def _catalogue_facts(self) -> Iterator[Fact]:
        newest, oldest = self.now.date, self.kept[-1].date
        described: list[tuple[Node, str, str]] = [
            (self.dataset, newest, oldest),
            (self.series, newest, oldest),
            (self.service, newest, oldest),
            *((self._release(one), one.date, one.date) for one in self.kept),
        ]
        yield self.catalogue, RDF.type, DCAT.Catalog
        yield self.catalogue, DCTERMS.title, _text(f"Catalogue: {self.now.title}")
        yield (
            self.catalogue,
            DCTERMS.description,
            _text(f"All releases and services of this data set. {self.now.description}"),
        )
        yield self.catalogue, DCTERMS.publisher, self.publisher
        yield self.catalogue, DCTERMS.license, URIRef(self.now.licence)
        yield self.catalogue, DCTERMS.issued, _day(oldest)
        yield self.catalogue, DCTERMS.modified, _day(newest)
        yield self.catalogue, DCTERMS.language, LANGUAGE.ENG
        yield self.catalogue, DCAT.themeTaxonomy, EU_AUTHORITY["data-theme"]
        yield self.catalogue, FOAF.homepage, URIRef(f"{self.base}/")
        yield self.catalogue, DCAT.dataset, self.dataset
        yield self.catalogue, DCAT.dataset, self.series
        yield self.catalogue, DCAT.service, self.service
        for release in self.kept:
            yield self.catalogue, DCAT.dataset, self._release(release)
        for topic, modified, issued in described:
            record = URIRef(f"{self.catalogue}#record-{str(topic).rstrip('/').rpartition('/')[2].rpartition('#')[2]}")
            yield self.catalogue, DCAT.record, record
            yield record, RDF.type, DCAT.CatalogRecord
            yield record, FOAF.primaryTopic, topic
            yield topic, RDF.type, DCAT.Resource
            yield record, DCTERMS.modified, _day(modified)
            yield record, DCTERMS.issued, _day(issued)
            yield record, DCTERMS.language, LANGUAGE.ENG
            yield record, DCTERMS.conformsTo, PROFILE

    def _dataset_facts(self, dataset: URIRef, manifest: Manifest) -> Iterator[Fact]:
        """What holds for the lasting data set and for each release."""
        yield dataset, RDF.type, DCAT.Dataset
        yield dataset, DCTERMS.description, _text(manifest.description)
        yield dataset, DCTERMS.publisher, self.publisher
        yield dataset, DCTERMS.creator, self.publisher
        yield dataset, DCTERMS.license, URIRef(manifest.licence)
        yield dataset, DCTERMS.issued, _day(self.kept[-1].date if dataset == self.dataset else manifest.date)
        yield dataset, DCTERMS.modified, _day(manifest.date)
        yield dataset, DCTERMS.identifier, Literal(str(dataset))
        yield dataset, DCTERMS.accessRights, EU_AUTHORITY["access-right/PUBLIC"]
        yield dataset, DCTERMS.conformsTo, ONTOLOGY
        yield dataset, DCTERMS.conformsTo, SHAPES
        yield dataset, DCAT.version, Literal(manifest.version)
        yield dataset, DCAT.landingPage, URIRef(f"{self.base}/")
        if manifest.publisher.contact:
            yield dataset, DCAT.contactPoint, self._contact
        for word in manifest.keywords:
            yield dataset, DCAT.keyword, _text(word)
        for code in manifest.themes:
            yield dataset, DCAT.theme, EU_AUTHORITY[f"data-theme/{code}"]
        for code in manifest.languages:
            yield dataset, DCTERMS.language, LANGUAGE[code]
        if manifest.period:
            period = URIRef(f"{self.catalogue}#period-{manifest.version}")
            yield dataset, DCTERMS.temporal, period
            yield period, RDF.type, DCTERMS.PeriodOfTime
            yield period, DCAT.startDate, _date(manifest.period[0])
            yield period, DCAT.endDate, _date(manifest.period[1])

    def _living_facts(self) -> Iterator[Fact]:
        """The lasting data set: the files under their latest names, and the endpoint as a way to it."""
        yield self.dataset, DCTERMS.title, _text(self.now.title)
        yield self.dataset, DCTERMS.accrualPeriodicity, EU_AUTHORITY["frequency/IRREG"]
        yield self.dataset, DCAT.hasCurrentVersion, self._release(self.now)
        for file in _downloads(self.now):
            name = file.path.removeprefix("dumps/")
            yield from self._distribution_facts(self.dataset, self.now, file, "latest", f"{self.base}/dumps/{name}")
        yield from self._way_facts(
            "sparql", self.service, "Parts of the data by query", "Any part, by SPARQL 1.1 query."
        )
        yield URIRef(f"{self.catalogue}#latest/sparql"), DCAT.accessService, self.service
        if self.now.file("feed/stream.trig"):
            entry, title = URIRef(f"{self.base}/feed/stream.trig"), "Stream of changes"
            yield from self._way_facts("stream", entry, title, "Each version of a statement as it came.")
            yield URIRef(f"{self.catalogue}#latest/stream"), DCTERMS.conformsTo, LDES

    def _way_facts(self, name: str, address: URIRef, title: str, text: str) -> Iterator[Fact]:
        """A way to the latest release that is no file of it."""
        way = URIRef(f"{self.catalogue}#latest/{name}")
        yield self.dataset, DCAT.distribution, way
        yield way, RDF.type, DCAT.Distribution
        yield way, DCTERMS.title, _text(title)
        yield way, DCTERMS.description, _text(text)
        yield way, DCAT.accessURL, address
        yield way, DCTERMS.license, URIRef(self.now.licence)
        yield way, AVAILABILITY, EU_AUTHORITY["planned-availability/STABLE"]

    def _series_facts(self) -> Iterator[Fact]:
        """The series of the releases (DCAT 3, section 12.2), each with its files under their dated names."""
        yield self.series, RDF.type, DCAT.DatasetSeries
        yield self.series, RDF.type, DCAT.Dataset
        yield self.series, DCTERMS.title, _text(f"Releases: {self.now.title}")
        yield self.series, DCTERMS.description, _text("Every release that is kept, each unchanged since its date.")
        yield self.series, DCTERMS.publisher, self.publisher
        yield self.series, DCTERMS.license, URIRef(self.now.licence)
        yield self.series, DCTERMS.accrualPeriodicity, EU_AUTHORITY["frequency/IRREG"]
        if self.now.publisher.contact:
            yield self.series, DCAT.contactPoint, self._contact
        yield self.series, DCAT["first"], self._release(self.kept[-1])
        yield self.series, DCAT["last"], self._release(self.now)
        for number, manifest in enumerate(self.kept):
            release = self._release(manifest)
            yield from self._dataset_facts(release, manifest)
            yield release, DCTERMS.title, _text(f"{manifest.title}, release {manifest.version}")
            yield release, DCAT.inSeries, self.series
            yield self.series, DCAT.seriesMember, release
            yield release, DCAT.isVersionOf, self.dataset
            yield self.dataset, DCAT.hasVersion, release
            yield release, ADMS.status, EU_AUTHORITY["dataset-status/COMPLETED"]
            if number + 1 < len(self.kept):
                yield release, DCAT.prev, self._release(self.kept[number + 1])
                yield release, DCAT.previousVersion, self._release(self.kept[number + 1])
            for file in _downloads(manifest):
                if number == 0 or file.path.startswith(LASTING):
                    address = f"{release}{file.path.removeprefix('dumps/')}"
                    yield from self._distribution_facts(release, manifest, file, manifest.version, address)

    def _distribution_facts(
        self, dataset: URIRef, manifest: Manifest, file: ReleaseFile, group: str, address: str
    ) -> Iterator[Fact]:
        name = file.path.removeprefix("dumps/")
        plain = name.removesuffix(".gz").removesuffix(".zst") if file.compression else name
        way = URIRef(f"{self.catalogue}#{group}/{name}")
        packed = f", compressed with {PACKED[file.compression]}" if file.compression else ""
        essence = file.media_type.partition(";")[0]
        yield dataset, DCAT.distribution, way
        yield way, RDF.type, DCAT.Distribution
        yield way, DCTERMS.title, _text(name)
        yield way, DCTERMS.description, _text(f"{plain} of release {manifest.version}, as {essence}{packed}.")
        yield way, DCAT.accessURL, URIRef(address)
        yield way, DCAT.downloadURL, URIRef(address)
        yield way, DCTERMS.license, URIRef(manifest.licence)
        yield way, DCTERMS.issued, _day(manifest.date)
        yield way, DCTERMS.modified, _day(manifest.date)
        yield way, AVAILABILITY, EU_AUTHORITY["planned-availability/STABLE"]
        yield way, ADMS.status, EU_AUTHORITY["dataset-status/COMPLETED"]
        yield way, DCAT.byteSize, Literal(str(file.size), datatype=XSD.nonNegativeInteger, normalize=False)
        if essence not in UNREGISTERED:
            yield way, DCAT.mediaType, URIRef(IANA + essence)
            yield URIRef(IANA + essence), RDF.type, DCTERMS.MediaType
        if code := load_authority()["file-type"].get(essence):
            yield way, DCTERMS.format, EU_AUTHORITY[f"file-type/{code}"]
            yield EU_AUTHORITY[f"file-type/{code}"], RDF.type, DCTERMS.MediaTypeOrExtent
        if file.compression:
            yield way, DCAT.compressFormat, URIRef(IANA + file.compression)
            yield URIRef(IANA + file.compression), RDF.type, DCTERMS.MediaType
        if essence == "text/csv":
            metadata = URIRef(address.replace(name, "csv-metadata.json"))
            yield way, DCTERMS.conformsTo, metadata
            yield metadata, RDF.type, DCTERMS.Standard
        checksum = URIRef(f"{way}-checksum")
        yield way, SPDX.checksum, checksum
        yield checksum, RDF.type, SPDX.Checksum
        yield checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256
        yield checksum, SPDX.checksumValue, Literal(file.sha256, datatype=XSD.hexBinary, normalize=False)

    def _service_facts(self) -> Iterator[Fact]:
        """The endpoint, and OAI-PMH where the release has records for it."""
        yield self.service, RDFS.seeAlso, URIRef(f"{self.base}/queries")
        yield from self._describe_service(
            self.service, self.service, PROTOCOL, "SPARQL endpoint", "Queries over the latest release."
        )
        if self.now.file("feed/stream.trig"):
            oai = URIRef(f"{self.base}/oai")
            description = "Records of the statements, in Dublin Core and DCAT."
            yield self.catalogue, DCAT.service, oai
            yield from self._describe_service(oai, URIRef(f"{oai}?verb=Identify"), OAI_PMH, "OAI-PMH", description)

    def _describe_service(
        self, service: URIRef, described: URIRef, standard: URIRef, name: str, text: str
    ) -> Iterator[Fact]:
        yield service, RDF.type, DCAT.DataService
        yield service, DCTERMS.title, _text(f"{name}: {self.now.title}")
        yield service, DCTERMS.description, _text(text)
        yield service, DCTERMS.publisher, self.publisher
        yield service, DCTERMS.license, URIRef(self.now.licence)
        yield service, DCTERMS.accessRights, EU_AUTHORITY["access-right/PUBLIC"]
        yield service, DCTERMS.conformsTo, standard
        yield service, DCAT.endpointURL, service
        yield service, DCAT.endpointDescription, described
        yield service, DCAT.servesDataset, self.dataset
        yield service, DCAT.landingPage, URIRef(f"{self.base}/")
        if self.now.publisher.contact:
            yield service, DCAT.contactPoint, self._contact
        for word in self.now.keywords:
            yield service, DCAT.keyword, _text(word)
        for code in self.now.themes:
            yield service, DCAT.theme, EU_AUTHORITY[f"data-theme/{code}"]

    def _agent_facts(self) -> Iterator[Fact]:
        """The publisher (named by the title where sources.toml has no name) and how to reach it."""
        publisher = self.now.publisher
        yield self.publisher, RDF.type, FOAF.Agent
        yield self.publisher, FOAF.name, Literal(publisher.name or self.now.title)
        if publisher.homepage:
            yield self.publisher, FOAF.homepage, URIRef(publisher.homepage)
            yield URIRef(publisher.homepage), RDF.type, FOAF.Document
        if publisher.contact:
            way = "hasEmail" if publisher.contact.startswith("mailto:") else "hasURL"
            yield self._contact, RDF.type, URIRef(f"{VCARD}Kind")
            yield self._contact, URIRef(f"{VCARD}fn"), Literal(publisher.name or self.now.title)
            yield self._contact, URIRef(VCARD + way), URIRef(publisher.contact)

    def _release(self, manifest: Manifest) -> URIRef:
        return URIRef(f"{self.base}/dumps/{manifest.version}/")

    @property
    def _contact(self) -> URIRef:
        return URIRef(f"{self.base}/id/contact")


def _downloads(manifest: Manifest) -> list[ReleaseFile]:
    return [file for file in manifest.files if file.path.startswith("dumps/") and file.path not in BESIDE]


def _text(value: str) -> Literal:
    return Literal(value, lang="en")


def _day(value: str) -> Literal:
    return Literal(value, datatype=XSD.date, normalize=False)


def _date(value: str) -> Literal:
    return Literal(value, datatype={4: XSD.gYear, 7: XSD.gYearMonth}.get(len(value), XSD.date), normalize=False)
