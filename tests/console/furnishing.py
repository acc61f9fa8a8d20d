"""Real things of a hospital for every path parameter: made when first asked for, theirs who asks where a thing is somebody's."""

import re
from typing import Any, LiteralString
from uuid import UUID

import httpx

from bedside.appointment.actions.holding import Hold
from bedside.conversation.actions.move import Actor
from bedside.conversation.actions.start import Origin, start
from bedside.hospital.actions.setup import operator
from bedside.hospital.rights import Role
from bedside.kit.ids import new_id
from bedside.kit.secret import Sealer
from bedside.kit.services import Services
from bedside.people.identifiers import sealer
from tests.appointment.clinic import Clinic
from tests.console.bodies import Bodies
from tests.hospital.support import Founded, hire
from tests.visit.conftest import tracked

MADE_AT = {
    "department_id": "/v1/departments", "skill_id": "/v1/skills", "service_id": "/v1/services", "doctor_id": "/v1/doctors",
    "rule_id": "/v1/invitation-rules", "entry_id": "/v1/knowledge",
}  # fmt: skip
"""Things that their own endpoint makes out of nothing but a body."""

ROWS: dict[str, LiteralString] = {
    "reply_id": """INSERT INTO knowledge.replies (hospital_id, id, owner_id, shortcut, zh, en)
        VALUES (%(h)s, %(id)s, %(asker)s, %(id)s::text, '您好', '')""",
    "said": """INSERT INTO conversation.entries (hospital_id, conversation_id, seq, id, kind, audience, at, by_kind, by_id, text)
        VALUES (%(h)s, %(conversation)s, 1000, %(id)s, 'text', 'all', now(), 'staff', %(colleague)s, '您好')""",
    "opening_id": """INSERT INTO hospital.openings (hospital_id, id, staff_id, subject, kind, reason, opened_at, expires_at)
        VALUES (%(h)s, %(id)s, %(colleague)s, %(person_id)s, 'break_glass', '核对', now(), now() + interval '1 hour')""",
    "own_opening": """INSERT INTO hospital.openings (hospital_id, id, staff_id, subject, kind, reason, opened_at, expires_at)
        VALUES (%(h)s, %(id)s, %(asker)s, %(person_id)s, 'outside_work', '核对', now(), now() + interval '1 hour')""",
    "shift_id": """INSERT INTO hospital.shifts (hospital_id, id, hospitals, staff_id, starts_at, ends_at)
        VALUES (%(h)s, %(id)s, ARRAY[%(h)s::int], %(asker)s, now() + interval '9 days', now() + interval '9 days 4 hours')""",
    "swap_id": """INSERT INTO hospital.swaps (hospital_id, id, asker, colleague, gives, state, asked_at)
        VALUES (%(h)s, %(id)s, %(asker)s, %(asker)s, %(shift_id)s, 'asked', now())""",
    "handover_id": """INSERT INTO hospital.handovers (hospital_id, id, giver, receiver, notes, made_at)
        VALUES (%(h)s, %(id)s, %(colleague)s, %(asker)s, '', now())""",
    "use": """INSERT INTO conversation.assistant_uses (hospital_id, id, conversation_id, staff_id, purpose, at, host, model,
            prompts, tokens_in, tokens_out, hidden)
        VALUES (%(h)s, %(id)s, %(conversation)s, %(asker)s, 'draft', now(), 'x', 'x', 'x', 1, 1, 0)""",
    "flag": """INSERT INTO conversation.flags (hospital_id, id, conversation_id, visitor_id, type, confidence, version, raised_at)
        VALUES (%(h)s, %(id)s, %(conversation)s, %(visitor)s, 'chest_pain', 1, 'x', now())""",
    "follow_up_id": """INSERT INTO conversation.follow_ups (hospital_id, id, conversation_id, staff_id, due_at, note, made_at)
        VALUES (%(h)s, %(id)s, %(conversation)s, %(asker)s, now() + interval '1 day', '', now())""",
    "practice": """INSERT INTO conversation.practice (hospital_id, id, staff_id, persona, lang, seed, version, begun_at)
        VALUES (%(h)s, %(id)s, %(asker)s, 'knee-teacher', 'zh', 1, 'x', now())""",
    "care": """INSERT INTO conversation.care (hospital_id, id, staff_id, reason, offered_at)
        VALUES (%(h)s, %(id)s, %(asker)s, 'angry', now())""",
    "colleagues_care": """INSERT INTO conversation.care (hospital_id, id, staff_id, reason, offered_at)
        VALUES (%(h)s, %(id)s, %(colleague)s, 'angry', now())""",
    "review": """INSERT INTO conversation.reviews (hospital_id, id, conversation_id, second, staff_id, sample, seed, drawn_at,
            drawn_by)
        VALUES (%(h)s, %(id)s, %(conversation)s, false, %(colleague)s, %(id)s, 'x', now(), %(colleague)s)""",
    "own_review": """INSERT INTO conversation.reviews (hospital_id, id, conversation_id, second, staff_id, sample, seed,
            drawn_at, drawn_by, reviewer_id, done_at)
        VALUES (%(h)s, %(id)s, %(talk)s, false, %(asker)s, %(id)s, 'x', now(), %(colleague)s, %(colleague)s, now())""",
    "appealed": """WITH reviewed AS (
            INSERT INTO conversation.reviews (hospital_id, id, conversation_id, second, staff_id, sample, seed, drawn_at, drawn_by,
                reviewer_id, done_at)
            VALUES (%(h)s, %(id)s, %(conversation)s, false, %(colleague)s, %(id)s, 'x', now(), %(colleague)s, %(visitor)s, now()))
        INSERT INTO conversation.appeals (hospital_id, review_id, staff_id, reason, made_at)
        VALUES (%(h)s, %(id)s, %(colleague)s, '核对', now())""",
    "questions_id": """WITH asked AS (
            INSERT INTO knowledge.asked (hospital_id, id, conversation_id, group_id, day, why, visitor_id, at)
            VALUES (%(h)s, %(id)s, %(conversation)s, %(id)s, current_date, '{unanswered}', %(visitor)s, now()))
        INSERT INTO knowledge.groups (hospital_id, id, day) VALUES (%(h)s, %(id)s, current_date)""",
    "other_questions": "INSERT INTO knowledge.groups (hospital_id, id, day) VALUES (%(h)s, %(id)s, current_date)",
    "offer_id": """INSERT INTO appointment.offers (hospital_id, id, wait_id, person_id, appointment_id, slot_id, expires_at,
            made_at)
        VALUES (%(h)s, %(id)s, %(wait_id)s, %(person_id)s, %(offered)s, %(slot)s, now() + interval '1 hour', now())
        ON CONFLICT (hospital_id, wait_id, slot_id) DO UPDATE SET id = excluded.id""",  # the served hospital may be quicker
    "duplicate_id": """INSERT INTO people.duplicates (hospital_id, id, a, b, score, reasons, found_at)
        VALUES (%(h)s, %(id)s, least(%(person_id)s::uuid, %(relative)s::uuid),
                greatest(%(person_id)s::uuid, %(relative)s::uuid), 1, '{name}', now())""",
    "merge_id": """INSERT INTO people.merges (hospital_id, id, kept, gone, reason, merged_at, merged_by)
        VALUES (%(h)s, %(id)s, %(person_id)s, %(relative)s, '核对', now(), 'system:test')""",
    "request_id": """INSERT INTO people.requests (hospital_id, id, person_id, kind, asked_at, asked_by, due_at)
        VALUES (%(h)s, %(id)s, %(person_id)s, 'export', now(), 'system:test', now() + interval '9 days')""",
    "answered_request": """INSERT INTO people.requests (hospital_id, id, person_id, kind, state, asked_at, asked_by, due_at,
            answered_at, answered_by)
        VALUES (%(h)s, %(id)s, %(person_id)s, 'export', 'done', now(), 'system:test', now(), now(), 'system:test')""",
    "stop_id": """INSERT INTO gate.stops (hospital_id, id, person_id, channel, purpose, source, since, made_by)
        VALUES (%(h)s, %(id)s, %(person_id)s, 'sms', 'marketing', 'staff', now(), 'system:test')""",
    "release_id": """INSERT INTO gate.claim_releases (hospital_id, id, text, digest, rules, asked_at)
        VALUES (%(h)s, %(id)s, '包治', uuid_send(%(id)s::uuid), '{L01.effect}', now())""",
    "delivery_id": """INSERT INTO channel.deliveries (hospital_id, id, key, person_id, channel, purpose, template, lang, state,
            made_at, due_at, error)
        VALUES (%(h)s, %(id)s, %(id)s::text, %(person_id)s, 'sms', 'care', 'x', 'zh', 'deferred', now(),
                now() + interval '1 day', 'claims')""",
    "incoming_id": """INSERT INTO channel.incoming (hospital_id, id, channel, provider_id, masked, text_sealed, means,
            received_at, person_id, state)
        VALUES (%(h)s, %(id)s, 'sms', %(id)s::text, '138****', %(sealed_text)s, 'text', now(), %(person_id)s, 'open')""",
    "connection_id": """INSERT INTO appointment.his_connections (hospital_id, id, name, settings, enabled, mirror_at, reconcile_at)
        VALUES (%(h)s, %(id)s, %(id)s::text, '{"url": "http://127.0.0.1:9"}', false, now(), now())""",
    "difference_id": """INSERT INTO appointment.differences (hospital_id, id, connection_id, kind, about, found_at, seen_at)
        VALUES (%(h)s, %(id)s, %(connection_id)s, 'unclear', %(id)s::text, now(), now())""",
    "block": """INSERT INTO conversation.blocks (hospital_id, visitor_id, reason, blocked_by, blocked_at)
        VALUES (%(h)s, %(visitor)s, '核对', %(colleague)s, now())""",
    "contact": """UPDATE conversation.conversations SET contact = %(sealed_contact)s
        WHERE hospital_id = %(h)s AND id = %(conversation)s""",
    "promise": """INSERT INTO conversation.promises (hospital_id, conversation_id, seq, begins, ends)
        VALUES (%(h)s, %(conversation)s, 1, 1, 2)""",
    "tie": """INSERT INTO people.households (hospital_id, person_id, other_id, relation, made_at, made_by)
        VALUES (%(h)s, %(person_id)s, %(relative)s, 'spouse', now(), 'system:test')""",
}  # fmt: skip
_ASKS = re.compile(r"%\((\w+)\)s")


def _theirs() -> set[str]:
    """Names of things that belong to who asks, or are made from such a one."""
    found = {"asker", "held", "token", "talk"}
    while more := {name for name, sql in ROWS.items() if found & set(_ASKS.findall(sql))} - found:
        found |= more
    return found


THEIRS = _theirs()


class Furniture:
    """What one hospital has for a test of one endpoint."""

    def __init__(
        self, services: Services, founded: Founded, hospital: int, schema: Any, anybody: httpx.AsyncClient
    ) -> None:
        self.services = services
        self.hospital = hospital
        self._founded = founded
        self._schema = schema
        self._anybody = anybody
        self._clinic: Clinic | None = None
        self._lasting: dict[str, Any] = {
            "h": hospital, "hospital": hospital, "hospital_id": hospital, "group_id": founded.group_id,
            "key": f"site-{hospital}",
        }  # fmt: skip
        self._made: dict[str, Any] = {}
        self.ids: set[str] = set()
        """Of all that was ever made here."""

    def asked_by(self, asker: UUID) -> None:
        """Who asks next: what was somebody's is made anew for them."""
        self._made = {name: value for name, value in self._made.items() if name not in THEIRS} | {"asker": asker}

    def used_up(self) -> None:
        """What was made so far is not what it was; the next asker gets new things."""
        self._made = {}

    async def get(self, name: str) -> Any:
        """Raises LookupError when nothing here makes it."""
        for kept in (self._lasting, self._made):
            if name in kept:
                return kept[name]
        kept = self._lasting if name == "colleague" else self._made
        kept[name] = await self._make(name)
        if isinstance(kept[name], UUID):
            self.ids.add(str(kept[name]))
        return kept[name]

    async def _make(self, name: str) -> Any:
        if name in MADE_AT:
            return await self._through(MADE_AT[name])
        if name in ROWS:
            given: dict[str, Any] = {"id": new_id()}
            for asked in _ASKS.findall(ROWS[name]):
                if asked not in given:
                    given[asked] = await self.get(asked)
            async with self.services.database.transaction([self.hospital]) as tx:
                await tx.run(ROWS[name], given)
            return given["id"]
        make = getattr(self, f"_{name}", None)
        if make is None:
            raise LookupError(name)
        return await make()

    async def _through(self, path: str) -> UUID:
        """Its own endpoint, as somebody who may."""
        body = next(iter(self._schema["paths"][path]["post"]["requestBody"]["content"].values()))["schema"]
        known = {
            "hospital": self.hospital, "hospital_id": self.hospital, "zh": "您好", "en": "Hello", "key": f"k{new_id().hex[-8:]}",
            "code": f"c{new_id().hex[-8:]}",
        }  # fmt: skip
        answer = await self._anybody.post(path, json=Bodies(self._schema["components"]["schemas"], known).make(body))
        return UUID(answer.raise_for_status().json()["id"])

    async def _staff_id(self) -> UUID:
        roles = {self.hospital: [Role.CONSULTANT]}
        return (await hire(self.services, self._founded, f"v{new_id().hex[-9:]}", roles)).id

    _colleague = _staff_id

    async def _visitor(self) -> UUID:
        return await tracked(self.services, self.hospital)

    async def _visitor_id(self) -> UUID:
        return await self.get("visitor")

    async def _conversation(self) -> UUID:
        return await self._talking(await self.get("visitor"))

    async def _talk(self) -> UUID:
        return await self._talking(await self._visitor())

    async def _talking(self, visitor: UUID) -> UUID:
        async with self.services.database.transaction([self.hospital]) as tx:
            await tx.lock(visitor)
            fact = await start(
                self.services, tx, hospital_id=self.hospital, conversation=new_id(), visitor=visitor, name="", lang="zh",
                channel="web", department=None, origin=Origin(), health_consent="1", actor=Actor("visitor", visitor),
            )  # fmt: skip
        return fact.id

    async def clinic(self) -> Clinic:
        if self._clinic is None:
            viewer = await operator(self.services, self._founded.group_id)
            self._clinic = Clinic(self.services, self.services.clock, self.hospital, viewer)
            await self._clinic.furnish(1)
            await self._clinic.schedule(*(self._clinic.line(weekday, seats=100) for weekday in range(1, 8)))
        return self._clinic

    async def _person_id(self) -> UUID:
        return await (await self.clinic()).person()

    _relative = _person_id

    async def _identifier_id(self) -> UUID:
        person = await self.get("person_id")
        async with self.services.database.transaction([self.hospital]) as tx:
            return await tx.value("SELECT id FROM people.identifiers WHERE person_id = %s", (person,))

    async def _other_id(self) -> UUID:
        await self.get("tie")
        return await self.get("relative")

    async def _doctor(self) -> UUID:
        return (await self.clinic()).doctors[0]

    async def _slot(self) -> UUID:
        return (await (await self.clinic()).slots())[0].id

    async def _other_slot(self) -> UUID:
        return (await (await self.clinic()).slots())[1].id

    async def _appointment_id(self) -> UUID:
        clinic = await self.clinic()
        return (await clinic.book((await clinic.slots())[0], await self.get("person_id"))).id

    async def _hold(self, actor: str) -> Hold:
        clinic = await self.clinic()
        return await clinic.hold((await clinic.slots())[0], actor)

    async def _held(self) -> UUID:
        held = await self._hold(f"staff:{await self.get('asker')}")
        self._made["token"] = held.token
        return held.appointment.id

    async def _offered(self) -> UUID:
        return (await self._hold("system:test")).appointment.id

    async def _token(self) -> str:
        await self.get("held")
        return self._made["token"]

    async def _wait_id(self) -> UUID:
        return (await (await self.clinic()).wait(await self.get("person_id"))).id

    async def _sealed_text(self) -> bytes:
        return sealer(self.services).seal("我明天晚到")

    async def _sealed_contact(self) -> bytes:
        return Sealer(self.services.key("contact")).seal("13900000000")
