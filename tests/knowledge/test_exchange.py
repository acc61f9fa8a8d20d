"""Knowledge goes out and comes in: tried first, kept row by row, what is wrong told by row and column."""

import csv
from io import BytesIO, StringIO
from typing import Any

import pytest
from openpyxl import load_workbook

from bedside.knowledge.exchange import actions
from bedside.knowledge.exchange.plan import Step
from tests.knowledge.library import TODAY, Shelf, body

FORMATS = ["excel", "csv", "markdown"]
CLAIM = "我们保证三个疗程治好，以后不会再犯。"
HEAD = "kind,title_zh,answer_zh,content_class,source,owner,department,review_on,also"


def line(title: str, **change: str) -> str:
    given = {
        "kind": "疾病", "title_zh": title, "answer_zh": "请带上以前的片子。", "content_class": "答复", "source": "本院常规",
        "owner": "", "department": "", "review_on": "2099-01-31", "also": "", **change,
    }  # fmt: skip
    return ",".join(given[each] for each in HEAD.split(","))


def table(*lines: str) -> bytes:
    return "\n".join([HEAD, *lines]).encode("utf-8-sig")


async def out(shelf: Shelf, format: str, ids: list[str] | None = None) -> bytes:
    said: dict[str, Any] = {"hospital_id": shelf.house.hospital, "format": format} | (
        {} if ids is None else {"ids": ids}
    )
    answer = await shelf.approver.post("/v1/knowledge-export", json=said)
    assert answer.status_code == 200, answer.text
    return answer.content


async def into(shelf: Shelf, content: bytes, *, apply: bool = False) -> list[dict[str, Any]]:
    query = {"hospital": shelf.house.hospital, "apply": apply}
    answer = await shelf.approver.post("/v1/knowledge-import", params=query, content=content)
    assert answer.status_code == 200, answer.text
    return answer.json()["rows"]


async def refused(shelf: Shelf, content: bytes) -> list[list[str]]:
    """The table of refused rows, its head first."""
    at = {"hospital": shelf.house.hospital}
    answer = await shelf.approver.post("/v1/knowledge-import/refused", params=at, content=content)
    assert answer.status_code == 200, answer.text
    return list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))


async def versions(shelf: Shelf) -> dict[str, int]:
    listed = await shelf.writer.get("/v1/knowledge", params={"hospital": shelf.house.hospital})
    return {each["title_zh"]: each["version"] for each in listed.json()["items"]}


def outcomes(rows: list[dict[str, Any]]) -> list[str]:
    return [row["outcome"] for row in rows]


@pytest.mark.parametrize("format", FORMATS)
async def test_an_unchanged_export_changes_nothing(shelf: Shelf, format: str) -> None:
    await shelf.shown()
    expired = body("=1+1", "'@换行\n\n## answer zh\n=2", also=["a,b"], review_on=str(TODAY))
    await shelf.write("policy", expired)
    content = await out(shelf, format)
    for apply in (False, True):
        assert outcomes(await into(shelf, content, apply=apply)) == ["unchanged", "unchanged"]
    assert await versions(shelf) == {"种植牙": 1, "=1+1": 1}


@pytest.mark.parametrize("format", FORMATS)
async def test_only_what_was_asked_for_goes_out(shelf: Shelf, format: str) -> None:
    one = await shelf.write()
    await shelf.write("policy", body("退号"))
    assert [row["title"] for row in await into(shelf, await out(shelf, format, [one]))] == ["种植牙"]


async def test_an_empty_table_to_fill_in(shelf: Shelf) -> None:
    await shelf.write()
    sheet = load_workbook(BytesIO(await out(shelf, "excel", []))).active
    assert sheet is not None
    (head,) = sheet.iter_rows(values_only=True)
    assert "中文标题 title_zh" in head


async def test_good_rows_become_versions_that_wait_for_approval(shelf: Shelf) -> None:
    await shelf.shown("disease", body("高血压"))
    assert await versions(shelf) == {"高血压": 1}
    content = table(line("高血压", also="血压高、HBP"), line("低血压"), line("坏行", kind="星座"))
    tried = await into(shelf, content)
    assert outcomes(tried) == ["changed", "new", "refused"]
    assert await versions(shelf) == {"高血压": 1}, "trying keeps nothing"
    assert outcomes(await into(shelf, content, apply=True)) == ["changed", "new", "refused"]
    assert await versions(shelf) == {"高血压": 2, "低血压": 1}
    assert [hit["text"] for hit in await shelf.search("高血压")] == ["缺牙后可以种植，一般需要三到六个月。"]
    assert outcomes(await into(shelf, content, apply=True)) == ["unchanged", "unchanged", "refused"]


@pytest.mark.parametrize(
    ("change", "column", "zh", "en"),
    [
        ({"kind": "星座"}, "kind", "请填其中之一", "It must be one of"),
        ({"content_class": "软文"}, "content_class", "请填其中之一", "It must be one of"),
        ({"owner": "不存在的人"}, "owner", "没有“不存在的人”", "There is no “不存在的人”"),
        ({"department": "云上科"}, "department", "没有“云上科”", "There is no “云上科”"),
        ({"department": "00000000-0000-0000-0000-000000000001"}, "department", "不存在或已停用", "There is none"),
        ({"review_on": "2020-01-01"}, "review_on", "复核日期已过", "This day is over"),
        ({"review_on": "下个月"}, "review_on", "请写成 2027-01-31", "Write it as 2027-01-31"),
        ({"review_on": ""}, "review_on", "必填", "must be filled in"),
        ({"title_zh": ""}, "title_zh", "标题至少写一个", "Write a title"),
        ({"title_zh": "长" * 121}, "title_zh", "太长：121 字，最多 120 字", "Too long: 121 characters, at most 120"),
        ({"answer_zh": "长" * 8001}, "answer_zh", "最多 8000 字", "at most 8000"),
        ({"answer_zh": CLAIM}, "answer_zh", "L01.effect", "L01.effect"),
        ({"content_class": "广告", "kind": "服务"}, "ad_review_number", "L02", "L02"),
        ({"content_class": "广告"}, "content_class", "L02", "L02"),
        ({"content_class": "科普", "answer_zh": "请看 www.spruce.example"}, "answer_zh", "L04.contact", "L04.contact"),
    ],
)  # fmt: skip
async def test_what_is_wrong_is_told_by_row_and_column(
    shelf: Shelf, change: dict[str, str], column: str, zh: str, en: str
) -> None:
    content = table(
        line("好行"), line(**({"title": "坏行"} | change) if "title_zh" not in change else {"title": "", **change})
    )
    good, bad = await into(shelf, content)
    assert (good["outcome"], bad["outcome"], bad["place"]) == ("new", "refused", "3")
    wrong = next(each for each in bad["wrong"] if each["column"] == column)
    assert en in wrong["says"]
    assert wrong["label"]
    _, row = await refused(shelf, content)
    assert zh in row[0]


async def test_a_row_twice_and_a_name_twice_are_refused(shelf: Shelf) -> None:
    rows = await into(shelf, table(line("同名"), line("同名", answer_zh="另一种说法")))
    assert outcomes(rows) == ["new", "refused"]
    assert rows[1]["wrong"][0]["says"] == "The same as “2”"
    for _ in range(2):
        await shelf.write("disease", body("两条"))
    (several,) = await into(shelf, table(line("两条")))
    assert several["wrong"][0]["says"] == "Several entries are called so; fill in the id"


async def test_what_was_saved_since_the_export_is_not_written_over(shelf: Shelf) -> None:
    id = await shelf.write("policy", body("退号", "就诊前可退。"))
    content = (await out(shelf, "csv")).replace("就诊前可退。".encode(), "就诊当天也可退。".encode())
    newer = {
        "hospital_id": shelf.house.hospital,
        "version": 1,
        "body": body("退号", "请到窗口退。", owner_id=shelf.owner),
    }
    assert (await shelf.writer.put(f"/v1/knowledge/{id}", json=newer)).status_code == 204
    (row,) = await into(shelf, content, apply=True)
    assert (row["outcome"], row["wrong"][0]["column"]) == ("refused", "version")
    assert await versions(shelf) == {"退号": 2}


async def test_who_was_overtaken_at_that_moment_is_refused_alone(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    id = await shelf.write("policy", body("退号", "就诊前可退。"))
    content = (await out(shelf, "csv")).replace("就诊前可退。".encode(), "就诊当天也可退。".encode())
    head = content.decode("utf-8-sig").splitlines()[0].split(",")
    for given in (
        {"kind": "快捷回复", "title_zh": "停车", "shortcut": "tc", "content_class": "答复"},
        {"kind": "规定", "title_zh": "探视", "content_class": "答复"},
    ):
        row = {"answer_zh": "请看一楼公示。", "review_on": "2099-01-31", "source": "本院规定"} | given
        content += ",".join(row.get(name.split(" ")[-1], "") for name in head).encode() + b"\r\n"
    tried = actions.try_in

    async def overtaken(*given: Any) -> list[Step]:
        steps = await tried(*given)
        at = {"hospital_id": shelf.house.hospital}
        newer = at | {"version": 1, "body": body("退号", "请到窗口退。", owner_id=shelf.owner)}
        assert (await shelf.writer.put(f"/v1/knowledge/{id}", json=newer)).status_code == 204
        other = at | {"kind": "reply", "body": body("别的", also=[], shortcut="tc")}
        assert (await shelf.writer.post("/v1/knowledge", json=other)).status_code == 201
        return steps

    monkeypatch.setattr(actions, "try_in", overtaken)
    rows = await into(shelf, content, apply=True)
    assert {row["title"]: (row["outcome"], bool(row["wrong"])) for row in rows} == {
        "退号": ("refused", True), "停车": ("refused", True), "探视": ("new", False),
    }  # fmt: skip
    monkeypatch.undo()
    assert await versions(shelf) == {"退号": 2, "别的": 1, "探视": 1}


async def test_a_claim_says_which_sentence_so_that_it_can_be_released(shelf: Shelf) -> None:
    (row,) = await into(shelf, table(line("承诺", answer_zh="请带上以前的片子。" + CLAIM)))
    (blocked,) = row["blocked"]
    assert (blocked["text"], blocked["within"]) == (CLAIM, "请带上以前的片子。" + CLAIM)


async def test_refused_rows_come_back_with_what_is_wrong_and_go_in_once_put_right(shelf: Shelf) -> None:
    bad = table(line("好行"), line("坏行", owner="不存在的人"))
    head, row = await refused(shelf, bad)
    assert (head[0], "负责人：没有“不存在的人”" in row[0]) == ("错误 error", True)
    row[head.index("负责人 owner")] = ""
    again = StringIO(newline="")
    csv.writer(again).writerows([head, row])
    assert outcomes(await into(shelf, again.getvalue().encode(), apply=True)) == ["new"]


async def test_who_may_not_decide_on_knowledge_takes_none_out_and_brings_none_in(shelf: Shelf) -> None:
    at = shelf.house.hospital
    asked = await shelf.writer.post("/v1/knowledge-export", json={"hospital_id": at, "format": "csv"})
    assert (asked.status_code, asked.json()["code"]) == (403, "refused")
    for path in ("/v1/knowledge-import", "/v1/knowledge-import/refused"):
        given = await shelf.writer.post(path, params={"hospital": at}, content=table(line("x")))
        assert (given.status_code, given.json()["code"]) == (403, "refused")


async def test_both_are_in_the_audit_log(shelf: Shelf) -> None:
    await out(shelf, "csv")
    await into(shelf, table(line("好行"), line("又一行")), apply=True)
    async with shelf.house.services.database.transaction([shelf.house.hospital]) as tx:
        rows = await tx.tuples(
            "SELECT action, object FROM hospital.audit WHERE action = ANY (%s) ORDER BY seq",
            (["exported", "entry_saved", "knowledge_imported"],),
        )
        titles = await tx.tuples(
            "SELECT 'entry:' || id, body ->> 'title_zh' FROM knowledge.entry_versions WHERE hospital_id = %s",
            (shelf.house.hospital,),
        )
    named = dict(titles)
    assert [(action, named.get(object, object)) for action, object in rows] == [
        ("exported", "export:knowledge"), ("entry_saved", "好行"), ("entry_saved", "又一行"),
        ("knowledge_imported", f"hospital:{shelf.house.hospital}"),
    ]  # fmt: skip
