"""Whatever people do in whatever order: never over capacity, never two in one seat, never without the seat one was told."""

import asyncio
import os
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest

from bedside.appointment import duties
from bedside.appointment.actions import answers, changing, holding, waiting
from bedside.appointment.actions.holding import Green
from bedside.appointment.model import LIVE, STANDING, Appointment, Owner, Slot
from bedside.appointment.store import slots as slot_store
from bedside.kit.ids import new_id
from bedside.kit.problems import Problem
from tests.appointment.clinic import NOW, Clinic, opened, running

EXAMPLES = int(os.environ.get("BEDSIDE_INTERLEAVINGS", "1000"))
AT_ONCE = 50
"""Each example is a week of its own in one database; so many weeks are played side by side."""
PEOPLE = 4

VERBS = [
    "hold", "hold", "hold green", "confirm", "confirm", "confirm", "replay", "expire", "cancel", "reschedule", "move again", "wait",
    "wait", "accept", "accept", "decline", "granted", "denied", "confirm green", "past",
]  # fmt: skip
Script = list[tuple[str, int, int, bool]]


def written(luck: Random) -> Script:
    """What is done, by whom, to which of their things, and whether it waits for all that was begun. A failure prints it."""
    return [
        (luck.choice(VERBS), luck.randrange(PEOPLE), luck.randrange(8), luck.random() < 0.5)
        for _ in range(luck.randint(4, 16))
    ]


class Week:
    """One doctor's two slots of few seats, four people, and what each of them was told."""

    def __init__(self, clinic: Clinic, doctor: UUID, slots: list[Slot], people: list[UUID]) -> None:
        self.clinic = clinic
        self.doctor = doctor
        self.slots = slots
        self.people = people
        self.holds: list[holding.Hold] = []
        self.told: dict[UUID, Appointment] = {}
        """The newest answer that somebody got about an appointment of theirs."""
        self.refused: Counter[str] = Counter()

    async def play(self, script: Script) -> None:
        """Steps marked together run at the same time, the others one after the other."""
        together: list[Any] = []
        for verb, who, what, alone in script:
            together.append(self._step(verb, self.people[who], what))
            if alone:
                await asyncio.gather(*together)
                together = []
        await asyncio.gather(*together)

    async def _step(self, verb: str, person: UUID, what: int) -> None:
        try:
            await getattr(self, "_" + verb.replace(" ", "_"))(person, what)
        except Problem as problem:
            if problem.status not in (404, 409):
                raise
            self.refused[problem.code] += 1

    def _tell(self, mine: Appointment) -> None:
        known = self.told.get(mine.id)
        if known is None or known.rev <= mine.rev:
            self.told[mine.id] = mine

    async def _hold(self, _person: UUID, what: int) -> None:
        self.holds.append(await self.clinic.hold(self.slots[what % len(self.slots)]))

    async def _hold_green(self, _person: UUID, what: int) -> None:
        self.holds.append(await self.clinic.hold(self.slots[what % len(self.slots)], green=Green("urgent", "胸闷")))

    async def _confirm(self, person: UUID, what: int) -> None:
        if self.holds:
            self._tell(await self.clinic.confirm(self.holds[what % len(self.holds)], person))

    _replay = _confirm

    async def _expire(self, _person: UUID, what: int) -> None:
        """One hold's time is over, as if ten minutes had passed for it alone; sometimes the duty comes by."""
        if self.holds:
            held = self.holds[what % len(self.holds)].appointment
            async with self.clinic.services.database.transaction([self.clinic.hospital]) as tx:
                await tx.lock(held.lock)
                await tx.run(
                    "UPDATE appointment.appointments SET hold_expires_at = %s WHERE id = %s AND status = 'held'",
                    (NOW - timedelta(seconds=1), held.id),
                )
        if what % 2:
            await duties.expire(self.clinic.services)

    async def _past(self, _person: UUID, _what: int) -> None:
        await duties.expire(self.clinic.services)

    def _one_of(self, person: UUID, what: int, *statuses: str) -> Appointment | None:
        mine = [each for each in self.told.values() if each.status in statuses and each.person_id == person]
        return mine[what // 2 % len(mine)] if mine else None  # apart from which slot `what` names

    async def _cancel(self, person: UUID, what: int) -> None:
        if mine := self._one_of(person, what, "booked", "requested"):
            self._tell(
                await changing.cancel(self.clinic.services, self.clinic.hospital, mine.id, by="person", actor="x:y")
            )
            await self._look_again(person)  # with it went what was asked for in its place

    async def _reschedule(self, person: UUID, what: int) -> None:
        if mine := self._one_of(person, what, "booked", "requested"):
            slot = self.slots[what % len(self.slots)]
            moved = await changing.reschedule(self.clinic.services, self.clinic.hospital, mine.id, slot.id, "x:y")
            self._tell(moved)
            await self._look_again(person)  # the old one, or an older wish, was given back

    async def _move_again(self, person: UUID, what: int) -> None:
        """Pressed twice, and then another time: three requests that meet each other."""
        await asyncio.gather(*(self._step("reschedule", person, n) for n in (what, what, what ^ 1)))

    async def _wait(self, person: UUID, what: int) -> None:
        mine = self._one_of(person, what, "booked", "requested")
        clinic = self.clinic
        await waiting.join(
            clinic.services,
            waiting.NewWait(
                hospital_id=clinic.hospital, person=person, department=clinic.department, doctor=self.doctor,
                from_at=NOW, to_at=NOW + timedelta(days=30), keeps=mine.id if mine and what % 2 else None,
            ),
            "x:y",
        )  # fmt: skip

    async def _offers(self, person: UUID) -> list[UUID]:
        async with self.clinic.services.database.transaction([self.clinic.hospital]) as tx:
            found = await tx.tuples("SELECT id FROM appointment.offers WHERE person_id = %s ORDER BY id", (person,))
        return [row[0] for row in found]

    async def _accept(self, person: UUID, what: int) -> None:
        if offers := await self._offers(person):
            mine = await waiting.accept(self.clinic.services, self.clinic.hospital, offers[what % len(offers)], "x:y")
            assert mine.person_id == person
            self._tell(mine)
            await self._look_again(person)

    async def _look_again(self, person: UUID) -> None:
        """Who wins or moves is told what was given back for it."""
        for each in [each for each in self.told.values() if each.person_id == person]:
            self._tell(await self.clinic.appointment(each.id))

    async def _decline(self, person: UUID, what: int) -> None:
        if offers := await self._offers(person):
            await waiting.decline(self.clinic.services, self.clinic.hospital, offers[what % len(offers)], "x:y")

    async def _granted(self, person: UUID, what: int) -> None:
        """What the hospital's own system answers; here to anything that waits for a word."""
        if (mine := self._one_of(person, what, "requested", "cancelled")) and not mine.waits_for_clinician:
            granted = await answers.granted(self.clinic.services, self.clinic.hospital, mine.id, "H1")
            self._tell(granted)
            if granted.replaces:
                self._tell(await self.clinic.appointment(granted.replaces))

    async def _denied(self, person: UUID, what: int) -> None:
        if mine := self._one_of(person, what, "requested"):
            self._tell(await answers.denied(self.clinic.services, self.clinic.hospital, mine.id, "taken"))

    async def _confirm_green(self, person: UUID, what: int) -> None:
        if mine := self._one_of(person, what, "requested"):
            self._tell(
                await changing.confirm_green(self.clinic.services, self.clinic.hospital, mine.id, new_id(), "x:y")
            )

    async def check(self) -> None:
        """What is stored is within capacity, counted rightly, and exactly what people were told."""
        async with self.clinic.services.database.transaction([self.clinic.hospital]) as tx:
            rows = await tx.tuples(
                "SELECT id, slot_id, green, seat, status, person_id, replaces FROM appointment.appointments WHERE doctor_id = %s",
                (self.doctor,),
            )
            slots = await tx.tuples(
                "SELECT id, seats, green_seats, taken, green_taken FROM appointment.slots WHERE doctor_id = %s",
                (self.doctor,),
            )
            stuck = await tx.value(
                """
                SELECT count(*) FROM appointment.offers o JOIN appointment.appointments a ON a.id = o.appointment_id
                WHERE a.doctor_id = %s AND o.state = 'open' AND a.status <> 'held'
                """,
                (self.doctor,),
            )
            kept = await tx.tuples(
                """
                SELECT a.status FROM appointment.waits w JOIN appointment.appointments a ON a.id = w.keeps
                WHERE w.doctor_id = %s AND w.state = 'waiting'
                """,
                (self.doctor,),
            )
        assert {row[0] for row in kept} <= set(STANDING), "waits for a better time than one that is over"
        live = [row for row in rows if row[4] in LIVE]
        asked = [row[6] for row in live if row[6]]
        assert len(set(asked)) == len(asked), "two asked for in place of one"
        replacing = {row[0]: row[6] for row in live if row[4] == "booked"}
        assert not set(replacing.values()) & {row[0] for row in live}, "one got another seat and kept the first"
        assert len({row[1:4] for row in live}) == len(live), "two in one seat"
        for id_, seats, green_seats, taken, green_taken in slots:
            counted = Counter(row[2] for row in live if row[1] == id_)
            assert (counted[False], counted[True]) == (taken, green_taken), "miscounted"
            assert taken <= seats, "over capacity"
            assert green_taken <= green_seats, "green over capacity"
        stored = {row[0]: row for row in rows}
        for mine in self.told.values():
            if mine.status in ("booked", "requested"):
                row = stored[mine.id]
                assert (row[1], row[5]) == (mine.slot_id, mine.person_id), "told a seat that they do not have"
                assert row[4] in LIVE, "told a seat that is gone"
        assert stuck == 0, "an offer of a seat that is not kept back"


async def prepared(clinic: Clinic, count: int) -> list[Week]:
    """A doctor's book each, written as the schedule would, so that a thousand take seconds."""
    people = [await clinic.person() for _ in range(PEOPLE)]
    weeks: list[Week] = []
    for n in range(count):
        doctor = new_id()
        async with clinic.services.database.transaction([clinic.hospital]) as tx:
            number = await tx.value(
                "INSERT INTO appointment.books (hospital_id, doctor_id) VALUES (%s, %s) RETURNING number",
                (clinic.hospital, doctor),
            )
            slots = [
                _slot(
                    clinic,
                    doctor,
                    k,
                    seats=2 if n % 4 == 2 else 1 + (n + k) % 2,
                    owner="his" if n % 4 in (k, 2) else "own",
                )
                for k in (0, 1)
            ]
            await slot_store.insert(tx, clinic.hospital, number, slots)
        weeks.append(Week(clinic, doctor, slots, people))
    return weeks


def _slot(clinic: Clinic, doctor: UUID, k: int, *, seats: int, owner: Owner) -> Slot:
    at = datetime(2026, 11, 24, 1 + k, tzinfo=UTC)
    return Slot(
        hospital_id=clinic.hospital, id=new_id(), doctor_id=doctor, service_id=clinic.service,
        department_id=clinic.department, day=at.date(), starts_at=at, ends_at=at + timedelta(hours=1), seats=seats,
        green_seats=1, taken=0, green_taken=0, closed_at=None, owner=owner, his_ref="",
    )  # fmt: skip


def test_a_thousand_interleavings_keep_every_promise(database_url: str, tmp_path: Path) -> None:
    luck = Random()
    scripts = [written(luck) for _ in range(EXAMPLES)]

    async def play() -> Counter[str]:
        refused: Counter[str] = Counter()
        async with running(database_url, tmp_path) as (services, clock):
            clinic = (await opened(services, clock, "E"))[0]
            for first in range(0, len(scripts), AT_ONCE):
                batch = scripts[first : first + AT_ONCE]
                weeks = await prepared(clinic, len(batch))
                await asyncio.gather(*(week.play(script) for week, script in zip(weeks, batch, strict=True)))
                for week, script in zip(weeks, batch, strict=True):
                    try:
                        await week.check()
                    except AssertionError as error:
                        pytest.fail(f"{error}: {script}")
                    refused += week.refused
        return refused

    refused = asyncio.run(play())
    # The scripts do meet each other: whoever loses is told so, in all of these ways.
    assert {"seat_taken", "hold_expired", "hold_used"} <= set(refused), refused
