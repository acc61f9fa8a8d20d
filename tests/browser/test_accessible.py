"""What axe finds wrong on the screens of sign-in, desk and widget: nothing."""

import re

import pytest
from playwright.async_api import BrowserContext, Page, ViewportSize, expect

from tests.browser.consultant import Consultant
from tests.browser.scene import DESK, PHONE, QUESTION, Scene
from tests.support.chromium import AXE

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDGET = "bedside-chat"
"""The website around it has a test of its own."""
STILL = """document.getAnimations().every(
  one => one.playState !== 'running' || one.effect.getTiming().iterations === Infinity)"""
SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


async def _faults(page: Page, part: str = "html") -> list[str]:
    # Only what stands still is judged: a colour in the middle of a fade is no colour.
    await page.wait_for_function(
        "document.getAnimations().every(one => one.playState !== 'running' || one.effect.getTiming().iterations === Infinity)"
    )
    await page.evaluate(AXE.read_text())
    found = await page.evaluate(
        "([part, rules]) => axe.run(part, {runOnly: rules, resultTypes: ['violations'], preload: false})", [part, RULES]
    )
    assert any(rule["id"] == "color-contrast" for rule in found["passes"]), "axe saw no text"
    return [
        f"{fault['id']}: {node['target']} {node['html'][:300]} {node['failureSummary']}"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]


async def _context(scene: Scene, size: ViewportSize) -> BrowserContext:
    """One that lets axe in; the pages' own policies would rightly refuse it."""
    return await scene.context(size, touch=size == PHONE, bypass_csp=True)


@SIZES
async def test_sign_in(scene: Scene, size: ViewportSize):
    page = await (await _context(scene, size)).new_page()
    await page.goto(f"{scene.origin}/console/")
    await expect(page.get_by_label("账号")).to_be_focused()
    assert await _faults(page) == []
    person = scene.people["meng"]
    await page.keyboard.type(person.login)
    await page.keyboard.press("Tab")
    await page.keyboard.type(person.password)
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("6 位验证码")).to_be_focused()
    assert await _faults(page) == []


@SIZES
async def test_desk(scene: Scene, size: ViewportSize):
    visitor, consultant = await scene.talk(consultant=await _context(scene, size))
    await consultant.say("按时刷牙，少吃甜。")
    await visitor.sees("按时刷牙，少吃甜。")
    await consultant.whisper("第一次来，慢一点")
    assert await _faults(consultant.page) == []
    if size == PHONE:
        await consultant.thread.get_by_role("button", name="访客资料").click()
        await expect(consultant.page.get_by_role("complementary", name="访客资料")).to_be_visible()
        assert await _faults(consultant.page) == []
        await consultant.page.get_by_role("button", name="返回会话").click()
    for verb in ("转接", "结束会话"):
        await _dialog(consultant, verb)
    await visitor.say("再问一个")
    await expect(consultant.bubble("再问一个")).to_be_visible()
    if size == PHONE:
        await consultant.thread.get_by_role("button", name="返回列表").click()
    await expect(consultant.mine.get_by_role("link")).to_contain_text("宋女士")
    assert await _faults(consultant.page) == []


async def _dialog(consultant: Consultant, verb: str) -> None:
    await consultant.thread.get_by_role("button", name=verb).click()
    dialog = consultant.page.get_by_role("dialog", name=re.compile(f"^{verb}"))
    await expect(dialog).to_be_visible()
    assert await _faults(consultant.page) == []
    await dialog.get_by_role("button", name="取消").click()
    await expect(dialog).to_be_hidden()


@SIZES
async def test_widget(scene: Scene, size: ViewportSize):
    consultant = await scene.consultant("meng")
    visitor = await scene.visitor(await _context(scene, size))
    await visitor.arrive()
    await expect(visitor.privacy).to_be_visible()
    assert await _faults(visitor.page, WIDGET) == []
    await visitor.agree()
    await visitor.launcher.click()
    await expect(visitor.chat.get_by_role("button", name="开始咨询")).to_be_visible()
    assert await _faults(visitor.page, WIDGET) == []
    await visitor.ask(QUESTION, name="宋女士")
    await consultant.open(consultant.mine, "宋女士")
    await consultant.say("请看 https://example.org/a 的说明")
    await visitor.sees("请看")
    assert await _faults(visitor.page, WIDGET) == []
    await visitor.chat.get_by_role("button", name="您的隐私").click()
    await expect(visitor.chat.get_by_role("button", name="返回")).to_be_visible()
    assert await _faults(visitor.page, WIDGET) == []
    await visitor.chat.get_by_role("button", name="返回").click()
    await consultant.close("已解答")
    await expect(visitor.log).to_contain_text("咨询已结束")
    assert await _faults(visitor.page, WIDGET) == []


@SIZES
async def test_booking_page(scene: Scene, size: ViewportSize):
    await scene.phones()
    await scene.clinic_today("shen-zhiyao")
    patient = await scene.patient(context=await _context(scene, size))
    page = patient.page
    assert isinstance(page, Page)
    await page.get_by_role("button", name="心内科").click()
    assert await _faults(page) == []
    await page.locator(".services").get_by_role("button", name="主任医师门诊诊查").click()
    await expect(patient.times.first).to_be_visible()
    assert await _faults(page) == []
    await patient.take()
    await expect(patient.title).to_have_text("验证手机号")
    assert await _faults(page) == []
    await patient.prove("13900008888", scene.code)
    assert await _faults(page) == []
    await patient.name("江一舟")
    await patient.agree()
    await patient.confirm()
    assert await _faults(page) == []
    await patient.button("填写就诊前问卷").click()
    assert await _faults(page) == []

    desk = await scene.staff("an", "/front-desk", await _context(scene, size))
    row = desk.get_by_role("row").filter(has_text="江一舟")
    await expect(row).to_be_visible()
    assert await _faults(desk) == []
    await row.get_by_role("link", name=re.compile("江一舟")).click()
    await expect(desk.get_by_role("heading", name="时间线")).to_be_visible()
    assert await _faults(desk) == []
