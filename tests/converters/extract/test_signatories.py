"""Signatories in the layouts that letters use, in four languages; and what must never become one."""

# ruff: noqa: E501 - the documents stand as their lines are

from __future__ import annotations

import time

import pytest

from converters.extract.signatories import find_signatories
from converters.extract.split import split_document
from converters.read import read_document

ENGLISH = """Keep the harbour library open

Port Selwyn, 4 March 2023

The council wants to close the harbour library in May. Two hundred children read there every week, and there is no
other room on the quay that is heated in winter.

We call on the council to keep the library open until a new room has been found.

"""
FRENCH = """Sauvons le lavoir de Brèze

Brèze, le 4 mars 2023

La mairie veut vendre le lavoir du quartier bas en mai prochain. Deux cents familles y viennent encore chaque semaine,
et aucune autre salle du quartier n'est ouverte à toutes et à tous.

Nous demandons à la mairie de renoncer à la vente du lavoir.

"""
SPANISH = """Salvemos el mercado de Olmeda

Olmeda, 4 de marzo de 2023

El ayuntamiento quiere cerrar el mercado de abajo en el mes de mayo. Doscientas familias compran allí cada semana y no
hay otro lugar en el barrio que abra por la tarde.

Exigimos al ayuntamiento que mantenga abierto el mercado.

"""
ARABIC = """أنقذوا مكتبة الميناء

مرسى الزيتون، 4 آذار 2023

تريد البلدية أن تغلق مكتبة الميناء في شهر أيار المقبل، ويقرأ فيها مئتا طفل كل أسبوع، ولا توجد في الحي قاعة أخرى مفتوحة للناس.

نطالب البلدية بإبقاء المكتبة مفتوحة للجميع.

"""

LAYOUTS = {
    "marks on lines of their own": (
        FRENCH + "(signé)\nOumou Tessier\nPrésidente\nAssociation des lavandières (AL)\n\n"
        "(signé)\nPaul Amiot\nChargé de plaidoyer\nLigue du lavoir\n",
        ["Oumou Tessier", "Association des lavandières", "Paul Amiot", "Ligue du lavoir"]),
    "marks side by side": (
        ENGLISH + "Yours faithfully,\n\n(signed)                 (signed)\nAda Thorn                Colm Reed\n"
        "Chair                    General Secretary\nHarbour Readers          Union of Quay Workers\n",
        ["Ada Thorn", "Colm Reed", "Harbour Readers", "Union of Quay Workers"]),
    "exclamation and gap in the numbers": (
        ENGLISH + "Signatories\n\n1. Harbour Readers Association\n2. Boats Now!\n3.\n4. Books Over Bars\n5. Lamp Society\n",
        ["Harbour Readers Association", "Boats Now!", "Books Over Bars", "Lamp Society"]),
    "small words": (
        FRENCH + "Les signataires :\n\nLigue du lavoir\nFemmes derrière la porte\nSyndicat des bateliers et\nAmis de Brèze\n",
        ["Ligue du lavoir", "Femmes derrière la porte", "Syndicat des bateliers", "Amis de Brèze"]),
    "two Arabic lists under their leads": (
        ARABIC + "وقّع على الرسالة من المؤسسات: جمعية قراء الميناء، نادي الشراع، رابطة المعلمين.\n\n"
        "ومن الأفراد: د. سلمى حداد (طبيبة)، كريم عازار (بحار)، ليلى منصور (معلمة) ... وآخرون.\n",
        ["جمعية قراء الميناء", "نادي الشراع", "رابطة المعلمين", "سلمى حداد", "كريم عازار", "ليلى منصور"]),
    "a dateline and bodies that condemn": (
        ENGLISH.partition("\n\n")[0] + "\n\nTAMBLE, 4 March 2023 – Harbour Readers, the Quay Workers' Union (QWU) and the "
        "Lamp Society today condemned the closing of the only library on the quay.\n\n"
        "The three groups call on the council to keep the library open for children.\n",
        ["Harbour Readers", "Quay Workers' Union", "Lamp Society"]),
    "a tail in small letters": (
        ENGLISH + "Signatories: Harbour Readers, Quay Workers' Union, northern branch, Lamp Society, Friends of the Quay.\n",
        ["Harbour Readers", "Quay Workers' Union, northern branch", "Lamp Society", "Friends of the Quay"]),
    "numbered": (ENGLISH + "Signed by:\n\n1. Harbour Readers (HR)\n2. Quay Street Residents' Union\n3. Friends of the Lamp\n",
                 ["Harbour Readers", "Quay Street Residents' Union", "Friends of the Lamp"]),
    "lettered": (ENGLISH + "For the associations:\n\n(a) Harbour Readers\n(b) Quay Street Union\n(c) Lamp Society\n",
                 ["Harbour Readers", "Quay Street Union", "Lamp Society"]),
    "bulleted by region": (
        ENGLISH + "Signatories\n\nEurope:\n• Harbour Readers\n• Lamp Society\n\nAfrica:\n• Kasongo Writers' Circle\n",
        ["Harbour Readers", "Lamp Society", "Kasongo Writers' Circle"]),
    "dashed": (SPANISH + "Firman:\n\n- Mesa del Mercado\n- Asociación de Vecinas de Olmeda (AVO)\n- Ateneo La Encina\n",
               ["Mesa del Mercado", "Asociación de Vecinas de Olmeda", "Ateneo La Encina"]),
    "starred": (FRENCH + "Signataires :\n\n* Amis du lavoir\n* Collectif des lavandières (CL)\n* Union des voisins\n",
                ["Amis du lavoir", "Collectif des lavandières", "Union des voisins"]),
    "commas": (FRENCH + "Signataires : Amis du lavoir, Collectif des lavandières (CL), Ligue des quais et Union des voisins.\n",
               ["Amis du lavoir", "Collectif des lavandières", "Ligue des quais", "Union des voisins"]),
    "commas in Arabic": (ARABIC + "الموقعون: جمعية قراء الميناء، نقابة عمال الرصيف، نادي المصباح واتحاد كتاب الساحل.\n",
                         ["جمعية قراء الميناء", "نقابة عمال الرصيف", "نادي المصباح", "اتحاد كتاب الساحل"]),
    "semicolons": (SPANISH + "Firmantes: Mesa del Mercado; Asociación de Vecinas, Olmeda; Ateneo La Encina.\n",
                   ["Mesa del Mercado", "Asociación de Vecinas", "Ateneo La Encina"]),
    "slashes without a heading": (ENGLISH + "Harbour Readers / The Lamp Society / Kasongo Writers' Circle / Old Pilots\n",
                                  ["Harbour Readers", "The Lamp Society", "Kasongo Writers' Circle", "Old Pilots"]),
    "points": (SPANISH + "Mesa del Mercado · Asociación de Vecinas · Ateneo La Encina · Taller del Río\n",
               ["Mesa del Mercado", "Asociación de Vecinas", "Ateneo La Encina", "Taller del Río"]),
    "numbers run on": (ENGLISH + "Signed by:\n\n1. Harbour Readers 2. Lamp Society\n3. Kasongo Writers' Circle 4. Old Pilots' Guild\n",
                       ["Harbour Readers", "Lamp Society", "Kasongo Writers' Circle", "Old Pilots' Guild"]),
    "and others": (ENGLISH + "Signed by:\n\n- Harbour Readers\n- Lamp Society\n- Old Pilots' Guild\n\nand 34 others\n",
                   ["Harbour Readers", "Lamp Society", "Old Pilots' Guild"]),
    "plain lines in Arabic": (ARABIC + "المنظمات الموقعة:\n\nجمعية قراء الميناء\nنقابة عمال الرصيف\nنادي المصباح\n",
                              ["جمعية قراء الميناء", "نقابة عمال الرصيف", "نادي المصباح"]),
    "Arabic-Indic numbers": (ARABIC + "الموقعون:\n\n١. جمعية قراء الميناء\n٢. نقابة عمال الرصيف\n٣. نادي المصباح\n",
                             ["جمعية قراء الميناء", "نقابة عمال الرصيف", "نادي المصباح"]),
    "for a body, a person": (
        ENGLISH + "Yours sincerely,\n\nFor the Harbour Readers: Ann Pell\nFor Lamp Society: Dr Jo Reed\n",
        ["Harbour Readers", "Lamp Society"]),
    "signed blocks": (
        ENGLISH + "Yours sincerely,\n\n(signed) Thomas Pell\nSecretary, Harbour Readers\n\n(signed) Dr Mary Reed\nChair, Lamp Society\n",
        ["Thomas Pell", "Mary Reed"]),
    "surnames first": (FRENCH + "Signataires :\n\n- PELLERIN Marie, couturière\n- DUMAS Jean-Luc, berger\n- Amis du lavoir\n",
                       ["Marie PELLERIN", "Jean-Luc DUMAS", "Amis du lavoir"]),
    "persons among bodies": (SPANISH + "Firman:\n\n- Mesa del Mercado\n- Dra. Lucía Prado Ruiz\n- Peña, Carlos (panadero)\n",
                             ["Mesa del Mercado", "Lucía Prado Ruiz", "Carlos Peña"]),
    "titles and bodies below persons": (
        ENGLISH + "Yours faithfully,\n\nJane Pell\nExecutive Director\nHarbour Readers\n\nPeter Reed\nPresident, Lamp Society\n",
        ["Jane Pell", "Harbour Readers", "Peter Reed"]),
    "persons below their bodies": (
        ENGLISH + "Sincerely,\n\nHarbour Readers\nJane Pell, Director\n\nLamp Society\nPeter Reed, President\n",
        ["Harbour Readers", "Lamp Society"]),
    "a sentence that lists": (
        ENGLISH + "The following groups have signed this letter: Harbour Readers, the Lamp Society, Old Pilots' Guild "
        "and Friends of the Quay and Dock.\n",
        ["Harbour Readers", "Lamp Society", "Old Pilots' Guild", "Friends of the Quay and Dock"]),
    "letters without a heading": (
        ENGLISH + "a) Harbour Readers Association\nb) Lamp Society\nc) Old Pilots' Guild\nd) Union of Quay Workers\n",
        ["Harbour Readers Association", "Lamp Society", "Old Pilots' Guild", "Union of Quay Workers"]),
    "copies are no signatures": (
        ENGLISH + "Sincerely,\n\nHarbour Readers\nLamp Society\nOld Pilots' Guild\n\ncc: Ministry of Culture\n",
        ["Harbour Readers", "Lamp Society", "Old Pilots' Guild"]),
    "on behalf of": (ENGLISH + "Sincerely,\n\n(signed) Ann Pell on behalf of Harbour Readers\n(signed) Mary Reed, poet\n",
                     ["Harbour Readers", "Mary Reed"]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "names"), LAYOUTS.values(), ids=LAYOUTS)
def test_a_list_of_signatories_is_read_in_its_printed_order(extract, text, names):
    """Each name once, without marker, short form, title; nothing else."""
    (record,) = extract(text)
    assert [s.name for s in record.signatories] == names
    assert [s.position for s in record.signatories] == list(range(1, len(names) + 1))


TABLES = {
    "headed": (
        "<tr><th>Organisation</th><th>Short name</th><th>Country</th></tr>"
        "<tr><td>Harbour Readers</td><td>HR</td><td>Norland</td></tr><tr><td>Lamp Society</td><td></td><td>Sudonia</td></tr>",
        [("Harbour Readers", "HR", "Norland"), ("Lamp Society", None, "Sudonia")],
    ),
    "by country": (
        "<tr><td>Norland</td><td>Harbour Readers<br>Old Pilots' Guild</td></tr><tr><td>Kenya</td><td>Lamp Society</td></tr>",
        [
            ("Harbour Readers", None, "Norland"),
            ("Old Pilots' Guild", None, "Norland"),
            ("Lamp Society", None, "Kenya"),
        ],
    ),
    "numbered": (
        "<tr><th>No.</th><th>Name</th><th>Country</th><th>Website</th></tr>"
        "<tr><td>1</td><td>Harbour Readers</td><td>Ghana</td><td>hr.example</td></tr>"
        "<tr><td>2</td><td>Lamp Society</td><td>Chile</td><td></td></tr>",
        [("Harbour Readers", None, "Ghana"), ("Lamp Society", None, "Chile")],
    ),
}


@pytest.mark.parametrize(("rows", "expected"), TABLES.values(), ids=TABLES)
def test_a_table_gives_countries_and_short_forms_to_its_names(extract, rows, expected):
    """Columns are told by their headings, else by what stands in them."""
    body = "".join(f"<p>{part}</p>" for part in ENGLISH.split("\n\n")[2:4])
    page = f"<html lang=en><body><h1>Keep the harbour library open</h1>{body}<h2>Signatories</h2><table>{rows}</table>"
    (record,) = extract(page, ".html")
    assert [(s.name, s.acronym, s.country) for s in record.signatories] == expected


def test_a_country_heading_gives_its_country_to_the_names_below(extract):
    """Until the next heading."""
    text = ENGLISH + "Signatories\n\nGhana:\n- Harbour Readers\n- Lamp Society\n\nChile:\n- Old Pilots' Guild\n"
    (record,) = extract(text)
    assert [s.country for s in record.signatories] == ["Ghana", "Ghana", "Chile"]


def test_a_heading_for_persons_makes_persons_of_the_names_below(extract):
    """Even of names that no list of given names holds."""
    text = (
        ENGLISH
        + "Organisations:\n- Harbour Readers\n- Lamp Society\n\nIndividuals:\n- Zubo Tark, baker\n- Oolan Brix\n"
    )
    (record,) = extract(text)
    assert [s.kind for s in record.signatories] == ["organisation", "organisation", "person", "person"]


PROSE = {
    "called on": (
        "PORT SELWYN, 4 March 2023 – Harbour Readers, the Lamp Society and the Old Pilots' Guild today called on the "
        "council to keep the library on the quay open for another year.",
        ["Harbour Readers", "Lamp Society", "Old Pilots' Guild"],
    ),
    "and others": (
        "PORT SELWYN, 4 March 2023 – Harbour Readers, the Lamp Society and 34 others today called on the council to keep "
        "the library on the quay open for another year.",
        ["Harbour Readers", "Lamp Society"],
    ),
    "nobody": (
        "PORT SELWYN, 4 March 2023 – The rain has stopped, the mayor has left, and the readers of the library today called "
        "on nobody in particular to do anything at all about the roof.",
        [],
    ),
}


@pytest.mark.parametrize(("lead", "names"), PROSE.values(), ids=PROSE)
def test_who_speaks_in_the_first_sentence_has_signed_where_no_list_is(extract, lead, names):
    """Adverbs and a count of others belong to no name."""
    text = (
        f"For immediate release\n\nReaders ask for a roof\n\n{lead}\n\nThe library has stood on the quay for sixty years, "
        "and its roof has leaked for ten of them; the council has known of it since the storm of 2019 and has done nothing.\n"
    )
    (record,) = extract(text)
    assert [s.name for s in record.signatories] == names


def test_articles_before_the_names_who_speak_are_no_part_of_them(extract):
    """In French, with a capital at the sentence's start."""
    lead = (
        "Brèze, le 4 mars 2023 – Les Amis du lavoir, la Ligue des quais et l'Union des voisins appellent aujourd'hui la "
        "mairie à renoncer à la vente du lavoir du quartier bas."
    )
    (record,) = extract(f"Communiqué de presse\n\nLe lavoir doit vivre\n\n{lead}\n\n" + FRENCH.split("\n\n")[2] + "\n")
    assert [s.name for s in record.signatories] == ["Amis du lavoir", "Ligue des quais", "Union des voisins"]


def test_regions_countries_and_persons_head_parts_of_one_list(extract):
    """A country's name alone is a heading; what stands under persons are persons."""
    text = FRENCH + (
        "Organisations signataires :\n\nInternationales\n- Amis du lavoir International\n\nFrance\n- Ligue des quais\n"
        "- Collectif Bleu\n\nSénégal\n- Union des pêcheurs\n\nÀ titre individuel\n- Awa Diop, enseignante\n- Paul Martin\n"
    )
    (record,) = extract(text)
    assert [s.country for s in record.signatories[:4]] == [None, "France", "France", "Sénégal"]
    assert [s.kind for s in record.signatories[4:]] == ["person", "person"]


NOBODY = {
    "demands": ENGLISH + "Our demands:\n\n- Repair the roof before winter\n- Pay the librarians\n- Open on Sundays\n",
    "footer": ENGLISH
    + "Contact: press@harbour.example\n\nHome | About | News | Contact\n\n© 2023 The Selwyn Gazette\n",
    "an address": ENGLISH + "Library House, 7 Quay Street, Port Selwyn\n",
    "a closing sentence": ARABIC + "فالميناء بلا مكتبة ميناء بلا ذاكرة، ومن حق أطفاله أن يقرأوا وأن يحلموا.\n",
    "bodies that undersign demands": ENGLISH + "The undersigned organisations:\n\n- demand that the roof be repaired.\n"
    "- call on the mayor to come and read.\n",
}


@pytest.mark.parametrize("text", NOBODY.values(), ids=NOBODY)
def test_demands_furniture_and_sentences_are_no_signatories(extract, text):
    """A statement without names has no signatories."""
    (record,) = extract(text)
    assert record.signatories == ()


def test_every_name_stands_in_the_document_where_its_evidence_says(extract):
    """`as_printed` is the stretch of the stored text."""
    for text, _ in LAYOUTS.values():
        for record in extract(text):
            for s in record.signatories:
                span = s.evidence.span
                assert record.document.text[span.start : span.end] == s.as_printed


def test_a_long_list_of_names_takes_time_in_proportion(languages, tmp_path):
    """Four times as many names in less than eight times the time; a pathological line of commas too."""

    def seconds(names: int, joint: str) -> float:
        path = tmp_path / "long.txt"
        path.write_text(
            ENGLISH + "Signed by:\n\n" + joint.join(f"River Association {i}" for i in range(names)), "utf-8"
        )
        document = read_document(path)
        begin = time.process_time()
        for split in split_document(document, languages("en")):
            find_signatories(split.part, languages("en"))
        return time.process_time() - begin

    seconds(50, ", ")
    for joint in ("\n- ", ", "):
        assert seconds(4000, joint) < 8 * seconds(1000, joint) + 0.5
