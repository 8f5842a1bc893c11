"""What is refused before the engine sees it, and what is not."""

from __future__ import annotations

import time

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.errors import ServerError
from server.inspection import inspect_query, refuse_depth

ADDRESS = "http://127.0.0.1:9/"  # the engine refuses this port by itself, without a connection


def inspect(text: str, nesting: int = 100, chain: int = 1000) -> str:
    """The form of a query."""
    return inspect_query(text, nesting, chain).form


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT * {}", "SELECT"),
        ("ask{}", "ASK"),
        ("# SELECT\nPREFIX ask: <x:y> BASE <x:z> describe <a>", "DESCRIBE"),
        ("VERSION '1.2' construct where {}", "CONSTRUCT"),
        ("", "SELECT"),
        ("nonsense", "SELECT"),
        ("PREFIX", "SELECT"),
    ],
)
def test_the_form_is_the_first_keyword_after_the_prologue(text: str, form: str) -> None:
    """Comments and prefixes named like forms do not deceive."""
    assert inspect(text) == form


CALLS = [
    f"SELECT * {{ SERVICE <{ADDRESS}> {{ ?s ?p ?o }} }}",
    f"SELECT * {{ service silent <{ADDRESS}> {{ ?s ?p ?o }} }}",
    f"SELECT * {{ SERVICE<{ADDRESS}>{{ ?s ?p ?o }} }}",
    f"SELECT * {{ SERVICE # comment\n <{ADDRESS}> {{ ?s ?p ?o }} }}",
    f"SELECT * {{ VALUES ?u {{ <{ADDRESS}> }} SERVICE ?u {{ ?s ?p ?o }} }}",
    f"SELECT * {{ FILTER EXISTS {{ SERVICE <{ADDRESS}> {{ ?s ?p ?o }} }} }}",
    f"ASK {{ {{ SELECT * {{ SERVICE <{ADDRESS}> {{ ?s ?p ?o }} }} }} }}",
    f"PREFIX : <{ADDRESS}> SELECT * {{ SERVICE:p {{ ?s ?p ?o }} }}",
    f"PREFIX : <{ADDRESS}> SELECT * {{ SERVICESILENT:p {{ ?s ?p ?o }} }}",
    f"SELECT * {{ ?s ?p trueSERVICE<{ADDRESS}>{{ ?s ?p ?o }} }}",
    f"SELECT * {{ ?s ?p 1SERVICE<{ADDRESS}>{{ ?s ?p ?o }} }}",
    f"PREFIX : <{ADDRESS}> SELECT * {{ ?s ?p true.SERVICE:p {{ ?s ?p ?o }} }}",
    f"PREFIX b: <b:> SELECT * {{ BIND(1 AS ?a) FILTER(?a<b:c#>'''\n) SERVICE <{ADDRESS}> {{}} #'''\n }}",
    f'PREFIX b: <b:> SELECT * {{ BIND(1 AS ?a) FILTER(?a<b:c#>"""\n) SERVICE <{ADDRESS}> {{}} #"""\n }}',
]


@pytest.mark.parametrize("text", CALLS)
def test_every_way_to_call_a_service_is_refused(text: str) -> None:
    """Also those that only the engine reads as one: it has no boundary between keyword and name."""
    with pytest.raises(ServerError, match="SERVICE is refused"):
        inspect(text)


@pytest.mark.parametrize(
    "text",
    [
        'SELECT * { ?s ?p "SERVICE <x:y> {}" }',
        "SELECT * { ?s ?p '''a ' SERVICE <x:y> {} ''' }",
        "SELECT * { ?s ?p ?o } # SERVICE <x:y> {}",
        "SELECT * { ?s <http://x.example/SERVICE> ?o }",
        "SELECT * { ?service ?p ?o . $SERVICE ?p ?o }",
        "PREFIX service: <x:y> SELECT * { ?s service:p ?o ; a service:SERVICE . { ?s ?p ?o } }",
        "PREFIX service: <x:y> SELECT * { GRAPH service:g { ?s ?p ?o } }",
        "PREFIX s: <x:y> SELECT * FROM s:service { ?s a s:Service . { ?s ?p ?o } }",
        'SELECT * { ?s ?p "a"@en-service }',
        'SELECT * { ?s ?p ?o FILTER(?s = <x:y#z> || ?o = "service") }',
        'SELECT * { ?s <x:y#z> ?o . ?s ?p "service" }',
    ],
)
def test_the_word_may_stand_elsewhere(text: str) -> None:
    """In strings, comments, IRIs, names and variables it calls nothing."""
    assert inspect(text) == "SELECT"


SIGNS = """SERVICE SERVICE SILENT :p { } true 1 ?a . # ' " ''' <b:c#> < > b:c ( ) FILTER a _:x @en \\ GRAPH -"""
PIECES = st.sampled_from([*SIGNS.split(), f"<{ADDRESS}>", "BIND(1 AS ?z)", " ", "\n", "\r"])
PATTERN = st.lists(PIECES, min_size=1, max_size=7).map("".join)


@settings(max_examples=400, deadline=None)
@given(PATTERN, PATTERN)
def test_what_the_engine_would_call_is_refused(before: str, between: str) -> None:
    """Whatever stands around it: if the engine sets out to call the service, the inspection has refused."""
    text = f"PREFIX : <{ADDRESS}> PREFIX b: <b:> SELECT * {{ {before} SERVICE{between}{{ ?s ?p ?o }} }}"
    try:
        results = ox.Store().query(text)
        results.serialize(None, ox.QueryResultsFormat.TSV)
    except (OSError, RuntimeError):
        with pytest.raises(ServerError):
            inspect(text)
    except (SyntaxError, ValueError):
        pass


@pytest.mark.parametrize("opening", ["{", "(", "[", "{ SELECT * {"])
def test_deep_nesting_is_refused(opening: str) -> None:
    """Three thousand levels never reach the engine's parser."""
    with pytest.raises(ServerError, match="nested too deep"):
        inspect(f"SELECT * {{ {opening * 3000} }}")


@pytest.mark.parametrize("chain", ["! ", "{} UNION ", "<x:y>/", "<x:y>|", "1 || ", "?a + "])
def test_long_chains_are_refused(chain: str) -> None:
    """Operators in a row nest in the engine as brackets do."""
    with pytest.raises(ServerError, match="too complex"):
        inspect(f"SELECT * {{ {chain * 3000} }}")


@pytest.mark.parametrize("value", ["-1 ", '"2024-01-01"^^<x:date> ', "<x:y> "])
def test_long_lists_of_values_are_fine(value: str) -> None:
    """Signs and datatypes are no operators."""
    assert inspect(f"SELECT * {{ VALUES ?x {{ {value * 3000} }} }}") == "SELECT"


def test_brackets_in_strings_do_not_count() -> None:
    """Only what nests counts."""
    assert inspect('SELECT * { ?s ?p "' + "{(" * 500 + '" }') == "SELECT"


@pytest.mark.parametrize(
    "keyword", ["INSERT DATA", "delete where", "LOAD <x:y>", "CLEAR ALL", "DROP ALL", "WITH <x:y>"]
)
def test_updates_are_refused(keyword: str) -> None:
    """With a message that says so."""
    with pytest.raises(ServerError, match="This is an update"):
        inspect(f"PREFIX a: <x:y> {keyword} {{}}")


def test_the_dataset_is_read_as_written() -> None:
    """Prefixed names and IRIs of FROM and FROM NAMED, not those in strings."""
    seen = inspect_query('PREFIX a: <x:> SELECT * FROM a:b FROM NAMED <c> { ?s ?p "FROM <d>" }', 100, 1000)
    assert (seen.default_graphs, seen.named_graphs) == (("a:b",), ("<c>",))
    assert seen.prefixes == {"a": "x:"}


@pytest.mark.parametrize("call", ["NOW()", "rand()", "UUID()", "STRUUID()", "BNODE()"])
def test_volatile_queries_are_known(call: str) -> None:
    """Two runs of them may differ."""
    assert inspect_query(f"SELECT ({call} AS ?x) {{}}", 100, 1000).volatile


@pytest.mark.parametrize(
    "text",
    [
        "a." * 50000,
        "'''" + "\\'" * 50000,
        '"a' * 50000,
        "<" * 100000,
        '"""a ' * 20000,
        "é" * 100000,
        "a:b" + ".b" * 50000,
    ],
    ids=["dots", "escapes", "quotes", "less", "long quotes", "letters", "local"],
)
def test_no_text_makes_the_inspection_slow(text: str) -> None:
    """It looks at each character a bounded number of times."""
    started = time.process_time()
    with pytest.raises(ServerError):
        inspect("(" * 200 + text)
    inspect(text)
    assert time.process_time() - started < 5


def test_what_is_nested_too_deep_is_not_read_to_its_end() -> None:
    """A long text of brackets must not keep the server from other requests."""
    text = "ASK { FILTER" + "(" * 50_000
    read = []
    with pytest.raises(ServerError, match="nested too deep"):
        read.extend(token.start for token in refuse_depth(text, 100, 1000))
    assert 100 < len(read) < 110
