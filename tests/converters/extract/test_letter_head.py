"""Lines above a salutation, and lines that begin with "To", name whom a text addresses."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from converters.model import StatementRecord

Extract = Callable[..., list[StatementRecord]]

ENGLISH = """Open letter: mend the marsh dykes

To: The Minister of Rivers, Ms Anna Roth
To: The Director of the Rivers Agency

Dear Minister,

The dykes have broken three times since the spring, and nobody has answered the families on the bank.

Yours sincerely,
Marsh Villages Union
"""
FRENCH = """Saint-Ouen, le 6 octobre 2021

À Madame la Directrice générale de la Compagnie des digues
Copie : Agence des rivières

Objet : lettre ouverte sur les digues du marais

Madame la Directrice générale,

Les digues ont cédé trois fois depuis le printemps et personne n'a répondu aux familles de la rive.

Union des villages du marais
"""
ARABIC = """عريضة: أصلحوا سدود المستنقع

موجهة إلى: مجلس بلدية الضفة، ووزارة الأنهار في سهلان

انهارت السدود ثلاث مرات منذ الربيع ولم تصل إلى الأهالي على الضفة أي رسالة من المسؤولين عنها.

الموقعون:
اتحاد قرى المستنقع
"""


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (ENGLISH, ["Anna Roth", "Director of the Rivers Agency"]),
        (FRENCH, ["Directrice générale de la Compagnie des digues"]),
        (ARABIC, ["مجلس بلدية الضفة", "وزارة الأنهار في سهلان"]),
    ],
    ids=["second-to", "copy-line", "colon"],
)
def test_head_lines_name_the_addressees(text: str, wanted: list[str], extract: Extract) -> None:
    """A second "To" begins a second addressee, a line for copies none, and a colon behind "to" is passed over."""
    [record] = extract(text)
    assert [a.name for a in record.addressees if a.formal] == wanted
