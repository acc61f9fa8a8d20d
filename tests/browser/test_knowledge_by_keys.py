"""What the hospital knows goes into an answer without a mouse, and is counted."""

from playwright.async_api import expect

from tests.browser.scene import Scene


async def test_found_by_initials_taken_adapted_and_sent(scene: Scene):
    song, meng = await scene.talk()
    keys, thread = meng.page.keyboard, meng.thread
    menu = thread.get_by_role("dialog", name="知识")
    await keys.press("r")
    await expect(meng.box).to_be_focused()
    await keys.press("Control+k")
    await expect(menu.get_by_role("option", selected=True)).to_contain_text("换牙")
    await keys.type("ctya")
    await expect(menu).to_contain_text("没有找到")
    await keys.press("Control+a")
    await keys.type("xiya")
    await expect(menu.get_by_role("option", selected=True)).to_contain_text("洁牙")
    await keys.press("Enter")
    await expect(menu).to_be_hidden()
    await expect(meng.box).to_be_focused()
    await keys.insert_text("您方便哪天来？")
    await keys.press("Enter")
    await song.sees("约四十分钟")
    await keys.press("Control+k")
    await keys.press("Tab")
    await keys.insert_text("洁治")
    await expect(menu.get_by_role("option", selected=True)).to_contain_text("元")
    await keys.press("Escape")
    await expect(meng.box).to_be_focused()
    async with scene.services.database.transaction([1, 2]) as tx:
        assert await tx.tuples("SELECT adapted, count(*) FROM knowledge.uses GROUP BY 1") == [(True, 1)]
