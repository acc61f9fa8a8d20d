"""Shifts, swaps (调休), handover and who is on duty."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from bedside.hospital.questions import shifts as questions
from bedside.hospital.rights import Role
from bedside.kit.clock import SetClock
from bedside.kit.services import Services
from tests.hospital.support import Person, browser, enter, found, hire

MONDAY = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)


def shift(who: Person, day: int, start: int, end: int, hospitals: list[int] | None = None) -> dict[str, Any]:
    begins = MONDAY + timedelta(days=day, hours=start)
    return {
        "hospitals": hospitals or [1],
        "staff_id": str(who.id),
        "name_zh": "早班",
        "name_en": "Early",
        "starts_at": begins.isoformat(),
        "ends_at": (begins + timedelta(hours=end - start)).isoformat(),
        "breaks": [],
    }


async def plan(client: httpx.AsyncClient, *shifts: dict[str, Any]) -> list[str]:
    answer = await client.post("/v1/shifts", json={"shifts": list(shifts)})
    assert answer.status_code == 201, answer.text
    return answer.json()["items"]


async def owners(client: httpx.AsyncClient) -> dict[str, str]:
    found_shifts = (await client.get("/v1/shifts", params={"since": MONDAY.isoformat()})).json()["items"]
    return {each["id"]: each["staff_id"] for each in found_shifts}


async def test_who_is_on_duty(services: Services, clock: SetClock) -> None:
    founded = await found(services, "east", "west")
    lead = await hire(services, founded, "ye", {1: [Role.DESK_LEAD], 2: [Role.DESK_LEAD]})
    qiao = await hire(services, founded, "qiao", {1: [Role.CONSULTANT], 2: [Role.CONSULTANT]})
    async with browser(services) as client:
        await enter(services, client, lead)
        given = shift(qiao, 0, 2, 8, [1, 2])
        noon = MONDAY + timedelta(hours=4)
        given["breaks"] = [{"starts_at": noon.isoformat(), "ends_at": (noon + timedelta(minutes=45)).isoformat()}]
        (made,) = await plan(client, given)
        assert list(await owners(client)) == [made], "a shift for two hospitals is one shift"
        duty = (await client.get("/v1/shifts/on-duty", params={"hospital": 2})).json()["items"]
    assert [each["staff_id"] for each in duty] == [str(qiao.id)], "from its first moment on"
    for hospital_id in (1, 2):
        async with services.database.transaction([hospital_id]) as tx:
            assert not (await questions.on_duty(tx, hospital_id, MONDAY + timedelta(hours=2)))[0].on_break
            assert (await questions.on_duty(tx, hospital_id, noon))[0].on_break
            assert not (await questions.on_duty(tx, hospital_id, noon + timedelta(minutes=45)))[0].on_break
            assert await questions.on_duty(tx, hospital_id, MONDAY + timedelta(hours=8)) == []


async def test_nobody_is_in_two_places(services: Services, clock: SetClock) -> None:
    founded = await found(services, "east", "west")
    lead = await hire(services, founded, "ye", {1: [Role.DESK_LEAD], 2: [Role.DESK_LEAD]})
    qiao = await hire(services, founded, "qiao", {1: [Role.CONSULTANT], 2: [Role.CONSULTANT]})
    only = await hire(services, founded, "bai", {1: [Role.CONSULTANT]})
    async with browser(services) as client:
        await enter(services, client, lead)
        await plan(client, shift(qiao, 0, 8, 16), shift(qiao, 0, 16, 20))
        overlapping = await client.post("/v1/shifts", json={"shifts": [shift(qiao, 0, 15, 17, [2])]})
        assert overlapping.json()["code"] == "shift_overlaps"
        all_or_none = {"shifts": [shift(qiao, 1, 8, 16), shift(qiao, 1, 9, 10)]}
        assert (await client.post("/v1/shifts", json=all_or_none)).json()["code"] == "shift_overlaps"
        assert len(await owners(client)) == 2
        elsewhere = await client.post("/v1/shifts", json={"shifts": [shift(only, 2, 8, 16, [2])]})
        assert elsewhere.status_code == 422, "she does not serve that hospital"
        answers = await asyncio.gather(
            *(client.post("/v1/shifts", json={"shifts": [shift(qiao, 3, 8, 16)]}) for _ in range(4))
        )
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


async def test_two_leads_do_not_overwrite_each_other(services: Services, clock: SetClock) -> None:
    founded = await found(services, "east")
    lead = await hire(services, founded, "ye", {1: [Role.DESK_LEAD]})
    qiao = await hire(services, founded, "qiao", {1: [Role.CONSULTANT]})
    async with browser(services) as client:
        await enter(services, client, lead)
        (made,) = await plan(client, shift(qiao, 0, 8, 16))
        change = shift(qiao, 0, 9, 16) | {"version": 1}
        change.pop("hospitals")
        first, second = await asyncio.gather(*(client.put(f"/v1/shifts/{made}", json=change) for _ in range(2)))
        assert sorted((first.status_code, second.status_code)) == [204, 409]
        assert (await client.delete(f"/v1/shifts/{made}", params={"version": 1})).status_code == 409
        assert (await client.delete(f"/v1/shifts/{made}", params={"version": 2})).status_code == 204
        assert await owners(client) == {}


async def swap_of(services: Services, approve: bool) -> tuple[dict[str, str], dict[str, str], str]:
    """Asked, accepted and decided; owners before and after, and the final state."""
    founded = await found(services, "east")
    lead = await hire(services, founded, "ye", {1: [Role.DESK_LEAD]})
    qiao = await hire(services, founded, "qiao", {1: [Role.CONSULTANT]})
    bai = await hire(services, founded, "bai", {1: [Role.CONSULTANT]})
    async with browser(services) as desk, browser(services) as asker, browser(services) as colleague:
        await enter(services, desk, lead)
        await enter(services, asker, qiao)
        await enter(services, colleague, bai)
        gives, takes = await plan(desk, shift(qiao, 1, 8, 16), shift(bai, 2, 8, 16))
        before = await owners(desk)
        asked = {"gives": gives, "colleague": str(bai.id), "takes": takes, "reason": "孩子家长会"}
        foreign = await colleague.post("/v1/shifts/swaps", json={**asked, "colleague": str(qiao.id)})
        assert foreign.json()["code"] == "swap_stale", "one gives only what is one's own"
        swap = (await asker.post("/v1/shifts/swaps", json=asked)).json()["id"]
        address = f"/v1/shifts/swaps/{swap}"
        assert (await asker.post(f"{address}/answer", json={"accepted": True})).status_code == 403
        early = await desk.post(f"{address}/decision", json={"approved": True})
        assert early.json()["code"] == "swap_stale", "the colleague has not answered"
        assert (await colleague.post(f"{address}/answer", json={"accepted": True})).json() == {"state": "accepted"}
        assert await owners(desk) == before, "nothing moves before the lead decides"
        assert (await colleague.post(f"{address}/decision", json={"approved": True})).status_code == 403
        state = (await desk.post(f"{address}/decision", json={"approved": approve})).json()["state"]
        listed = (await asker.get("/v1/shifts/swaps")).json()["items"][0]
        assert (listed["state"], listed["decided_by"]) == (state, str(lead.id))
        return before, await owners(desk), state


async def test_an_approved_swap_exchanges_both(services: Services, clock: SetClock) -> None:
    before, after, state = await swap_of(services, approve=True)
    one, two = before
    assert state == "approved"
    assert (after[one], after[two]) == (before[two], before[one])
    async with services.database.transaction([1]) as tx:
        kinds = await tx.tuples(
            "SELECT payload->>'why' FROM kit.facts WHERE kind = 'hospital.shifts_changed' ORDER BY id"
        )
    assert [row[0] for row in kinds] == ["planned", "asked", "accepted", "swapped"]


async def test_a_refused_swap_changes_nothing(services: Services, clock: SetClock) -> None:
    before, after, state = await swap_of(services, approve=False)
    assert (state, after) == ("refused", before)


@pytest.mark.parametrize("change", ["moved", "overlap", "begun"])
async def test_a_swap_that_is_no_longer_possible(services: Services, clock: SetClock, change: str) -> None:
    founded = await found(services, "east")
    lead = await hire(services, founded, "ye", {1: [Role.DESK_LEAD]})
    qiao = await hire(services, founded, "qiao", {1: [Role.CONSULTANT]})
    bai = await hire(services, founded, "bai", {1: [Role.CONSULTANT]})
    meng = await hire(services, founded, "meng", {1: [Role.CONSULTANT]})
    async with browser(services) as desk, browser(services) as asker, browser(services) as colleague:
        await enter(services, desk, lead)
        await enter(services, asker, qiao)
        await enter(services, colleague, bai)
        # It is Monday 02:00; the shift begins at 03:00, before these sessions go idle.
        (gives,) = await plan(desk, shift(qiao, 0, 3, 8))
        asked = {"gives": gives, "colleague": str(bai.id)}
        swap = (await asker.post("/v1/shifts/swaps", json=asked)).json()["id"]
        await colleague.post(f"/v1/shifts/swaps/{swap}/answer", json={"accepted": True})
        if change == "moved":
            moved = shift(meng, 0, 3, 8) | {"version": 1}
            moved.pop("hospitals")
            assert (await desk.put(f"/v1/shifts/{gives}", json=moved)).status_code == 204
        elif change == "overlap":
            await plan(desk, shift(bai, 0, 7, 12))
        else:
            clock.move(timedelta(minutes=29))
            await desk.get("/v1/session")
            clock.move(timedelta(minutes=31))
        decided = await desk.post(f"/v1/shifts/swaps/{swap}/decision", json={"approved": True})
    assert decided.json()["code"] == ("shift_overlaps" if change == "overlap" else "swap_stale")


async def test_handover_of_notes_and_conversations(services: Services, clock: SetClock) -> None:
    founded = await found(services, "east")
    qiao = await hire(services, founded, "qiao", {1: [Role.CONSULTANT]})
    bai = await hire(services, founded, "bai", {1: [Role.CONSULTANT]})
    meng = await hire(services, founded, "meng", {1: [Role.CONSULTANT]})
    conversation = str(UUID(int=77))
    async with browser(services) as giver, browser(services) as receiver, browser(services) as other:
        await enter(services, giver, qiao)
        await enter(services, receiver, bai)
        await enter(services, other, meng)
        given = {"hospital_id": 1, "receiver": str(bai.id), "notes": "王女士等报价", "conversations": [conversation]}
        made = (await giver.post("/v1/shifts/handovers", json=given)).json()["id"]
        mine = await giver.post("/v1/shifts/handovers", json={**given, "receiver": str(qiao.id)})
        assert mine.status_code == 422
        assert (await other.get("/v1/shifts/handovers")).json()["items"] == []
        assert (await other.post(f"/v1/shifts/handovers/{made}/received")).status_code == 404
        assert (await receiver.post(f"/v1/shifts/handovers/{made}/received")).status_code == 204
        assert (await receiver.get("/v1/shifts/handovers")).json()["items"][0]["notes"] == "王女士等报价"
    async with services.database.transaction([1]) as tx:
        payloads = await tx.tuples("SELECT payload FROM kit.facts WHERE kind = 'hospital.handed_over'")
    assert payloads[0][0]["conversations"] == [conversation]
    assert "王女士" not in str(payloads), "facts hold no free text"
