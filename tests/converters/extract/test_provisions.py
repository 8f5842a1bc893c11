"""Citations of law in made-up sentences, in four languages."""
# ruff: noqa: E501

from __future__ import annotations

import time

import pytest

from converters.extract.provisions import find_citations
from converters.model import Block, Citation, Span
from data import load_reference

REFERENCE = load_reference()


def blocks(*texts: str, kind: str = "paragraph") -> list[Block]:
    """Paragraphs of a document, one blank line apart."""
    found, position = [], 0
    for text in texts:
        found.append(Block(kind, text, Span(position, position + len(text))))  # type: ignore[arg-type]
        position += len(text) + 2
    return found


def citations(language: str, *texts: str) -> tuple[Citation, ...]:
    return find_citations(blocks(*texts), REFERENCE.languages[language], REFERENCE)


def cited(language: str, *texts: str) -> set[str]:
    """What the paragraphs cite, as `key` or `key locator`."""
    return {f"{c.instrument} {c.locator or ''}".strip() for c in citations(language, *texts)}


ENGLISH = [
    ("The raids breach article 17 of the ICCPR.", "iccpr art/17"),
    ("Articles 6, 7 and 14(3) of the Covenant on Civil and Political Rights apply.", "iccpr art/6|iccpr art/7|iccpr art/14/para/3"),
    ("ICCPR Article 9 and ECHR Article 5 say the same.", "iccpr art/9|echr art/5"),
    ("Under the ICCPR (arts. 19 and 21), protest is a right.", "iccpr art/19|iccpr art/21"),
    ("Articles 12–15 CEDAW cover rural life.", "cedaw art/12|cedaw art/13|cedaw art/14|cedaw art/15"),
    ("Article 8(2)(b)(iv) of the Rome Statute forbids it.", "rome-statute art/8/para/2/sub/b/sub/iv"),
    ("We rely on paragraph 5 of Article 9 of the ICCPR.", "iccpr art/9/para/5"),
    ("Article 9, paragraph 1, of the Covenant on Civil and Political Rights", "iccpr art/9/para/1"),
    ("Article 6 § 1 of the European Convention on Human Rights", "echr art/6/para/1"),
    ("Article III of the Genocide Convention names conspiracy.", "genocide-convention art/3"),
    ("Article 8 bis of the Rome Statute defines aggression.", "rome-statute art/8bis"),
    ("Article 9 (liberty) and article 14 (fair trial) of the ICCPR were ignored.", "iccpr art/9|iccpr art/14"),
    ("Chapter VII of the UN Charter is at hand.", "un-charter ch/7"),
    ("Common Article 3 forbids hostage-taking.", "geneva-conventions art/3"),
    ("The Fourth Geneva Convention, Article 49, bars transfers.", "geneva-convention-iv art/49"),
    ("The Council should act under the preamble of the UN Charter.", "un-charter preamble"),
    ("Rule 43 of the Nelson Mandela Rules bans it, and Principle 17 of the UNGPs asks for diligence.", "mandela-rules rule/43|ungps principle/17"),
    ("General Assembly resolution 217 A (III) is seventy-five.", "udhr"),
    ("Security Council resolutions 2417 (2018) and 2475 (2019) bind all.", "unsc-res-2417|unsc-res-2475"),
    ("Paragraph 4 of Human Rights Council resolution 48/13 is plain.", "unhrc-res-48-13 para/4"),
    ("UNSCR 1325 turned twenty; S/RES/2286 (2016) did not.", "unsc-res-1325|unsc-res-2286"),
    ("In A/RES/76/300 the Assembly recognised it.", "unga-res-76-300"),
    ("The Committee on the Rights of the Child, in its General Comment No. 24, para. 18, disagrees.", "crc-gc-24 para/18"),
    ("The CESCR's General Comments Nos. 4 and 7 are clear.", "cescr-gc-4|cescr-gc-7"),
    ("General Comment No. 15 on the right to water of 2002 is settled.", "cescr-gc-15"),
    ("The CEDAW Committee said so in General Recommendation No. 35.", "cedaw-gr-35"),
    ("Directive (EU) 2024/1760 and Regulation (EC) No 999/1999 differ.", "eu-dir-2024-1760|eu-reg-1999-999"),
    ("Article 35(1) of the Digital Services Act asks for measures.", "eu-reg-2022-2065 art/35/para/1"),
    ("ILO Conventions Nos. 87 and 98 were ratified in 1960.", "ilo-c87|ilo-c98"),
    ("ILO C190 and Convention No. 189 protect cleaners.", "ilo-c190|ilo-c189"),
    ("Executive Order 13928 was revoked.", "us-eo-13928"),
    ("Section 295-C of the Penal Code of Norland must go.", "penal-code section/295c"),
    ("Sections 3 to 5 of the Public Meetings Act 2019 ban songs.", "public-meetings-act-2019 section/3|public-meetings-act-2019 section/4|public-meetings-act-2019 section/5"),
    ("Kenya's Data Protection Act, 2019 is silent.", "ke-data-protection-act-2019"),
    ("Law No. 99 of 2098 on associations was rushed.", "law-99-2098"),
    ("Article 33 of the Constitution of Kenya guarantees it.", "ke-constitution art/33"),
    ("The Anti-Rumour Law (2031) must be repealed.", "anti-rumour-law-2031"),
    ("Under section 12 of the Schools Act and article 28 of the CRC, all may learn.", "schools-act section/12|crc art/28"),
    ("Kivuma is a party to the CRC; its article 28 says so.", "crc|crc art/28"),
    ("We wrote to the States Parties to the Rome Statute.", ""),
    ("The Human Rights Committee and the Committee against Torture will meet.", ""),
    ("It violates international law, human rights law and the rule of law.", ""),
    ("ARTICLE 19 said that the ICCPR was ignored.", "iccpr"),
    ("An article in a newspaper, and section 3 of this letter, explain why.", ""),
    ("The Environmental Law Clinic and the Human Rights Law Centre sign.", ""),
    ("We must act now, says the Climate Act Coalition.", ""),
    ("The Optional Protocol to the Convention against Torture was ratified.", "opcat"),
    ("Clause 4 of the Data Bill is vague.", ""),
    ("Article 10 (1) and (2)(a) of the ICCPR", "iccpr art/10/para/1|iccpr art/10/para/2/sub/a"),
    ("Article 12 of the ICESCR, and in particular its paragraph 2 (b), asks for it.", "icescr art/12|icescr art/12/para/2/sub/b"),
    ("The Basel Convention has its own word, in Article 9, for waste.", "basel-convention art/9"),
    ("The Unlawful Kites (Prevention) Act, 1967, and section 66A of the String Act, 2000, go on.", "unlawful-kites-prevention-act-1967|string-act-2000 section/66a"),
    ("Human Rights Council resolution 44/20 and General Assembly resolution 73/173", "unhrc-res-44-20|unga-res-73-173"),
    ("The Nordland Institute for Coastal Law and the Sea Law Society write.", ""),
    ("The CAT sat on the mat; a cat is no treaty, the cat said.", "cat"),
]  # fmt: skip

FRENCH = [
    ("L’article 9 du PIDCP est violé.", "iccpr art/9"),
    ("Les articles 6, 7 et 14, paragraphe 3, du Pacte international relatif aux droits civils et politiques", "iccpr art/6|iccpr art/7|iccpr art/14/para/3"),
    ("le paragraphe 5 de l'article 9 du PIDCP", "iccpr art/9/para/5"),
    ("l’article 8, paragraphe 2, alinéa b) iv) du Statut de Rome", "rome-statute art/8/para/2/sub/b/sub/iv"),
    ("La Convention d’Istanbul, en ses articles 7 et 8, l’exige.", "istanbul-convention art/7|istanbul-convention art/8"),
    ("la Convention relative aux droits de l’enfant (art. 28 et 29)", "crc art/28|crc art/29"),
    ("les articles 12 à 14 de la Convention d'Aarhus", "aarhus-convention art/12|aarhus-convention art/13|aarhus-convention art/14"),
    ("l’article 3 commun aux Conventions de Genève", "geneva-conventions art/3"),
    ("l'article premier de la Charte africaine des droits de l’homme et des peuples", "achpr art/1"),
    ("l’article III de la Convention sur le génocide", "genocide-convention art/3"),
    ("le chapitre VII de la Charte des Nations Unies", "un-charter ch/7"),
    ("la résolution 1325 (2000) du Conseil de sécurité", "unsc-res-1325"),
    ("la résolution 260 A (III) de l’Assemblée générale", "unga-res-260-a-iii"),
    ("la résolution 48/13 du Conseil des droits de l'homme", "unhrc-res-48-13"),
    ("l’Observation générale n° 34 du Comité des droits de l’homme, par. 7", "ccpr-gc-34 para/7"),
    ("La recommandation générale n° 35 du CEDEF est claire.", "cedaw-gr-35"),
    ("la Convention n° 169 de l’OIT", "ilo-c169"),
    ("le règlement (UE) 2016/679 et la directive 2008/115/CE", "eu-gdpr|eu-dir-2008-115"),
    ("l’article 6, paragraphe 1, du RGPD", "eu-gdpr art/6/para/1"),
    ("l'article 230 du Code pénal tunisien", "tn-code-penal art/230"),
    ("le décret-loi n° 54 de 2022", "decret-loi-54-2022"),
    ("la loi n° 2099-12 du 3 janvier 2099 relative aux cerfs-volants", "loi-2099-12"),
    ("l’article 5 de la loi sur la liberté de la presse", "loi-liberte-presse art/5"),
    ("l’article 12 de la Constitution du Mali", "ml-constitution art/12"),
    ("l'article L. 123-4 du code de l’environnement", "code-environnement art/l123-4"),
    ("Le Sénégal a ratifié la CEDEF et le Protocole de Maputo.", "cedaw|maputo-protocol"),
    ("La loi organique n° 2015-09 portant Code minier prévoit à l'article 118 la saisie ; appliquez le Code minier.", "loi-organique-2015-09 art/118|loi-organique-2015-09"),
    ("La loi du 3 mai 1984 sur la lecture publique, en son article 4, le confie à l'État.", "loi-lecture-publique-1984 art/4"),
    ("les articles 312-1 et 312-2 du Code pénal", "code-penal art/312-1|code-penal art/312-2"),
    ("La loi est dure, mais le droit international aussi.", ""),
    ("Un article de presse le raconte.", ""),
    ("Les États parties à la Convention d’Ottawa se réunissent.", ""),
]  # fmt: skip

SPANISH = [
    ("el artículo 9 del PIDCP", "iccpr art/9"),
    ("los artículos 6, 7 y 14.3 del Pacto Internacional de Derechos Civiles y Políticos", "iccpr art/6|iccpr art/7|iccpr art/14/para/3"),
    ("el apartado 5 del artículo 9 del PIDCP", "iccpr art/9/para/5"),
    ("el artículo 8.2.b de la Convención Americana", "achr art/8/para/2/sub/b"),
    ("El Acuerdo de Escazú, en sus artículos 7 y 9, obliga.", "escazu-agreement art/7|escazu-agreement art/9"),
    ("la Convención sobre los Derechos del Niño (artículos 3 y 12)", "crc art/3|crc art/12"),
    ("los artículos 12 al 14 de la CEDAW", "cedaw art/12|cedaw art/13|cedaw art/14"),
    ("el artículo 3 común a los Convenios de Ginebra", "geneva-conventions art/3"),
    ("el artículo 1º de la Convención de Belém do Pará", "belem-do-para art/1"),
    ("el Capítulo VII de la Carta de las Naciones Unidas", "un-charter ch/7"),
    ("el Cuarto Convenio de Ginebra, artículo 49,", "geneva-convention-iv art/49"),
    ("la resolución 1325 (2000) del Consejo de Seguridad", "unsc-res-1325"),
    ("la resolución 64/292 de la Asamblea General", "unga-res-64-292"),
    ("la Observación general núm. 34 del Comité de Derechos Humanos, párr. 7", "ccpr-gc-34 para/7"),
    ("la Observación General N.º 15 sobre el derecho al agua", "cescr-gc-15"),
    ("el Convenio 169 de la OIT", "ilo-c169"),
    ("los Convenios núms. 87 y 98 de la OIT", "ilo-c87|ilo-c98"),
    ("el Reglamento (UE) 2022/2065", "eu-reg-2022-2065"),
    ("el artículo 99 del Código Penal", "codigo-penal art/99"),
    ("La Ley 30/2098, de 3 de enero, de cometas", "ley-30-2098"),
    ("el artículo 4 de la Ley de Pesca de 1994", "ley-pesca-1994 art/4"),
    ("el Decreto Supremo N.º 010-2020", "decreto-supremo-010-2020"),
    ("el artículo 20 de la Constitución Política de Colombia", "co-constitucion-politica art/20"),
    ("El Código de Cometas (Decreto 90-97) nombra a las abuelas en su artículo 161.", "codigo-cometas art/161"),
    ("La Constitución de Chile llama al agua bien común (artículo 41, inciso 3).", "cl-constitucion art/41/sub/3"),
    ("Ningún derecho internacional ni ley alguna lo permite.", ""),
    ("El Comité de los Derechos del Niño lo dijo.", ""),
    ("Un artículo de prensa lo cuenta.", ""),
]  # fmt: skip

ARABIC = [
    ("المادة 19 من العهد الدولي الخاص بالحقوق المدنية والسياسية", "iccpr art/19"),
    ("المادتين ٩ و١٤ من العهد الدولي الخاص بالحقوق المدنية والسياسية", "iccpr art/9|iccpr art/14"),
    ("المواد من 12 إلى 14 من اتفاقية حقوق الطفل", "crc art/12|crc art/13|crc art/14"),
    ("الفقرة 5 من المادة 9 من العهد الدولي الخاص بالحقوق المدنية والسياسية", "iccpr art/9/para/5"),
    ("الـمادّة التاسعة من الميثاق العربي لحقوق الإنسان", "arab-charter art/9"),
    ("وفقا للمادة (٩٩) من ميثاق الأمم المتحدة", "un-charter art/99"),
    ("المادة 8 مكرراً من نظام روما الأساسي", "rome-statute art/8bis"),
    ("المادة 3 المشتركة بين اتفاقيات جنيف", "geneva-conventions art/3"),
    ("المادة 49 من اتفاقية جنيف الرابعة", "geneva-convention-iv art/49"),
    ("يخالف القرار المادة ١٢ من اتفاقية مناهضة التعذيب والمادة ٢١ من الإعلان العالمي لحقوق الإنسان", "cat art/12|udhr art/21"),
    ("قرار مجلس الأمن ١٣٢٥ (٢٠٠٠)", "unsc-res-1325"),
    ("قرار الجمعية العامة 300/76", "unga-res-76-300"),
    ("قرار الجمعية العامة 260 ألف (د-3)", "unga-res-260-a-iii"),
    ("التعليق العام رقم 34 للجنة المعنية بحقوق الإنسان", "ccpr-gc-34"),
    ("اتفاقيتي منظمة العمل الدولية رقم 87 و98", "ilo-c87|ilo-c98"),
    ("القانون رقم 149 لسنة 2019", "law-149-2019"),
    ("المادة 9 من قانون العقوبات المصري", "eg-penal-code art/9"),
    ("المرسوم عدد 54 لسنة 2022", "decree-54-2022"),
    ("المادة 65 من الدستور", "constitution art/65"),
    ("انضمت الدولة إلى اتفاقية سيداو والعهد الدولي الخاص بالحقوق الاقتصادية والاجتماعية والثقافية", "cedaw|icescr"),
    ("ينص قانون التعليم رقم ٨ لسنة ١٩٩٩ في مادته الخامسة على المجانية", "education-law-8-1999 art/5"),
    ("هذا مخالف للقانون الدولي ولحقوق الإنسان", ""),
    ("نشرت الصحيفة مقالا عن المادة", ""),
    ("تابعت لجنة حقوق الطفل القضية", ""),
]  # fmt: skip

SENTENCES = [
    pytest.param(language, text, expected, id=f"{language}-{number}")
    for language, table in (("en", ENGLISH), ("fr", FRENCH), ("es", SPANISH), ("ar", ARABIC))
    for number, (text, expected) in enumerate(table)
]


@pytest.mark.parametrize(("language", "text", "expected"), SENTENCES)
def test_a_sentence_cites_exactly_what_it_names(language: str, text: str, expected: str) -> None:
    """Neither more nor less than a careful reader would write down."""
    assert cited(language, text) == set(filter(None, expected.split("|")))


DOCUMENTS = [
    ("defined short form", "en", ["The Convention on the Rights of Persons with Disabilities (“the Convention”) binds us.", "The Paris Agreement matters too.", "Article 9 of the Convention is clear."], "crpd|paris-agreement|crpd art/9"),
    ("that Convention", "en", ["Article 28 of the CRC and article 2 of that Convention apply."], "crc art/28|crc art/2"),
    ("the same Act", "en", ["Section 31 of the Mill Water Act is old; section 44 of the same Act is older."], "mill-water-act section/31|mill-water-act section/44"),
    ("thereof", "en", ["The ICESCR was ratified, and article 11 thereof speaks of food."], "icescr art/11"),
    ("ibid.", "en", ["Article 6 of the ICCPR protects life.", "Ibid., article 7."], "iccpr art/6|iccpr art/7"),
    ("last of its form", "en", ["The CRC was ratified in 1990. The UN Charter is older.", "The convention's Article (8) says so."], "crc|un-charter|crc art/8"),
    ("articles do not belong to an act of sections", "en", ["Article 24 of the CRPD and s. 17 of the Schools Act differ.", "This breaks Articles 5 and 7."], "crpd art/24|schools-act section/17|crpd art/5|crpd art/7"),
    ("a repeated article keeps its law", "en", ["Article 22 of the Broadcast Code is used against radio, despite article 19 of the UDHR.", "Amend Article 22."], "broadcast-code art/22|udhr art/19"),
    ("acronym defined in the text", "en", ["The Prevention of Singing Act 2030 (PSA) is in force.", "Section 4 PSA punishes humming."], "prevention-singing-act-2030|prevention-singing-act-2030 section/4"),
    ("short name of a law", "en", ["The Norland Succession Act of 1962 allows it.", "Repeal sections 9 and 10 of the Succession Act."], "norland-succession-act-1962|norland-succession-act-1962 section/9|norland-succession-act-1962 section/10"),
    ("country from the document", "en", ["To the Government of Egypt", "Repeal section 3 of the Protest Law 2013."], "eg-protest-law-2013 section/3"),
    ("committee of the document", "en", ["Submission to the Committee on the Rights of Persons with Disabilities", "See the Committee's General Comment No. 4."], "crpd-gc-4"),
    ("doubtful name settled by the full one", "en", ["The African Charter on the Rights and Welfare of the Child and the African Charter on Human and Peoples' Rights bind us.", "Article 16 of the African Charter is broken."], "acrwc|achpr|achpr art/16"),
    ("no law named, no citation", "en", ["Article 5 is broken, and so is paragraph 3."], ""),
    ("the text's own articles", "en", ["The CRC binds all.", "Article 1. We are many."], "crc"),
    ("Article 19 among signers", "en", ["The ICCPR binds all.", "Human Rights Watch, Article 19 and PEN sent a mission."], "iccpr"),
    ("Article 19 as law", "en", ["The ICCPR binds all.", "The ban is contrary to Article 19."], "iccpr|iccpr art/19"),
    ("ladite Convention", "fr", ["La Convention relative aux droits de l’enfant est ratifiée.", "L’article 4 de ladite Convention le dit."], "crc|crc art/4"),
    ("dicha Convención", "es", ["La Convención Americana sobre Derechos Humanos está vigente.", "El artículo 4 de dicha Convención lo dice."], "achr|achr art/4"),
    ("العهد نفسه", "ar", ["المادة 19 من العهد الدولي الخاص بالحقوق المدنية والسياسية", "والمادة 9 من العهد نفسه"], "iccpr art/19|iccpr art/9"),
    ("ci-après", "fr", ["Le Pacte international relatif aux droits économiques, sociaux et culturels (ci-après « le Pacte ») lie l’État.", "L’article 11 du Pacte est violé."], "icescr|icescr art/11"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "texts", "expected"), [pytest.param(*d[1:], id=d[0]) for d in DOCUMENTS])
def test_what_a_document_says_earlier_settles_what_it_cites_later(
    language: str, texts: list[str], expected: str
) -> None:
    """Short forms, repeated articles and anaphora are resolved over paragraphs."""
    assert cited(language, *texts) == set(filter(None, expected.split("|")))


def test_a_span_is_the_words_in_the_document() -> None:
    """The span leads to the citation's own words, also past vowel marks that matching leaves out."""
    texts = ("مقدّمة قصيرة", "تكفله الـمادّة 19 من العهد الدولي الخاصّ بالحقوق المدنية والسياسية.")
    document = "\n\n".join(texts)
    (citation,) = citations("ar", *texts)
    span = citation.evidence.span
    assert document[span.start : span.end] == "الـمادّة 19 من العهد الدولي الخاصّ بالحقوق المدنية والسياسية"


def test_each_provision_is_given_once_at_its_first_mention() -> None:
    """A second mention adds nothing."""
    found = citations("en", "Article 9 of the ICCPR.", "Again Article 9 of the ICCPR.")
    assert [(c.locator, c.evidence.span.start) for c in found] == [("art/9", 0)]


def test_a_national_law_says_that_it_is_not_listed() -> None:
    """It carries its printed name and the country."""
    (law,) = citations("en", "Repeal Kenya's Kite Act 2031 now.")
    assert (law.known, law.label, law.jurisdiction) == (False, "Kite Act 2031", "Kenya")


def test_what_is_inferred_is_less_sure_than_what_is_printed() -> None:
    """Confidence falls from a full title over anaphora to an ambiguous name."""
    plain, anaphora = citations("en", "Article 9 of the ICCPR.", "Article 14 of that Covenant.")
    (doubtful,) = citations("en", "The Vienna Convention was cited.")
    assert plain.evidence.confidence > anaphora.evidence.confidence > doubtful.evidence.confidence


@pytest.mark.parametrize(
    "text", ["Article " * 3000, "(" * 9000, "9, " * 4000, "the Act of " * 3000, "Articles 1" + ", 2" * 5000]
)
def test_hostile_repetition_takes_linear_time(text: str) -> None:
    """Twice the text takes about twice the time, not four times."""

    def seconds(count: int) -> float:
        start = time.process_time()
        citations("en", text * count)
        return time.process_time() - start

    seconds(1)
    assert seconds(4) < 12 * max(seconds(1), 0.02)


def test_no_block_means_no_citation() -> None:
    """An empty document is no error."""
    assert citations("en") == () == citations("ar", "   ")
