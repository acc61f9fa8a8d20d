"""Verification codes: six digits, ten minutes, five tries, asked for seldom. Whether anybody is known at an address is
never said: the answer is the same."""

import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil
from typing import Literal
from uuid import UUID

import msgspec

from bedside.channel import addresses
from bedside.channel.actions import send
from bedside.channel.model import Channel, Lang, Message
from bedside.channel.problems import CODE_OVER, CODES_OFTEN, NOT_SET_UP, WRONG_CODE
from bedside.channel.store import codes as store
from bedside.channel.store import settings as settings_store
from bedside.hospital.doorkeeper import fingerprint
from bedside.kit.ids import new_id
from bedside.kit.problems import Problem
from bedside.kit.services import Services
from bedside.people import contact

Kind = Literal["phone", "email"]
CHANNEL: dict[Kind, Channel] = {"phone": "sms", "email": "email"}
LASTS = timedelta(minutes=10)
TRIES = 5
PAUSE = timedelta(seconds=60)
DAY = timedelta(days=1)
PER_ADDRESS = ((PAUSE, 1), (timedelta(hours=1), 5), (DAY, 10))
PER_ASKER = ((timedelta(hours=1), 60), (DAY, 300))
"""A whole hospital's network may be one asker."""


class CodeSent(msgspec.Struct, frozen=True, kw_only=True):
    """`again_in`: seconds until another may be asked for."""

    expires_at: datetime
    again_in: int


async def kinds(services: Services, hospital_id: int) -> list[Kind]:
    """Where this hospital can send codes to."""
    async with services.database.transaction([hospital_id]) as tx:
        ready = (await settings_store.read(tx, hospital_id)).settings
    return [kind for kind, channel in CHANNEL.items() if getattr(ready, channel) is not None]


async def ask(services: Services, hospital_id: int, kind: Kind, address: str, lang: Lang, asker: str) -> CodeSent:
    """Make a code and send it there; earlier ones no longer count. `asker` is the network address.

    Raises Problem channel_not_set_up, bad_identifier or codes_too_often.
    """
    channel, asked_by = CHANNEL[kind], fingerprint(services, asker).encode()
    async with services.database.transaction([hospital_id]) as tx:
        ready = await settings_store.read(tx, hospital_id)
        if getattr(ready.settings, channel) is None:
            raise Problem(NOT_SET_UP)
        route = addresses.route(services, channel, address)
        assert route.hash
        # Both limits hold under many requests at once.
        await tx.lock(UUID(bytes=route.hash[:16]), UUID(bytes=asked_by[:16]))
        now = tx.clock.now()
        _limited(now, await store.asked_for(tx, hospital_id, route.hash, now - DAY), PER_ADDRESS)
        _limited(now, await store.asked_by(tx, hospital_id, asked_by, now - DAY), PER_ASKER)
        code, id = f"{secrets.randbelow(1_000_000):06d}", new_id()
        made = store.CodeRow(
            hospital_id=hospital_id, id=id, address_hash=route.hash, asker_hash=asked_by,
            code_hash=_hash(services, id, code), made_at=now, expires_at=now + LASTS,
        )  # fmt: skip
        await store.insert(tx, made)
        minutes = str(int(LASTS.total_seconds() // 60))
        message = Message(
            hospital_id=hospital_id, key=f"code:{id}", channel=channel, purpose="verification",
            template="verification_code", values={"code": code, "minutes": minutes}, address=address,
            expires_at=made.expires_at, lang=lang,
        )  # fmt: skip
        delivery = await send(tx, services, message)
    if delivery.state == "refused":
        raise Problem(CODES_OFTEN, retry_after=int(DAY.total_seconds()))
    return CodeSent(expires_at=made.expires_at, again_in=int(PAUSE.total_seconds()))


async def check(services: Services, hospital_id: int, kind: Kind, address: str, code: str) -> str:
    """The contact token (people.contact) of whoever has the newest code; it is used up.

    Raises Problem bad_identifier, wrong_code, or code_over when it expired, was used or was guessed at too often.
    """
    route = addresses.route(services, CHANNEL[kind], address)
    assert route.hash
    async with services.database.transaction([hospital_id]) as tx:
        await tx.lock(UUID(bytes=route.hash[:16]))
        now = tx.clock.now()
        found = await store.newest(tx, hospital_id, route.hash)
        if found is None or found.used_at or found.expires_at <= now or found.tries >= TRIES:
            raise Problem(CODE_OVER)
        right = hmac.compare_digest(found.code_hash, _hash(services, found.id, code.strip()))
        await store.tried(tx, hospital_id, found.id, now if right else None)
    if right:
        return contact.sign(services, hospital_id, kind, address, now)
    left = TRIES - found.tries - 1
    raise Problem(WRONG_CODE, left=left) if left else Problem(CODE_OVER)


async def forget_old(services: Services) -> int:
    """Codes are kept for as long as they count towards a limit; returns how many went."""
    before, gone = services.clock.now() - DAY, 0
    async with services.database.system() as tx:
        hospitals = await store.hospitals_with_codes(tx, before)
    for hospital_id in hospitals:
        async with services.database.transaction([hospital_id]) as tx:
            gone += await store.delete_before(tx, hospital_id, before)
    return gone


def _limited(now: datetime, asked: Sequence[datetime], limits: Sequence[tuple[timedelta, int]]) -> None:
    """Raise Problem codes_too_often when as many as a limit were asked for within its span. `asked`: newest first."""
    for span, most in limits:
        if len(asked) >= most and asked[most - 1] > now - span:
            wait = (asked[most - 1] + span - now).total_seconds()
            raise Problem(CODES_OFTEN, retry_after=max(1, ceil(wait)))


def _hash(services: Services, id: UUID, code: str) -> bytes:
    return hmac.digest(services.key("codes"), id.bytes + code.encode(), "sha256")
