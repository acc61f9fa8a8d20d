"""The demo site in a real browser: accessible, and no wider than the window."""

import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from playwright.sync_api import Page, Route, sync_playwright

from bedside.demo.site import create_site, render
from tests.support.chromium import AXE, installed, launch

KEYS = {"east": "e", "west": "w"}
PATHS = [path for path in render("http://127.0.0.1:9", KEYS) if path.endswith("/")]
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "best-practice"]
pytestmark = pytest.mark.skipif(not installed(), reason="needs Debian's chromium")


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    """The site on a free port."""
    site = create_site("http://127.0.0.1:9", KEYS)
    server = uvicorn.Server(uvicorn.Config(site, host="127.0.0.1", port=0, log_level="warning"))  # pyright: ignore[reportArgumentType]
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


def _without_widget(route: Route) -> None:
    route.abort()


@pytest.mark.parametrize(("lang", "width", "height"), [("zh", 390, 844), ("en", 1440, 900)])
def test_every_page_is_accessible_and_fits(origin: str, lang: str, width: int, height: int):
    axe = AXE.read_text()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch())
        # axe is put into the page by the test; the site's own policy would rightly refuse it.
        context = browser.new_context(viewport={"width": width, "height": height}, bypass_csp=True)
        page = context.new_page()
        page.route("**/widget.js", _without_widget)
        for path in PATHS:
            if path.startswith(f"/{lang}/"):
                assert _faults(page, origin + path, axe) == [], path
        browser.close()


def _faults(page: Page, url: str, axe: str) -> list[str]:
    page.goto(url)
    page.evaluate(axe)
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations'], preload: false})", RULES
    )
    faults = [f"{fault['id']}: {fault['nodes'][0]['html']}" for fault in found["violations"]]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        faults.append("wider than the window")
    return faults


def test_the_policy_lets_nothing_strange_run(origin: str):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch())
        page = browser.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(f"{origin}/zh/")
        page.evaluate("document.body.append(Object.assign(document.createElement('script'), {text: 'window.bad = 1'}))")
        assert page.evaluate("window.bad") is None
        assert any("Content Security Policy" in text for text in said)
        browser.close()
