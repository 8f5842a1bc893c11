"""A language is added by one file: no code, no other table."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from converters.formats import N_QUADS
from converters.pipeline import convert
from data import DATA, Reference, load_reference

PORTUGUESE = """
[language]
name = "português"
direction = "ltr"
authority = "POR"

[parts]
salutation = ["senhora ministra", "senhor ministro"]
subject = ["assunto"]

[kinds]
open-letter = ["carta aberta"]

[dates]
between = ["de"]

[numbers]
words = { "três" = 3 }

[counts]
nouns = ["associações"]
signing = ["nós", "abaixo assinadas"]

[addressees]
to = ["à"]
letter_to = ["carta aberta à"]
offices = ["ministra", "ministro"]
bodies = ["câmara", "governo"]
articles = ["a", "o", "as", "os"]
definite = ["a", "o"]
of = ["da", "do", "de"]
you = ["a senhora"]

[signatories]
leads = ["assinam"]
organisation_words = ["associação", "clube", "união"]
particles = ["de", "da", "do", "dos", "e"]

[demands]
subjects = ["nós"]
verbs_with_subject = ["pedimos", "exigimos"]
object_marks = ["à", "ao"]
content_marks = ["que"]

[law]
units = { art = ["artigo"] }
links = ["da", "do"]
"""
LETTER = """Carta aberta à ministra das pontes

Lisboa, 4 de março de 2023

Senhora ministra,

Nós, três associações abaixo assinadas, escrevemos porque a ponte velha fechou
em janeiro e as crianças da outra margem não chegam à escola nem os doentes ao
posto médico.

Pedimos à Câmara Municipal que abra uma passagem segura antes do inverno. O
artigo 28 da Convention on the Rights of the Child protege a escola de todas
elas.

Assinam:

- Associação dos Moradores da Ponte
- Clube dos Remadores (CR)
- União das Escolas
"""


@pytest.fixture
def portuguese(tmp_path: Path) -> Reference:
    """The curated tables with one more file."""
    folder = tmp_path / "reference"
    shutil.copytree(DATA / "reference", folder)
    (folder / "languages" / "pt.toml").write_text(PORTUGUESE, encoding="utf-8")
    return load_reference(folder)


def test_a_file_of_words_is_enough_for_a_letter_to_become_a_graph(tmp_path: Path, portuguese: Reference) -> None:
    """Title, date, language, count, signatories, demand and article of a Portuguese letter stand in the graph."""
    source, output = tmp_path / "carta.txt", tmp_path / "carta.nq"
    source.write_text(LETTER, encoding="utf-8")
    done = convert(
        [source],
        output,
        N_QUADS,
        base="http://localhost:8000",
        date="2026-11-21",
        reference=portuguese,
        collection=portuguese.collections["embedded"],
    )
    assert (done.intake.statements, done.intake.problems) == (1, [])
    quads = output.read_text(encoding="utf-8")
    wanted = (
        '"Carta aberta à ministra das pontes"@pt',
        "authority/language/POR>",
        '"2023-03-04"^^',
        'claimedSignatoryCount> "3"',
        '"Associação dos Moradores da Ponte"',
        '"Clube dos Remadores (CR)"',
        '"União das Escolas"',
        'demandText> "Pedimos à Câmara Municipal que abra uma passagem segura antes do inverno',
        "art/28",
        "kind/open-letter>",
    )
    assert [part for part in wanted if part not in quads] == []
