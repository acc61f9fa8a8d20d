"""The language model's draft in a browser: it comes labelled, is changed and sent by a person, and says so to both sides; when
the model is down, typing goes on."""

import re

import msgspec
from playwright.async_api import expect

from bedside.conversation.assisting import managing
from bedside.conversation.assisting.model import AssistantSettings
from bedside.hospital.actions.setup import operator
from tests.browser.scene import Scene
from tests.support.llm import KEY, Model, llm


async def switch_on(scene: Scene, model: Model) -> None:
    """At the eastern campus, as an administrator does."""
    boss = await operator(scene.services, 1)
    for hospital in boss.hospitals:
        now = await managing.read(scene.services, boss, hospital)
        settings = AssistantSettings(
            on=True,
            base=model.url,
            model="spruce-small",
            agreed_by="高远",
            agreement="院内自建，不出院",
            timeout_seconds=5,
        )
        await managing.change(
            scene.services,
            boss,
            hospital,
            msgspec.structs.replace(settings),
            version=now.version,
            key=KEY,
            reason="试用",
        )


async def test_it_comes_labelled_is_changed_and_sent_with_its_mark(scene: Scene):
    async with llm() as model:
        await switch_on(scene, model)
        song, meng = await scene.talk()
        page, panel = meng.page, meng.thread.get_by_role("dialog", name="AI 草稿")
        await song.say("我叫宋小雨，电话 13800138000")
        await meng.sees("13800138000")
        model.answer = "[NAME1]您好，换牙期间注意清洁就好。\n来源：1"
        await meng.thread.get_by_role("button", name="请 AI 起草").click()
        await expect(panel).to_contain_text("换牙期间注意清洁就好")
        await expect(panel).to_contain_text("由您改后发送")
        await expect(panel).to_contain_text("spruce-small")
        assert "宋小雨" not in model.said
        assert "13800138000" not in model.said
        await panel.get_by_role("button", name="放入输入框").click()
        await expect(meng.box).to_be_focused()
        await page.keyboard.insert_text("您方便哪天来？")
        await page.keyboard.press("Enter")
        await song.sees("您方便哪天来？")
        await expect(meng.bubble("您方便哪天来？")).to_contain_text("AI 起草，已修改")
        await expect(song.chat.get_by_text("AI 辅助")).to_be_visible()

        model.manner = "fail"
        await page.keyboard.press("Control+j")
        await expect(panel.get_by_role("alert")).to_contain_text("连不上 AI")
        await meng.say("我来回答您")
        await song.sees("我来回答您")
        await expect(meng.bubble("我来回答您")).not_to_contain_text(re.compile("AI"))
