"""A no to tracking: nothing is stored, and neither the chat nor the emergency notice is closed."""

from typing import LiteralString

import psycopg
from playwright.async_api import BrowserContext, expect

from tests.browser.scene import QUESTION, Scene
from tests.browser.visitor import Visitor

FLAG = {"bedside:spruce-east:no": "1"}


async def _kept(visitor: Visitor, store: str) -> dict[str, str]:
    return await visitor.page.evaluate(f"({{...{store}}})")


async def _cookies(context: BrowserContext) -> list[str]:
    return [cookie.get("name", "") for cookie in await context.cookies()]


async def _count(url: str, sql: LiteralString) -> int:
    async with await psycopg.AsyncConnection.connect(url) as owner:
        found = await (await owner.execute(sql)).fetchone()
        assert found
        return found[0]


async def test_before_an_answer_nothing_is_kept(scene: Scene, database_url: str):
    visitor = await scene.visitor()
    await visitor.arrive("/zh/?utm_source=search")
    await expect(visitor.privacy).to_be_visible()
    await visitor.read("价目")
    await expect(visitor.privacy).to_be_visible()
    assert await _kept(visitor, "localStorage") == await _kept(visitor, "sessionStorage") == {}
    assert await _cookies(visitor.page.context) == []
    assert await _count(database_url, "SELECT count(*) FROM visit.views") == 0


async def test_a_no_keeps_chat_and_emergency_notice_and_stores_nothing(scene: Scene, database_url: str):
    consultant = await scene.consultant("meng")
    visitor = await scene.visitor()
    await visitor.arrive()
    await visitor.refuse()
    await visitor.read("价目")
    await visitor.read("医生")
    await expect(visitor.privacy).to_be_hidden()
    assert await _kept(visitor, "localStorage") == {}
    # Of the no itself a flag remains for this browser session, without any id: it is not asked on every page.
    assert await _kept(visitor, "sessionStorage") == FLAG
    assert await _cookies(visitor.page.context) == []
    assert await _count(database_url, "SELECT count(*) FROM people.visitors") == 0

    await visitor.launcher.click()
    await expect(visitor.chat.get_by_role("link", name="拨打 120")).to_be_visible()
    await visitor.ask(QUESTION, name="不留名")
    await consultant.open(consultant.mine, "不留名")
    await expect(consultant.page.get_by_text("访客没有同意记录浏览足迹")).to_be_visible()
    await consultant.say("不同意也一样为您解答")
    await visitor.sees("不同意也一样为您解答")
    await expect(visitor.chat.get_by_role("link", name="拨打 120")).to_be_visible()
    assert await _kept(visitor, "localStorage") == {}
    assert await _cookies(visitor.page.context) == []
    assert await _count(database_url, "SELECT count(*) FROM visit.views") == 0
