"""The document of each resource: which triples it holds, cut into pages where many others point at the resource.

A statement's document is its statement graph and its evidence graph; any other resource's is its own description and
what points at it, newest statement first. Labels of all that is named come along, so that a document can be read by
itself. A page never divides the links of one statement (bounded documents: ../design/asks.md, 19).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from converters.release.subjects import QuadFile, Triple
from ontology import AS, DCAT, DCTERMS, FOAF, OA, PREFIXES, RDF, RDFS, SCHEMA, SKOS, TERMS, VOID

PAGE_SIZE = 500
HYDRA = "http://www.w3.org/ns/hydra/core#"
TYPE = str(RDF.type)

LABELS = frozenset(
    str(term)
    for term in (
        *(SKOS.prefLabel, RDFS.label, DCTERMS.title, DCTERMS.issued, SCHEMA.name),
        *(TERMS.demandText, TERMS.nameAsPrinted, TERMS.printedQualifier, TERMS.position, TERMS.kind),
        *(TERMS.office, TERMS.body, TERMS.holder, TERMS.addresseeType, TERMS.partOfInstrument, TERMS.locator),
    )
)

# The class of a document's page by the first of these types that its subject has.
CLASSES = {
    str(AS.Tombstone): "gone",
    str(TERMS.Statement): "statement",
    str(TERMS.Demand): "demand",
    str(TERMS.SourceDocument): "source",
    str(TERMS.Organisation): "organisation",
    str(TERMS.Person): "person",
    str(TERMS.Addressee): "addressee",
    str(TERMS.LegalProvision): "law",
    str(SKOS.Concept): "concept",
}
OF_STATEMENT = (str(TERMS.signature), str(TERMS.makesDemand))
NOT_SHOWN = frozenset((str(OA.hasBody), str(DCTERMS.isReplacedBy)))


@dataclass(frozen=True)
class Entry:
    """One link to a resource: the statement that it belongs to with its date, the subject, the predicate."""

    date: str
    root: str
    source: str
    predicate: str


@dataclass(frozen=True)
class DocumentPage:
    """One page of a resource's document; `triples` are its sorted N-Triples lines."""

    iri: str
    kind: str
    number: int
    pages: int
    triples: tuple[str, ...]
    entries: tuple[Entry, ...]


def classify(quads: QuadFile, iri: str) -> str:
    """The page class of a resource: a value of `CLASSES`, or `resource`."""
    types = values(quads.triples(iri), TYPE)
    return next((name for kind, name in CLASSES.items() if kind in types), "resource")


def successor(quads: QuadFile, iri: str) -> str | None:
    """The IRI into which a resource was merged."""
    return next(iter(values(quads.triples(iri), str(DCTERMS.isReplacedBy))), None)


def owning_statement(quads: QuadFile, iri: str) -> str | None:
    """The statement in whose statement or evidence graph a resource is described."""
    for triple in quads.triples(iri):
        for name in ("statement", "evidence"):
            prefix = f"{quads.base}/graph/{name}/"
            if triple.graph.startswith(prefix):
                return f"{quads.base}/id/statement/{triple.graph.removeprefix(prefix)}"
    return None


def values(triples: tuple[Triple, ...], predicate: str) -> list[str]:
    """The objects of a predicate, without the marks around an IRI or a literal; escapes are left as they are."""
    found = []
    for triple in triples:
        if triple.predicate == predicate:
            text = triple.value
            found.append(text[1:-1] if text[0] == "<" else text[1 : text.rindex('"')])
    return found


def find_entries(quads: QuadFile, iri: str) -> list[Entry]:
    """What points at a resource, by date of the statement (newest first, undated last), then by IRI."""
    entries = []
    for source, predicate in quads.links_to(iri):
        if predicate not in NOT_SHOWN:
            root = next((owner for owner, _ in quads.links_to(source, *OF_STATEMENT)), source)
            date = next(iter(values(quads.triples(root), str(DCTERMS.issued))), "")
            entries.append(Entry(date, root, source, predicate))
    entries.sort(key=lambda entry: (entry.root, entry.source, entry.predicate))
    entries.sort(key=lambda entry: entry.date, reverse=True)
    return entries


def build_pages(quads: QuadFile, iri: str, kind: str, page_size: int = PAGE_SIZE) -> Iterator[DocumentPage]:
    """The pages of a resource's document, at least one."""
    own = set(_own_lines(quads, iri, kind))
    pages = list(_cut(find_entries(quads, iri), page_size)) or [()]
    for number, entries in enumerate(pages, 1):
        lines = own | set(_document_lines(quads, iri, number, len(pages)))
        for entry in entries:
            lines.add(f"<{entry.source}> <{entry.predicate}> <{iri}> .")
            lines.update(
                f"<{root}> <{link}> <{entry.source}> ." for root, link in quads.links_to(entry.source, *OF_STATEMENT)
            )
        labels = set(_label_lines(quads, lines))
        lines |= labels | set(_label_lines(quads, labels))
        yield DocumentPage(iri, kind, number, len(pages), tuple(sorted(lines)), entries)


def _cut(entries: list[Entry], size: int) -> Iterator[tuple[Entry, ...]]:
    page: list[Entry] = []
    for _, group in groupby(entries, key=lambda entry: entry.root):
        together = list(group)
        if page and len(page) + len(together) > size:
            yield tuple(page)
            page = []
        page += together
    if page:
        yield tuple(page)


def _own_lines(quads: QuadFile, iri: str, kind: str) -> Iterator[str]:
    if kind == "statement":
        slug = iri.removeprefix(f"{quads.base}/id/statement/")
        graphs = {f"{quads.base}/graph/{name}/{slug}" for name in ("statement", "evidence")}
        for graph in sorted(graphs):
            for subject in quads.members(graph):
                yield from (_line(subject, t) for t in quads.triples(subject) if t.graph in graphs)
    yield from (_line(iri, triple) for triple in quads.triples(iri))
    if kind == "demand":
        for annotation, _ in quads.links_to(iri, str(OA.hasBody)):
            yield from _annotation_lines(quads, annotation)


def _annotation_lines(quads: QuadFile, annotation: str) -> Iterator[str]:
    """An annotation, its target and the target's selectors."""
    for triple in quads.triples(annotation):
        yield _line(annotation, triple)
        if triple.predicate in (str(OA.hasTarget), str(OA.hasSelector)):
            yield from _annotation_lines(quads, triple.value[1:-1])


def _document_lines(quads: QuadFile, iri: str, number: int, pages: int) -> Iterator[str]:
    """What is said of the document itself: its topic, its place in the dataset, its licence, its next page."""
    plain = f"{quads.base}/doc/{iri.removeprefix(quads.base + '/id/')}"
    document = plain if number == 1 else f"{plain}?page={number}"
    yield f"<{document}> <{RDF.type}> <{FOAF.Document}> ."
    yield f"<{document}> <{FOAF.primaryTopic}> <{iri}> ."
    for dataset, licences in _find_datasets(quads):
        yield f"<{document}> <{VOID.inDataset}> <{dataset}> ."
        yield from (_line(document, licence) for licence in licences)
    if number < pages:
        yield f"<{document}> <{HYDRA}next> <{plain}?page={number + 1}> ."
    if number > 1:
        yield f"<{document}> <{HYDRA}first> <{plain}> ."


@lru_cache(maxsize=1)
def _find_datasets(quads: QuadFile) -> list[tuple[str, list[Triple]]]:
    """The release as a data set (the catalogue's term, so that the targets of linksets are none), with its licences."""
    found = [(iri, quads.triples(iri)) for iri in quads.members(f"{quads.base}/graph/dataset")]
    return [
        (iri, [triple for triple in described if triple.predicate == str(DCTERMS.license)])
        for iri, described in found
        if str(DCAT.Dataset) in values(described, TYPE)
    ]


def _label_lines(quads: QuadFile, lines: set[str]) -> Iterator[str]:
    """Labels, and types of ours, of everything named in the lines; office and body belong to an addressee's label."""
    for iri in {term[1:-1] for line in lines for term in _iris(line)}:
        yield from _labels(quads, iri)


@lru_cache(maxsize=20_000)
def _labels(quads: QuadFile, iri: str) -> tuple[str, ...]:
    """The lines that say how something is called and of which class of ours it is; asked of many pages."""
    ours = f"<{PREFIXES['und']}"
    return tuple(
        _line(iri, triple)
        for triple in quads.triples(iri)
        if triple.predicate in LABELS or (triple.predicate == TYPE and triple.value.startswith(ours))
    )


def _iris(line: str) -> Iterator[str]:
    subject, _, value = line.removesuffix(" .").split(" ", 2)
    yield subject
    if value[0] == "<":
        yield value


def _line(subject: str, triple: Triple) -> str:
    return f"<{subject}> <{triple.predicate}> {triple.value} ."
