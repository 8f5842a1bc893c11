"""The ledger: a sorted file of all IRIs that were ever given."""

from pathlib import Path

import pytest

from converters.ledger import COLUMNS, Entry, Ledger, LedgerError

RIVER = Entry(
    "id/organisation/river-watch", "Organisation", "River Watch", ("River Watch~RW", "The River Watch"), "2026-01-01"
)
HEADING = ",".join(COLUMNS)


def statement(path: str = "id/statement/a") -> Entry:
    return Entry(path, "Statement", "A", ("d1@0", "2024~a~court"), "2026-01-01")


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    ledger = Ledger([statement(), RIVER])
    ledger.record_version("id/statement/a", "digest", "2026-02-02")
    ledger.write(tmp_path / "ledger.csv")
    again = Ledger.read(tmp_path / "ledger.csv")
    assert list(again) == list(ledger)
    assert again["id/statement/a"].version == 1
    assert not again.changed


def test_the_file_is_sorted_and_does_not_depend_on_the_order_of_entries(tmp_path: Path) -> None:
    Ledger([RIVER, statement()]).write(tmp_path / "one.csv")
    Ledger([statement(), RIVER]).write(tmp_path / "two.csv")
    lines = (tmp_path / "one.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == HEADING
    assert lines[1:] == sorted(lines[1:])
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()


def test_a_file_in_which_nothing_changed_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "ledger.csv"
    Ledger([RIVER]).write(file)
    before = file.stat().st_mtime_ns
    Ledger.read(file).write(file)
    assert file.stat().st_mtime_ns == before


def test_no_file_is_an_empty_ledger(tmp_path: Path) -> None:
    ledger = Ledger.read(tmp_path / "none.csv")
    assert len(ledger) == 0
    assert ledger.newest_date == ""


BROKEN = {
    "another heading": ("path,class\n", "line 1"),
    "a value too few": (f"{HEADING}\nid/organisation/a,Organisation\n", "row 2"),
    "a path twice": (f"{HEADING}\nid/law/a,LegalInstrument,,,,,,,,\nid/law/a,LegalInstrument,,,,,,,,\n", "row 3"),
    "a path outside": (f"{HEADING}\nhttp://x,LegalInstrument,,,,,,,,\n", "row 2"),
    "no number": (f"{HEADING}\nid/statement/a,Statement,,,,two,,,,\n", "row 2"),
}


@pytest.mark.parametrize(("content", "place"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_file_is_refused_with_its_name_and_line(tmp_path: Path, content: str, place: str) -> None:
    file = tmp_path / "ledger.csv"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(LedgerError, match="expected") as error:
        Ledger.read(file)
    assert str(file) in str(error.value)
    assert place in str(error.value)


def test_a_version_is_counted_only_when_the_digest_changes() -> None:
    ledger = Ledger([statement()])
    assert ledger.record_version("id/statement/a", "one", "2026-02-02") == (1, "2026-02-02")
    assert ledger.record_version("id/statement/a", "one", "2026-03-03") == (1, "2026-02-02")
    assert ledger.record_version("id/statement/a", "two", "2026-04-04") == (2, "2026-04-04")
    assert ledger.newest_date == "2026-04-04"


def test_a_path_is_given_once() -> None:
    with pytest.raises(ValueError, match="given before"):
        Ledger([RIVER]).add(RIVER)


def test_a_merged_path_leads_to_its_successor() -> None:
    old = Entry("id/organisation/rw", "Organisation", "RW", ("RW",), "2026-01-01", successor=RIVER.path)
    ledger = Ledger([old, RIVER])
    assert ledger.follow(old.path) == RIVER.path
    assert {m.known for m in ledger.known_mentions()} == {RIVER.path}


def test_a_circle_of_successors_is_refused() -> None:
    a = Entry("id/organisation/a", "Organisation", "A", (), "2026-01-01", successor="id/organisation/b")
    b = Entry("id/organisation/b", "Organisation", "B", (), "2026-01-01", successor="id/organisation/a")
    with pytest.raises(LedgerError, match="successor"):
        Ledger([a, b]).follow(a.path)


def test_a_withdrawn_name_is_no_longer_known() -> None:
    gone = Entry("id/person/p-a", "Person", "", ("ana ruiz",), "2026-01-01", withdrawn="2026-02-02")
    ledger = Ledger([gone])
    assert ledger.is_withdrawn("id/person/p-a")
    assert ledger.known_mentions() == []
