"""A question that nobody answered becomes knowledge, by keys alone, and the desk finds it."""

from playwright.async_api import expect

from bedside.conversation.actions.offline import LeftMessage, begin_left, say_left
from bedside.conversation.actions.start import Origin
from bedside.kit.ids import new_id
from bedside.people import actions as people
from bedside.visit.texts import CONSENT_VERSION
from tests.browser.scene import Scene

LEFT = ("停车怎么收费？我电话13800001111", "停车要收费吗？", "能不能借一把轮椅？")


async def left(scene: Scene, text: str) -> None:
    """On the form for when nobody is there."""
    services = scene.services
    async with services.database.transaction([1]) as tx:
        visitor = (await people.make_visitor(tx, 1)).id
        await tx.lock(visitor)
        given = LeftMessage(id=new_id(), name="", contact="", text=text)
        await begin_left(
            services, tx, hospital_id=1, visitor=visitor, left=given, lang="zh", origin=Origin(),
            health_consent=CONSENT_VERSION,
        )  # fmt: skip
    await say_left(services, 1, visitor, given, None)


async def test_asked_in_vain_written_down_and_found(scene: Scene):
    for text in LEFT:
        await left(scene, text)
    page = await scene.staff("ye", "/questions?hospital=1")
    await page.get_by_role("button", name="立即汇总").first.click()
    groups = page.get_by_role("list", name="问题分组")
    await expect(groups.get_by_role("listitem")).to_have_count(2)
    keys = page.keyboard
    await keys.press("j")
    pane = page.get_by_role("article")
    await expect(pane).to_contain_text("停车要收费吗？")
    await expect(pane).to_contain_text("停车怎么收费？我电话…")
    await expect(pane).not_to_contain_text("13800001111")
    await keys.press("n")
    await keys.insert_text("停车收费")
    await keys.press("Enter")
    await expect(pane.get_by_role("heading", level=2)).to_have_text("停车收费")
    await pane.get_by_label("名称").blur()
    await keys.press("e")
    drawer = page.get_by_role("dialog", name="新建知识")
    await expect(drawer.get_by_label("标题").first).to_have_value("停车收费")
    await drawer.get_by_label("出处").fill("本院后勤规定")
    await drawer.get_by_role("button", name="保存").click()
    await expect(groups.get_by_role("listitem")).to_have_count(1)
    await page.get_by_text("已处理", exact=True).click()
    await expect(groups).to_contain_text("停车收费")
    async with scene.services.database.transaction([1]) as tx:
        words = await tx.tuples("SELECT words FROM knowledge.wordings ORDER BY words")
    assert words == [("停车怎么收费？我电话…",), ("停车要收费吗？",)]
