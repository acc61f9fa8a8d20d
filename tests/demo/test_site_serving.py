"""The demo site's ASGI application, asked as a browser asks."""

import httpx
import pytest

from bedside.demo.site import create_site


@pytest.fixture
def browser():
    site = create_site("http://widget.example:8000", {"east": "e", "west": "w"})
    transport = httpx.ASGITransport(app=site)  # pyright: ignore[reportArgumentType]
    return httpx.AsyncClient(transport=transport, base_url="http://site.example")


async def test_a_page_comes_with_a_policy_that_admits_only_the_widget(browser: httpx.AsyncClient):
    answer = await browser.get("/zh/departments/dental/")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    policy = answer.headers["content-security-policy"]
    assert "script-src http://widget.example:8000" in policy
    assert "connect-src http://widget.example:8000 ws://widget.example:8000" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(("accept", "home"), [("zh-CN,zh;q=0.9", "/zh/"), ("en-GB,en", "/en/"), ("", "/zh/")])
async def test_the_root_leads_to_the_readers_language_and_keeps_the_campaign(
    browser: httpx.AsyncClient, accept: str, home: str
):
    answer = await browser.get("/?utm_campaign=milk-teeth", headers={"accept-language": accept})
    assert answer.headers["location"] == f"{home}?utm_campaign=milk-teeth"


async def test_a_missing_slash_is_mended_and_a_missing_page_is_said(browser: httpx.AsyncClient):
    assert (await browser.get("/en/prices?utm_source=x")).headers["location"] == "/en/prices/?utm_source=x"
    lost = await browser.get("/en/nowhere/")
    assert lost.status_code == 404
    assert "not found" in lost.text


async def test_only_reading_is_possible(browser: httpx.AsyncClient):
    assert (await browser.post("/zh/")).status_code == 405
    head = await browser.head("/zh/")
    assert head.status_code == 200
    assert head.content == b""


async def test_an_unchanged_page_is_not_sent_again(browser: httpx.AsyncClient):
    first = await browser.get("/static/site.css")
    again = await browser.get("/static/site.css", headers={"if-none-match": first.headers["etag"]})
    assert first.headers["content-type"].startswith("text/css")
    assert again.status_code == 304
