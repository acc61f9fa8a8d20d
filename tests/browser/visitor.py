"""A visitor of the hospital's website: what one can see and press there."""

from playwright.async_api import Locator, Page, expect


class Visitor:
    """`page` is the browser tab; every method is what a person does."""

    def __init__(self, page: Page, website: str) -> None:
        self.page = page
        self._website = website
        self.privacy = page.get_by_role("form", name="您的隐私")
        self.chat = page.get_by_role("dialog", name="在线咨询")
        self.log = self.chat.get_by_role("log")
        self.box = self.chat.get_by_role("textbox", name="输入消息")
        self.thanks = self.chat.get_by_role("status").filter(has_text="谢谢")
        self.launcher = page.get_by_role("button", name="在线咨询")
        self.invitation = page.get_by_role("region", name="在线咨询")

    async def arrive(self, path: str = "/zh/") -> None:
        await self.page.goto(f"{self._website}{path}")

    async def agree(self) -> None:
        await self.privacy.get_by_role("button", name="同意").click()
        await expect(self.privacy).to_be_hidden()

    async def refuse(self) -> None:
        await self.privacy.get_by_role("button", name="拒绝").click()
        await expect(self.privacy).to_be_hidden()

    async def read(self, link: str) -> None:
        """Go to another page of the website by its main navigation."""
        await self.page.get_by_role("navigation", name="主导航").get_by_role("link", name=link).click()
        await expect(self.launcher).to_be_visible()

    async def ask(self, text: str, name: str = "") -> None:
        """Fill in the first screen of the chat and begin."""
        await self.chat.get_by_label("您想咨询什么？").click()
        await self.page.keyboard.insert_text(text)
        if name:
            await self.chat.get_by_label("称呼").click()
            await self.page.keyboard.insert_text(name)
        await self.chat.get_by_role("checkbox").check()
        await self.chat.get_by_role("button", name="开始咨询").click()
        await self.sees(text)

    async def open_and_ask(self, text: str, name: str = "") -> None:
        await self.launcher.click()
        await self.ask(text, name)

    async def say(self, text: str) -> None:
        await self.box.click()
        await self.page.keyboard.insert_text(text)
        await self.page.keyboard.press("Enter")

    def bubble(self, text: str) -> Locator:
        return self.log.locator(".bubble").filter(has_text=text)

    async def sees(self, text: str) -> None:
        """Exactly once, and not as something still on its way."""
        await expect(self.bubble(text)).to_have_count(1)
        await expect(self.log).not_to_contain_text("发送中")

    async def bubbles(self) -> list[str]:
        return await self.log.locator(".bubble").all_inner_texts()

    async def rate(self, stars: int, comment: str) -> None:
        # What one presses is the star; the radio button under it is drawn by the style sheet.
        await self.chat.locator("fieldset label").nth(5 - stars).click()
        await self.chat.get_by_role("textbox", name="还想说的话").click()
        await self.page.keyboard.insert_text(comment)
        await self.chat.get_by_role("button", name="发送").click()
        await expect(self.thanks).to_be_visible()
