"""What a booking page shows before anybody says who they are: departments, services with prices, doctors."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from bedside.appointment.store import slots as store
from bedside.appointment.texts import CARE, CARE_VERSION, HEALTH
from bedside.channel import codes
from bedside.channel.codes import Kind
from bedside.hospital.questions.catalogue import catalogue
from bedside.kit.problems import Lang
from bedside.kit.services import Services

KEPT = timedelta(seconds=30)
AHEAD = timedelta(weeks=13)


class ServiceOffered(msgspec.Struct):
    id: UUID
    name: str
    price_fen: int
    unit: str


class DoctorOffered(msgspec.Struct):
    id: UUID
    name: str
    title: str
    focus: str
    services: list[UUID]
    """What they see patients for, in this department."""


class DepartmentOffered(msgspec.Struct):
    id: UUID
    name: str
    services: list[ServiceOffered]
    doctors: list[DoctorOffered]


class Price(msgspec.Struct):
    """One line of the full published price list."""

    name: str
    price_fen: int
    unit: str
    department: str | None


class BookingPage(msgspec.Struct):
    departments: list[DepartmentOffered]
    prices: list[Price]
    care_text: str
    care_version: str
    health_text: str
    time_zone: str
    codes: list[Kind]
    """Where a code can be sent to show that a contact is one's own."""


class _Offered:
    """What can be booked at all, kept for seconds: it is read over a quarter of a year of slots."""

    def __init__(self) -> None:
        self.kept: dict[int, tuple[datetime, set[tuple[UUID, UUID, UUID]]]] = {}


async def booking_page(services: Services, hospital_id: int, lang: Lang) -> BookingPage:
    """In the reader's language. A department is shown when it has clinics in the next thirteen weeks."""
    known = await catalogue(services, hospital_id)
    english = lang == "en"
    offered = await _offered(services, hospital_id)
    departments: list[DepartmentOffered] = []
    for department in known.departments.values():
        here = {(service, doctor) for of, service, doctor in offered if of == department.id}
        if department.retired or not here:
            continue
        its_services = [s for s in known.services.values() if not s.retired and any(s.id == id_ for id_, _ in here)]
        its_doctors = [d for d in known.doctors.values() if not d.retired and any(d.id == id_ for _, id_ in here)]
        departments.append(
            DepartmentOffered(
                department.id,
                department.name_en if english else department.name_zh,
                [
                    ServiceOffered(
                        s.id, s.name_en if english else s.name_zh, s.price_fen, s.unit_en if english else s.unit_zh
                    )
                    for s in its_services
                ],
                [
                    DoctorOffered(
                        d.id,
                        d.name_en if english else d.name_zh,
                        (d.title_en if english else d.title_zh) if d.verified else "",
                        d.focus_en if english else d.focus_zh,
                        [s.id for s in its_services if (s.id, d.id) in here],
                    )
                    for d in its_doctors
                ],
            )
        )
    names = {each.id: each.name_en if english else each.name_zh for each in known.departments.values()}
    prices = [
        Price(
            each.name_en if english else each.name_zh, each.price_fen, each.unit_en if english else each.unit_zh,
            names.get(each.department_id) if each.department_id else None,
        )
        for each in known.services.values()
        if not each.retired
    ]  # fmt: skip
    return BookingPage(
        departments, prices, CARE[lang], CARE_VERSION, HEALTH[lang], known.hospital.time_zone,
        await codes.kinds(services, hospital_id),
    )  # fmt: skip


async def _offered(services: Services, hospital_id: int) -> set[tuple[UUID, UUID, UUID]]:
    part = services.once(_Offered, _Offered)
    now = services.clock.now()
    kept = part.kept.get(hospital_id)
    if kept and abs(now - kept[0]) < KEPT:
        return kept[1]
    async with services.database.transaction([hospital_id]) as tx:
        found = await store.offered(tx, hospital_id, now, now + AHEAD)
    if found:  # an empty answer is asked again: somebody is just making the first schedule
        part.kept[hospital_id] = (now, found)
    return found
