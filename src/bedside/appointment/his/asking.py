"""Questions to the hospital's own system, asked as due work: outside every transaction, again until they are answered."""

from datetime import timedelta

from bedside.appointment import billing
from bedside.appointment.actions import answers
from bedside.appointment.his import reaching
from bedside.appointment.his.contract import Answer, Asked, No, OwnerAway, Unclear, Yes
from bedside.appointment.his.http import HttpHis
from bedside.appointment.his.settings import Connection
from bedside.appointment.his.store import asks, connections, differences
from bedside.appointment.model import STANDING, Appointment
from bedside.appointment.store import appointments
from bedside.appointment.store import slots as slots_store
from bedside.hospital.questions.catalogue import catalogue
from bedside.kit.services import Services

FIRST_AGAIN = timedelta(seconds=5)
LAST_AGAIN = timedelta(minutes=5)
BILL_AGAIN = timedelta(hours=1)


async def ask_one(services: Services, hospital_id: int, ask: asks.Ask) -> None:
    """Ask, and write down what came of it."""
    house = await catalogue(services, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        about = await appointments.one(tx, hospital_id, ask.appointment_id)
        if about is None or (ask.verb == "confirm" and (about.status not in STANDING or about.displaced_at)):
            await asks.finish(tx, hospital_id, ask.appointment_id, ask.verb, "dropped", tx.clock.now())
            return
        connection = await connections.connection_of(tx, hospital_id, about.department_id)
        slots = await slots_store.by_ids(tx, hospital_id, [about.slot_id])
        if connection is None or not slots:
            await asks.again(
                tx, hospital_id, ask.appointment_id, ask.verb, tx.clock.now() + LAST_AGAIN, "no connection"
            )
            return
        asked = await reaching.asked_of(tx, services, connection.settings, house, about, slots[0])
    if ask.verb == "confirm" and (asked.patient is None or services.clock.now() >= about.starts_at):
        return await _too_late(services, connection, about, ask)
    async with reaching.open_his(services, connection) as his:
        if ask.verb == "bill":
            return await _bill(services, connection, his, about, ask, asked)
        answer = await _said(his, ask.verb, asked)
    await settle(services, connection, about, ask, answer)


async def settle(services: Services, connection: Connection, about: Appointment, ask: asks.Ask, answer: Answer) -> None:
    """An answer changes the appointment first; were this process to die before the question is closed, it is only asked
    once more."""
    hospital_id = about.hospital_id
    if isinstance(answer, Unclear):
        await reaching.noted(services, connection, None if answer.lied else answer.why)
        return await _unclear(services, connection, about, ask, answer)
    if ask.verb == "confirm":
        if isinstance(answer, Yes):
            await answers.granted(services, hospital_id, about.id, answer.ref)
        else:
            await answers.denied(services, hospital_id, about.id, answer.code)
    async with services.database.transaction([hospital_id]) as tx:
        now = tx.clock.now()
        if isinstance(answer, No):
            await asks.finish(tx, hospital_id, about.id, ask.verb, "refused", now, answer.code)
            if ask.verb != "confirm":
                await differences.found(
                    tx, hospital_id, connection.id, "unclear", f"{ask.verb}:{about.id}", appointment_id=about.id,
                    ref=about.his_ref, ours={"status": about.status}, theirs={"refused": ask.verb, "code": answer.code},
                )  # fmt: skip
        else:
            await asks.finish(tx, hospital_id, about.id, ask.verb, "done", now)
        await connections.went_well(tx, hospital_id, connection.id, now)


async def _said(his: HttpHis, verb: str, asked: Asked) -> Answer:
    if verb == "confirm":
        return await his.confirm(asked)
    return await (his.cancel(asked) if verb == "cancel" else his.arrival(asked))


async def _bill(
    services: Services, connection: Connection, his: HttpHis, about: Appointment, ask: asks.Ask, asked: Asked
) -> None:
    """Kept whenever it says something new; asked again while something is unpaid, or nothing was charged yet."""
    try:
        bill = await his.bill(asked)
        why, trouble = "nothing was charged yet" if bill is None else "not all is paid", None
    except OwnerAway as away:
        bill, why, trouble = None, str(away), str(away)
    await reaching.noted(services, connection, trouble)
    over = services.clock.now() >= about.ends_at + billing.ASKED_FOR
    async with services.database.transaction([about.hospital_id]) as tx:
        if bill:
            await billing.keep(tx, about, bill)
        if over or (bill and billing.paid_of(bill) in ("full", "unknown")):
            state = "done" if bill else "dropped"
            await asks.finish(tx, about.hospital_id, about.id, "bill", state, tx.clock.now(), "" if bill else why)
            return
    await _again(services, about.hospital_id, ask, why, BILL_AGAIN)


async def _unclear(
    services: Services, connection: Connection, about: Appointment, ask: asks.Ask, answer: Unclear
) -> None:
    if answer.lied:
        async with services.database.transaction([about.hospital_id]) as tx:
            await differences.found(
                tx, about.hospital_id, connection.id, "unclear", f"{ask.verb}:{about.id}", appointment_id=about.id,
                ref=about.his_ref, ours={"status": about.status, "starts_at": about.starts_at.isoformat()},
                theirs={"why": answer.why},
            )  # fmt: skip
    await _again(services, about.hospital_id, ask, answer.why)


async def _again(
    services: Services, hospital_id: int, ask: asks.Ask, why: str, longest: timedelta = LAST_AGAIN
) -> None:
    async with services.database.transaction([hospital_id]) as tx:
        pause = min(longest, FIRST_AGAIN * 2 ** min(ask.tries - 1, 10))
        await asks.again(tx, hospital_id, ask.appointment_id, ask.verb, tx.clock.now() + pause, why)


async def _too_late(services: Services, connection: Connection, about: Appointment, ask: asks.Ask) -> None:
    """The hour has come without an answer, or the person is gone: said to be over, and given back if they have it."""
    await answers.denied(services, about.hospital_id, about.id, "late")
    async with services.database.transaction([about.hospital_id]) as tx:
        now = tx.clock.now()
        await asks.finish(tx, about.hospital_id, about.id, ask.verb, "dropped", now)
        if ask.tries > 1:
            await asks.queue(tx, about.hospital_id, about.id, "cancel", now)
