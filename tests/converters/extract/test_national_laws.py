"""National laws, their parts and what stands for them, in made-up sentences."""
# ruff: noqa: E501

from __future__ import annotations

import pytest

from converters.extract.provisions import find_citations
from converters.model import Block, Citation, Span
from data import load_reference

REFERENCE = load_reference()


def citations(language: str, text: str) -> tuple[Citation, ...]:
    """What a text of several paragraphs cites."""
    blocks, position = [], 0
    for paragraph in text.split(" // "):
        blocks.append(Block("paragraph", paragraph, Span(position, position + len(paragraph))))
        position += len(paragraph) + 2
    return find_citations(tuple(blocks), REFERENCE.languages[language], REFERENCE)


CITED = [
    ("an amendment of a constitution", "en", "The Eighth Amendment says no less; the first amendment to the motion was lost.", "eighth-amendment"),
    ("an amendment with its constitution", "es", "Lo protege la Primera Enmienda a la Constitución.", "primera-enmienda"),
    ("a draft is no law yet", "en", "The draft Mill Water Act is bad. The Mill Water Act would break article 11 of the ICESCR.", "icescr art/11"),
    ("a draft in Arabic", "ar", "رفضنا مسودة قانون الجمعيات.", ""),
    ("an office is no law", "en", "The Law Commission of Norland proposed it.", ""),
    ("a circular with its number", "es", "La Circular 12 de 2021 lo prohíbe; la economía circular, no.", "circular-12-2021"),
    ("year after a definite name", "ar", "تنص المادة الثامنة عشرة من قانون الغابات لعام 2004 على ذلك.", "forestry-law-2004 art/18"),
    ("a name of several nouns", "ar", "تخالف المادة 3 من قانون مكافحة جرائم تقنية المعلومات رقم 175 لسنة 2018 ذلك.", "cybercrime-law-175-2018 art/3"),
    ("two laws without a known topic", "ar", "المادة 3 من قانون الأسماك والمادة 3 من قانون الطيور", "alasmak-law art/3|altywr-law art/3"),
    ("an article added by a law", "ar", "صدر القانون رقم 81 لسنة 2016. أما المادة 12 (2) المضافة بموجب القانون 81 فواضحة.", "law-81-2016|law-81-2016 art/12/para/2"),
    ("a country's own constitution", "ar", "تخالف هذا الفصل 12 من دستورها لسنة 2014. تونس معروفة، والقضاء التونسي كذلك.", "tn-constitution art/12"),
    ("country by its adjective", "ar", "المادة 7 من قانون العمل. ودعت وزارة العمل اللبنانية مجلس النواب اللبناني إلى الحوار.", "lb-labour-law art/7"),
    ("its paragraph", "ar", "صدر القرار 2175 (2014). وتحظر فقرته 4 ذلك.", "unsc-res-2175|unsc-res-2175 para/4"),
    ("its paragraph in English", "en", "Resolution 2175 (2014) was adopted. Its paragraph 4 is clear.", "unsc-res-2175|unsc-res-2175 para/4"),
    ("Roman numbers printed as digits", "ar", "خالفوا المادتين 8 (2) (ب) (4) و8 (2) (هـ) (1) من نظام روما الأساسي.", "rome-statute art/8/para/2/sub/b/sub/iv|rome-statute art/8/para/2/sub/e/sub/i"),
    ("a paragraph of what comes after it", "ar", "تنص المادة 5 من سيداو على ذلك، كما في الفقرة 11 من توصيتها العامة رقم 19.", "cedaw art/5|cedaw-gr-19 para/11"),
    ("a year between comment and paragraph", "en", "See CRC Committee, General Comment No. 24 (2019), para. 18.", "crc-gc-24 para/18"),
    ("a short form defined at length", "ar", "وقعت الدولة اتفاقية مناهضة التعذيب (ويشار إليها فيما يلي بـ«الاتفاقية»). // ووقعت اتفاقية حقوق الطفل. // المادة 2 من الاتفاقية ملزمة.", "cat|crc|cat art/2"),
    ("each resolution with the body beside it", "es", "La resolución 2175 (2014) del Consejo de Seguridad y la resolución 70/175 de la Asamblea General.", "unsc-res-2175|mandela-rules"),
    ("numbers of older EU acts", "en", "Regulation (EEC) No 1408/71, Directive 85/337/EEC and Directive 95/46/EC", "eu-reg-1971-1408|eu-dir-1985-337|eu-dir-1995-46"),
    ("an article in words", "en", "Article Five of the ECHR", "echr art/5"),
    ("articles read together", "en", "We rely on Articles 2(3) and 6, read together with Article 26, ICCPR.", "iccpr art/2/para/3|iccpr art/6|iccpr art/26"),
    ("points of one paragraph", "en", "article 12, paragraph 2 (c) and (d), of the ICESCR", "icescr art/12/para/2/sub/c|icescr art/12/para/2/sub/d"),
    ("a type word within a name", "en", "Section 8 of the Press Code and s. 4 of the Public Order Act 2009", "press-code section/8|public-order-act-2009 section/4"),
    ("a number after the name", "en", "The Law on Associations No. 5253 is old.", "law-associations-5253"),
    ("the country's adjective before a code", "en", "We cite Article 205 of the Russian Criminal Code.", "ru-criminal-code art/205"),
    ("each comment with its committee before it", "en", "CEDAW General Recommendation 35 and CERD General Recommendation No. 34", "cedaw-gr-35|cerd-gr-34"),
    ("a committee named by its treaty", "ar", "اتفاقية منظمة العمل الدولية رقم 190 والاتفاقيتين 87 و98، ثم التوصية العامة رقم 35 الصادرة عن لجنة سيداو.", "ilo-c190|ilo-c87|ilo-c98|cedaw-gr-35"),
    ("a code whose name is part of another's", "es", "El Código Penal (art. 144) y el Código Procesal Penal (art. 268)", "codigo-penal art/144|codigo-procesal-penal art/268"),
    ("a state's full name", "es", "el artículo 1º de la Constitución Política de los Estados Unidos Mexicanos", "mx-constitucion-politica art/1"),
    ("a federal law's point", "fr", "l'art. 5, al. 2, let. b de la loi fédérale sur l'asile", "loi-federale-asile art/5/para/2/sub/b"),
    ("seeds and ships", "en", "Article 15 of the 1991 Act of the UPOV Convention; the Hong Kong Convention", "upov-1991 art/15|hong-kong-convention"),
    ("numbers together in brackets", "ar", "خلافا لأحكام المواد (7 و9 و10/1) من العهد الدولي الخاص بالحقوق المدنية والسياسية", "iccpr art/7|iccpr art/9|iccpr art/10/para/1"),
    ("dotted points", "es", "El Estatuto de Roma, artículos 7.1.k y 8.2.b.iv", "rome-statute art/7/para/1/sub/k|rome-statute art/8/para/2/sub/b/sub/iv"),
    ("a long name with an article", "es", "la Ley de Acceso de las Aves a una Vida Libre, artículo 21", "ley-acceso-aves-vida-libre art/21"),
    ("articles of a bill that has no name", "ar", "يقيد المرسوم عدد 12 لسنة 2015 الجمعيات. // ويجيز الفصل 9 من المشروع حلها، ويعاقب فصله 30 المخالفين.", "decree-12-2015"),
    ("goals are no law", "en", "The Sustainable Development Goals speak of water.", ""),
    ("a preamble spoken of", "en", "The Paris Agreement, Article 6, recalls rights in its preamble.", "paris-agreement art/6"),
    ("a short name has the country too", "en", "Section 4 of Kenya's Kite Flying Act (KFA) and section 9 of the KFA", "ke-kite-flying-act section/4|ke-kite-flying-act section/9"),
    ("a protocol by its treaty", "ar", "المادة 4 من البروتوكول الإضافي الثاني الملحق باتفاقيات جنيف", "ap2 art/4"),
    ("principles against impunity", "ar", "نذكر بالمبدأ 19 من مجموعة المبادئ المحدثة لمكافحة الإفلات من العقاب", "un-impunity-principles principle/19"),
    ("an agenda by its paragraph", "en", "The Addis Ababa Action Agenda (paragraph 23) says so.", "addis-ababa-action-agenda para/23"),
    ("a code by its adjectives", "fr", "L'article 12 du Code rural et forestier l'exige.", "code-rural-forestier art/12"),
    ("nouns with their adjectives", "fr", "Le Code de la vie scolaire et des loisirs, en son article 3, l'exige.", "code-vie-scolaire-loisirs art/3"),
    ("an adjective before a date", "fr", "La loi hospitalière du 3 mars 2001, art. 8, l'exige.", "loi-hospitaliere-2001 art/8"),
    ("an adjective before a number", "fr", "La loi d'organisation judiciaire n° 12-2007 prévoit en son article 4 un appel.", "loi-organisation-judiciaire-12-2007 art/4"),
    ("a law by its adjective", "es", "El artículo 6 de la Ley Pesquera y el artículo 2 del Código Aduanero rigen.", "ley-pesquera art/6|codigo-aduanero art/2"),
    ("a country's constitution", "es", "El artículo 12 de la Constitución Chilena lo exige.", "cl-constitucion art/12"),
    ("letters of one paragraph", "en", "Article 5(1)(c), (d) and (f) of the Rome Statute", "rome-statute art/5/para/1/sub/c|rome-statute art/5/para/1/sub/d|rome-statute art/5/para/1/sub/f"),
    ("letters behind a comma", "fr", "l'article 28, b) et d), de la Convention relative aux droits de l'enfant", "crc art/28/sub/b|crc art/28/sub/d"),
    ("a paragraph thereof", "en", "Article 60(1) of the United Nations Convention on the Law of the Sea speaks of artificial islands, installations and structures at sea, and paragraph 3 thereof of their removal.", "unclos art/60/para/1|unclos art/60/para/3"),
    ("a sentence that ends is apart", "en", "The island ratified the CRPD in 2011. Article 16 asks for protection.", "crpd|crpd art/16"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "expected"), [pytest.param(*c[1:], id=c[0]) for c in CITED])
def test_laws_are_cited_with_their_parts(language: str, text: str, expected: str) -> None:
    """A law that no gazetteer holds has a key of its country, topic and number."""
    found = {f"{c.instrument} {c.locator or ''}".strip() for c in citations(language, text)}
    assert found == set(filter(None, expected.split("|")))


ENGLISH = [
    ("قانون الصحافة رقم 9 لسنة 2011 ملزم.", "Press Law No. 9 of 2011"),
    ("خالفوا قانون العقوبات رقم 111 لسنة 1969.", "Penal Code No. 111 of 1969"),
    ("المادة 4 من مجلة الإجراءات الجزائية", "Criminal Procedure Code"),
    ("نص قانون العمل. ودعت وزارة العمل اللبنانية مجلس النواب اللبناني إلى الحوار.", "Labour Law (Lebanon)"),
    ("المادة 3 من قانون الأسماك", ""),
]


@pytest.mark.parametrize(("text", "expected"), ENGLISH)
def test_a_law_in_arabic_letters_has_an_english_name(text: str, expected: str) -> None:
    """Topic, type, number and year as far as the text gives them; nothing where its topic is not known."""
    assert [c.english for c in citations("ar", text)] == [expected]
