"""Pages become the blocks of the statement, without the page around it."""

from __future__ import annotations

import pytest

from converters.errors import ReadError
from converters.model import Document
from converters.read import read_bytes

CODES = ("ar", "en", "es", "fr")
BODY = "<p>We ask the council for a pond behind the school, where frogs may live and children may look on. " * 3


def read(html: str) -> Document:
    return read_bytes(html.encode(), "page.html", "text/html", CODES)


def texts(html: str) -> list[str]:
    return [block.text for block in read(html).blocks]


def test_what_is_around_the_statement_is_left_out() -> None:
    """Menus, cookie bars, share bars, asides, forms and footers go; the title stays."""
    page = f"""<body><header><a href="/">Pond News</a><nav><ul><li>Home</li></ul></nav></header>
    <div class="cookie-consent">We use cookies</div><div id="menu"><a href="/a">One</a> <a href="/b">Two</a></div>
    <p class="breadcrumbs">Home / Ponds</p><form><input><button>Search</button></form>
    <h1>A pond</h1>{BODY}<div class="share-links">Share this</div><script>var x = 'code';</script>
    <aside><p>Read also</p></aside><footer>Imprint</footer><p>© Pond News</p></body>"""
    found = texts(page)
    assert found[0] == "A pond"
    assert all(text.startswith("We ask the council") for text in found[1:])


def test_main_wins_over_what_stands_beside_it() -> None:
    """Where the page says what is main, nothing else is read."""
    assert texts(f"<div><p>Beside it</p></div><main><h1>A pond</h1>{BODY}</main><div><p>Below</p></div>")[-1] != "Below"


def test_a_title_outside_the_main_part_is_kept() -> None:
    """The page's h1 may stand in its header."""
    page = f"<title>A pond for all | News</title><header><h1>A pond for all</h1></header><main>{BODY}</main>"
    assert read(page).blocks[0].text == "A pond for all"


def test_names_that_link_to_other_sites_are_no_menu() -> None:
    """A list of signatories may link to the web pages of each."""
    names = "".join(f'<li><a href="https://club{i}.example/">Club {i}</a></li>' for i in range(6))
    assert texts(f"<h1>A pond</h1>{BODY}<ul>{names}</ul>")[-6:] == [f"Club {i}" for i in range(6)]


def test_every_line_is_a_block() -> None:
    """Lines set apart by `br` are names, letter heads or points."""
    page = f"{BODY}<p>A. dig it;<br>B. fill it.</p><div>Ash Club<br>Birch Club<br/>Cedar Club</div>"
    blocks = read(page).blocks[-5:]
    assert [(b.kind, b.marker, b.text) for b in blocks] == [
        ("item", "A.", "dig it;"),
        ("item", "B.", "fill it."),
        ("paragraph", None, "Ash Club"),
        ("paragraph", None, "Birch Club"),
        ("paragraph", None, "Cedar Club"),
    ]


def test_lists_have_the_markers_that_a_browser_shows() -> None:
    """Numbers, letters, starts and values are as printed; a list in a list is deeper."""
    page = "<ol start=3><li>c<ul><li>x</li></ul></li><li value=7>d</li></ol><ol type=a><li>one<li>two</ol>"
    found = [(b.marker, b.text, b.level, b.group) for b in read(page).blocks]
    assert found == [("3.", "c", 1, 1), ("•", "x", 2, 2), ("7.", "d", 1, 1), ("a.", "one", 1, 3), ("b.", "two", 1, 3)]


def test_a_marker_in_the_text_of_an_item_is_its_marker() -> None:
    """What the author numbered is not numbered twice."""
    page = "<ul><li>1. Ash Club</li><li>2. Birch Club</li></ul>"
    assert [(b.marker, b.text) for b in read(page).blocks] == [("1.", "Ash Club"), ("2.", "Birch Club")]


TABLE = """<table><tr><th>Country</th><th>Club</th></tr>
<tr><td>Andorra</td><td>Ash Club<br>Birch Club</td></tr><tr><td>Chad</td><td>Cedar Club</td></tr></table>"""


def test_tables_are_rows_with_their_cells() -> None:
    """Cells are set apart by tabs, lines in a cell by line ends; the columns have their names."""
    document = read(TABLE)
    assert [b.kind for b in document.blocks] == ["row"] * 3
    assert document.blocks[1].text == "Andorra\tAsh Club\nBirch Club"
    assert [document.text[c.start : c.end] for c in document.blocks[1].cells] == ["Andorra", "Ash Club", "Birch Club"]
    assert {b.column for b in document.blocks} == {"Country\tClub"}


def test_a_cell_that_spans_rows_holds_for_all_of_them() -> None:
    """A country printed once stands before all its clubs."""
    page = """<table><tr><td rowspan="2">Chad</td><td>Ash</td></tr><tr><td>Birch</td></tr>
    <tr><td>Mali</td><td>Elm</td></tr></table>"""
    assert texts(page) == ["Chad\tAsh\nBirch", "Mali\tElm"]


def test_definitions_are_rows() -> None:
    """A term and what stands under it are one row."""
    assert texts("<dl><dt>Chad</dt><dd>Ash</dd><dd>Birch</dd></dl>") == ["Chad\tAsh\nBirch"]


def test_tables_for_the_layout_are_read_through() -> None:
    """A table that holds the page is no table of data."""
    page = f"<table><tr><td><h1>A pond</h1>{BODY}<table><tr><td>1</td><td>2</td></tr></table></td></tr></table>"
    assert read(page).blocks[0].kind == "heading"


def test_bold_lines_that_lead_to_more_are_headings() -> None:
    """A bold line with a colon is a heading, bold names one after another are not."""
    page = f"{BODY}<p><b>Signed by:</b></p><p><b>Ash Club</b></p><p><b>Birch Club</b></p>"
    assert [b.kind for b in read(page).blocks[-3:]] == ["heading", "paragraph", "paragraph"]


def test_hidden_text_and_footnote_signs_are_left_out() -> None:
    """What a reader does not see is not read, and is noted where it is long."""
    hidden = '<p style="display: none">Hidden words. ' + "x " * 200 + "</p>"
    document = read(f'{BODY}{hidden}<p hidden>more</p><p>Resolution 12<sup><a href="#n">3</a></sup> says</p>')
    assert document.blocks[-1].text == "Resolution 12 says"
    assert "hidden text" in document.notes[0]


def test_metadata_comes_from_the_markup() -> None:
    """JSON-LD, OpenGraph and links say title, date, publisher, language and address."""
    page = f"""<html lang="fr-BE"><head><title>Un étang | Site</title><link rel="canonical" href="https://x.example/a">
    <meta property="og:site_name" content="Les Amis"><script type="application/ld+json">
    {{"@graph": [{{"@type": "WebSite"}}, {{"@type": ["NewsArticle"], "headline": "Un étang",
    "datePublished": "2021-05-06T10:00:00Z"}}]}}</script></head><body>{BODY}"""
    metadata = read(page).metadata
    assert (metadata.title, metadata.date, metadata.publisher) == ("Un étang", "2021-05-06", "Les Amis")
    assert (metadata.language, metadata.url) == ("fr-BE", "https://x.example/a")


@pytest.mark.parametrize(
    ("head", "date"),
    [
        ('<meta property="article:published_time" content="2020-01-02T03:04:05Z">', "2020-01-02"),
        ('<meta name="DC.date" content="2020-01">', "2020-01"),
        ('<meta name="date" content="2 January 2020">', None),
        ('<meta name="date" content="2020-31-12">', None),
        ("<body><time datetime='2020-01-02'>2 January</time>", "2020-01-02"),
        ('<meta property="article:modified_time" content="2020-01-02">', None),
    ],
    ids=["opengraph", "dublin core", "words", "no date", "time", "modified"],
)
def test_dates_in_the_markup(head: str, date: str | None) -> None:
    """Only dates of publication count, as far as they go."""
    assert read(f"<html><head>{head}{BODY}").metadata.date == date


def test_broken_linked_data_does_no_harm() -> None:
    """JSON that does not parse is passed over."""
    assert read(f'<script type="application/ld+json">{{"@type": </script>{BODY}').metadata.date is None


def test_the_declared_encoding_is_used() -> None:
    """A page that is not UTF-8 says in which encoding it is."""
    page = f'<meta charset="iso-8859-1"><title>x</title>{BODY}<p>Élan'.encode("iso-8859-1")
    assert read_bytes(page, "p.html", ".html", CODES).blocks[-1].text == "Élan"


BAD = {
    "too deep": ("<div>" * 100_000 + "x", "levels deep"),
    "too many attributes": ("<a " + " ".join(f"a{i}=1" for i in range(1000)) + ">x", "attributes"),
    "too many tags": ("<p>x" * 300_001, "tags, above the limit"),
    "no text": ("<html><body><nav>Home</nav></body></html>", "holds no text"),
    "nothing": ("<!-- -->", "no HTML page"),
}


@pytest.mark.parametrize(("page", "reason"), BAD.values(), ids=BAD.keys())
def test_pages_beyond_the_limits_are_refused(page: str, reason: str) -> None:
    """Each limit has its own message."""
    with pytest.raises(ReadError, match=reason):
        read(page)


def test_a_script_with_less_than_signs_is_no_tag() -> None:
    """What stands in a script is not counted as attributes."""
    words = " ".join(f"w{i}" for i in range(600))
    assert texts(f"<script>if (a<b) {{ {words} }}</script>{BODY}")[0].startswith("We ask")
