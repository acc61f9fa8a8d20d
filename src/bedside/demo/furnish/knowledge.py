"""Campaigns that run now, with what each promised, and canned replies."""

from datetime import timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bedside.demo.furnish.gated import kept
from bedside.demo.furnish.places import NEW, Place
from bedside.demo.furniture import load
from bedside.hospital.model import Viewer
from bedside.kit.services import Services
from bedside.knowledge import questions
from bedside.knowledge.actions import add_campaign, add_reply
from bedside.knowledge.model import Campaign, Reply


async def furnish_knowledge(services: Services, holder: Viewer, places: dict[str, Place]) -> None:
    for place in places.values():
        await _campaigns(services, holder, place)
        await _replies(services, holder, place)


async def _campaigns(services: Services, holder: Viewer, place: Place) -> None:
    # What was retired or has ended stays so: a campaign is told apart by its word for good.
    found = await questions.campaigns(services, holder, place.hospital_id, retired=True)
    known = {row.utm_campaign for row in found}
    today = services.clock.now().astimezone(ZoneInfo(load().group.timezone)).date()
    for given in load().campaigns:
        if given.campus == place.campus.key and given.utm_campaign not in known:
            campaign = Campaign(
                id=NEW, hospital_id=place.hospital_id, department_id=place.departments[given.department],
                name_zh=given.name.zh, name_en=given.name.en, starts_on=today - timedelta(days=given.began_days_ago),
                ends_on=today + timedelta(days=given.ends_in_days), utm_campaign=given.utm_campaign,
                landing=given.landing, promise_zh=given.promise.zh, promise_en=given.promise.en,
                content_class="institution",
            )  # fmt: skip
            await kept(services, holder, place.hospital_id, partial(add_campaign, services, holder, campaign))


async def _replies(services: Services, holder: Viewer, place: Place) -> None:
    found = await questions.replies(services, holder, place.hospital_id, retired=True)
    known = {row.shortcut for row in found}
    for given in load().replies:
        if given.key not in known:
            reply = Reply(
                id=NEW, hospital_id=place.hospital_id, shortcut=given.key, topic=given.topic,
                zh=given.zh, en=given.en,
            )  # fmt: skip
            await kept(services, holder, place.hospital_id, partial(add_reply, services, holder, reply, own=False))
