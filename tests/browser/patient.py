"""Somebody on the booking page, by itself or in the widget's frame: what one can see and press there."""

import re
from collections.abc import Awaitable, Callable

from playwright.async_api import FrameLocator, Locator, Page, expect

CodeOf = Callable[[str], Awaitable[str]]


class Patient:
    """`page` is where the booking page is: a tab, or a frame in one."""

    def __init__(self, page: Page | FrameLocator) -> None:
        self.page = page
        self.title = page.get_by_role("heading", level=1)
        self.times = page.locator(".slot")
        self.cards = page.locator(".cards > li")

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    async def choose(self, department: str, service: str, *, full: bool = False) -> str:
        """Go to the times of a service, of which there are some unless it is full; the price that was shown before."""
        await self.page.get_by_role("button", name=department).click()
        row = self.page.locator(".services").get_by_role("button", name=service)
        price = await row.locator(".price b").inner_text()
        await row.click()
        await expect(self.title).to_have_text("选择时间")
        if full:
            await expect(self.page.get_by_text("这段时间没有空号。")).to_be_visible()
        else:
            await expect(self.times.first).to_be_visible()
        return price

    async def take(self, number: int = 0) -> str:
        """Press one of the times; its clock."""
        slot = self.times.nth(number)
        name = await slot.locator("b").inner_text()
        await slot.click()
        return name

    async def prove(self, phone: str, code_of: CodeOf) -> None:
        """Give the phone number, and the code that comes to it."""
        await expect(self.title).to_have_text("验证手机号")
        await self._prove("手机号", phone, code_of)

    async def prove_by_email(self, address: str, code_of: CodeOf) -> None:
        """The same with an email address."""
        await self.button("邮箱").click()
        await expect(self.title).to_have_text("验证邮箱")
        await self._prove("邮箱地址", address, code_of)

    async def _prove(self, label: str, address: str, code_of: CodeOf) -> None:
        await self.page.get_by_label(label).fill(address)
        await self.button("发送验证码").click()
        await self.page.get_by_label("6 位验证码").fill(await code_of(address))
        await self.button("下一步").click()
        await expect(self.title).not_to_have_text(re.compile("^验证"))

    async def name(self, name: str) -> None:
        await self.page.get_by_label("姓名", exact=True).fill(name)

    async def agree(self, *, care: bool = True) -> None:
        await self.page.get_by_role("checkbox", name="健康信息").check()
        if care:
            await self.page.get_by_role("checkbox", name="就诊提醒").check()

    async def confirm(self) -> None:
        await self.button("确认预约").click()
        await expect(self.title).to_have_text("预约成功")

    async def book(self, department: str, service: str, name: str, phone: str, code_of: CodeOf) -> str:
        """The first free time, for somebody new, from the first page to the last; the price that was shown before."""
        price = await self.choose(department, service)
        await self.take()
        await self.prove(phone, code_of)
        await self.name(name)
        await self.agree()
        await self.confirm()
        return price
