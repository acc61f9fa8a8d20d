"""A hospital with a real mail server and a real SMS gateway of its own, and a clock that can be moved."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from bedside.channel import parts
from bedside.channel.actions import send
from bedside.channel.managing import change_settings
from bedside.channel.model import ChannelSettings, Delivery, EmailSettings, Message, SmsSettings
from bedside.channel.postman import Postman
from bedside.channel.store import deliveries as store
from bedside.demo.gateway import Gateway
from bedside.gate import parts as gate_parts
from bedside.hospital.actions.setup import operator
from bedside.hospital.model import Viewer
from bedside.kit.clock import SetClock
from bedside.kit.ids import new_id
from bedside.kit.services import Services, open_services
from bedside.kit.settings import Settings
from bedside.people.model import Proof
from bedside.people.person import NewIdentifier, NewPerson
from bedside.people.persons import make_person, record_person_consent
from tests.channel.mail import MailServer, mail_server
from tests.channel.unruly import Unruly
from tests.hospital.support import Founded, found
from tests.support.asgi import over_http

MORNING = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai
KEY = "gateway-key-of-the-tests"
PHONE = "13800001111"
PROOF = Proof(lang="zh", text_hash="0" * 64, agent="other")


class Office:
    """The hospital under test."""

    def __init__(self, services: Services, clock: SetClock, founded: Founded, holder: Viewer) -> None:
        self.services, self.clock, self.founded, self.holder = services, clock, founded, holder
        self.hospital = founded.hospitals["east"]
        self.gateway = Gateway({KEY: ""})
        self.unruly = Unruly(self.gateway)
        self.mail: MailServer | None = None

    async def set_up(self, sms_port: int | None = None, mail: MailServer | None = None, **more: Any) -> None:
        async with self.services.database.transaction([self.hospital]) as tx:
            version = (
                await tx.value("SELECT version FROM channel.settings WHERE hospital_id = %s", (self.hospital,)) or 0
            )
        settings = ChannelSettings(
            sms=SmsSettings(url=f"http://127.0.0.1:{sms_port}/send", signature="云杉", **more) if sms_port else None,
            email=EmailSettings(
                host="127.0.0.1", port=mail.port, security="none", sender="desk@spruce.example", sender_name="云杉示范医院"
            )
            if mail
            else None,
        )  # fmt: skip
        await change_settings(
            self.services, self.holder, self.hospital, settings, version=version, smtp_password="", sms_key=KEY
        )

    async def patient(
        self, name: str = "王小满", phone: str = PHONE, *, care: bool | None = True, email: str = "", zone: str = "",
        lang: str = "zh", born: Any = None,
    ) -> UUID:  # fmt: skip
        identifiers = [NewIdentifier("phone", phone, True)] if phone else []
        identifiers += [NewIdentifier("email", email, True)] if email else []
        async with self.services.database.transaction([self.hospital]) as tx:
            given = NewPerson(name=name, lang=lang, identifiers=identifiers, born=born)  # pyright: ignore[reportArgumentType]
            made = await make_person(tx, self.services, self.hospital, given, "staff:test")
            if zone:
                await tx.run("UPDATE people.persons SET time_zone = %s WHERE id = %s", (zone, made.id))
        if care is not None:
            await self.consent(made.id, care=care)
        return made.id

    async def consent(self, person: UUID, *, care: bool) -> None:
        async with self.services.database.transaction([self.hospital]) as tx:
            await record_person_consent(
                tx,
                self.hospital,
                person,
                {"care": care},
                "1",
                "desk",
                PROOF,
                "staff:test",
            )

    async def write(self, person: UUID | None, **change: Any) -> Delivery:
        given: dict[str, Any] = {
            "hospital_id": self.hospital, "key": f"k:{new_id()}", "purpose": "care", "template": "reminder",
            "person_id": person, "values": {"time": self.clock.now() + timedelta(days=1)}, **change,
        }  # fmt: skip
        async with self.services.database.transaction([self.hospital]) as tx:
            if person:
                await tx.lock(person)
            return await send(tx, self.services, Message(**given))

    async def deliver(self) -> None:
        """What is due leaves."""
        postman = self.services.get(Postman)
        await postman.look()
        await postman.idle()

    async def state(self, delivery: Delivery) -> Delivery:
        async with self.services.database.transaction([self.hospital]) as tx:
            found = await store.by_id(tx, self.hospital, delivery.id)
        assert found
        return found

    async def until(self, delivery: Delivery, state: str) -> None:
        async with asyncio.timeout(10):
            while (await self.state(delivery)).state != state:  # noqa: ASYNC110 (another task's database work)
                await asyncio.sleep(0.02)

    async def facts(self, subject: UUID) -> list[str]:
        async with self.services.database.transaction([self.hospital]) as tx:
            rows = await tx.tuples("SELECT kind FROM kit.facts WHERE subject = %s ORDER BY occurred_at, id", (subject,))
        return [row[0] for row in rows]


@pytest.fixture
async def office(database_url: str, tmp_path: Path) -> AsyncIterator[Office]:
    clock = SetClock(MORNING)
    async with open_services(Settings(home=tmp_path), database_url, clock) as services:
        gate_parts.start(services)
        parts.start(services)
        founded = await found(services, "east")
        made = Office(services, clock, founded, await operator(services, founded.group_id))
        async with over_http(made.unruly) as port, mail_server() as mail:
            made.mail = mail
            await made.set_up(port, mail)
            yield made
        await parts.stop(services)
