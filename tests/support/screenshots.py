"""`bin/screenshots`: a visitor and a consultant of the demo hospital, by clicks and keys, pictured where they meet."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager

import httpx
import msgspec
from playwright.sync_api import Browser, Page, sync_playwright

from bedside.cli.place import embedded
from bedside.demo.furnish import SignIn, sign_ins
from bedside.kit.services import open_services
from bedside.kit.settings import Settings
from tests.support.chromium import ROOT, launch
from tests.support.debian_postgres import free_port
from tests.support.postgres import throwaway_home

IMAGES = ROOT / "docs" / "images"
PATIENCE_SECONDS = 300
QUESTION = "您好，我父亲 68 岁，走快了会胸闷，歇一会儿就好。这种情况挂哪个科？要做哪些检查，大概多少钱？"
ANSWER = (
    "您好，我是咨询员，不是医生。走快时胸闷、休息后缓解，建议挂心内科，医生看过再定检查。"
    "常做的是心电图和心脏彩超，价格在网站价目表里都有。如果胸痛持续超过 15 分钟不缓解，请立即拨打 120。"
)


@contextmanager
def demo() -> Generator[tuple[Settings, list[SignIn]]]:
    """The demo hospital on free ports, in a home of its own, with a few visitors about."""
    with throwaway_home() as home:
        home.chmod(0o755)
        settings = Settings(home=home, port=free_port())
        given = {"BEDSIDE_HOME": str(home), "BEDSIDE_PORT": str(settings.port), "LC_ALL": "C.UTF-8"}
        clean = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "NATS_URL")}
        running = subprocess.Popen(
            [sys.executable, "-m", "bedside.cli", "demo", "--traffic", "6"],
            env=clean | given,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        try:
            await_health(settings, running)
            yield settings, asyncio.run(people(settings))
        finally:
            running.send_signal(signal.SIGINT)
            running.wait(60)


def await_health(settings: Settings, running: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and running.poll() is None:
        try:
            if httpx.get(f"{settings.origin}/health", timeout=2, trust_env=False).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.2)
    raise RuntimeError("the demo did not start")


async def people(settings: Settings) -> list[SignIn]:
    server = embedded(settings)
    assert server is not None
    async with open_services(msgspec.structs.replace(settings, nats_url=None), server.url) as services:
        return sign_ins(services)


def sign_in(page: Page, settings: Settings, person: SignIn) -> None:
    page.goto(f"{settings.origin}/console/")
    page.locator("input[name=username]").fill(person.login)
    page.locator("input[name=password]").fill(person.password)
    page.keyboard.press("Enter")
    if person.secret is not None:
        page.get_by_label("6 位验证码").fill(person.code())
    page.wait_for_url("**/console/desk**")


def ask(page: Page, website: str) -> None:
    """Agree, read a second page, open the chat (invited or not), ask."""
    page.goto(f"{website}/zh/departments/cardiology/?utm_source=search&utm_campaign=heart-check-168")
    page.get_by_role("button", name="同意").click()
    page.locator("a[href$='/zh/doctors/']").first.click()
    page.wait_for_load_state()
    page.get_by_role("button", name="开始咨询").or_(page.get_by_role("button", name="在线咨询")).first.click()
    page.get_by_label("您想咨询什么").fill(QUESTION)
    chat = page.get_by_role("dialog")
    chat.get_by_label("科室").select_option(label="心内科")
    chat.get_by_role("checkbox").check()
    chat.get_by_role("button", name="开始咨询").click()


def answer(page: Page) -> None:
    """Open the conversation that has just come, answer it."""
    page.locator("[data-row]", has_text="胸闷").first.click()
    page.get_by_placeholder("回复").fill(ANSWER)
    page.keyboard.press("Enter")


def new_page(browser: Browser, width: int, height: int) -> Page:
    return browser.new_context(
        viewport={"width": width, "height": height}, device_scale_factor=2, locale="zh-CN", timezone_id="Asia/Shanghai"
    ).new_page()


def take(settings: Settings, staff: list[SignIn]) -> None:
    """Both pictures, of the moment in which the answer has arrived."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch())
        desk, visitor = new_page(browser, 1440, 900), new_page(browser, 1280, 800)
        try:
            sign_in(desk, settings, next(person for person in staff if person.role == "consultant"))
            ask(visitor, f"http://127.0.0.1:{settings.port + 1}")
            answer(desk)
            visitor.get_by_text(ANSWER[:12]).wait_for()
            visitor.get_by_label("输入消息").fill("谢谢，那我先挂心内科")
            desk.get_by_text("谢谢，那我先挂心内科").first.wait_for()
        finally:
            visitor.screenshot(path=IMAGES / "visitor.png")
            desk.screenshot(path=IMAGES / "desk.png")
        browser.close()


def main() -> None:
    with demo() as (settings, staff):
        take(settings, staff)


if __name__ == "__main__":
    main()
