"""The same hospital with seats of Bedside's own, an SMS gateway and a mail server named (nothing is sent: what is queued is
read), and its web application."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import msgspec
from icalendar import Calendar

from bedside.appointment.api import routes
from bedside.appointment.model import Appointment, Slot
from bedside.appointment.store import slots as slots_store
from bedside.appointment.store.schedules import make_book
from bedside.channel.managing import change_settings
from bedside.channel.model import ChannelSettings, EmailSettings, SmsSettings
from bedside.channel.writing import opened
from bedside.kit.ids import new_id
from tests.appointment.his_house import NOW, House, opened_house
from tests.support.faces import faces


class Told(msgspec.Struct, frozen=True):
    """A message as it was queued."""

    template: str
    channel: str
    state: str
    text: str
    files: dict[str, bytes]
    due_at: datetime
    expires_at: datetime | None


class Desk:
    """A house, and what was written to its patients."""

    def __init__(self, house: House, http: httpx.AsyncClient) -> None:
        self.house = house
        self.services = house.services
        self.clock = house.clock
        self.hospital = house.hospital
        self.http = http

    async def set_up(self) -> None:
        settings = ChannelSettings(
            sms=SmsSettings(url="http://127.0.0.1:9/send", signature="云杉"),
            email=EmailSettings(host="127.0.0.1", port=9, security="none", sender="desk@spruce.example"),
        )
        await change_settings(
            self.services, self.house.viewer, self.hospital, settings, version=0, smtp_password="", sms_key="key"
        )

    async def slot(self, starts_at: datetime | None = None, seats: int = 1, doctor: UUID | None = None) -> Slot:
        """An open slot of Bedside's own, of the first doctor if none is given; tomorrow at ten in Shanghai without a time."""
        at = starts_at or NOW + timedelta(days=1)
        made = Slot(
            hospital_id=self.hospital, id=new_id(), doctor_id=doctor or self.house.doctor, service_id=self.house.service,
            department_id=self.house.own_department, day=at.date(), starts_at=at, ends_at=at + timedelta(minutes=30),
            seats=seats, green_seats=0, taken=0, green_taken=0, closed_at=None, owner="own", his_ref="",
        )  # fmt: skip
        async with self.services.database.transaction([self.hospital]) as tx:
            await make_book(tx, self.hospital, made.doctor_id)
            number = await tx.value("SELECT number FROM appointment.books WHERE doctor_id = %s", (made.doctor_id,))
            await slots_store.insert(tx, self.hospital, number, [made])
        return made

    async def booked(self, starts_at: datetime | None = None, person: UUID | None = None) -> Appointment:
        made = await self.house.book(await self.slot(starts_at), person)
        assert made.status == "booked"
        return made

    async def told(self) -> list[Told]:
        """Every message, in the order of queueing."""
        async with self.services.database.transaction([self.hospital]) as tx:
            rows = await tx.dicts(
                """
                SELECT template, channel, state, content_sealed, due_at, expires_at FROM channel.deliveries
                WHERE hospital_id = %s ORDER BY id
                """,
                (self.hospital,),
            )
        found: list[Told] = []
        for row in rows:
            content = opened(self.services, row["content_sealed"]) if row["content_sealed"] else None
            files = {each.name: each.body for each in content.attachments} if content else {}
            text = content.text if content else ""
            found.append(
                Told(row["template"], row["channel"], row["state"], text, files, row["due_at"], row["expires_at"])
            )
        return found


def entries(raw: str | bytes) -> list[Any]:
    """The events of an iCalendar file."""
    return Calendar.from_ical(raw).walk("VEVENT")  # pyright: ignore[reportUnknownMemberType]


@asynccontextmanager
async def opened_desk(database_url: str, home: Path) -> AsyncGenerator[Desk]:
    async with opened_house(database_url, home) as house:
        with faces(house.services, routes) as app:
            transport = httpx.ASGITransport(app)  # pyright: ignore[reportArgumentType]
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8080") as http:
                desk = Desk(house, http)
                await desk.set_up()
                yield desk
