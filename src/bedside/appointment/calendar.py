"""Appointments as iCalendar (RFC 5545): the file in a confirmation, and a doctor's feed. Times are in UTC, so that neither
daylight saving nor the reader's zone moves them."""

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

import msgspec
from icalendar import Alarm, Calendar, Component, Event

from bedside.appointment.model import Appointment
from bedside.kit.secret import Signer
from bedside.kit.services import Services

PRODUCT = "-//Bedside//Appointments//ZH"
REFRESH = timedelta(minutes=15)


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """One entry: what stands in it and where it is."""

    appointment: Appointment
    title: str
    place: str = ""
    notes: str = ""
    url: str = ""


class Feed(msgspec.Struct, frozen=True, array_like=True):
    """What a feed's address names. A higher serial ends those before it."""

    hospital_id: int
    doctor_id: UUID
    serial: int


def feed_token(services: Services, feed: Feed) -> str:
    return _signer(services).sign(feed)


def read_feed(services: Services, token: str) -> Feed | None:
    """What the token names, or None if it is not ours."""
    return _signer(services).read(token, Feed)


def invitation(visit: Visit, now: datetime) -> bytes:
    """For the patient: one appointment, or word that it is cancelled. The same id always, so that a calendar moves the entry."""
    cancelled = visit.appointment.status == "cancelled"
    calendar = _calendar("CANCEL" if cancelled else "PUBLISH")
    event = _event(visit, now)
    if not cancelled:
        alarm = Alarm()
        _put(alarm, "action", "DISPLAY")
        _put(alarm, "description", visit.title)
        _put(alarm, "trigger", timedelta(hours=-2))
        event.add_component(alarm)
    calendar.add_component(event)
    return calendar.to_ical()


def agenda(name: str, visits: list[Visit], now: datetime) -> bytes:
    """For the doctor: no patient is named, because a phone's calendar is shown on lock screens and kept by others."""
    calendar = _calendar("PUBLISH")
    _put(calendar, "x-wr-calname", name)
    _put(calendar, "refresh-interval", REFRESH, VALUE="DURATION")
    for visit in visits:
        calendar.add_component(_event(visit, now))
    return calendar.to_ical()


def _calendar(method: Literal["PUBLISH", "CANCEL"]) -> Calendar:
    calendar = Calendar()
    _put(calendar, "prodid", PRODUCT)
    _put(calendar, "version", "2.0")
    _put(calendar, "method", method)
    return calendar


def _put(component: Component, name: str, value: object, **parameters: str) -> None:
    component.add(name, value, parameters=parameters)  # pyright: ignore[reportUnknownMemberType]


def _event(visit: Visit, now: datetime) -> Event:
    appointment, event = visit.appointment, Event()
    _put(event, "uid", f"{appointment.id}@bedside")
    _put(event, "sequence", appointment.rev)
    _put(event, "dtstamp", now)
    _put(event, "dtstart", appointment.starts_at)
    _put(event, "dtend", appointment.ends_at)
    _put(event, "summary", visit.title)
    _put(event, "status", _STATUS.get(appointment.status, "CONFIRMED"))
    for name, value in (("location", visit.place), ("description", visit.notes), ("url", visit.url)):
        if value:
            _put(event, name, value)
    return event


_STATUS = {"cancelled": "CANCELLED", "expired": "CANCELLED", "requested": "TENTATIVE", "held": "TENTATIVE"}


def _signer(services: Services) -> Signer:
    return Signer(services.key("doctor's calendar"))
