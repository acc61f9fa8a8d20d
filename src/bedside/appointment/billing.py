"""What a visit cost is asked of whoever owns its seat when the visit is over, kept, and told on the person's timeline.

Of our own seats it is the published price that was shown at booking. The hospital's own system is asked as due work
(`his.asking`), again until everything is paid or two days have passed.
"""

from datetime import datetime, timedelta
from typing import Literal

from bedside.appointment import owners
from bedside.appointment.book import seat_fact
from bedside.appointment.facts import Billed, Fulfilled
from bedside.appointment.his import reaching
from bedside.appointment.his.contract import Bill
from bedside.appointment.his.own import Own
from bedside.appointment.model import Appointment
from bedside.appointment.store import appointments, bills
from bedside.appointment.store import slots as slots_store
from bedside.hospital.questions.catalogue import catalogue
from bedside.kit.database import Transaction
from bedside.kit.facts import Announced
from bedside.kit.services import Services
from bedside.kit.tail import Reader

ACTOR = "system:owner"
ASKED_FOR = timedelta(days=2)
"""So long after the visit it is asked again whether more was charged or paid."""


def reader(services: Services) -> Reader:
    """Read from the facts log, so that a process that dies in between asks later; said twice it changes nothing."""

    async def fulfilled(fact: Announced) -> None:
        told = fact.read(Fulfilled)
        house = await catalogue(services, fact.hospital_id)
        async with services.database.transaction([fact.hospital_id]) as tx:
            about = await appointments.one(tx, fact.hospital_id, told.appointment)
            if about is None or about.status != "fulfilled":
                return
            if about.owner == "his":
                return await owners.tell_his(tx, fact.hospital_id, about.id, "bill")
            slot = (await slots_store.by_ids(tx, fact.hospital_id, [about.slot_id]))[0]
        bill = await Own(services, fact.hospital_id).bill(reaching.seat_asked(house, about, slot))
        if bill:
            async with services.database.transaction([fact.hospital_id]) as tx:
                await keep(tx, about, bill, fact.occurred_at)

    return Reader("appointment.bill", {Fulfilled.kind: fulfilled})


async def keep(tx: Transaction, about: Appointment, bill: Bill, at: datetime | None = None) -> None:
    """Note what its owner says, and tell it when it is news. `at`: since when it is so, if not since now."""
    await tx.lock(about.subject)
    told = bills.Account(about.id, bill.total_fen, bill.paid_fen)
    if await bills.keep(tx, about.hospital_id, told, tx.clock.now()):
        fact = seat_fact(
            Billed, about, total_fen=bill.total_fen, yuan=f"{bill.total_fen / 100:.2f}", paid=paid_of(bill)
        )
        tx.announce(about.hospital_id, about.subject, fact, actor=ACTOR, at=at)


def paid_of(bill: Bill) -> Literal["full", "part", "none", "unknown"]:
    if bill.paid_fen is None:
        return "unknown"
    if bill.paid_fen >= bill.total_fen:
        return "full"
    return "part" if bill.paid_fen else "none"
