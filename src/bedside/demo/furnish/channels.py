"""The hospital's accounts for SMS and email, at the demo's own gateway and mailbox, and who is called in an emergency."""

from typing import ClassVar

import msgspec

from bedside.channel import questions
from bedside.channel.managing import change_settings
from bedside.channel.model import ChannelSettings, EmailSettings, SmsSettings
from bedside.conversation.actions import flag_settings
from bedside.demo.furnish.places import Place
from bedside.demo.furniture import load
from bedside.hospital.model import Viewer
from bedside.kit.services import Services

HERE = "127.0.0.1"
ON_CALL_PHONE = "10000000120"


class PostOffice(msgspec.Struct, frozen=True):
    """On which ports of this machine the demo's gateway and mailbox listen; its hospital system is beside the gateway."""

    sms: int
    mail: int
    HIS: ClassVar[str] = "/his"

    @property
    def url(self) -> str:
        return f"http://{HERE}:{self.sms}"

    @property
    def his(self) -> str:
        return self.url + self.HIS


def gateway_key(services: Services, hospital_id: int) -> str:
    """The account at the demo gateway; it follows from the installation's secret, as everything secret here does."""
    return services.key(f"demo sms gateway {hospital_id}").hex()


def accounts(services: Services, places: dict[str, Place], server: str) -> dict[str, str]:
    """What the gateway knows: each hospital's key, and where it tells that one its news. `server`: an origin."""
    ids = [place.hospital_id for place in places.values()]
    return {gateway_key(services, each): f"{server}/hooks/sms/{each}" for each in ids}


async def furnish_channels(services: Services, holder: Viewer, places: dict[str, Place], office: PostOffice) -> None:
    """Set up what was never set up; what points at the demo's own gateway follows it to another port."""
    for place in places.values():
        now = await questions.settings(services, holder, place.hospital_id)
        wanted = ChannelSettings(
            email=EmailSettings(
                host=HERE, port=office.mail, security="none", sender=f"noreply@{place.campus.code}.example",
                sender_name=place.campus.name.zh,
            ),
            sms=SmsSettings(url=f"{office.url}/send", signature=load().group.name.zh),
        )  # fmt: skip
        if now.settings != wanted and (now.version == 0 or _ours(now.settings)):
            key = gateway_key(services, place.hospital_id)
            await change_settings(
                services, holder, place.hospital_id, wanted, version=now.version, smtp_password="", sms_key=key
            )
        flags = await flag_settings.read(services, holder, place.hospital_id)
        if flags.rev == 0:
            await flag_settings.save(
                services, holder, place.hospital_id, timer_seconds=flags.timer_seconds, phone=ON_CALL_PHONE,
                email=f"on-call@{place.campus.code}.example", words=[], rev=0,
            )  # fmt: skip


def _ours(settings: ChannelSettings) -> bool:
    return bool(settings.sms and settings.sms.url.startswith(f"http://{HERE}:"))
