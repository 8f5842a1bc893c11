"""Lists within lists, and the lines inside a list that name whom the next items ask."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from converters.model import StatementRecord

Extract = Callable[..., list[StatementRecord]]
Expected = list[tuple[str, str | None]]

RESOLUTION = """Resolution of the Assembly of Marsh Villages

Recalling that the dykes of Ostend Marsh have broken three times since the spring of last year,

1. Deplores the silence of the authorities;
2. Requests the Minister of Rivers:
   (a) to repair the north dyke before the autumn;
   (b) to publish the plans of the south dyke;
3. Calls upon the Parliament to fund both;

Adopted unanimously by the villages.
"""
ARABIC = """قرار ملتقى القرى

إذ يذكر الملتقى بأن السدود انهارت ثلاث مرات منذ ربيع العام الماضي ولم يجب أحد على الأهالي،

1- يأسف لصمت الجهات المسؤولة؛
2- يطلب إلى وزير الأنهار:
   (أ) أن يصلح السد الشمالي قبل الخريف؛
   (ب) أن ينشر مخططات السد الجنوبي؛
3- يدعو البرلمان إلى تمويل الأعمال؛
"""
SPANISH = """Pronunciamiento de las aldeas del pantano

Los diques se han roto tres veces desde la primavera pasada y nadie ha respondido a las familias de la orilla.

Por ello:

1. Al Ministerio de Ríos le exigimos:
   a) reparar el dique norte antes del otoño;
   b) publicar los planos del dique sur.
2. Pedimos al Congreso que financie ambas obras.
"""
PARTIES = """Joint statement on the marsh dykes

The dykes have broken three times since the spring, and nobody has answered the families on the bank.

We call on the Ministry of Rivers:

- Clause 4:
- to strike out the word "seasonal";
- to print the map of the dykes.

and the Rivers Agency:

- to open its archive.
"""


def _explicit(records: list[StatementRecord]) -> Expected:
    [record] = records
    return [
        (d.text, record.addressees[d.addressees[0]].name if d.addressees else None)
        for d in record.demands
        if d.force == "explicit"
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            RESOLUTION,
            [
                ("to repair the north dyke before the autumn", "Minister of Rivers"),
                ("to publish the plans of the south dyke", "Minister of Rivers"),
                ("Calls upon the Parliament to fund both", "Parliament"),
            ],
        ),
        (
            ARABIC,
            [
                ("أن يصلح السد الشمالي قبل الخريف", "وزير الأنهار"),
                ("أن ينشر مخططات السد الجنوبي", "وزير الأنهار"),
                ("يدعو البرلمان إلى تمويل الأعمال", "البرلمان"),
            ],
        ),
        (
            SPANISH,
            [
                ("reparar el dique norte antes del otoño", "Ministerio de Ríos"),
                ("publicar los planos del dique sur", "Ministerio de Ríos"),
                ("Pedimos al Congreso que financie ambas obras", "Congreso"),
            ],
        ),
        (
            PARTIES,
            [
                ('to strike out the word "seasonal"', "Ministry of Rivers"),
                ("to print the map of the dykes", "Ministry of Rivers"),
                ("to open its archive", "Rivers Agency"),
            ],
        ),
    ],
    ids=["sub-points", "arabic-sub-points", "fronted-party", "header-and-second-party"],
)
def test_an_item_above_others_says_whom_they_ask(text: str, wanted: Expected, extract: Extract) -> None:
    """Sub-points ask whom their item names, behind them the outer list goes on; a short header asks nothing."""
    assert _explicit(extract(text)) == wanted


NAMED = [
    ("""Open letter on the night bus

The last bus to the hills was cut in June, and nobody has told the villages why this was done.

We call on:

1. the Transport Board
   - to run the bus again;
   - to publish the plans;
2. the Mayor of Calder
   - to light the stops.
""", ["Transport Board", "Transport Board", "Mayor of Calder"]),
    ("""Déclaration de Brumes sur la tourbe

Les tourbières de la vallée brûlent depuis trois étés, et personne n'a répondu aux habitants des hameaux.

## Nous demandons

Art. 3. Que les communes de la Lande ferment les drains.

Art. 4. Que le Conseil de la Vallée vote un fonds.
""", ["communes de la Lande", "Conseil de la Vallée"]),
    ("""بيان نقابة الصيادين

جفت البحيرة في الصيف الماضي ولم يجب أحد على أسر الصيادين في القرى المجاورة منذ أشهر طويلة.

نطالب بما يلي:

1. أن تنشر وزارة المياه نتائج التحقيق.
2. أن تسحب البلدية قرار الإغلاق.
""", ["وزارة المياه", "البلدية"]),
    ("""إعلان حفظة البذور

ضاعت بذور كثيرة في السنوات الماضية ولم يجب أحد على أسر المزارعين في القرى المجاورة منذ أشهر طويلة.

وندعو:

1. منظمة الأغذية للزراعة والبذور (البذرة) إلى فتح الخزائن.
2. حكومات الساحل إلى سن قوانين تحمي البذور.
""", ["منظمة الأغذية للزراعة والبذور", "حكومات الساحل"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), NAMED, ids=["deeper", "labelled", "behind-verb", "before-mark"])
def test_an_item_says_who_is_asked_where_its_lead_in_does_not(text: str, expected: list[str], extract: Extract) -> None:
    """Alone above deeper items, behind "Art. 3. Que", behind an Arabic verb, or before the mark of what is asked."""
    [record] = extract(text)
    asked = [record.addressees[d.addressees[0]].name for d in record.demands if d.force == "explicit"]
    assert asked == expected


def test_a_section_that_names_a_body_is_no_demand(extract: Extract) -> None:
    """The line "To the River Fund" inside a list of demands opens what stands below it."""
    [record] = extract(PARTIES + "- To the River Fund\n\nPay for the sluices.\n")
    assert "To the River Fund" not in [d.text for d in record.demands]
