"""The pages: each class, four languages, direction of each text, search, nothing unescaped."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from starlette.testclient import TestClient

from server.interface import INTERFACE, LANGUAGES

STATEMENT = "statement/2024-03-01-free-the-press"
PAGES = [
    *("/", "/statements", "/organisations", "/addressees", "/law", "/search", "/about", "/sparql", "/dumps/"),
    *("/ontology", "/shapes", f"/doc/{STATEMENT}", "/doc/statement/2023-06-10-nida", f"/doc/{STATEMENT}/demand/1"),
    *("/doc/organisation/example-rights-network", "/doc/organisation/press-coalition", "/doc/person/p-7k2f9q"),
    *("/doc/addressee/example-court/prosecutor", "/doc/law/iccpr", "/doc/law/iccpr/art/19", "/doc/source/ab12"),
    *("/doc/theme/press-freedom", "/doc/post/example-court-prosecutor"),
]
VOID = {"meta", "link", "input", "br", "img", "rect"}


class Outline(HTMLParser):
    """Collects what a page is made of, and complains of tags that do not close each other."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.labelled: set[str] = set()
        self.fields: set[str] = set()
        self.scripts = re.findall(r"<script([^>]*)>", text)
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        assert not {name for name in found if name.startswith("on")} | ({"style"} & found.keys())
        if tag not in VOID:
            self.open.append(tag)
        self.ids += [found["id"]] if found.get("id") else []
        self.links += [found["href"] or ""] if "href" in found and tag in ("a", "link") else []
        self.labelled |= {found["for"] or ""} if "for" in found else set()
        if tag in ("input", "select", "textarea") and found.get("type") != "hidden":
            self.fields.add(found.get("id") or "?")

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_well_made_in_every_language(client: TestClient, path: str, language: str) -> None:
    answer = client.get(path, headers={"Accept": "text/html", "Accept-Language": language})
    assert answer.status_code == 200
    assert answer.headers["content-language"] == language
    assert {"Accept-Language", "Accept-Encoding"} <= set(answer.headers["vary"].split(", "))
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in answer.text
    assert answer.text.count("<h1") == 1
    outline = Outline(answer.text)
    assert len(outline.ids) == len(set(outline.ids))
    assert outline.fields == outline.labelled
    assert all(re.match(r' type="application/(ld\+)?json"| defer src="/static/', tag) for tag in outline.scripts)
    assert "None" not in re.sub(r"<script.*?</script>", "", answer.text, flags=re.DOTALL)


def test_links_inside_the_pages_lead_somewhere(client: TestClient) -> None:
    seen: set[str] = set()
    for path in PAGES:
        text = client.get(path, headers={"Accept": "text/html"}).text
        seen |= {link.partition("#")[0] for link in Outline(text).links if link.startswith("/")}
    assert len(seen) > 60
    for link in sorted(seen):
        assert client.get(link, headers={"Accept": "text/html, */*"}).status_code in (200, 303), link


def test_each_text_has_its_own_language_and_direction(client: TestClient) -> None:
    english = client.get("/doc/statement/2023-06-10-nida?lang=en").text
    assert '<bdi lang="ar" dir="rtl">نداء من أجل حرية الصحافة</bdi>' in english
    arabic = client.get(f"/doc/{STATEMENT}?lang=ar").text
    assert '<bdi lang="en" dir="ltr">Free the press &lt;now&gt; &amp; always</bdi>' in arabic
    assert '<bdi lang="ar" dir="rtl">حرية الصحافة</bdi>' in arabic


def test_a_statement_shows_letter_head_demands_law_signatories_and_evidence(client: TestClient) -> None:
    text = client.get(f"/doc/{STATEMENT}?lang=en").text
    for part in (
        '<time datetime="2024-03-01">1 March 2024</time>',
        "Prosecutor of the Example Court",
        "open an inquiry into the raids on newsrooms",
        "<mark>1 March 2024</mark>",
        "<mark>Article 19 of the Covenant</mark>",
        "412–438",
        "0.62",
        "Example Rights Network (ERN)",
        "free-the-press.html",
        "ab12c8f0e1d2938475665748392a1b0c",
        INTERFACE["en"]["abridged"].replace("'", "&#39;"),
    ):
        assert part in text, part
    assert re.search(r"claimed by the text: <strong>4</strong> · Signatories printed: <strong>3</strong>", text)
    assert INTERFACE["en"]["abridged"][:40] not in client.get("/doc/statement/2023-06-10-nida?lang=en").text


def test_an_organisation_shows_names_statements_and_who_signs_with_it(client: TestClient) -> None:
    text = client.get("/doc/organisation/example-rights-network?lang=en").text
    assert text.index("Free the press") < text.index("نداء من أجل")
    for part in ("ERN", "شبكة الحقوق", "Press Coalition", "River Watch", "https://hub.example/org/77"):
        assert part in text


def test_a_chosen_language_is_kept_in_links(client: TestClient) -> None:
    text = client.get("/?lang=fr", headers={"Accept-Language": "ar"}).text
    assert 'href="/statements?lang=fr"' in text
    assert "Prises de position" in text
    assert 'href="/statements"' in client.get("/", headers={"Accept-Language": "fr"}).text


@pytest.mark.parametrize(
    ("query", "found", "missing"),
    [
        ("q=pres", "Free the press", "River Watch"),
        ("q=صحافة", "مركز الصحافة", "River Watch"),
        ("q=ONU", "found", "River Watch"),
        ("class=organisation", "River Watch", "Free the press"),
        ("year=2023", "نداء", "Free the press"),
        ("language=ARA&kind=https://w3id.org/undersigned/kind/joint-statement", "نداء", "Free the press"),
        ("theme=theme/press-freedom", "Free the press", "River Watch"),
        ("q=%22 OR * NEAR( -x", "found", "River Watch"),
    ],
)
def test_search(client: TestClient, query: str, found: str, missing: str) -> None:
    answer = client.get(f"/search?lang=en&{query}")
    assert answer.status_code == 200
    cards = answer.text.partition("</form>")[2]
    assert found in cards
    assert missing not in cards


def test_what_is_typed_comes_back_escaped(client: TestClient) -> None:
    text = client.get("/search", params={"q": '"><script>alert(1)</script>', "lang": "en", "evil": "<b>"}).text
    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text
    assert "evil" not in text


def test_all_languages_have_a_word_for_everything() -> None:
    for code in LANGUAGES:
        assert INTERFACE[code].keys() == INTERFACE["en"].keys()
        assert all(text.strip() for text in INTERFACE[code].values())


def test_the_query_form_knows_the_examples(client: TestClient) -> None:
    text = client.get("/sparql?lang=es&example=05-signed-most").text
    assert "¿Quiénes firman juntos" in text
    assert text.count("example=") >= 10


def test_robots_are_kept_from_queries(client: TestClient) -> None:
    lines = client.get("/robots.txt").text.splitlines()
    assert {"User-agent: *", "Disallow: /sparql", "Disallow: /search"} <= set(lines)


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2) of `#rrggbb`."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_text_stands_out_from_its_ground(client: TestClient, scheme: int) -> None:
    blocks = re.findall(r":root \{(.*?)\n?\}", client.get("/static/style.css").text, re.DOTALL)
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", blocks[scheme]))
    for text, ground in [
        *((text, ground) for text in ("ink", "soft", "accent") for ground in ("paper", "wash")),
        ("ink", "mark"),
        ("paper", "accent"),
    ]:
        light, dark = sorted((luminance(colours[text]), luminance(colours[ground])), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (text, ground)


def test_the_style_needs_no_rule_for_one_direction(client: TestClient) -> None:
    text = client.get("/static/style.css").text
    assert not re.search(
        r"(?:margin|padding|border)-(?:left|right)|(?:^|[ ;{])(?:left|right|float):|text-align: (?:left|right)", text
    )
    assert "url(" not in text
