"""Reaches whoever is on call for emergencies, when nobody at the desk does."""

from datetime import datetime

from bedside.channel.actions import send
from bedside.channel.model import Channel, Message
from bedside.conversation import first_aid
from bedside.conversation.actions.move import Move
from bedside.conversation.model import Flag
from bedside.conversation.store import desk, flags
from bedside.kit.database import Transaction
from bedside.kit.secret import Sealer
from bedside.kit.services import Services

UNREAD = {
    "zh": "有消息未能自动检查是否为急症",
    "en": "a message that could not be checked for emergencies",
}


def sealer(services: Services) -> Sealer:
    return Sealer(services.key("on call"))


async def page_on_call(services: Services, move: Move, flag: Flag, *, only_if_nobody: bool) -> None:
    """Queue a text message and an email in the caller's transaction, once per case and level, and tell the thread which, or that
    nobody can be reached. Says what and where, not who."""
    if only_if_nobody and await _somebody_online(move.tx):
        return
    text = first_aid.of(flag.type)
    what = {"zh": text.name_zh, "en": text.name_en}
    ways = await _page(services, move, f"red_flag:{flag.id}:{flag.type}:{flag.level}", what, flag.raised_at)
    await move.tell("red_flag_paged", "staff", flag=str(flag.id), ways=ways)


async def page_of_unread(services: Services, move: Move) -> None:
    """The same where a message could not be read for red flags and nobody is at the desk to read it: once an hour."""
    if not await _somebody_online(move.tx):
        await _page(services, move, f"red_flag:unread:{move.key[0]}:{move.at:%Y%m%d%H}", UNREAD, move.at)


async def _page(services: Services, move: Move, key: str, what: dict[str, str], since: datetime) -> list[Channel]:
    """The ways that a message takes."""
    hospital_id, conversation = move.key
    known = await flags.settings(move.tx, hospital_id)
    ways: list[tuple[Channel, bytes | None]] = [("sms", known.on_call_phone), ("email", known.on_call_email)]
    taken: list[Channel] = []
    for channel, sealed in ways:
        if sealed is None:
            continue
        made = await send(
            move.tx,
            services,
            Message(
                hospital_id=hospital_id, key=f"{key}:{channel}", purpose="duty",
                template="red_flag", channel=channel, address=sealer(services).open(sealed),
                values={
                    "what": what,
                    "time": since,
                    "link": f"{services.settings.origin}/console/desk/{conversation}",
                },
                asked=True, lang="zh",
            ),
        )  # fmt: skip
        if made.state in ("queued", "deferred"):
            taken.append(channel)
    return taken


async def _somebody_online(tx: Transaction) -> bool:
    return any(each.status == "online" for each in await desk.presences(tx))
