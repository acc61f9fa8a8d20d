"""Booked while they talk: the thread says so at once, to both; the visitor's timeline and the person's are one."""

from datetime import timedelta
from uuid import UUID

from bedside.client import DeskClient
from bedside.hospital.actions.setup import operator
from tests.appointment.clinic import Clinic
from tests.conversation.conftest import Ward, ward
from tests.conversation.test_ask_and_answer import until

__all__ = ["ward"]


async def asks_for_the_day(ward: Ward, visit: UUID, mine: DeskClient, other: DeskClient) -> None:
    """My day has whom I booked, by what became of it; a colleague's has not."""
    services, hospital = ward.serving.services, ward.hospitals[0]

    async def day(desk: DeskClient) -> list[tuple[str, str]]:
        since = (starts_at - timedelta(hours=1)).isoformat().replace("+00:00", "Z")
        return [(each["id"], each["status"]) for each in (await desk.http("GET", f"/my-day?since={since}"))["visits"]]

    async with services.database.transaction([hospital]) as tx:
        starts_at = await tx.value("SELECT starts_at FROM appointment.appointments WHERE id = %s", (visit,))
        # As if that day were today.
        await tx.run(
            "UPDATE appointment.appointments SET starts_at = now(), ends_at = now() + interval '10 min', day = now()::date"
            " WHERE id = %s",
            (visit,),
        )
        starts_at, kept = await tx.value("SELECT now()"), starts_at
    for stored, shown in (("booked", "due"), ("arrived", "arrived"), ("no_show", "missed"), ("booked", "due")):
        async with services.database.transaction([hospital]) as tx:
            await tx.run("UPDATE appointment.appointments SET status = %s WHERE id = %s", (stored, visit))
        assert await day(mine) == [(str(visit), shown)]
        assert await day(other) == []
    async with services.database.transaction([hospital]) as tx:
        await tx.run(
            "UPDATE appointment.appointments SET starts_at = %s, ends_at = %s::timestamptz + interval '10 min',"
            " day = %s::timestamptz::date WHERE id = %s",
            (kept, kept, kept, visit),
        )


async def test_both_see_in_the_thread_what_was_booked_moved_and_cancelled(ward: Ward) -> None:
    services, hospital = ward.serving.services, ward.hospitals[0]
    lin = await ward.desk("lin")
    visitor = await ward.visitor()
    conversation = await visitor.start(name="王女士")
    await visitor.say("想约心内科")
    await until(lambda: any(r["assigned_to"] == lin.me["id"] for r in lin.rows.values()))
    await lin.open(conversation)
    async with services.database.system() as tx:
        group = await tx.value("SELECT group_id FROM hospital.hospitals WHERE hospital_id = %s", (hospital,))
    clinic = Clinic(services, services.clock, hospital, await operator(services, group))
    await clinic.furnish()
    await clinic.schedule(*(clinic.line(weekday) for weekday in range(1, 8)))
    one, two, *_ = await clinic.slots()
    # Two clicks: the soonest time, and the name.
    hold = await lin.http(
        "POST", "/appointments/hold", {"hospital": hospital, "slot": str(one.id), "conversation": str(conversation)}
    )
    new = {"name": "王芳", "phone": "13900004444"}
    mine = await lin.http("POST", f"/appointments/{hold['id']}/confirm", {"token": hold["token"], "new": new})
    assert (mine["status"], mine["conversation_id"]) == ("booked", str(conversation))
    await lin.http("POST", f"/appointments/{mine['id']}/reschedule", {"slot": str(two.id)})
    await asks_for_the_day(ward, UUID(mine["id"]), lin, await ward.desk("zhao"))
    await lin.http("POST", f"/appointments/{mine['id']}/cancel", {"reason": "临时有事"})

    def told(entries: dict[int, dict[str, object]]) -> list[object]:
        events = [entry["event"] for _, entry in sorted(entries.items()) if entry["event"]]
        return [each["what"] for each in events if each["name"] == "appointment"]  # pyright: ignore[reportIndexIssue, reportCallIssue, reportArgumentType]

    await until(lambda: len(told(visitor.entries)) == 3)
    assert told(visitor.entries) == ["booked", "moved", "cancelled"]
    await until(lambda: told(lin.threads[str(conversation)]) == ["booked", "moved", "cancelled"])
    # Who talked is who came: their browser is known to be theirs.
    async with services.database.transaction([hospital]) as tx:
        joined = await tx.value(
            "SELECT count(*) FROM people.person_visitors WHERE person_id = %s", (mine["person"]["id"],)
        )
    assert joined == 1
