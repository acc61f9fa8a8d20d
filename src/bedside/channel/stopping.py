"""The way to stop that stands in every automated message: a signed link, one click (rules L12, L13)."""

from uuid import UUID

import msgspec

from bedside.channel.store import deliveries as store
from bedside.gate.actions import stop_contact
from bedside.gate.model import Channel, Purpose
from bedside.kit.problems import NOT_FOUND, Problem
from bedside.kit.secret import Signer
from bedside.kit.services import Services


class StopToken(msgspec.Struct, frozen=True, array_like=True):
    hospital_id: int
    delivery: UUID


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a link stops."""

    channel: Channel
    purpose: Purpose
    masked: str
    lang: str


def link(services: Services, hospital_id: int, delivery: UUID) -> str:
    return f"{services.settings.origin}/stop/{_signer(services).sign(StopToken(hospital_id, delivery))}"


async def asked(services: Services, text: str) -> Asked:
    """What the link would stop. Raises Problem not_found for one that is not ours."""
    token = _read(services, text)
    async with services.database.transaction([token.hospital_id]) as tx:
        target = await store.stored(tx, token.hospital_id, token.delivery)
    if target is None:
        raise Problem(NOT_FOUND)
    return Asked(channel=target.channel, purpose=target.purpose, masked=target.masked, lang=target.lang)


async def stop(services: Services, text: str, *, everything: bool) -> Asked:
    """Stop this purpose, or all, at the address to which the message went; the web's notes by person. Again is the same.

    Raises Problem not_found for a link that is not ours.
    """
    token = _read(services, text)
    async with services.database.transaction([token.hospital_id]) as tx:
        target = await store.stored(tx, token.hospital_id, token.delivery)
        if target is None:
            raise Problem(NOT_FOUND)
        person = target.person_id if target.address_hash is None else None
        if person or target.address_hash:  # else they are forgotten, and nothing is written to them any more
            if person:
                await tx.lock(person)
            await stop_contact(
                tx, token.hospital_id, person_id=person, address_hash=target.address_hash, masked=target.masked,
                channel=target.channel,
                # A call to duty carries no link to stop it; one that is forged stops what it may.
                purpose="all" if everything or target.purpose == "duty" else target.purpose, source="link",
                actor="system:channel",
            )  # fmt: skip
    return Asked(channel=target.channel, purpose=target.purpose, masked=target.masked, lang=target.lang)


def _read(services: Services, text: str) -> StopToken:
    token = _signer(services).read(text, StopToken)
    if token is None:
        raise Problem(NOT_FOUND)
    return token


def _signer(services: Services) -> Signer:
    return Signer(services.key("stop"))
