"""The form for when the desk is closed: a question that waits in the queue, and how to answer it.

What may be an emergency is taken in without a way to answer: whoever is in danger is not sent back to fill in a form."""

import asyncio
from uuid import UUID

import msgspec

from bedside.conversation.actions.move import Actor
from bedside.conversation.actions.start import Origin, start
from bedside.conversation.desk import desk_of
from bedside.conversation.flags import Found, Unread, watch_of
from bedside.conversation.model import By, Lang
from bedside.conversation.problems import BAD_TEXT, CONTACT_NEEDED, NOT_STORED
from bedside.conversation.store.says import NewMessage, Stored
from bedside.conversation.text import MOST, clean
from bedside.conversation.writer import Saying
from bedside.kit.database import Transaction
from bedside.kit.problems import Problem
from bedside.kit.secret import Sealer
from bedside.kit.services import Services


class LeftMessage(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody left; `id` is the conversation's, made by the client."""

    id: UUID
    name: str
    contact: str
    text: str


LEAST_CONTACT = 3


async def read_left(services: Services, hospital_id: int, left: LeftMessage) -> Found | Unread | None:
    """The red flag in it, if there is one. Raises Problem CONTACT_NEEDED."""
    flag = await watch_of(services).read(hospital_id, left.id, left.id, left.text)
    if flag is None and len(left.contact) < LEAST_CONTACT:
        raise Problem(CONTACT_NEEDED)
    return flag


async def begin_left(
    services: Services,
    tx: Transaction,
    *,
    hospital_id: int,
    visitor: UUID,
    left: LeftMessage,
    lang: Lang,
    origin: Origin,
    health_consent: str,
) -> None:
    """Put the left message's conversation into the queue, inside the caller's transaction."""
    await start(
        services, tx, hospital_id=hospital_id, conversation=left.id, visitor=visitor, name=left.name, lang=lang,
        channel="offline", department=None, origin=origin, health_consent=health_consent,
        actor=Actor("visitor", visitor), contact=Sealer(services.key("contact")).seal(left.contact) if left.contact else None,
    )  # fmt: skip


async def say_left(
    services: Services, hospital_id: int, visitor: UUID, left: LeftMessage, flag: Found | Unread | None
) -> None:
    """Its text, as its first message (the conversation's id serves as the message's: a retry is no second one)."""
    told: asyncio.Future[Stored | None] = asyncio.get_running_loop().create_future()
    message = NewMessage(left.id, left.id, "text", "all", "visitor", visitor, None, left.text, None)

    def done(result: Stored | None) -> None:
        if not told.done():
            told.set_result(result)

    saying = Saying(message, By("visitor", visitor, left.name), visitor, done, flag=flag)
    if not desk_of(services).writer.say(hospital_id, saying):
        raise Problem(NOT_STORED)
    result = await told
    if result is None or result.state not in ("stored", "again"):
        raise Problem(NOT_STORED)


def checked(text: str) -> str:
    """Raises Problem BAD_TEXT."""
    try:
        return clean(text)
    except ValueError as error:
        raise Problem(BAD_TEXT, most=MOST) from error
