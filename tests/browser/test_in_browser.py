"""The pages in Chromium: accessible by axe's rules, usable by keyboard and without scripts, silent towards others."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from made_up_release import make_release
from running_server import run_server

from server.editor import has_editor

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: run `make clients`")
axe_api = pytest.importorskip(
    "axe_playwright_python.sync_playwright", reason="axe is not installed: run `make clients`"
)

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: no page is seen in a browser")
needs_editor = pytest.mark.skipif(not has_editor(), reason="the SPARQL editor is not there: run `make assets` with npm")
pytestmark = [needs_chromium, pytest.mark.filterwarnings("ignore::ResourceWarning")]

LIGHT = "07-demands-by-year"
FOCUSED = """(() => {
  const it = document.activeElement, style = getComputedStyle(it), box = it.getBoundingClientRect();
  const place = `${it.className} ${box.x} ${box.y + scrollY} ${it.textContent}`;
  return [it.tagName, place, style.outlineStyle + style.boxShadow, box.width];
})()"""
STATEMENT = "/doc/statement/2024-03-01-free-the-press"
PAGES = {
    "start": "/",
    "list": "/statements",
    "search": "/search?q=press",
    "statement in English": STATEMENT,
    "statement in Arabic": "/doc/statement/2023-06-10-nida",
    "demand": f"{STATEMENT}/demand/1",
    "organisation": "/doc/organisation/example-rights-network",
    "person": "/doc/person/p-7k2f9q",
    "addressee": "/doc/addressee/example-court/prosecutor",
    "instrument": "/doc/law/iccpr",
    "provision": "/doc/law/iccpr/art/19",
    "source": "/doc/source/ab12",
    "theme": "/doc/theme/press-freedom",
    "about": "/about",
    "downloads": "/dumps/",
    "ontology": "/ontology",
    "SPARQL": "/sparql",
}


class Browser:
    """Pages of one server, and what went wrong in them."""

    def __init__(self, chromium: sync_api.Browser, address: str) -> None:
        self.chromium, self.address = chromium, address
        self.axe = axe_api.Axe()

    def open(self, path: str, language: str = "en", **options: object) -> sync_api.Page:
        """A page in a fresh context; `page.troubles` lists errors of scripts and requests to others."""
        context = self.chromium.new_context(locale=language, **options)
        page = context.new_page()
        page.troubles = []
        page.on("console", lambda message: message.type == "error" and page.troubles.append(message.text))
        page.on("pageerror", lambda error: page.troubles.append(str(error)))
        host = urlsplit(self.address).netloc
        page.on("request", lambda asked: self.is_foreign(asked.url, host) and page.troubles.append(asked.url))
        page.goto(self.address + path)
        return page

    @staticmethod
    def is_foreign(url: str, host: str) -> bool:
        """The request leaves for another server."""
        parts = urlsplit(url)
        return parts.scheme not in ("data", "blob") and parts.netloc != host

    def find_violations(self, page: sync_api.Page) -> list[str]:
        """Axe's serious and critical findings."""
        found = self.axe.run(page, options={"resultTypes": ["violations"]}).response["violations"]
        return [
            f"{rule['id']}: {node['target']} {node['failureSummary']}"
            for rule in found
            if rule["impact"] in ("serious", "critical")
            for node in rule["nodes"]
        ]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Chromium before a server of the made-up release."""
    folder = tmp_path_factory.mktemp("browser")
    make_release(folder / "releases", "2026-11-21", store=True)
    with run_server(folder / "releases", folder) as server, sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield Browser(chromium, server.address)
        chromium.close()


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_fits_a_phone_and_asks_nobody_else(browser: Browser, name: str, language: str) -> None:
    page = browser.open(PAGES[name], language, viewport={"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.lang") == language
    assert browser.find_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360, "the page scrolls sideways"
    assert page.troubles == []
    page.context.close()


@pytest.mark.parametrize("name", ["start", "statement in English", "SPARQL"])
def test_a_dark_page_is_accessible_too(browser: Browser, name: str) -> None:
    page = browser.open(PAGES[name], color_scheme="dark")
    assert browser.find_violations(page) == []
    page.context.close()


@pytest.mark.parametrize("name", ["start", "statement in Arabic", "list"])
def test_everything_is_reached_by_keyboard_and_shows_it(browser: Browser, name: str) -> None:
    page = browser.open(PAGES[name])
    wanted = page.locator("a[href]:visible, input:visible, select:visible, button:visible, summary:visible").count()
    reached = set()
    for _ in range(wanted + 3):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused[0] != "BODY":
            assert focused[2] != "nonenone", f"focus does not show on {focused}"
            assert focused[3] > 0
            reached.add(focused[1])
    assert len(reached) >= wanted
    page.context.close()


def test_the_first_tab_skips_to_the_content(browser: Browser) -> None:
    page = browser.open("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.url.endswith("#content")
    page.context.close()


def test_the_form_asks_without_scripts(browser: Browser) -> None:
    page = browser.open("/sparql", java_script_enabled=False)
    assert page.locator("#editor").is_hidden() or page.locator("#editor").count() == 0
    page.fill("#query", "ASK { ?s ?p ?o }")
    page.select_option("#format", "json")
    with page.expect_response("**/sparql?query=**") as answer:
        page.click("form.query button")
    assert answer.value.json()["boolean"] is True
    page.context.close()


@needs_editor
def test_the_editor_answers_an_example_as_table_and_chart(browser: Browser) -> None:
    page = browser.open(f"/sparql?example={LIGHT}", viewport={"width": 1200, "height": 900})
    assert page.locator("form.query").is_hidden()
    assert page.locator("[role=tab]").count() >= 15
    page.click(".tabPanel.active .yasqe_queryButton")
    page.wait_for_selector(".tabPanel.active .yasr_results table.dataTable tbody tr")
    assert browser.find_violations(page) == []
    page.click(".tabPanel.active .select_chart")
    page.wait_for_selector(".tabPanel.active table.chart progress")
    assert page.locator(".tabPanel.active table.chart tbody tr").count() == 2
    assert page.troubles == []
    page.context.close()


@needs_editor
def test_the_editor_is_left_and_asked_by_keyboard(browser: Browser) -> None:
    page = browser.open(f"/sparql?example={LIGHT}")
    page.locator(".tabPanel.active .CodeMirror textarea").focus()
    with page.expect_response("**/sparql") as answer:
        page.keyboard.press("Control+Enter")
    assert answer.value.status == 200
    page.keyboard.press("Escape")
    for _ in range(8):  # its buttons come first
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.CodeMirror')") is None:
            break
    else:
        raise AssertionError("the editor keeps the focus")
    page.context.close()


@needs_editor
def test_the_editor_completes_known_prefixes_and_keeps_what_was_typed(browser: Browser) -> None:
    page = browser.open(f"/sparql?example={LIGHT}")
    page.evaluate("document.querySelector('.tabPanel.active .CodeMirror').CodeMirror.setValue('')")
    page.locator(".tabPanel.active .CodeMirror textarea").focus()
    page.keyboard.type("PREFIX und")
    page.keyboard.press("Control+Space")
    page.wait_for_selector(".CodeMirror-hints")
    assert "https://w3id.org/undersigned/def#" in page.locator(".CodeMirror-hints").inner_text()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.goto(f"{browser.address}/sparql")
    assert "w3id.org/undersigned/def#" in page.locator(".tabPanel.active .CodeMirror").inner_text()
    assert page.troubles == []
    page.context.close()


def test_screenshots_can_be_looked_at(browser: Browser, tmp_path: Path) -> None:
    """The pictures are not compared; they are there after a run with --basetemp."""
    for name in ("start", "statement in Arabic"):
        page = browser.open(PAGES[name], "ar")
        page.screenshot(path=tmp_path / f"{name}.png", full_page=True)
        page.context.close()
    assert all(path.stat().st_size > 10_000 for path in tmp_path.glob("*.png"))
