"""Where the browser tests take place: the server, the hospital's website on its own origin, and who comes in."""

import asyncio
import re
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Self

from playwright.async_api import Browser, BrowserContext, Page, ViewportSize, expect

from bedside.demo.furnish import PostOffice, SignIn, furnish, gateway_accounts, sign_ins, site_keys
from bedside.demo.gateway import Gateway
from bedside.demo.mailbox import Mailbox
from tests.browser.clinic import DAY, extra_clinics
from tests.browser.consultant import Consultant
from tests.browser.patient import Patient
from tests.browser.visitor import Visitor
from tests.support.asgi import over_http
from tests.support.debian_postgres import free_port
from tests.support.server import Serving, serving
from tests.support.website import website

SECRET = "a secret of the browser tests, long enough"
DESK: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
PATIENCE_MS = 60_000
"""How long a person would wait on a machine that is busy with other tests."""
QUESTION = "您好，孩子换牙要注意什么？"


class Scene:
    """The demo hospital, open. The server can be stopped and started again at its address."""

    def __init__(
        self, browser: Browser, database_url: str, home: Path, zone: str = "Asia/Shanghai", *, coach: bool = False
    ) -> None:
        self._browser = browser
        self._database_url = database_url
        self._home = home
        self._zone = zone
        self._coach = coach
        self._port = free_port()
        self._contexts: list[BrowserContext] = []
        self._server = AsyncExitStack()
        self._rest = AsyncExitStack()
        self.origin = f"http://127.0.0.1:{self._port}"

    async def __aenter__(self) -> Self:
        served = await self.start_server()
        self.services = served.services
        self.people: dict[str, SignIn] = {person.login: person for person in sign_ins(served.services)}
        self.website = await self._rest.enter_async_context(website(self.origin))
        return self

    async def __aexit__(self, *_: object) -> None:
        # Browsers leave first: a server waits for open sockets.
        for context in self._contexts:
            await context.close()
        await self._rest.aclose()
        await self.stop_server()

    async def screens(self) -> str:
        """What every open page shows, as a screen reader meets it."""
        pages = [page for context in self._contexts for page in context.pages]
        return "\n\n".join([f"{page.url}\n{await page.locator('body').aria_snapshot(timeout=5000)}" for page in pages])

    async def start_server(self) -> Serving:
        given = serving(self._database_url, self._home, port=self._port, secret=SECRET, coach=self._coach)
        return await self._server.enter_async_context(given)

    async def stop_server(self) -> None:
        await self._server.aclose()
        self._server = AsyncExitStack()

    async def context(
        self, size: ViewportSize = DESK, *, touch: bool = False, scale: float = 1, bypass_csp: bool = False
    ) -> BrowserContext:
        """A browser of somebody's own: cookies, storage and network shared with nobody."""
        context = await self._browser.new_context(
            viewport=size, has_touch=touch, is_mobile=touch, device_scale_factor=scale, locale="zh-CN",
            timezone_id=self._zone, bypass_csp=bypass_csp,
        )  # fmt: skip
        context.set_default_timeout(PATIENCE_MS)
        self._contexts.append(context)
        return context

    async def clinic_today(self, doctor: str, *, seats: int = 2, green: int = 1) -> None:
        """This doctor of the eastern campus sees patients today and tomorrow alone, around the clock, so that no test hangs
        on the weekday or the hour."""
        await extra_clinics(self.services, doctor, (0, 1), (0, DAY), each=30, seats=seats, green=green)

    async def one_seat_tomorrow(self, doctor: str) -> None:
        """And nothing else."""
        await extra_clinics(self.services, doctor, (1,), (480, 510), each=30, seats=1, green=0)

    async def phones(self) -> None:
        """Connect the hospital to an SMS gateway and a mail server: from now on `sms` tells what people's phones show, and
        `letter` what is in their mailboxes."""
        self._gateway, self._mailbox = Gateway(await gateway_accounts(self.services, self.origin)), Mailbox()
        port = await self._rest.enter_async_context(over_http(self._gateway))
        mail = await self._mailbox.serve("127.0.0.1", 0)
        self._rest.callback(mail.close)
        await furnish(self.services, PostOffice(sms=port, mail=mail.sockets[0].getsockname()[1]))

    async def sms(self, phone: str, pattern: str, *, after: int = 0) -> "re.Match[str]":
        """The newest message on this phone that matches, skipping its first `after` ones; waits for it."""
        async with asyncio.timeout(PATIENCE_MS / 1000):
            while True:
                for each in reversed(self._gateway.to(phone)[after:]):
                    if found := re.search(pattern, each.text):
                        return found
                await asyncio.sleep(0.1)

    async def code(self, phone: str) -> str:
        """The verification code that came to this phone last."""
        return (await self.sms(phone, r"验证码 (\d{6})"))[1]

    async def letter(self, address: str, pattern: str) -> "re.Match[str]":
        """The newest letter to this address that matches; waits for it."""
        async with asyncio.timeout(PATIENCE_MS / 1000):
            while True:
                for each in reversed(self._mailbox.letters):
                    if address in each.to and (found := re.search(pattern, f"{each.subject}\n{each.text}")):
                        return found
                await asyncio.sleep(0.1)

    async def code_by_email(self, address: str) -> str:
        return (await self.letter(address, r"\b(\d{6})\b"))[1]

    def site(self, campus: str = "east") -> str:
        """The site key of a campus."""
        return site_keys()[campus]

    def got(self, phone: str) -> int:
        """How many messages this phone has got."""
        return len(self._gateway.to(phone))

    async def patient(self, campus: str = "east", context: BrowserContext | None = None, lang: str = "zh") -> Patient:
        """Somebody who opened the booking page by itself."""
        context = context or await self.context(PHONE, touch=True)
        page = await context.new_page()
        await page.goto(f"{self.origin}/book/{self.site(campus)}?lang={lang}")
        return Patient(page)

    async def staff(self, login: str, path: str, context: BrowserContext | None = None) -> Page:
        """One of the demo's people, signed in and on this page of the console."""
        context = context or await self.context()
        page, person = await context.new_page(), self.people[login]
        await page.goto(f"{self.origin}/console{path}")
        await page.get_by_label("账号").fill(person.login)
        await page.get_by_label("密码").fill(person.password)
        await page.keyboard.press("Enter")
        if person.secret:
            await expect(page.get_by_label("6 位验证码")).to_be_focused()
            await page.keyboard.type(person.code())
        await expect(page.get_by_role("navigation", name="主导航")).to_be_visible()
        return page

    async def visitor(self, context: BrowserContext | None = None) -> Visitor:
        """Somebody in front of the hospital's website (a second tab, when the context is given)."""
        context = context or await self.context()
        return Visitor(await context.new_page(), self.website)

    async def consultant(self, login: str, context: BrowserContext | None = None) -> Consultant:
        """One of the demo's people, signed in and at the desk."""
        context = context or await self.context()
        consultant = Consultant(await context.new_page(), self.origin, self.people[login])
        await consultant.sign_in()
        return consultant

    async def talk(
        self, *, visitor: BrowserContext | None = None, consultant: BrowserContext | None = None
    ) -> tuple[Visitor, Consultant]:
        """A visitor who agreed and asked, and a consultant (孟夏) who has the conversation open."""
        meng = await self.consultant("meng", consultant)
        song = await self.visitor(visitor)
        await song.arrive()
        await song.agree()
        await song.open_and_ask(QUESTION, name="宋女士")
        await meng.open(meng.mine, "宋女士")
        await meng.sees(QUESTION)
        return song, meng
