"""What patients are told of their appointments: every message about one is written here and leaves through the channel."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from bedside.appointment import links
from bedside.appointment.calendar import Visit, invitation
from bedside.appointment.model import Appointment, Offer, Slot
from bedside.channel import actions as channel
from bedside.channel.model import Attachment, Delivery, Message, Value
from bedside.hospital.questions.catalogue import Catalogue
from bedside.kit.database import Transaction
from bedside.kit.services import Services
from bedside.people import questions as people

JUST_NOW = timedelta(minutes=15)
"""What somebody did so shortly ago they may be answered even at night."""


def _why(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


WHY: dict[str, dict[str, str]] = {
    "his:taken": _why("医院系统里这个号已被约走", "the hospital's own system has given this seat to somebody else"),
    "his:gone": _why("医院系统里已没有这个号", "the hospital's own system no longer has this seat"),
    "his:patient": _why(
        "医院系统没有接受这位就诊人的信息，请致电医院",
        "the hospital's own system did not accept the patient's details; please call",
    ),
    "his:refused": _why("医院系统没有接受这个申请", "the hospital's own system did not accept the request"),
    "his:late": _why("医院系统没有及时答复", "the hospital's own system did not answer in time"),
    "his:differs": _why("医院系统里没有这个预约", "the hospital's own system does not have this appointment"),
    "absence": _why("医生当时不出诊", "the doctor will not be there"),
    "unanswered": _why(
        "绿色通道的申请没有得到医生答复，很抱歉；病情加重请立即拨打 120 或到急诊，也可以重新预约",
        "no doctor answered the fast-track request, and we are sorry; if you get worse, call 120 or go to the emergency "
        "department, or book again",
    ),
    "clinician": _why("医生认为不必走绿色通道，请按普通号预约", "a doctor found that an ordinary appointment is right"),
}
"""Why an appointment ended, by the code in its fact."""


async def tell(
    tx: Transaction,
    services: Services,
    house: Catalogue,
    about: Appointment,
    template: str,
    *,
    asked: bool = False,
    old_time: datetime | None = None,
    reason: Mapping[str, str] | str = "",
    key: str = "",
    expires_at: datetime | None = None,
) -> Delivery | None:
    """Queue one message about an appointment, once per `key`; where the person has an email, with its calendar file there too.

    None when nobody is known to tell. Call it holding the person's lock.
    """
    if about.person_id is None:
        return None
    values = words(house, about) | {
        "name": (await people.names(tx, services, about.hospital_id, [about.person_id])).get(about.person_id, ""),
        "link": links.appointment_link(services, about.hospital_id, about.id, about.starts_at),
        "reason": reason,
    }
    if old_time:
        values["old_time"] = old_time
    file = Attachment(
        "visit.ics", "text/calendar; charset=utf-8", invitation(_visit(services, house, about), tx.clock.now())
    )
    message = Message(
        hospital_id=about.hospital_id, key=key or f"appointment:{about.id}:{template}:{about.rev}", purpose="care",
        template=template, person_id=about.person_id, visitor_id=about.visitor_id, values=values, attachments=(file,),
        expires_at=expires_at or about.ends_at, asked=asked,
    )  # fmt: skip
    told = await channel.send(tx, services, message)
    by_email = told.channel != "email" and template in ("booked", "moved", "cancelled")
    if by_email and await people.address_of(tx, services, about.hospital_id, about.person_id, "email"):
        await channel.send(tx, services, _by_email(message))
    return told


async def tell_offer(tx: Transaction, services: Services, house: Catalogue, offer: Offer, slot: Slot) -> Delivery:
    """A freed seat is offered; useless after it ends. Call it holding the person's lock."""
    names = await people.names(tx, services, offer.hospital_id, [offer.person_id])
    values = slot_words(house, slot) | {
        "until": offer.expires_at,
        "name": names.get(offer.person_id, ""),
        "link": links.offer_link(services, offer.hospital_id, offer.id, offer.expires_at),
    }
    return await channel.send(
        tx,
        services,
        Message(
            hospital_id=offer.hospital_id, key=f"offer:{offer.id}", purpose="care", template="offer",
            person_id=offer.person_id, values=values, expires_at=offer.expires_at,
        ),
    )  # fmt: skip


async def unsay(tx: Transaction, about: Appointment) -> None:
    """What has not left yet of this appointment is no longer true. Call it holding the person's lock."""
    await channel.cancel(tx, about.hospital_id, f"appointment:{about.id}:")


def words(house: Catalogue, about: Appointment) -> dict[str, Value]:
    """Department, doctor, time, place and price as the templates name them, in both languages."""
    return _where(house, about.department_id, about.doctor_id) | {
        "time": about.starts_at,
        "place": {"zh": house.hospital.address_zh, "en": house.hospital.address_en},
        "service": _service(house, about.service_id),
        "price": _price(about.price_fen),
    }  # fmt: skip


def slot_words(house: Catalogue, slot: Slot) -> dict[str, Value]:
    """The same of a time that is free, with its full published price."""
    service = house.services.get(slot.service_id)
    return _where(house, slot.department_id, slot.doctor_id) | {
        "time": slot.starts_at,
        "service": _service(house, slot.service_id),
        "price": _price(service.price_fen if service else 0),
    }


def fresh(fact_at: datetime, now: datetime) -> bool:
    return now - fact_at < JUST_NOW


def day_before(starts_at: datetime, zone: ZoneInfo) -> datetime:
    """The same local time on the day before, whether or not the clocks were changed between; in UTC."""
    local = starts_at.astimezone(zone)
    return (local.replace(tzinfo=None) - timedelta(days=1)).replace(tzinfo=zone).astimezone(UTC)


def _by_email(message: Message) -> Message:
    return Message(
        hospital_id=message.hospital_id, key=f"{message.key}:email", purpose=message.purpose, template=message.template,
        channel="email", person_id=message.person_id, values=message.values, attachments=message.attachments,
        expires_at=message.expires_at, asked=message.asked,
    )  # fmt: skip


def _where(house: Catalogue, department_id: UUID, doctor_id: UUID) -> dict[str, Value]:
    department, doctor = house.departments.get(department_id), house.doctors.get(doctor_id)
    found: dict[str, Value] = {}
    if department:
        found["department"] = {"zh": department.name_zh, "en": department.name_en}
    if doctor:
        # A title only of a verified doctor (rule L05).
        title_zh, title_en = (doctor.title_zh, doctor.title_en) if doctor.verified else ("", "")
        found["doctor"] = {
            "zh": " ".join(filter(None, (doctor.name_zh, title_zh))),
            "en": ", ".join(filter(None, (doctor.name_en, title_en))),
        }
    return found


def _service(house: Catalogue, service_id: UUID) -> Value:
    found = house.services.get(service_id)
    return {"zh": found.name_zh, "en": found.name_en} if found else ""


def _price(fen: int) -> Value:
    return {"zh": f"{_amount(fen)} 元", "en": f"CNY {_amount(fen)}"} if fen else ""


def _visit(services: Services, house: Catalogue, about: Appointment) -> Visit:
    service, doctor = house.services.get(about.service_id), house.doctors.get(about.doctor_id)
    title = " ".join(filter(None, (house.hospital.name_zh, service and service.name_zh, doctor and doctor.name_zh)))
    return Visit(
        appointment=about,
        title=title,
        place=house.hospital.address_zh,
        notes=house.hospital.phone,
        url=links.appointment_link(services, about.hospital_id, about.id, about.starts_at),
    )


def _amount(fen: int) -> str:
    return f"{fen // 100}" if fen % 100 == 0 else f"{fen / 100:.2f}"
