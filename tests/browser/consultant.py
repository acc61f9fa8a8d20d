"""One of the hospital's people at the console: what one can see and press there."""

import re

from playwright.async_api import Locator, Page, expect

from bedside.demo.furnish import SignIn


class Consultant:
    """`page` is the browser tab; every method is what a person does."""

    def __init__(self, page: Page, origin: str, person: SignIn) -> None:
        self.page = page
        self.person = person
        self._origin = origin
        self.queue = page.get_by_role("region", name="排队等待")
        self.mine = page.get_by_role("region", name="我的会话")
        self.others = page.get_by_role("region", name="同事的会话")
        self.thread = page.get_by_role("region", name="会话", exact=True)
        self.log = self.thread.get_by_role("log")
        self.box = self.thread.get_by_role("textbox")

    async def sign_in(self) -> None:
        """Name, password, then the code of the second factor, by keys alone."""
        await self.page.goto(f"{self._origin}/console/")
        await expect(self.page.get_by_label("账号")).to_be_focused()
        await self.page.keyboard.type(self.person.login)
        await self.page.keyboard.press("Tab")
        await self.page.keyboard.type(self.person.password)
        await self.page.keyboard.press("Enter")
        await expect(self.page.get_by_label("6 位验证码")).to_be_focused()
        await self.page.keyboard.type(self.person.code())
        await expect(self.mine).to_be_visible()

    async def open(self, part: Locator, visitor: str) -> None:
        """Open this visitor's conversation."""
        await part.get_by_role("link").filter(has_text=visitor).click()
        await expect(self.thread.get_by_role("heading", name=visitor)).to_be_visible()

    async def say(self, text: str) -> None:
        await self.box.click()
        await self.page.keyboard.insert_text(text)
        await self.page.keyboard.press("Enter")

    async def whisper(self, text: str) -> None:
        await self.thread.get_by_role("button", name="悄悄话").click()
        await self.page.keyboard.insert_text(text)
        await self.thread.get_by_role("button", name="发给同事").click()
        await expect(self.bubble(text)).to_contain_text(re.compile("悄悄话"))

    async def transfer(self, colleague: str, reason: str) -> None:
        await self.thread.get_by_role("button", name="转接").click()
        dialog = self.page.get_by_role("dialog", name=re.compile("^转接"))
        await dialog.get_by_role("radio", name=re.compile(colleague)).check()
        await dialog.get_by_label("交接说明").click()
        await self.page.keyboard.insert_text(reason)
        await dialog.get_by_role("button", name="转接").click()
        await expect(dialog).to_be_hidden()

    async def close(self, outcome: str) -> None:
        await self.thread.get_by_role("button", name="结束会话").click()
        dialog = self.page.get_by_role("dialog", name=re.compile("^结束会话"))
        await dialog.get_by_text(outcome, exact=True).click()
        await dialog.get_by_role("button", name="结束会话").click()
        await expect(dialog).to_be_hidden()

    def bubble(self, text: str) -> Locator:
        return self.log.get_by_role("article").filter(has_text=text)

    async def sees(self, text: str) -> None:
        """Exactly once, and not as something still on its way."""
        await expect(self.bubble(text)).to_have_count(1)
        await expect(self.log).not_to_contain_text("发送中")

    async def bubbles(self) -> list[str]:
        return await self.log.locator(".bubble").all_inner_texts()
