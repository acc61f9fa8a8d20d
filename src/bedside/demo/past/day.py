"""One day at the hospitals' front desks: calls, cancellations, people who come and people who do not."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from bedside.appointment import questions
from bedside.appointment.actions import changing, confirming, holding, receiving
from bedside.appointment.actions.holding import Green
from bedside.appointment.questions import BEGINNING, AppointmentShown, Wanted
from bedside.appointment.whom import Consented, Fresh, whom_of_staff
from bedside.demo.furniture import load
from bedside.hospital.model import Viewer
from bedside.kit.problems import Problem
from bedside.kit.services import Services

COMES, CANCELS, MOVES = 0.88, 0.07, 0.06
NEW_PERSON, FAMILY, CARE, GREEN, ENGLISH, WALK_IN = 0.6, 0.2, 0.8, 0.04, 0.1, 0.5
HOURS = range(8, 19)
CALLS_AT, CHANGES_AT = 11, 16
AHEAD_DAYS = 14
A_WHILE = timedelta(hours=1)
AT_DESK = 5
"""Calls answered at once."""


class Desk(msgspec.Struct):
    """A front desk: who works there, and whom it came to know. `clinicians`: who confirms urgency, by department."""

    hospital_id: int
    actor: str
    departments: tuple[UUID, ...]
    clinicians: dict[UUID, UUID]
    calls: tuple[int, int]
    """Fewest and most a day."""
    known: list[UUID] = msgspec.field(default_factory=list[UUID])
    phones: list[str] = msgspec.field(default_factory=list[str])


class Day:
    """`to` moves the clock that `services` go by, up to `present`."""

    def __init__(
        self,
        services: Services,
        holder: Viewer,
        to: Callable[[datetime], None],
        day: date,
        zone: ZoneInfo,
        present: datetime,
    ) -> None:
        self._services = services
        self._holder = holder
        self._to = to
        self._day = day
        self._zone = zone
        self._present = present

    async def live(self, desks: Sequence[Desk]) -> None:
        """From eight in the morning to the evening, or to the present."""
        lists = {desk.hospital_id: await self._list(desk, self._day) for desk in desks}
        for hour in HOURS:
            now = datetime.combine(self._day, time(hour), tzinfo=self._zone).astimezone(UTC)
            if now > self._present:
                return
            self._to(now)
            for desk in desks:
                if hour == CALLS_AT:
                    await self._calls(desk, lists)
                elif hour == CHANGES_AT:
                    await self._changes(desk)
                lists[desk.hospital_id] = [
                    await self._receive(desk, each, now) for each in lists[desk.hospital_id]
                ]  # fmt: skip

    async def settle(self, desks: Sequence[Desk]) -> None:
        """The rest of a day that was lived only in part: late in the evening everybody came or did not."""
        evening = datetime.combine(self._day, time(HOURS[-1]), tzinfo=self._zone).astimezone(UTC)
        self._to(evening)
        for desk in desks:
            for each in await self._list(desk, self._day):
                await self._receive(desk, await self._receive(desk, each, evening), evening)

    async def _list(self, desk: Desk, day: date) -> list[AppointmentShown]:
        """The demo's own people: what somebody made by hand is theirs to finish."""
        asked, start = questions.Asked(day=day), (BEGINNING, UUID(int=0))
        found = await questions.listed(self._services, self._holder, desk.hospital_id, asked, 200, start)
        return [each for each in found if each.person and load().names.are(each.person.name)]

    async def _receive(self, desk: Desk, each: AppointmentShown, now: datetime) -> AppointmentShown:
        """What becomes of somebody's appointment by this hour."""
        name = each.person.name if each.person else ""
        comes = Random(f"comes:{name}:{each.starts_at}").random() < COMES  # the same whenever this past is lived again
        at = (self._services, desk.hospital_id, each.id, desk.actor)
        if each.status == "booked" and comes and each.starts_at <= now + timedelta(minutes=30):
            await receiving.arrive(*at)
            return msgspec.structs.replace(each, status="arrived")
        if each.status == "booked" and not comes and each.ends_at <= now:
            await receiving.no_show(*at)
            return msgspec.structs.replace(each, status="no_show")
        if each.status == "arrived" and each.ends_at <= now:
            await receiving.fulfil(*at)
            return msgspec.structs.replace(each, status="fulfilled")
        return each

    async def _calls(self, desk: Desk, lists: dict[int, list[AppointmentShown]]) -> None:
        dice = Random(f"calls:{desk.hospital_id}:{self._day}")
        calls = [self._call(desk, Random(dice.random())) for _ in range(dice.randint(*desk.calls))]
        await _some_at_once(calls)
        if dice.random() < WALK_IN:
            await self._walk_in(desk, dice)
        # Who called in the morning may come the same afternoon.
        lists[desk.hospital_id] = await self._list(desk, self._day)

    async def _call(self, desk: Desk, dice: Random) -> None:
        """Somebody calls and books within the next two weeks; where nothing is free they try another day."""
        person = await self._person(desk, dice)
        department = dice.choice(desk.departments)
        clinician = desk.clinicians.get(department)
        green = Green("semi", "医生电话随访后建议尽早复诊") if clinician and dice.random() < GREEN else None
        now = self._services.clock.now()
        since = now + timedelta(hours=24 * dice.randrange(AHEAD_DAYS) + dice.randrange(24))
        wanted = Wanted(
            since=since, until=since + timedelta(days=7), department=department, green=green is not None
        )  # fmt: skip
        # The hospital's own duties live in the present: what is held there for ten minutes of then is long over to them.
        asked = holding.Asked(
            hospital_id=desk.hospital_id, actor=desk.actor, any=wanted, person=person, green=green,
            lasts=self._present - now + A_WHILE,
        )  # fmt: skip
        try:
            held = await holding.hold(self._services, asked)
            token = confirming.token_of(self._services, held.token, desk.actor)
            mine = await confirming.confirm(self._services, token, person, desk.actor)
        except Problem:
            return
        if green and clinician:
            actor = f"staff:{clinician}"
            await changing.confirm_green(self._services, desk.hospital_id, mine.id, clinician, actor)

    async def _walk_in(self, desk: Desk, dice: Random) -> None:
        now = self._services.clock.now()
        person = await self._person(desk, dice)
        wanted = Wanted(since=now, until=now + timedelta(hours=6), department=dice.choice(desk.departments))
        try:
            await receiving.walk_in(self._services, desk.hospital_id, person, wanted, desk.actor)
        except Problem:  # no free seat today: they go home with their question answered
            return

    async def _person(self, desk: Desk, dice: Random) -> UUID:
        """Somebody known, or somebody new; some share their family's phone."""
        if desk.known and dice.random() > NEW_PERSON:
            return dice.choice(desk.known)
        names = load().names
        phone = dice.choice(desk.phones) if desk.phones and dice.random() < FAMILY else names.number(dice)
        lang = "en" if dice.random() < ENGLISH else "zh"
        who = Fresh(
            name=names.made(dice, lang), phone=phone, sex=dice.choice(("female", "male")),
            born=date(dice.randint(1945, 2020), dice.randint(1, 12), dice.randint(1, 28)),
        )  # fmt: skip
        said = Consented(care=dice.random() < CARE, health=True, lang=lang, channel="desk", agent="phone")
        person = await whom_of_staff(self._services, desk.hospital_id, who, said, desk.actor)
        desk.known.append(person)
        desk.phones.append(phone)
        return person

    async def _changes(self, desk: Desk) -> None:
        """Some who would come tomorrow or the day after call to cancel, or to come another day."""
        for ahead in (1, 2):
            for each in await self._list(desk, self._day + timedelta(days=ahead)):
                chance = Random(f"change:{each.id}:{each.starts_at}").random() * 2
                if each.status == "booked" and chance < CANCELS:
                    reason = Random(str(each.id)).choice(load().names.reasons_to_cancel)
                    at = (self._services, desk.hospital_id, each.id)
                    await changing.cancel(*at, by="person", actor=desk.actor, reason=reason)
                elif each.status == "booked" and chance < CANCELS + MOVES:
                    await self._move(desk, each)

    async def _move(self, desk: Desk, each: AppointmentShown) -> None:
        since = each.starts_at + timedelta(days=3)
        wanted = Wanted(since=since, until=since + timedelta(days=10), doctor=each.doctor.id, green=each.green)
        for slot in await questions.find(self._services, desk.hospital_id, wanted, 1):
            try:
                await changing.reschedule(self._services, desk.hospital_id, each.id, slot.id, desk.actor)
            except Problem:  # somebody was faster: they keep what they have
                return


async def _some_at_once(calls: Iterable[Awaitable[None]]) -> None:
    free = asyncio.Semaphore(AT_DESK)

    async def answered(call: Awaitable[None]) -> None:
        async with free:
            await call

    async with asyncio.TaskGroup() as group:
        for call in calls:
            group.create_task(answered(call))
