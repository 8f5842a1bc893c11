"""A store of made-up statements for measuring the server: about 950 quads each, in the terms of the ontology.

python tests/benchmarks/made_up_store.py FOLDER NUMBER writes FOLDER/statements.nq and FOLDER/store.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from ontology import PREFIXES

BASE = "http://localhost:8000"
RDF_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
XSD = "http://www.w3.org/2001/XMLSchema#"
ORGANISATIONS, ADDRESSEES, PROVISIONS = 3000, 200, 400
THINGS = ("water", "land", "press", "health", "housing", "work", "schools", "forests", "courts", "borders")


def term(name: str) -> str:
    """A prefixed name as an N-Quads IRI."""
    prefix, _, local = name.partition(":")
    return f"<{PREFIXES[prefix]}{local}>"


def iri(path: str) -> str:
    """A path below the base as an N-Quads IRI."""
    return f"<{BASE}/{path}>"


def number(value: int) -> str:
    """An integer literal."""
    return f'"{value}"^^<{XSD}integer>'


def make_statement(index: int, chance: random.Random) -> Iterator[str]:
    """The triples of one statement: 200 signatures of four triples each, eight demands, provisions, addressees."""
    statement = iri(f"id/statement/made-up-{index}")
    thing = chance.choice(THINGS)
    date = f"{chance.randint(2005, 2026)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    yield f"{statement} {RDF_TYPE} {term('und:Statement')}"
    yield f'{statement} {term("dcterms:title")} "Made-up letter {index} about {thing}"@en'
    yield f'{statement} {term("dcterms:issued")} "{date}"^^<{XSD}date>'
    yield f"{statement} {term('dcterms:publisher')} {iri(f'id/organisation/o{index % ORGANISATIONS}')}"
    yield f"{statement} {term('und:claimedSignatoryCount')} {number(200)}"
    addressees = chance.sample(range(ADDRESSEES), 3)
    for addressee in addressees:
        yield f"{statement} {term('und:addressedTo')} {iri(f'id/addressee/a{addressee}')}"
    for provision in chance.sample(range(PROVISIONS), 5):
        yield f"{statement} {term('und:cites')} {iri(f'id/law/l{provision // 20}/art/{provision % 20}')}"
    for position, signer in enumerate(chance.sample(range(ORGANISATIONS), 170), 1):
        signature = iri(f"id/statement/made-up-{index}/signature/{position}")
        yield f"{statement} {term('und:signature')} {signature}"
        yield f"{statement} {term('und:signedBy')} {iri(f'id/organisation/o{signer}')}"
        yield f"{signature} {RDF_TYPE} {term('und:Signature')}"
        yield f"{signature} {term('und:signatory')} {iri(f'id/organisation/o{signer}')}"
        yield f'{signature} {term("und:nameAsPrinted")} "Organisation {signer} for {thing}"'
    for position in range(1, 9):
        demand = iri(f"id/statement/made-up-{index}/demand/{position}")
        yield f"{statement} {term('und:makesDemand')} {demand}"
        yield f"{demand} {RDF_TYPE} {term('und:Demand')}"
        yield f'{demand} {term("und:demandText")} "Decide on {thing} within {chance.randint(2, 90)} days"@en'
        yield f"{demand} {term('und:position')} {number(position)}"
        yield f"{demand} {term('und:directedTo')} {iri(f'id/addressee/a{addressees[position % 3]}')}"


def make_shared() -> Iterator[tuple[str, str]]:
    """Graph and triple of the organisations, addressees and provisions."""
    for index in range(ORGANISATIONS):
        organisation = iri(f"id/organisation/o{index}")
        yield "organisation", f"{organisation} {RDF_TYPE} {term('und:Organisation')}"
        yield "organisation", f'{organisation} {term("skos:prefLabel")} "Organisation {index}"@en'
    for index in range(ADDRESSEES):
        yield "addressee", f"{iri(f'id/addressee/a{index}')} {RDF_TYPE} {term('und:Addressee')}"
        yield "addressee", f'{iri(f"id/addressee/a{index}")} {term("skos:prefLabel")} "Addressee {index}"@en'
    for index in range(PROVISIONS):
        provision = iri(f"id/law/l{index // 20}/art/{index % 20}")
        yield "law", f"{provision} {RDF_TYPE} {term('und:LegalProvision')}"
        yield "law", f"{provision} {term('eli:is_part_of')} {iri(f'id/law/l{index // 20}')}"
        yield "law", f'{provision} {term("skos:prefLabel")} "Instrument {index // 20}, article {index % 20}"@en'


def write_quads(path: Path, statements: int) -> None:
    """All quads as N-Quads; the same bytes for the same number."""
    chance = random.Random(statements)
    with path.open("w", encoding="utf-8") as output:
        for graph, triple in make_shared():
            output.write(f"{triple} {iri(f'graph/{graph}')} .\n")
        for index in range(statements):
            graph = iri(f"graph/statement/made-up-{index}")
            output.writelines(f"{triple} {graph} .\n" for triple in make_statement(index, chance))


def make_store(folder: Path, statements: int) -> Path:
    """The optimised store of so many statements below the folder, made unless it is there."""
    target = folder / f"store-{statements}"
    if not target.exists():
        folder.mkdir(parents=True, exist_ok=True)
        quads = folder / f"statements-{statements}.nq"
        write_quads(quads, statements)
        store = ox.Store(str(target))
        store.bulk_load(path=str(quads), format=ox.RdfFormat.N_QUADS)
        store.optimize()
        quads.unlink()
    return target


if __name__ == "__main__":
    print(make_store(Path(sys.argv[1]), int(sys.argv[2])))
