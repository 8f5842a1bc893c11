"""The demands of made-up statements in four languages, and to whom each is directed."""
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Callable

import pytest

from converters.model import StatementRecord

Extract = Callable[..., list[StatementRecord]]
Expected = list[tuple[str, str | None]]


def _explicit(records: list[StatementRecord]) -> Expected:
    """The outright demands with the name of the first whom each asks."""
    [record] = records
    return [
        (d.text, record.addressees[d.addressees[0]].name if d.addressees else None)
        for d in record.demands
        if d.force == "explicit"
    ]


DOCUMENTS: dict[str, tuple[str, Expected]] = {
    "en-list-under-the-undersigned": (
        """Joint statement: Free the three librarians

12 May 2020

We are alarmed by the arrest of three librarians in Port Amal. They are held without charge. According to their lawyer, the police demanded that they sign confessions.

The undersigned organisations therefore call on the authorities of Zahria to:

1. Immediately release the three librarians;
2. Drop all charges against them; and
3. Return the books that were seized.

We further call on:
- the European Union to raise the case with Zahria;
- the UN Special Rapporteur on freedom of opinion and expression to visit the country.

The international community should not remain silent.

Signatories:
Readers Without Walls
PEN Zahria
""",
        [
            ("Immediately release the three librarians", "authorities of Zahria"),
            ("Drop all charges against them", "authorities of Zahria"),
            ("Return the books that were seized", "authorities of Zahria"),
            ("the European Union to raise the case with Zahria", "European Union"),
            (
                "the UN Special Rapporteur on freedom of opinion and expression to visit the country",
                "UN Special Rapporteur on freedom of opinion and expression",
            ),
        ],
    ),
    "en-sections": (
        """Statement on the drought in the Osmer valley

Osmer, 9 August 2019

The wells are dry. The Government has known this since April, and has done nothing about it.

Our demands

To the Government of Osmeria
- Declare an emergency in the five districts
- Bring water by truck to every school

To the World Food Programme
- Resume deliveries to Osmer

To donors
- Pay what was pledged in Lisbon

What you can do
- Write to your member of parliament

Osmer Farmers' Union
""",
        [
            ("Declare an emergency in the five districts", "Government of Osmeria"),
            ("Bring water by truck to every school", "Government of Osmeria"),
            ("Resume deliveries to Osmer", "World Food Programme"),
            ("Pay what was pledged in Lisbon", "donors"),
        ],
    ),
    "en-parties-before-their-lists": (
        """Our call to action on plastic

The beaches of the bay are covered with sachets, and the fish have begun to eat them.

Recommendations

Governments:
• Ban single-use sachets by 2027.
• Tax virgin plastic.

The World Bank:
• Stop lending for incinerators.

Companies should:
• Publish what they put on the market.
""",
        [
            ("Ban single-use sachets by 2027", "Governments"),
            ("Tax virgin plastic", "Governments"),
            ("Stop lending for incinerators", "World Bank"),
            ("Publish what they put on the market", "Companies"),
        ],
    ),
    "en-first-secondly": (
        """Ms Lucinda Bey
Minister for Justice

Dear Minister,

Two hundred people sit in the prison of Fort Calder who have been convicted of nothing at all.

First, we call on you to move them to the new wing. Secondly, open the taps at night. Finally, please publish the report of the inquiry. Last autumn the bishops asked for an amnesty. Who heard them?

Yours truly,
Visitors Without Keys
""",
        [
            ("call on you to move them to the new wing", "Lucinda Bey"),
            ("open the taps at night", "Lucinda Bey"),
            ("please publish the report of the inquiry", "Lucinda Bey"),
        ],
    ),
    "en-release": (
        """Press release

Fishing communities want their boats back

Lindholm, 4 April 2022 – Twelve fishing cooperatives from the Lindholm coast today demanded that the Coast Guard return the 31 boats that it seized in March. The cooperatives also asked the Minister of Fisheries to meet them. Last year the cooperatives had asked for new licences.

"We demand our nets," said cooperative chair Olle Brask.
""",
        [
            ("demanded that the Coast Guard return the 31 boats that it seized in March", "Coast Guard"),
            ("asked the Minister of Fisheries to meet them", "Minister of Fisheries"),
        ],
    ),
    "en-resolution": (
        """Resolution on the rights of street vendors

The General Meeting of the Street Vendors' Alliance, held in Kestria on 4 and 5 June 2022,

Noting that the City Council of Calder was urged in 2019 to end confiscations,

1. Calls upon the City Council of Calder to end the confiscation of goods;

2. Strongly urges the Ministry of Local Government to issue licences free of charge;

3. Decides to meet again in June 2023;

4. Expresses its gratitude to the people of Calder.
""",
        [
            ("Calls upon the City Council of Calder to end the confiscation of goods", "City Council of Calder"),
            (
                "urges the Ministry of Local Government to issue licences free of charge",
                "Ministry of Local Government",
            ),
        ],
    ),
    "en-nobody-named": (
        """Joint statement on the harbour fire

Calder, 8 May 2021

Nineteen people died in the harbour fire of 2 May. We mourn them, and we shall not forget them.

The Port Authority must publish the list of what was stored in Shed 4 by the end of this week.

Our demands are simple:

1. Pay compensation to the families within thirty days.
2. Suspend the harbour master.
""",
        [
            (
                "The Port Authority must publish the list of what was stored in Shed 4 by the end of this week",
                "Port Authority",
            ),
            ("Pay compensation to the families within thirty days", "Port Authority"),
            ("Suspend the harbour master", "Port Authority"),
        ],
    ),
    "en-reported-only": (
        """Statement on the coast road

Calder, 8 May 2021

The unions have demanded a new road since November, and the Ombudsman urged the ministry in January to reply. The mayor said that he would call on the government to act. If we demand little, it is because we are tired. Why should we ask again? "We want a road," the bus driver told us.

Friends of the Coast Road
Calder Cyclists
""",
        [],
    ),
    "fr-prepositions-in-items": (
        """Déclaration commune sur les disparitions de Kermaze

15 juin 2019

Les organisations signataires condamnent la disparition de quatre journalistes et demandent aux autorités d'ouvrir une enquête indépendante.

Nous demandons instamment :
– au Gouvernement de Kermaze de ratifier la Convention contre les disparitions forcées ;
– à l'Union africaine d'envoyer une mission ;
– aux États voisins de ne pas extrader les réfugiés.

Selon le préfet, les familles « exigent trop ».
""",
        [
            ("demandent aux autorités d'ouvrir une enquête indépendante", "autorités"),
            (
                "au Gouvernement de Kermaze de ratifier la Convention contre les disparitions forcées",
                "Gouvernement de Kermaze",
            ),
            ("à l'Union africaine d'envoyer une mission", "Union africaine"),
            ("aux États voisins de ne pas extrader les réfugiés", "États voisins"),
        ],
    ),
    "fr-sub-lists": (
        """Appel des veilleurs de nuit

Dans la nuit du 9 janvier, à l'hôpital, une infirmière a veillé seule sur quarante et un malades du service.

Nous lançons un appel solennel :

- À l'Assemblée nationale de Valmonde, pour qu'elle :
- inscrive dans la loi un seuil d'un soignant pour douze malades ;
- Au directeur de l'hôpital Saint-Éloi, pour qu'il :
- rouvre le dortoir des veilleurs.
""",
        [
            ("inscrive dans la loi un seuil d'un soignant pour douze malades", "Assemblée nationale de Valmonde"),
            ("rouvre le dortoir des veilleurs", "directeur de l'hôpital Saint-Éloi"),
        ],
    ),
    "fr-passive-and-impersonal": (
        """Appel aux maires du littoral

Nous, habitants du littoral, avons vu mourir les oiseaux de la baie pendant tout l'hiver, et personne n'est venu.

La préfète est priée de suspendre les rejets de l'usine. Il est demandé à l'exploitant de payer le nettoyage. Les vagues ne devraient pas avoir d'odeur.
""",
        [
            ("La préfète est priée de suspendre les rejets de l'usine", "préfète"),
            ("Il est demandé à l'exploitant de payer le nettoyage", "exploitant"),
        ],
    ),
    "es-resolves": (
        """Declaración del encuentro de riegos

El agua de la cuenca alcanza para todos los pueblos, pero no para las minas que se abrieron en abril.

Las organizaciones abajo firmantes, reunidas en Quebrada Honda, resolvemos:

1. Exigir al Ministerio de Agua la suspensión de la licencia.
2. Solicitar a la Defensoría del Pueblo que visite la cuenca.
3. Crear una comisión de seguimiento.
""",
        [
            ("Exigir al Ministerio de Agua la suspensión de la licencia", "Ministerio de Agua"),
            ("Solicitar a la Defensoría del Pueblo que visite la cuenca", "Defensoría del Pueblo"),
        ],
    ),
    "es-ordinals": (
        """Doña Remedios Alba
Ministra de Igualdad

Estimada Ministra:

El proyecto cierra tres refugios y deja sin casa a cuarenta mujeres con sus hijos. Por ello, solicitamos:

Primero: que se abra una consulta pública.

Segundo: la creación de un fondo de reparación.

Al Congreso de los Diputados le pedimos que rechace la enmienda.
""",
        [
            ("que se abra una consulta pública", "Remedios Alba"),
            ("la creación de un fondo de reparación", "Remedios Alba"),
            ("Al Congreso de los Diputados le pedimos que rechace la enmienda", "Congreso de los Diputados"),
        ],
    ),
    "ar-letter": (
        """رسالة مفتوحة إلى وزيرة الصحة بشأن مستشفى الأطفال

معالي الوزيرة،

أغلق مستشفى الأطفال أبوابه في شباط ولم يفسر لنا أحد السبب. وكان الأهالي قد طالبوا الوزارة بتوضيح.

نطلب منكم إعادة فتح المستشفى قبل الصيف. ونطالب الوزارة بنشر تقرير التفتيش وبصرف رواتب الممرضات. كما ندعو مجلس النواب إلى عقد جلسة استماع.

وقال مدير المستشفى إن العاملين "يطالبون بالمستحيل". فلماذا نطالب بما هو حق؟
""",
        [
            ("نطلب منكم إعادة فتح المستشفى قبل الصيف", "وزيرة الصحة"),
            ("ونطالب الوزارة بنشر تقرير التفتيش", "الوزارة"),
            ("وبصرف رواتب الممرضات", "الوزارة"),
            ("ندعو مجلس النواب إلى عقد جلسة استماع", "مجلس النواب"),
        ],
    ),
    "ar-parties-in-items": (
        """بيان مشترك حول اعتقال الصحفيين

12 حزيران 2020

اعتقلت الشرطة ثلاثة صحفيين في مدينة الريحان يوم الأحد الماضي ولم توجه إليهم أي تهمة حتى اليوم.

وعليه، فإننا ندعو:

- الحكومة إلى إسقاط جميع التهم؛
- النائب العام إلى التحقيق في مزاعم التعذيب.

ونهيب بالأمم المتحدة أن ترسل بعثة لتقصي الحقائق.
""",
        [
            ("الحكومة إلى إسقاط جميع التهم", "الحكومة"),
            ("النائب العام إلى التحقيق في مزاعم التعذيب", "النائب العام"),
            ("ونهيب بالأمم المتحدة أن ترسل بعثة لتقصي الحقائق", "الأمم المتحدة"),
        ],
    ),
}


@pytest.mark.parametrize(("text", "expected"), DOCUMENTS.values(), ids=DOCUMENTS.keys())
def test_the_outright_demands_of_a_statement(text: str, expected: Expected, extract: Extract) -> None:
    """All of them, in order, each directed to whom its sentence, list or section names."""
    assert _explicit(extract(text)) == expected


def test_a_table_has_its_asks_in_one_column(extract: Extract) -> None:
    """Of a table of recommendations the longest cell asks; the row of headings asks nothing."""
    text = """<html><body><article><h1>Submission to the Committee on Migrant Workers</h1>
<p>This submission comes from eight organisations that meet the ferries and answer the telephone every night.</p>
<p>We ask the Committee to recommend:</p>
<table><tr><th>No.</th><th>Recommendation</th><th>By when</th></tr>
<tr><td>1</td><td>Fund a support teacher in every ordinary school</td><td>2026</td></tr>
<tr><td>2</td><td>Let workers complain without leaving the island first</td><td>2025</td></tr></table>
<p>The Committee has visited the islands twice, and knows the night shelter well.</p></article></body></html>"""
    assert _explicit(extract(text, ".html")) == [
        ("Fund a support teacher in every ordinary school", "Committee on Migrant Workers"),
        ("Let workers complain without leaving the island first", "Committee on Migrant Workers"),
    ]


@pytest.mark.parametrize(
    ("sentence", "soft"),
    [
        ("Editors in neighbouring countries should not use the card.", True),
        ("It is time to open the archives of the harbour.", True),
        ("Should the line stay closed, four villages will lose their doctor.", False),
        ("Nobody knows what should be done with the wreck?", False),
        ("The minister said that the wells should be closed.", False),
    ],
)
def test_soft_wording_is_kept_apart(sentence: str, soft: bool, extract: Extract) -> None:
    """A norm without an asking verb is a soft demand and makes nobody an addressee; a condition or report is none."""
    start = "Joint statement on the coast line\n\nThe coast line has carried our children to school for sixty years. "
    [record] = extract(f"{start}It was closed in May without a word to anyone who lives there.\n\n{sentence}\n")
    assert [d.force for d in record.demands] == (["soft"] if soft else [])
    assert record.addressees == ()


def test_a_short_mention_is_the_party_named_in_full(extract: Extract) -> None:
    """ "The municipality" in a list is the municipality that the text names with its place."""
    text = """Statement on the school

The municipality of Alt-Neren announced in May that the school in Kirsholm Lane will not open again this year.

We demand the following steps:

1) The decision of 26 August is revoked.
2) The municipality publishes its figures.
"""
    assert [name for _, name in _explicit(extract(text))] == ["municipality of Alt-Neren"] * 2


def test_the_text_of_a_demand_stands_at_its_place(extract: Extract) -> None:
    """The words of each demand are the document's characters at its evidence."""
    for text, _ in DOCUMENTS.values():
        for record in extract(text):
            for demand in record.demands:
                span = demand.evidence.span
                assert record.document.text[span.start : span.end] == demand.text


AGAIN = {
    "en": ("The Collective urges the Mayor to open the well. It further asks donors to pay for the pump.", "donors"),
    "fr": ("Le collectif exhorte la mairie à ouvrir le puits et demande à la régie de payer la pompe.", "régie"),
    "es": ("El colectivo exige a la alcaldía que abra el pozo. Además, pide a la empresa pagar la bomba.", "empresa"),
    "ar": ("تناشد الشبكة البلدية فتح البئر فورا، كما تدعو الشركة إلى دفع ثمن المضخة.", "الشركة"),
}


TITLES = {
    "en": "Joint statement on the well\n\nThe well of the village has been dry for six weeks and nobody has come. ",
    "fr": "Déclaration commune sur le puits\n\nLe puits du village est à sec depuis six semaines et personne n'est venu. ",
    "es": "Comunicado conjunto sobre el pozo\n\nEl pozo de la aldea está seco desde hace seis semanas y nadie vino. ",
    "ar": "بيان مشترك حول البئر\n\nجفت بئر القرية منذ ستة أسابيع ولم يأت أحد من المسؤولين إلى الأهالي حتى الآن. ",
}


@pytest.mark.parametrize("code", sorted(AGAIN))
def test_a_second_ask_keeps_the_subject_of_the_first(code: str, extract: Extract) -> None:
    """A pronoun, a joined verb or a verb alone goes on with who asked before."""
    text, second = AGAIN[code]
    found = _explicit(extract(TITLES[code] + text))
    assert [who for _, who in found][1:] == [second]


def test_a_passive_asks_only_a_party_to_act(extract: Extract) -> None:
    """What is usually asked of people, and an invitation to an event, are no demands."""
    text = "Witnesses are asked to pay for the fuel. Residents are invited to a vigil. The Water Board is asked to mend it."
    found = _explicit(extract(f"Statement on the well\n\nThe well has been dry for six weeks and nobody came. {text}"))
    assert found == [("The Water Board is asked to mend it", "Water Board")]


@pytest.mark.parametrize(
    "sentence",
    [
        "Under the Ferries Act 1988, the operator must first consult the islands.",
        "From June a nurse in the hills will have to walk nine miles.",
        "A village that is cut off must pay for its own boat.",
    ],
)
def test_a_modal_that_tells_how_things_are_asks_nothing(sentence: str, extract: Extract) -> None:
    """What a law says and what befalls anybody is no demand, be it a gentle one."""
    [record] = extract(
        f"Statement on the ferries\n\nThe ferries were cut and nobody has told us why. {sentence} It rains.\n"
    )
    assert record.demands == ()
