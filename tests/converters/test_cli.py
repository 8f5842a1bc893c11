"""The command as people use it: what it prints, what it writes, how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from converters.cli import app
from data import DATA

runner = CliRunner()
EXAMPLE = next(path for path in sorted((DATA / "examples").glob("*.txt")))


def test_convert_writes_the_graph_and_says_how_much(tmp_path: Path) -> None:
    """A good document ends with exit code 0 and the number of quads."""
    output = tmp_path / "out.nq"
    result = runner.invoke(app, ["convert", str(EXAMPLE), "--output", str(output), "--date", "2026-01-02"])
    assert result.exit_code == 0, result.output
    assert "1 documents" in result.output
    assert len(output.read_text(encoding="utf-8").splitlines()) > 20


def test_convert_tells_machines_the_same(tmp_path: Path) -> None:
    """With --json one object names what was read and what was not."""
    (tmp_path / "empty.txt").write_bytes(b"")
    arguments = ["convert", str(EXAMPLE), str(tmp_path / "empty.txt"), "-o", str(tmp_path / "out.nq"), "--json"]
    result = runner.invoke(app, arguments)
    facts = json.loads(result.stdout)
    assert result.exit_code == 1
    assert facts["documents"] == 1
    assert [Path(p["source"]).name for p in facts["not_read"]] == ["empty.txt"]


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["convert", str(EXAMPLE), "-o", "out.xyz"], id="unknown suffix"),
        pytest.param(["convert", str(EXAMPLE), "-o", "no-such-folder/out.nq"], id="no such folder"),
        pytest.param(["convert", str(EXAMPLE), "-o", "out.nq", "--base", "not-an-iri"], id="base is no IRI"),
        pytest.param(["convert", str(EXAMPLE), "-o", "out.nq", "--date", "yesterday"], id="date is no date"),
        pytest.param(["convert", str(EXAMPLE), "-o", "out.nq", "--collection", "nobody"], id="unknown collection"),
        pytest.param(["convert"], id="nothing named"),
        pytest.param(["explain", "no-such-file.txt"], id="no such document"),
    ],
)
def test_wrong_use_ends_with_two(arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wrong use is exit code 2, and nothing is written."""
    monkeypatch.chdir(tmp_path)
    assert runner.invoke(app, arguments).exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_validate_counts_what_each_shape_looked_at(tmp_path: Path) -> None:
    """What was converted conforms, and the report for programs is SHACL's."""
    output, report = tmp_path / "out.nq", tmp_path / "report.ttl"
    runner.invoke(app, ["convert", str(EXAMPLE), "-o", str(output), "--date", "2026-01-02"])
    result = runner.invoke(app, ["validate", str(output), "--report", str(report)])
    assert result.exit_code == 0, result.output
    assert "conforms: 0 violations" in result.output
    assert "looked at nothing" in result.output
    assert "ValidationReport" in report.read_text(encoding="utf-8")


def test_validate_ends_with_one_where_a_shape_is_violated(tmp_path: Path) -> None:
    """A statement without anything is a violation, said for people."""
    graph = tmp_path / "bad.ttl"
    graph.write_text("<https://x.example/id/statement/a> a <https://w3id.org/undersigned/def#Statement> .")
    result = runner.invoke(app, ["validate", str(graph)])
    assert result.exit_code == 1
    assert "violation: https://x.example/id/statement/a" in result.output


def test_explain_shows_the_words_beside_each_value() -> None:
    """Every value of the JSON explanation has a quote that stands in the document."""
    result = runner.invoke(app, ["explain", str(EXAMPLE), "--json"])
    facts = json.loads(result.stdout)
    text = EXAMPLE.read_text(encoding="utf-8")
    values = [value for statement in facts["statements"] for value in statement["values"]]
    assert len(values) > 5
    assert all(text[v["start"] : v["end"]] == v["quote"] for v in values)


def test_explain_prints_a_table() -> None:
    """On a terminal the same is a table."""
    result = runner.invoke(app, ["explain", str(EXAMPLE)])
    assert result.exit_code == 0
    assert "on these words" in result.output


def test_release_and_verify_agree(tmp_path: Path) -> None:
    """A release of the examples verifies; a byte more in a dump is found."""
    target = tmp_path / "releases"
    result = runner.invoke(app, ["release", str(DATA / "examples"), "--target", str(target), "--date", "2026-01-02"])
    assert result.exit_code == 0, result.output
    assert "release 2026-01-02" in result.output
    assert runner.invoke(app, ["verify", str(target / "current")]).exit_code == 0
    with (target / "current" / "dumps" / "undersigned.nq").open("ab") as dump:
        dump.write(b"\n")
    assert runner.invoke(app, ["verify", str(target / "current")]).exit_code == 1


def test_the_version_is_told() -> None:
    """`--version` names the command and its version."""
    assert runner.invoke(app, ["--version"]).output.startswith("undersigned 0.")


def test_check_data_passes() -> None:
    """The curated tables are as they should be."""
    result = runner.invoke(app, ["check-data"])
    assert result.exit_code == 0
    assert "languages" in result.output
