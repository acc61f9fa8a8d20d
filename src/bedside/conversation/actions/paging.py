"""Reaches whoever is on call for emergencies, when nobody at the desk does."""

from bedside.channel.actions import send
from bedside.channel.model import Channel, Message
from bedside.conversation import first_aid
from bedside.conversation.actions.move import Move
from bedside.conversation.model import Flag
from bedside.conversation.store import desk, flags
from bedside.kit.database import Transaction
from bedside.kit.secret import Sealer
from bedside.kit.services import Services


def sealer(services: Services) -> Sealer:
    return Sealer(services.key("on call"))


async def page_on_call(services: Services, move: Move, flag: Flag, *, only_if_nobody: bool) -> None:
    """Queue a text message and an email in the caller's transaction, once per case and level. Says what and where, not who."""
    if only_if_nobody and await _somebody_online(move.tx):
        return
    known = await flags.settings(move.tx, flag.hospital)
    ways: list[tuple[Channel, bytes | None]] = [("sms", known.on_call_phone), ("email", known.on_call_email)]
    text = first_aid.of(flag.type)
    for channel, sealed in ways:
        if sealed is None:
            continue
        await send(
            move.tx,
            services,
            Message(
                hospital_id=flag.hospital, key=f"red_flag:{flag.id}:{flag.type}:{flag.level}:{channel}", purpose="duty",
                template="red_flag", channel=channel, address=sealer(services).open(sealed),
                values={
                    "what": {"zh": text.name_zh, "en": text.name_en},
                    "time": flag.raised_at,
                    "link": f"{services.settings.origin}/desk/{flag.conversation}",
                },
                asked=True, lang="zh",
            ),
        )  # fmt: skip


async def _somebody_online(tx: Transaction) -> bool:
    return any(each.status == "online" for each in await desk.presences(tx))
