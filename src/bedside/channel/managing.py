"""What staff set up: a hospital's accounts for email and SMS, and its own words."""

from urllib.parse import urlsplit

import msgspec

from bedside.channel import templates
from bedside.channel.actions import send
from bedside.channel.model import Channel, ChannelSettings, Delivery, Message, Secrets, Template
from bedside.channel.problems import BAD_TEMPLATE
from bedside.channel.store import settings as store
from bedside.channel.store.settings import Stored
from bedside.gate.claims.gate import refuse
from bedside.hospital.actions.audit import record
from bedside.hospital.facts import PlaceChanged, place
from bedside.hospital.model import Viewer
from bedside.hospital.rights import Right
from bedside.kit.database import Transaction
from bedside.kit.ids import new_id
from bedside.kit.problems import CONFLICT, INVALID, NOT_FOUND, Problem
from bedside.kit.secret import Sealer
from bedside.kit.services import Services


def secrets_of(services: Services, stored: Stored) -> Secrets:
    if stored.secrets_sealed is None:
        return Secrets()
    return msgspec.json.decode(_sealer(services).open(stored.secrets_sealed), type=Secrets)


async def change_settings(
    services: Services, viewer: Viewer, hospital_id: int, given: ChannelSettings, *, version: int,
    smtp_password: str | None, sms_key: str | None,
) -> None:  # fmt: skip
    """A secret that is None stays as it is, unless its server changes: then it must be given again, so that nobody can
    have it sent elsewhere. Raises Problem refused, invalid or conflict."""
    viewer.require(Right.MANAGE_CHANNELS, hospital_id)
    try:
        _gateway(given)
    except ValueError as error:
        raise Problem(INVALID, what="sms.url") from error
    async with services.database.transaction([hospital_id]) as tx:
        await tx.lock(place(hospital_id))
        stored = await store.read(tx, hospital_id)
        if stored.version != version:
            raise Problem(CONFLICT, what="channel-settings")
        held, before = secrets_of(services, stored), stored.settings
        if smtp_password is None and held.smtp_password and _mail_server(before) != _mail_server(given):
            raise Problem(INVALID, what="smtp_password")
        if sms_key is None and held.sms_key and _gateway(before) != _gateway(given):
            raise Problem(INVALID, what="sms_key")
        kept = Secrets(
            smtp_password=held.smtp_password if smtp_password is None else smtp_password,
            sms_key=held.sms_key if sms_key is None else sms_key,
        )
        sealed = _sealer(services).seal(msgspec.json.encode(kept).decode())
        if not await store.write(tx, hospital_id, given, sealed, version, viewer.actor):
            raise Problem(CONFLICT, what="channel-settings")
        await _changed(tx, viewer, hospital_id, "channels_changed", f"hospital:{hospital_id}")


async def send_test(services: Services, viewer: Viewer, hospital_id: int, channel: Channel, address: str) -> Delivery:
    """A test message to an address of one's own, on the way that all messages take. Raises Problem refused."""
    viewer.require(Right.MANAGE_CHANNELS, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        made = await send(
            tx,
            services,
            Message(
                hospital_id=hospital_id, key=f"test:{new_id()}", channel=channel, purpose="verification",
                template="test", values={"time": tx.clock.now()}, address=address, lang=viewer.lang,
            ),
        )  # fmt: skip
        await record(tx, viewer, hospital_id, "channel_tested", f"delivery:{made.id}", detail={"channel": channel})
    return made


async def change_words(services: Services, viewer: Viewer, hospital_id: int, given: Template) -> None:
    """A hospital's own words for a message; the shipped ones again when all are empty.

    Raises Problem refused, not_found, bad_template, claims_blocked, or conflict when somebody else changed them first.
    """
    viewer.require(Right.MANAGE_CHANNELS, hospital_id)
    shipped = templates.shipped().get((given.code, given.channel))
    if shipped is None:
        raise Problem(NOT_FOUND)
    whole = msgspec.structs.replace(given, variables=shipped.variables)
    back = not any((given.zh, given.en, given.subject_zh, given.subject_en))
    if not back and (trouble := templates.wrong(whole)):
        raise Problem(BAD_TEMPLATE, what=trouble)
    await refuse(services, hospital_id, given.subject_zh, given.zh, given.subject_en, given.en)
    async with services.database.transaction([hospital_id]) as tx:
        await tx.lock(place(hospital_id))
        if back:
            done = await store.drop_words(tx, hospital_id, given.code, given.channel, given.rev)
        else:
            done = await store.write_words(tx, hospital_id, whole, viewer.actor)
        if not done:
            raise Problem(CONFLICT, what=given.code)
        await _changed(tx, viewer, hospital_id, "template_changed", f"template:{given.code}.{given.channel}")


def _mail_server(settings: ChannelSettings) -> tuple[str, int] | None:
    return (settings.email.host, settings.email.port) if settings.email else None


def _gateway(settings: ChannelSettings) -> tuple[str, str, int | None] | None:
    """Raises ValueError for an address that is none."""
    if settings.sms is None:
        return None
    url = urlsplit(settings.sms.url)
    if not url.hostname or url.username or url.password:
        raise ValueError(url.scheme)
    return url.scheme, url.hostname, url.port


def _sealer(services: Services) -> Sealer:
    return Sealer(services.key("channel settings"))


async def _changed(tx: Transaction, viewer: Viewer, hospital_id: int, action: str, object: str) -> None:
    tx.announce(hospital_id, place(hospital_id), PlaceChanged(what="channels"), actor=viewer.actor)
    await record(tx, viewer, hospital_id, action, object)
