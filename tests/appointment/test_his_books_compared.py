"""Their slots are copied as they are, and the daily comparison finds every difference that was planted."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
import pytest

from bedside.appointment import duties
from bedside.appointment.actions import changing
from bedside.appointment.his.contract import Asked, No, OwnerAway, Yes
from bedside.appointment.his.http import HttpHis
from bedside.appointment.his.managing import Given, reconcile_now, resolve, save
from bedside.appointment.his.own import Own
from bedside.appointment.his.reconciling import next_time
from bedside.appointment.his.settings import HisSettings
from bedside.appointment.his.showing import named
from bedside.kit.ids import new_id
from bedside.kit.problems import Problem
from tests.appointment.his_house import NOW, House, his_owned
from tests.support.his_server import SECRET, His, a_bill


@pytest.fixture
async def house(database_url: str, tmp_path: Path, his: His) -> AsyncIterator[House]:
    async with his_owned(database_url, tmp_path, his, "A", "B", "C", "D", "E", "F", seats=3) as opened:
        yield opened


async def booked(house: House, his: His, n: int) -> UUID:
    made = await house.book((await house.slots())[n])
    await house.ask()
    assert (await house.appointment(made.id)).status == "booked"
    return made.id


async def test_two_equal_books_have_no_difference(house: House, his: His) -> None:
    for n in range(3):
        await booked(house, his, n)
    his.sell("A")
    assert await house.reconcile() == 0
    assert await house.differences() == []


async def test_every_planted_difference_is_found_and_only_those(house: House, his: His) -> None:
    gone, cancelled, moved, dearer, arrived, twice = [await booked(house, his, n) for n in range(6)]
    his.booked.remove(his.of(gone)[0])
    his.of(cancelled)[0].status = "cancelled"
    his.of(moved)[0].starts_at += timedelta(minutes=15)
    his.of(dearer)[0].price_fen = 3000
    his.of(arrived)[0].status = "arrived"
    his.booked.append(type(his.booked[0])("H-second", str(twice), "F", his.slots["F"].starts_at, "d1", price_fen=2500))
    ghost = new_id()
    his.booked.append(type(his.booked[0])("H-ghost", str(ghost), "A", his.slots["A"].starts_at, "d1"))
    kept = await booked(house, his, 0)
    his.rates = {"lie": 1.0}
    await changing.cancel(house.services, house.hospital, kept, by="person", actor="visitor:guest")
    his.rates = {}
    async with house.services.database.transaction([house.hospital]) as tx:
        await tx.run("UPDATE appointment.his_asks SET state = 'done' WHERE appointment_id = %s", (kept,))
    his.faults = ["fail"] * 40
    unanswered = await house.book((await house.slots())[1])
    await house.ask()
    house.clock.move(timedelta(minutes=31))
    planted = {
        ("missing_there", str(gone)), ("cancelled_there", str(cancelled)), ("other_time", str(moved)),
        ("other_price", str(dearer)), ("arrived_there", str(arrived)), ("twice", str(twice)), ("missing_here", str(ghost)),
        ("cancelled_here", str(kept)), ("unanswered", str(unanswered.id)),
    }  # fmt: skip
    assert await house.reconcile() == len(planted)
    assert await house.kinds() == planted
    house.clock.move(timedelta(minutes=1))
    await house.reconcile()
    assert await house.kinds() == planted, "found again, each is still one row"


async def test_a_difference_that_ended_by_itself_is_listed_no_more(house: House, his: His) -> None:
    id = await booked(house, his, 0)
    his.of(id)[0].status = "cancelled"
    await house.reconcile()
    his.of(id)[0].status = "booked"
    house.clock.move(timedelta(minutes=1))
    await house.reconcile()
    assert await house.differences() == []
    assert [each.kind for each in await house.differences("gone")] == ["cancelled_there"]


async def test_when_they_do_not_answer_what_was_found_stays(house: House, his: His) -> None:
    id = await booked(house, his, 0)
    his.of(id)[0].status = "cancelled"
    await house.reconcile()
    his.down = True
    house.clock.move(timedelta(minutes=1))
    assert await house.reconcile() is None
    assert await house.kinds() == {("cancelled_there", str(id))}


async def test_settling_asks_again_gives_back_or_tells_the_person(house: House, his: His) -> None:
    lost, ended, ghost = await booked(house, his, 0), await booked(house, his, 1), new_id()
    his.booked.remove(his.of(lost)[0])
    his.of(ended)[0].status = "cancelled"
    his.booked.append(type(his.booked[0])("H-ghost", str(ghost), "C", his.slots["C"].starts_at, "d1"))
    await house.reconcile()
    by_kind = {each.kind: each.id for each in await house.differences()}
    with pytest.raises(Problem, match="his_resolution"):
        await resolve(house.services, house.viewer, by_kind["missing_here"], "cancel_here", "")
    await resolve(house.services, house.viewer, by_kind["missing_there"], "ask_again", "")
    await house.ask()
    assert [each.status for each in his.of(lost)] == ["booked"]
    await resolve(house.services, house.viewer, by_kind["missing_here"], "release_there", "")
    assert [each.status for each in his.of(ghost)] == ["cancelled"]
    await resolve(house.services, house.viewer, by_kind["cancelled_there"], "cancel_here", "患者已知")
    assert (await house.appointment(ended)).status == "cancelled"
    with pytest.raises(Problem, match="conflict"):
        await resolve(house.services, house.viewer, by_kind["cancelled_there"], "dismiss", "")
    house.clock.move(timedelta(minutes=1))
    assert await house.reconcile() == 0


async def test_what_was_dismissed_is_not_listed_again_until_it_changes(house: House, his: His) -> None:
    id = await booked(house, his, 0)
    his.of(id)[0].price_fen = 3000
    await house.reconcile()
    await resolve(house.services, house.viewer, (await house.differences())[0].id, "dismiss", "收费窗口已更正")
    await house.reconcile()
    assert await house.differences() == []
    his.of(id)[0].price_fen = 3500
    await house.reconcile()
    assert [each.kind for each in await house.differences()] == ["other_price"]


async def test_slots_follow_what_they_offer(house: House, his: His) -> None:
    def left() -> list[tuple[str, int]]:
        return [(slot.his_ref, slot.left) for slot in slots]

    slots = await house.slots()
    assert left() == [(ref, 3) for ref in "ABCDEF"]
    his.sell("A")
    await booked(house, his, 0)
    assert await house.mirror() == 1
    assert await house.mirror() == 0, "nothing changed, nothing is written"
    slots = await house.slots()
    assert left()[0] == ("A", 1)
    del his.slots["B"]
    house.offer(his, "G", seats=2, days=2)
    await house.mirror()
    slots = await house.slots()
    assert [ref for ref, _ in left()] == ["A", "C", "D", "E", "F", "G"]


async def test_a_slot_gone_with_people_in_it_is_listed(house: House, his: His) -> None:
    id = await booked(house, his, 1)
    del his.slots["B"]
    await house.mirror()
    assert await house.kinds() == {("slot_gone", str(id))}
    shown = (await named(house.services, await house.differences()))[id]
    assert (shown.person_masked, shown.doctor.name_zh, shown.status) == ("患*1", "沈明", "booked")
    house.clock.move(duties.GRACE + timedelta(seconds=1))
    await duties.left_behind(house.services)
    assert (await house.appointment(id)).displaced_at is None, "people look at it first"
    await resolve(house.services, house.viewer, (await house.differences())[0].id, "offer_other_time", "")
    assert (await house.appointment(id)).displaced_at is not None
    his.of(id)[0].status = "cancelled"
    await house.mirror()
    assert await house.reconcile() == 0, "they cancelled what the person is about to move"


async def test_what_cannot_be_used_is_listed_and_stops_nothing(house: House, his: His) -> None:
    at = his.slots["A"].starts_at
    codes = {"department": "cardio", "doctor": "d1", "service": "visit"}
    his.offer("over", at + timedelta(minutes=10), at + timedelta(minutes=20), 1, **codes)
    his.offer("who", at, at + timedelta(minutes=30), 1, **(codes | {"doctor": "nobody"}))
    his.offer("back", at + timedelta(days=1), at, 1, **codes)
    his.offer("fine", at + timedelta(days=1), at + timedelta(days=1, minutes=30), 1, **codes)
    await house.mirror()
    assert {about for _, about in await house.kinds()} == {"over", "who", "back"}
    assert "fine" in {slot.his_ref for slot in await house.slots()}


async def test_a_department_that_changes_hands_closes_what_the_former_owner_offered(house: House, his: His) -> None:
    id = await booked(house, his, 0)
    now = await house.connection()
    given = Given(name=now.name, departments=[house.own_department], settings=now.settings)
    await save(house.services, house.viewer, house.hospital, now.id, now.rev, given)
    assert await house.slots() == []
    assert (await house.appointment(id)).status == "booked"


async def test_codes_are_translated_both_ways(house: House, his: His) -> None:
    await house.connect_again(doctors={"d2": "0042"}, services={"visit": "GH"}, departments={"cardio": "XNK"})
    at = his.slots["A"].starts_at + timedelta(days=3)
    his.offer("T", at, at + timedelta(minutes=30), 1, department="XNK", doctor="0042", service="GH")
    await house.mirror()
    slot = next(slot for slot in await house.slots() if slot.his_ref == "T")
    assert slot.doctor_id == house.other_doctor
    asked = await house.book(slot)
    await house.ask()
    sent = next(each.body for each in his.asked if each.path == f"/appointments/{asked.id}" and each.body)
    assert (sent["doctor"], sent["department"], sent["service"]) == ("0042", "XNK", "GH")


async def test_comparing_soon_is_due_at_once(house: House, his: His) -> None:
    assert (await house.connection()).reconcile_at > house.clock.now()
    await reconcile_now(house.services, house.viewer, house.hospital, house.connection_id)
    assert (await house.connection()).reconcile_at <= house.clock.now()


async def test_both_owners_keep_the_same_contract(house: House, his: His) -> None:
    """One suite over two owners: what Bedside answers of its own seats, and what the other system answers."""
    mine = await booked(house, his, 0)
    about, slot = await house.appointment(mine), (await house.slots())[0]
    settings = HisSettings(url=his.url, timeout=2)
    his.bill[str(mine)] = a_bill(paid=1000)
    owners = {"his": HttpHis(settings, SECRET), "own": Own(house.services, house.hospital)}
    for name, owner in owners.items():
        asked = Asked(
            key=mine, slot="A" if name == "his" else str(slot.id), department="cardio", doctor="d1", service="visit",
            starts_at=about.starts_at, ends_at=about.ends_at, price_fen=2500,
        )  # fmt: skip
        assert isinstance(await owner.confirm(asked), Yes), name
        assert isinstance(await owner.confirm(asked), Yes), f"{name}: said twice it is once"
        bill = await owner.bill(asked)
        assert bill, name
        assert (bill.total_fen, sum(line.amount_fen for line in bill.lines)) == (2500, 2500), name
        assert bill.paid_fen == (None if name == "own" else 1000), (
            "our own seats are paid for at the hospital's cashier"
        )
        stranger = msgspec.structs.replace(asked, key=new_id(), slot="no-such")
        assert isinstance(await owner.confirm(stranger), No), name
        assert await owner.bill(stranger) is None, name
        assert isinstance(await owner.arrival(asked), Yes), name
        assert isinstance(await owner.arrival(asked), Yes), f"{name}: said twice it is once"


async def test_a_wrong_secret_is_said_as_what_it_is(his: His) -> None:
    async with HttpHis(HisSettings(url=his.url), "wrong") as owner:
        with pytest.raises(OwnerAway, match="401"):
            await owner.slots(NOW, NOW + timedelta(days=1))


async def test_an_answer_that_drips_or_never_ends_is_no_answer() -> None:
    async def drip(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n")
        with suppress(ConnectionError):
            for _ in range(100):
                writer.write(b" ")
                await writer.drain()
                await asyncio.sleep(0.1)
        writer.close()

    async with await asyncio.start_server(drip, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        async with HttpHis(HisSettings(url=f"http://127.0.0.1:{port}", timeout=0.5)) as owner:
            with pytest.raises(OwnerAway, match=r"no answer in 0\.5 s"):
                await owner.slots(NOW, NOW + timedelta(days=1))


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:99999999", "http://xn--/", "http://no-such-host.invalid", "http://[::1"]
)
async def test_an_address_that_leads_nowhere_is_said_and_breaks_nothing(url: str) -> None:
    async with HttpHis(HisSettings(url=url, timeout=2)) as owner:
        with pytest.raises(OwnerAway):
            await owner.slots(NOW, NOW + timedelta(days=1))


def test_the_nightly_hour_is_the_hospitals_own_across_summer_time() -> None:
    zone = ZoneInfo("Europe/Berlin")
    before = datetime(2026, 3, 28, 12, tzinfo=UTC)
    first = next_time(before, zone, 3)
    second = next_time(first + timedelta(minutes=1), zone, 3)
    assert first == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert second == datetime(2026, 3, 30, 1, tzinfo=UTC)
