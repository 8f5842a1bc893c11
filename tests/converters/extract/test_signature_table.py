"""Signatories that stand in columns of a plain text are names of their own."""

from __future__ import annotations

LETTER = (
    "Open the mill pond\n\nDear Mayor,\n\nThe pond has been shut since the flood and no boat can reach the weir. "
    "We ask you to open the mill pond before the summer.\n\nYours,\n\n"
)


def test_names_in_columns_are_names_of_their_own(extract):
    """Gaps and bars part them as tabs do; what names a column is no signatory."""
    gaps = (
        "Mill Pond Society      Anglers' Union\nFriends of the Weir    Rowing Club\nHeron Trust            Weir Choir\n"
    )
    (record,) = extract(LETTER + gaps)
    assert [s.name for s in record.signatories] == [
        "Mill Pond Society", "Anglers' Union", "Friends of the Weir", "Rowing Club", "Heron Trust", "Weir Choir",
    ]  # fmt: skip
    bars = "| Organisation | Country |\n|---|---|\n| Mill Pond Society | Kenya |\n| Heron Trust | Peru |\n"
    (record,) = extract(LETTER + "## Signatories\n\n" + bars, ".md")
    assert [(s.name, s.country) for s in record.signatories] == [
        ("Mill Pond Society", "Kenya"),
        ("Heron Trust", "Peru"),
    ]
