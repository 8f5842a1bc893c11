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
