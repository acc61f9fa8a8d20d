"""A visitor with two tabs is one visitor with one thread."""

from playwright.async_api import expect

from tests.browser.scene import QUESTION, Scene


async def test_a_second_tab_shows_the_same_thread(scene: Scene):
    first, consultant = await scene.talk()
    second = await scene.visitor(first.page.context)
    await second.arrive("/zh/prices/")
    await second.launcher.click()
    await second.sees(QUESTION)
    await expect(second.privacy).to_be_hidden()
    await second.say("这是第二个标签页写的")
    await first.sees("这是第二个标签页写的")
    await consultant.sees("这是第二个标签页写的")
    await consultant.say("两个标签页我都看得到")
    await first.sees("两个标签页我都看得到")
    await second.sees("两个标签页我都看得到")
    assert await first.bubbles() == await second.bubbles() == await consultant.bubbles()


async def test_what_one_tab_begins_another_follows(scene: Scene):
    consultant = await scene.consultant("meng")
    first = await scene.visitor()
    await first.arrive()
    await first.agree()
    second = await scene.visitor(first.page.context)
    await second.arrive("/zh/doctors/")
    await second.launcher.click()
    await expect(second.chat.get_by_role("button", name="开始咨询")).to_be_visible()
    await first.open_and_ask(QUESTION, name="宋女士")
    await second.sees(QUESTION)
    await consultant.open(consultant.mine, "宋女士")
    await consultant.say("您好，我是咨询员")
    await second.sees("您好，我是咨询员")
    await second.say("谢谢")
    await first.sees("谢谢")


async def test_a_reload_keeps_the_thread(scene: Scene):
    visitor, consultant = await scene.talk()
    await consultant.say("刷新也不会丢")
    await visitor.sees("刷新也不会丢")
    await visitor.box.click()
    await visitor.page.keyboard.insert_text("还没写完的话")
    await visitor.page.keyboard.press("Escape")
    await visitor.launcher.click()
    await expect(visitor.box).to_have_value("还没写完的话")
    await visitor.page.reload()
    await visitor.sees(QUESTION)
    await visitor.sees("刷新也不会丢")
    await consultant.page.reload()
    await consultant.sees(QUESTION)
    assert await consultant.bubbles() == await visitor.bubbles()
