"""Campaigns that run now, with what each promised, and canned replies."""

from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from bedside.demo.furnish.entries import lead_of, put_up
from bedside.demo.furnish.places import Place
from bedside.demo.furniture import load
from bedside.hospital.model import Viewer
from bedside.kit.services import Services
from bedside.knowledge.entries import questions
from bedside.knowledge.entries.model import Body, Kind, Words

SOURCE = "示例咨询部用语集"


async def furnish_knowledge(
    services: Services, holder: Viewer, places: dict[str, Place], staff: dict[str, UUID]
) -> None:
    today = services.clock.now().astimezone(ZoneInfo(load().group.timezone)).date()
    for place in places.values():
        # What was retired or has ended stays so: each is told apart by its word for good.
        found = await questions.entries(services, holder, place.hospital_id, retired=True)
        known = {(row.kind, row.word) for row in found}
        lead = lead_of(holder, place, staff)
        for kind, body in [*_campaigns(place, lead.staff_id, today), *_replies(lead.staff_id, today)]:
            if (kind, body.word) not in known:
                await put_up(services, holder, lead, place, kind, body)


def _campaigns(place: Place, owner: UUID, today: date) -> list[tuple[Kind, Body]]:
    return [
        ("campaign", Body(
            title_zh=given.name.zh, title_en=given.name.en,
            parts={"answer": Words(zh=given.promise.zh, en=given.promise.en)}, source=SOURCE,
            content_class="institution", department_id=place.departments[given.department], owner_id=owner,
            review_on=today + timedelta(days=given.ends_in_days + 1), starts_on=today - timedelta(days=given.began_days_ago),
            ends_on=today + timedelta(days=given.ends_in_days), utm_campaign=given.utm_campaign, landing=given.landing,
        ))
        for given in load().campaigns
        if given.campus == place.campus.key
    ]  # fmt: skip


def _replies(owner: UUID, today: date) -> list[tuple[Kind, Body]]:
    return [
        ("reply", Body(
            title_zh=given.topic, parts={"answer": Words(zh=given.zh, en=given.en)}, source=SOURCE,
            content_class="answer", owner_id=owner, review_on=today + timedelta(days=365), shortcut=given.key,
        ))
        for given in load().replies
    ]  # fmt: skip
