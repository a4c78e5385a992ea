"""The page in a real browser: it asks for nothing, fits every width, and prints."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from catspaw import jobs
from catspaw.brief.pdf import BROWSERS, browser, print_pdf
from catspaw.core.errors import MissingProgram

if TYPE_CHECKING:
    from playwright.sync_api import Page

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
CHROMIUM = next((p for name in BROWSERS if (p := shutil.which(name))), None)
needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on the path: install it to test pages")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("brief") / "mini.html"
    jobs.brief(Path(__file__).parent.parent / "mini", out=out, futures=16, since="2020-06-26")
    return out


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium.new_page()
        chromium.close()


@needs_browser
@pytest.mark.parametrize("width", [390, 820, 1280])
def test_fits_and_asks_for_nothing(page: Page, written: Path, width: int) -> None:
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(written.as_uri())
    assert asked == [written.as_uri()]
    assert said == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("h1").inner_text() == "A border quarrel, invented"


@needs_browser
def test_a_footnote_leads_to_its_claim(page: Page, written: Path) -> None:
    page.goto(written.as_uri())
    page.locator("sup.notes a").first.click()
    assert page.evaluate("document.querySelector(':target').tagName") == "LI"


@needs_browser
def test_every_picture_says_what_it_shows(page: Page, written: Path) -> None:
    page.goto(written.as_uri())
    unsaid = page.evaluate(
        "[...document.querySelectorAll('figure > svg')].filter(s => s.getAttribute('role') !== 'img' || "
        "!(s.getAttribute('aria-label') || s.querySelector('title'))).length"
    )
    assert unsaid == 0


@needs_browser
def test_prints_to_pdf(written: Path) -> None:
    assert print_pdf(written.read_text("utf-8")).startswith(b"%PDF")


def test_without_a_browser_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(MissingProgram, match=r"write \.html and print that page"):
        browser()
