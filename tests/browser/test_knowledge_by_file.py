"""A file is tried and then brought in; what the claims gate stops in a form is released by another lead than who writes it."""

from playwright.async_api import Page, expect

from tests.browser.scene import Scene

LEAD, OTHER_LEAD = "ye", "shu"
FILE = """kind,title_zh,answer_zh,content_class,source,review_on
policy,退号怎么办,请带上身份证，到一楼服务台办理。,answer,门诊规定,2099-01-31
policy,坏行,请到一楼服务台。,软文,门诊规定,2099-01-31
"""
CLAIM = "我们保证三个疗程治好，以后不会再犯。"


async def knowledge(scene: Scene) -> Page:
    page = await scene.staff(LEAD, "/settings/knowledge")
    await expect(page.get_by_role("table", name="知识库")).to_be_visible()
    return page


async def test_a_file_is_tried_then_its_good_rows_wait_for_approval(scene: Scene):
    page = await knowledge(scene)
    await page.get_by_role("button", name="导入").click()
    drawer = page.get_by_role("dialog", name="导入")
    given = {"name": "知识.csv", "mimeType": "text/csv", "buffer": FILE.encode("gbk")}
    await drawer.get_by_label("选择文件").set_input_files(files=[given])  # pyright: ignore[reportArgumentType]
    await expect(drawer.get_by_role("row", name="坏行")).to_contain_text("内容分类 请填其中之一")
    await drawer.get_by_text("全部 2").click()
    await expect(drawer.get_by_role("row", name="退号怎么办")).to_contain_text("新增")
    async with page.expect_download() as waiting:
        await drawer.get_by_role("button", name="下载有误的 1 行").click()
    assert (await waiting.value).suggested_filename.endswith("-refused.csv")
    await drawer.get_by_role("button", name="导入 1 条").click()
    await expect(drawer.get_by_role("status")).to_contain_text("已导入 1 条，等待审核")
    await drawer.get_by_role("button", name="关闭", exact=True).last.click()
    await expect(page.get_by_role("row", name="退号怎么办")).to_contain_text("待审核")
    async with page.expect_download() as waiting:
        await page.get_by_role("button", name="导出").click()
        await page.get_by_text("Excel 表格").click()
    assert (await waiting.value).suggested_filename.endswith(".xlsx")


async def test_what_is_refused_says_why_and_is_released_where_it_stands(scene: Scene):
    page = await knowledge(scene)
    await page.get_by_role("button", name="新建知识").click()
    drawer = page.get_by_role("dialog", name="新建知识")
    await drawer.get_by_label("标题").first.fill("广告里的话")
    await drawer.get_by_label("中文").nth(1).fill(f"请带上以前的片子。{CLAIM}")
    await drawer.get_by_role("button", name="保存").click()
    refused = drawer.get_by_role("listitem").filter(has_text="L01.effect")
    await expect(refused).to_contain_text(CLAIM)
    await expect(refused).to_contain_text("可以这样说")
    await refused.get_by_role("button", name="请另一位主管放行").click()
    await expect(refused).to_contain_text("已请主管放行，放行后再保存即可")
    other = await scene.staff(OTHER_LEAD, "/desk")
    asked = other.get_by_role("listitem").filter(has_text=CLAIM)
    await expect(asked.get_by_role("button", name="误判，放行")).to_be_disabled()
    await asked.get_by_label("理由").fill("引用的广告语")
    await asked.get_by_role("button", name="误判，放行").click()
    await expect(asked).to_have_count(0)
    await drawer.get_by_role("button", name="保存").click()
    await expect(page.get_by_role("row", name="广告里的话")).to_contain_text("待审核")
