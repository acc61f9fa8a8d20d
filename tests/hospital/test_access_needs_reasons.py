"""Looking closer than one's work: reasons, break-glass with review, reveals, exports (rule L30)."""

from datetime import timedelta
from io import BytesIO
from uuid import UUID

import pytest
from openpyxl import load_workbook

from bedside.hospital.actions.access import reveal
from bedside.hospital.questions import access
from bedside.hospital.rights import Role
from bedside.kit.clock import SetClock
from bedside.kit.problems import Problem
from bedside.kit.services import Services
from tests.hospital.support import browser, enrolled_admin, enter, found, hire, viewer

PERSON = UUID(int=4711)


async def test_break_glass_opens_for_an_hour_and_is_reviewed(services: Services, clock: SetClock) -> None:
    founded = await found(services, "east")
    qiao = await hire(services, founded, "qiao", {1: [Role.CONSULTANT]})
    bai = await hire(services, founded, "bai", {1: [Role.CONSULTANT]})
    officer = await hire(services, founded, "yan", {1: [Role.PRIVACY_OFFICER]})
    who = await viewer(services, qiao)
    clock.move(timedelta(seconds=30))
    async with services.database.transaction([1]) as tx:
        assert not await access.may_open(tx, who, 1, PERSON)
    async with browser(services) as client, browser(services) as colleague, browser(services) as desk:
        await enter(services, client, qiao)
        await enter(services, colleague, bai)
        await enter(services, desk, officer)
        asked = {"hospital_id": 1, "subject": str(PERSON), "reason": "  "}
        blank = await client.post("/v1/break-glass", json=asked)
        assert (blank.status_code, blank.json()["code"]) == (422, "reason_needed")
        opened = await client.post("/v1/break-glass", json={**asked, "reason": "昏迷，联系家属"})
        assert opened.status_code == 201, opened.text
        async with services.database.transaction([1]) as tx:
            assert await access.may_open(tx, who, 1, PERSON)
            assert not await access.may_open(tx, who, 1, UUID(int=1)), "this record and no other"
        clock.move(timedelta(minutes=29))
        waiting = (await desk.get("/v1/break-glass", params={"unreviewed": True})).json()["items"]
        assert [each["reason"] for each in waiting] == ["昏迷，联系家属"]
        assert (await colleague.get("/v1/break-glass")).json()["items"] == []
        address = f"/v1/break-glass/{opened.json()['id']}/review"
        assert (await colleague.post(address, json={"justified": True})).status_code == 403
        assert (await desk.post(address, json={"justified": False, "note": "不属紧急"})).status_code == 204
        assert (await desk.post(address, json={"justified": True})).status_code == 404, "reviewed once"
    clock.move(timedelta(minutes=32))
    async with services.database.transaction([1]) as tx:
        assert not await access.may_open(tx, who, 1, PERSON), "it closes by itself"
        seen = await tx.tuples(
            "SELECT action, object FROM hospital.audit WHERE action LIKE '%%glass%%' OR action LIKE 'op%%'"
        )
    assert [tuple(row) for row in seen] == [
        ("break_glass", f"person:{PERSON}"),
        ("opening_reviewed", f"opening:{opened.json()['id']}"),
    ]


async def test_an_officer_does_not_review_their_own(services: Services, clock: SetClock) -> None:
    founded = await found(services, "east")
    both = await hire(services, founded, "both", {1: [Role.CONSULTANT, Role.PRIVACY_OFFICER]})
    async with browser(services) as client:
        await enter(services, client, both)
        asked = {"hospital_id": 1, "subject": str(PERSON), "reason": "紧急情况"}
        opened = (await client.post("/v1/break-glass", json=asked)).json()["id"]
        own = await client.post(f"/v1/break-glass/{opened}/review", json={"justified": True})
    assert own.status_code == 404


async def test_a_reveal_is_a_right_with_a_reason_and_a_limit(services: Services, clock: SetClock) -> None:
    founded = await found(services, "east")
    admin = await enrolled_admin(services, founded)
    qiao = await viewer(services, await hire(services, founded, "qiao", {1: [Role.CONSULTANT]}))
    director = await viewer(services, await hire(services, founded, "qin", {1: [Role.DIRECTOR]}))
    async with browser(services) as client:
        await enter(services, client, admin)
        shown = (await client.get("/v1/settings/1")).json()
        changed = {"version": shown["version"], "settings": {**shown["settings"], "reveals_per_hour": 2}}
        assert (await client.put("/v1/settings/1", json=changed)).status_code == 204
        assert (await client.put("/v1/settings/1", json=changed)).status_code == 409, "somebody was first"

        async def show(who: object, reason: str) -> None:
            async with services.database.transaction([1]) as tx:
                await reveal(tx, who, 1, PERSON, "phone", reason)  # pyright: ignore[reportArgumentType]

        with pytest.raises(Problem, match="refused"):
            await show(director, "要打电话")
        with pytest.raises(Problem, match="reason_needed"):
            await show(qiao, " ")
        await show(qiao, "回电确认时间")
        await show(qiao, "回电确认时间")
        with pytest.raises(Problem, match="too_many"):
            await show(qiao, "回电确认时间")
        clock.move(timedelta(minutes=29))
        await client.get("/v1/session")
        listed = (await client.get("/v1/reveals")).json()["items"]
    assert [(each["actor"], each["detail"], each["reason"]) for each in listed] == [
        (f"staff:{qiao.staff_id}", {"what": "phone"}, "回电确认时间")
    ] * 2


async def test_the_price_list_leaves_as_excel_with_a_reason(services: Services, clock: SetClock) -> None:
    founded = await found(services, "east")
    admin = await enrolled_admin(services, founded)
    qiao = await hire(services, founded, "qiao", {1: [Role.CONSULTANT]})
    async with browser(services) as client, browser(services) as other:
        await enter(services, client, admin)
        await enter(services, other, qiao)
        for code, name, fen in (("a", "血压测量", 2550), ("b", "=HYPERLINK(1)", 0)):
            made = {"hospital_id": 1, "code": code, "name_zh": name, "name_en": "x", "price_fen": fen}
            assert (await client.post("/v1/services", json=made)).status_code == 201
        asked = {"hospital_id": 1, "reason": "官网公示"}
        assert (await other.post("/v1/services/export", json=asked)).status_code == 403
        answer = await client.post("/v1/services/export", json=asked)
        log = (await client.get("/v1/audit", params={"action": "exported"})).json()["items"]
    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [(row[0], row[2], row[6]) for row in rows] == [("a", "血压测量", 25.5), ("b", "'=HYPERLINK(1)", 0)]
    assert [(each["reason"], each["detail"]) for each in log] == [("官网公示", {"rows": 2})]


async def test_two_admins_who_edit_the_same_price(services: Services, clock: SetClock) -> None:
    founded = await found(services, "east")
    admin = await enrolled_admin(services, founded)
    async with browser(services) as client:
        await enter(services, client, admin)
        thing = {"hospital_id": 1, "name_zh": "血压测量", "name_en": "x", "price_fen": 100}
        made = (await client.post("/v1/services", json={**thing, "code": "bp"})).json()["id"]
        assert (await client.post("/v1/services", json={**thing, "code": "bp"})).json()["code"] == "already_set_up"
        first = await client.put(f"/v1/services/{made}", json={**thing, "price_fen": 200, "version": 1})
        second = await client.put(f"/v1/services/{made}", json={**thing, "price_fen": 300, "version": 1})
        assert (first.status_code, second.status_code) == (204, 409)
        assert (
            "刷新"
            in (
                await client.put(
                    f"/v1/services/{made}", json={**thing, "version": 1}, headers={"Accept-Language": "zh"}
                )
            ).json()["way_out"]
        )
        change = (await client.get("/v1/audit", params={"action": "service_changed"})).json()["items"]
        assert [each["detail"] for each in change] == [{"price_fen": 200, "price_fen_before": 100}]
        retired = await client.put(f"/v1/services/{made}", json={**thing, "retired": True, "version": 2})
        assert retired.status_code == 204
        assert (await client.get("/v1/services")).json()["items"] == []
        kept = (await client.get("/v1/services", params={"retired": True})).json()["items"]
        assert [each["retired"] for each in kept] == [True]


async def test_long_lists_come_in_pages(services: Services, clock: SetClock) -> None:
    founded = await found(services, "east")
    admin = await enrolled_admin(services, founded)
    async with browser(services) as client:
        await enter(services, client, admin)
        for n in range(7):
            thing = {"hospital_id": 1, "code": f"s{n}", "name_zh": "项", "name_en": "x", "price_fen": n}
            await client.post("/v1/services", json=thing)
        codes: list[str] = []
        cursor: str | None = None
        while True:
            page = (
                await client.get("/v1/services", params={"limit": 3, **({"cursor": cursor} if cursor else {})})
            ).json()
            codes += [each["code"] for each in page["items"]]
            cursor = page["next"]
            if cursor is None:
                break
        assert codes == [f"s{n}" for n in range(7)]
        forged = await client.get("/v1/services", params={"cursor": "bm90IG91cnM"})
        assert forged.status_code == 422
