"""A message is written once, when it is queued: in the recipient's language, with why it came and how to stop it."""

import re
from uuid import UUID

import msgspec

from bedside.channel import stopping, templates
from bedside.channel.model import Channel, Content, Lang, Message
from bedside.channel.store import settings as store
from bedside.gate import hours
from bedside.hospital.questions.front import front
from bedside.kit.database import Transaction
from bedside.kit.secret import Sealer
from bedside.kit.services import Services
from bedside.people import questions as people


def sealer(services: Services) -> Sealer:
    return Sealer(services.key("message content"))


def opened(services: Services, sealed: bytes) -> Content:
    return msgspec.json.decode(sealer(services).open(sealed), type=Content)


def sealed(services: Services, content: Content) -> bytes:
    return sealer(services).seal(msgspec.json.encode(content).decode())


async def lang_of(tx: Transaction, services: Services, message: Message) -> Lang:
    if message.lang:
        return message.lang
    if message.person_id:
        person = await people.person(tx, services, message.hospital_id, message.person_id)
        if person:
            return person.lang
    if message.visitor_id:
        visitor = await people.visitor(tx, message.hospital_id, message.visitor_id)
        return "en" if visitor and visitor.lang == "en" else "zh"
    return "zh"


async def write(
    tx: Transaction, services: Services, message: Message, id: UUID, channel: Channel, lang: Lang
) -> Content:
    """Raises ValueError for a message that does not exist, or that lacks a value it cannot do without."""
    place = await front(tx, message.hospital_id)
    ready = await store.read(tx, message.hospital_id)
    template = templates.one_in_use(
        message.template, channel, await store.words(tx, message.hospital_id, message.template)
    )
    where = hours.zone(place.time_zone if place else "")
    given = {name: templates.said(value, lang, where) for name, value in message.values.items()}
    values = given | {
        "hospital": (place.name_en if lang == "en" else place.name_zh) if place else "",
        "phone": place.phone if place else "",
    }
    text, link = _tidy(templates.fill(template.text(lang), values)), ""
    ending = templates.ending(channel, message.purpose)
    if ending and (channel != "web" or message.person_id):
        link = stopping.link(services, message.hospital_id, id)
        replies = channel == "sms" and ready.settings.sms is not None and ready.settings.sms.replies
        why = templates.fill(ending.says(lang, replies=replies), values | {"stop": link})
        # A blank keeps what follows from becoming part of a link.
        text += why if why.startswith("\n") or text.endswith("。") else f" {why}"
    return Content(
        text=text,
        subject=templates.fill(template.subject(lang), values) if channel == "email" else "",
        values={name: values[name] for name in template.variables if name in values},
        given=given,
        attachments=list(message.attachments),
        stop_link=link,
        said=templates.spoken(template, lang, values),
    )


def _tidy(text: str) -> str:
    return _GAP.sub("\n\n", text).strip()


_GAP = re.compile(r"\n{3,}")
