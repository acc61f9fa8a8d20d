"""Day after day from twelve weeks ago until now, by a clock that is moved; days that were missed are lived later."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from bedside.appointment import questions
from bedside.appointment.actions.planning import make_slots, save_schedule
from bedside.appointment.questions import BEGINNING, Asked
from bedside.demo.furnish.places import Place, found_group, furnish_places
from bedside.demo.furniture import load
from bedside.demo.past.day import Day, Desk
from bedside.demo.past.opening import WEEKS, in_the_past, open_log
from bedside.demo.past.talks import live_talks
from bedside.hospital.model import Viewer
from bedside.hospital.questions import places as place_questions
from bedside.hospital.questions import staff as staff_questions
from bedside.hospital.rights import Role
from bedside.kit.services import Services
from bedside.kit.settings import Settings

CALLS = {"east": (6, 10), "west": (4, 7)}
SETTLED = ("arrived", "fulfilled", "no_show")


async def live_past(
    settings: Settings, url: str, now: datetime, *, weeks: int = WEEKS, told: Callable[[date], None] | None = None
) -> int:
    """Live every clinic day that the furnished hospital has not lived yet, up to `now`; returns how many.

    Stopped half-way it goes on at the next call. `told` hears of each day that is over.
    """
    async with in_the_past(settings, url, now) as (services, to):
        holder, _ = await found_group(services)
        places = await furnish_places(services, holder)
        zone = ZoneInfo(load().group.timezone)
        today = now.astimezone(zone).date()
        first = today - timedelta(weeks=weeks)
        begin = max([await _unlived(services, holder, place, first, today) for place in places.values()])
        days = [day for n in range((today - begin).days + 1) if _has_clinics(day := begin + timedelta(days=n))]
        desks = [await _desk(services, holder, place) for place in places.values()] if days else []

        if days and begin > first:
            await Day(services, holder, to, begin - timedelta(days=1), zone, now).settle(desks)
        for day in days:
            to(datetime.combine(day, time(), tzinfo=zone).astimezone(UTC))
            if day == days[0] and begin == first:
                await open_log(services, weeks)
                await _open_books(services, holder, places)
            for desk in desks:
                await make_slots(services, desk.hospital_id)
            await Day(services, holder, to, day, zone, now).live(desks)
            if told:
                told(day)
        await live_talks(services, holder, places, to, now, weeks)
        return len(days)


def _has_clinics(day: date) -> bool:
    return any(hours.startswith(f"{day.isoweekday()} ") for doctor in load().doctors for hours in doctor.hours)


async def _unlived(services: Services, holder: Viewer, place: Place, first: date, today: date) -> date:
    """The day after the last one on which somebody came or was waited for."""
    day = today
    while day >= first:
        asked = Asked(day=day)
        found = await questions.listed(services, holder, place.hospital_id, asked, 200, (BEGINNING, UUID(int=0)))
        if any(each.status in SETTLED for each in found):
            return day + timedelta(days=1)
        day -= timedelta(days=1)
    return first


async def _open_books(services: Services, holder: Viewer, places: dict[str, Place]) -> None:
    """The weekly clinics as they stand, from this day of the past on."""
    for place in places.values():
        for doctor in await place_questions.doctors(services, holder, place.hospital_id):
            version, lines, exceptions = await questions.schedule_of(services, holder, place.hospital_id, doctor.id)
            if lines:
                await save_schedule(services, holder, place.hospital_id, doctor.id, version, lines, exceptions)


async def _desk(services: Services, holder: Viewer, place: Place) -> Desk:
    """Whoever receives people there, and the doctors who sign in."""
    doctors = await place_questions.doctors(services, holder, place.hospital_id)
    clinicians = {each.department_id: each.staff_id for each in doctors if each.department_id and each.staff_id}
    for row in await staff_questions.staff_list(services, holder):
        if any(post.hospital_id == place.hospital_id and Role.FRONT_DESK in post.roles for post in row.posts):
            # What the hospital's own system sold before Bedside came stands in that system's books.
            theirs = load().his if load().his.campus == place.campus.key else None
            offered = {doctor.department_id for doctor in doctors if doctor.verified}
            here = tuple(
                id_ for key, id_ in place.departments.items()
                if id_ in offered and not (theirs and key == theirs.department)
            )  # fmt: skip
            return Desk(place.hospital_id, f"staff:{row.id}", here, clinicians, CALLS[place.campus.key])
    raise LookupError(f"nobody receives people at {place.campus.code}")
