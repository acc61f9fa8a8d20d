"""Records of persons in the console: two that were one are merged and parted again, and what somebody asks about their own
data is answered."""

import zipfile

from playwright.async_api import Page, expect

from tests.browser.scene import Scene
from tests.browser.seats import seats_of

KEPT, GONE = "13900002101", "13900002102"


async def test_two_records_merged_and_parted_again(scene: Scene):
    seats = await seats_of(scene.services)
    kept, _ = await seats.person("何知远", KEPT), await seats.person("何之远", GONE)
    page = await scene.staff("yan", f"/persons/{kept}?hospital={seats.hospital}")
    await _opened(page)
    merges = page.locator("section").filter(has=page.get_by_role("heading", name="合并记录"))
    await merges.get_by_role("button", name="合并档案").click()
    drawer = page.get_by_role("dialog", name="合并档案")
    await drawer.get_by_text("已有档案").click()
    await drawer.get_by_role("combobox").fill(GONE)
    await page.get_by_role("option", name="何之远").click()
    await expect(drawer.get_by_text("保留“何知远”，并入“何之远”")).to_be_visible()
    await drawer.get_by_label("为什么？").fill("本人到场，身份证核对为同一人")
    await drawer.get_by_role("button", name="合并档案").click()
    await expect(merges.get_by_role("listitem")).to_contain_text("身份证核对为同一人")
    contacts = page.locator("section").filter(has=page.get_by_role("heading", name="证件与联系方式"))
    for tail in (KEPT[-4:], GONE[-4:]):
        await expect(contacts).to_contain_text(tail)

    await merges.get_by_role("button", name="撤销合并").click()
    asked = page.get_by_role("dialog", name="撤销合并")
    await asked.get_by_role("textbox").fill("核对有误，是两位堂兄弟")
    await asked.get_by_role("button", name="确认").click()
    await expect(merges.get_by_role("listitem")).to_contain_text("已于")
    await expect(contacts).not_to_contain_text(GONE[-4:])
    await expect(contacts).to_contain_text(KEPT[-4:])


async def test_a_copy_a_correction_and_a_deletion_are_asked_for_and_answered(scene: Scene):
    seats = await seats_of(scene.services)
    person = await seats.person("罗一宁", KEPT)
    page = await scene.staff("yan", f"/persons/{person}?hospital={seats.hospital}")
    await _opened(page)
    for kind, words in (("导出资料", ""), ("更正资料", "名字写错了，是罗以宁"), ("删除资料", "不再来了")):
        await page.get_by_role("button", name="登记申请").click()
        await page.get_by_role("menuitem", name=kind).click()
        drawer = page.get_by_role("dialog", name=f"{kind} · 罗一宁")
        await drawer.get_by_label("申请内容").fill(words)
        await drawer.get_by_role("button", name="保存").click()
        await expect(drawer).to_be_hidden()

    await page.goto(f"{scene.origin}/console/persons/requests")
    await page.get_by_text("只看待答复").click()

    async def answer(kind: str, words: str, verb: str) -> None:
        row = page.get_by_role("row").filter(has_text=kind)
        await row.get_by_role("button", name="答复").click()
        dialog = page.get_by_role("dialog", name=kind)
        await dialog.get_by_label("给患者的答复").fill(words)
        await dialog.get_by_role("button", name=verb, exact=True).click()
        await expect(row).to_contain_text("未办理" if verb == "不办理" else "已办理")

    await answer("更正资料", "请带身份证到窗口更正", "不办理")
    await answer("导出资料", "请在这里下载", "办理")
    async with page.expect_download() as downloading:
        await page.get_by_role("row").filter(has_text="导出资料").get_by_role("button", name="下载").click()
    with zipfile.ZipFile(await (await downloading.value).path()) as copy:
        told = b"".join(copy.read(name) for name in copy.namelist()).decode()
    for words in ("罗一宁", KEPT):
        assert words in told
    await answer("删除资料", "已按要求删除", "办理")
    await expect(page.get_by_role("row").filter(has_text="罗一宁")).to_have_count(0)


async def _opened(page: Page) -> None:
    """Whoever's work it is not says why before reading."""
    await page.get_by_label("查阅的理由").fill("本人到场提出申请")
    await page.get_by_role("button", name="查阅", exact=True).click()
    await expect(page.get_by_role("heading", name="时间线")).to_be_visible()
