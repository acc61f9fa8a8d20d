"""`bin/screenshots`: visitors, a consultant and the front desk of the demo hospital, by clicks and keys, pictured where they
meet."""

import asyncio
from base64 import b64decode
from datetime import UTC, datetime
from pathlib import Path

from playwright.async_api import Page, async_playwright, expect

from bedside.demo.furnish import furnish
from bedside.demo.past import live_past
from bedside.kit.migrate import migrate
from bedside.kit.services import open_services
from bedside.kit.settings import Settings
from tests.browser.consultant import Consultant
from tests.browser.scene import PATIENCE_MS, PHONE, SECRET, Scene
from tests.browser.visitor import Visitor
from tests.support.chromium import ROOT, launch
from tests.support.postgres import throwaway_home, throwaway_postgres

IMAGES = ROOT / "docs" / "images"
QUALITY = 86
OTHERS = (
    ("/zh/west/departments/dental/", "周先生", "孩子六岁，下面的牙后面又长了一颗，要拔吗？"),
    ("/zh/departments/digestive/?utm_source=search&utm_campaign=scope-clear", "陈女士", "胃镜前停哪些药？费用就是清单上的吗？"),
    ("/zh/departments/orthopaedics/", "吴阿姨", "膝盖下楼疼，一定要先拍片吗？"),
)  # fmt: skip
QUESTION = "您好，我父亲 68 岁，这两个月走快了会胸闷，歇一会儿就好。这种情况挂哪个科？"
ANSWERS = (
    "您好，我是咨询员，不是医生。走快时胸闷、歇一会儿就好，建议挂心内科，请医生当面看过再定检查。",
    "这两天先别让他赶路、提重物。如果胸痛超过 15 分钟不缓解，或者出冷汗，请立即拨打 120。",
)
REPLY = "好的。他怕花钱，一直不肯来。心血管检查日要多少钱？"
PRICES = "检查日 168 元，含诊查、心电图、血脂和血压评估，当天有人讲解报告。医生说不需要的，就不做。"
UNSENT = "那周四上午可以吗，我陪他"
FATHER, NUMBER = "宋怀远", "10000000168"


async def picture(page: Page, name: str) -> None:
    """What the window shows, as a WebP file."""
    devtools = await page.context.new_cdp_session(page)
    asked = {"format": "webp", "quality": QUALITY}
    shot = await devtools.send("Page.captureScreenshot", asked)  # pyright: ignore
    (IMAGES / name).write_bytes(b64decode(str(shot["data"])))  # pyright: ignore


async def others(scene: Scene) -> None:
    """Who else is asking just now."""
    for path, name, question in OTHERS:
        visitor = await scene.visitor()
        await visitor.arrive(path)
        await visitor.agree()
        await visitor.open_and_ask(question, name)


async def reader(scene: Scene) -> Visitor:
    """A daughter who came by a campaign, read three pages and asks for her father."""
    visitor = await scene.visitor(await scene.context({"width": 1440, "height": 900}, scale=1.5))
    await visitor.arrive("/zh/?utm_source=search&utm_campaign=heart-check-168")
    await visitor.agree()
    await visitor.read("价目")
    await visitor.arrive("/zh/departments/cardiology/")
    await visitor.open_and_ask(QUESTION, "宋女士")
    return visitor


async def noted(consultant: Consultant) -> None:
    """What the coach reads, and the consultant writes down, of the person."""
    person = consultant.page.get_by_role("complementary", name="访客资料")
    await expect(person.get_by_role("region", name="教练").locator("[data-task]").first).to_be_visible()
    await person.get_by_title("打消那一个顾虑").click()
    await person.get_by_role("textbox", name="犹豫的那一点").click()
    await consultant.page.keyboard.insert_text("父亲怕花钱，不肯来；先把费用说清楚")
    await consultant.page.keyboard.press("Enter")
    for word in ("替家人问", "费用"):
        await person.get_by_role("button", name=word, exact=True).click()


async def talk(consultant: Consultant, visitor: Visitor) -> None:
    await consultant.open(consultant.mine, "宋女士")
    for answer in ANSWERS:
        await consultant.say(answer)
        await visitor.sees(answer)
    await visitor.say(REPLY)
    await consultant.sees(REPLY)
    await noted(consultant)
    await consultant.say(PRICES)
    await visitor.sees(PRICES)


async def pictures(scene: Scene) -> None:
    page = await (await scene.context(scale=1.5)).new_page()
    consultant = Consultant(page, scene.origin, scene.people["meng"])
    await consultant.sign_in()
    await others(scene)
    visitor = await reader(scene)
    await talk(consultant, visitor)
    await visitor.box.click()
    await visitor.page.keyboard.insert_text(UNSENT)
    await expect(consultant.log).to_contain_text(UNSENT)
    await picture(visitor.page, "visitor.webp")
    await consultant.page.get_by_role("complementary", name="访客资料").get_by_text("来源与足迹").hover()
    await page.mouse.wheel(0, -2000)
    await page.mouse.move(0, 0)
    await picture(page, "desk.webp")


async def booked(scene: Scene) -> None:
    """The daughter books for her father, on her phone."""
    patient = await scene.patient(context=await scene.context(PHONE, touch=True, scale=2))

    async def code(phone: str) -> str:
        return (await scene.sms(phone, r"(\d{6})"))[1]

    await patient.choose("心内科", "主任医师门诊诊查")
    await patient.take()
    await patient.prove(NUMBER, code)
    await patient.name(FATHER)
    await patient.agree()
    await patient.confirm()
    assert isinstance(patient.page, Page)
    await picture(patient.page, "booking.webp")


async def received(scene: Scene) -> None:
    """He is there; so are others of that day."""
    page = await scene.staff("an", "/front-desk", await scene.context(scale=1.5))
    await page.get_by_role("button", name=f"到院 {FATHER}").click()
    row = page.get_by_role("row").filter(has_text=FATHER)
    await expect(row.get_by_text("已到院", exact=True)).to_be_visible()
    await page.mouse.move(0, 0)
    await picture(page, "front-desk.webp")


async def main(url: str, home: Path) -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    expect.set_options(timeout=PATIENCE_MS)
    settings = Settings(home=home, secret=SECRET)
    async with open_services(settings, url) as services:
        await furnish(services)
    await live_past(settings, url, datetime.now(UTC), weeks=1)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(**launch())
        async with Scene(browser, url, home, coach=True) as scene:
            await pictures(scene)
            await scene.phones()
            await scene.clinic_today("shen-zhiyao")
            await booked(scene)
            await received(scene)
        await browser.close()


if __name__ == "__main__":
    with throwaway_postgres(durable=False) as server, throwaway_home() as folder:
        migrate(server.url)
        asyncio.run(main(server.url, folder))
