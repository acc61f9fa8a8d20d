"""The daily digest for desk leads, by email: how many, which, and a link. No word of a single visitor leaves by mail."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bedside.channel.actions import send
from bedside.channel.model import Message
from bedside.channel.questions import sends
from bedside.hospital.cards import mailboxes, staff_cards
from bedside.hospital.questions.front import front
from bedside.hospital.rights import Right, rights_of
from bedside.kit.database import Transaction
from bedside.kit.problems import Lang
from bedside.kit.services import Services
from bedside.knowledge.asked import store
from bedside.knowledge.asked.questions import GroupRow, rows_of, worth_a_look

LEAVES, EXPIRES = time(8), time(20)
"""By the hospital's clock, the morning after; of no use the same evening."""
TOLD = 8
SEVERAL = 2
"""So many people asked it before its words stand in a mail; a person's own question stays on the page."""
LONGEST = 60


async def send_digest(services: Services, tx: Transaction, hospital_id: int, day: date) -> int:
    """Queue it to everybody who may look and wants it, once per day; returns to how many. Nothing asked, nothing sent."""
    counts = {each.day: each.questions for each in await store.days(tx, hospital_id, day)}
    place = await front(tx, hospital_id)
    zone = ZoneInfo(place.time_zone if place else "UTC")
    expires = _at(day + timedelta(days=1), EXPIRES, zone)
    if not counts.get(day) or expires <= tx.clock.now() or not await sends(tx, hospital_id, "email"):
        return 0
    counted = await store.tallies(tx, hospital_id, ["open"], day, day)
    tallies = {id: each for id, each in counted.items() if worth_a_look(each)}
    back = await store.tallies(tx, hospital_id, ["promoted", "dismissed"], day, day)
    first = sorted(tallies, key=lambda id: (-tallies[id].weight, id))[:TOLD]
    found = await store.groups(tx, hospital_id, first)
    refused = await store.digest_refused(tx, hospital_id)
    boxes, sent = await mailboxes(tx, hospital_id), 0
    for card in (await staff_cards(tx, hospital_id)).values():
        box = boxes.get(card.id)
        if box is None or card.id in refused or not _may_look(rights_of(card.roles)):
            continue
        rows = await rows_of(services, tx, hospital_id, [found[id] for id in first], tallies, box.lang)
        leaves = _at(day + timedelta(days=1), LEAVES, zone)
        await send(
            tx, services,
            Message(
                hospital_id=hospital_id, key=f"questions:{day}:{card.id}", purpose="duty", template="daily_questions",
                channel="email", address=box.email, lang=box.lang, due_at=leaves,
                expires_at=expires,
                values={
                    "day": {"zh": f"{day.month}月{day.day}日", "en": f"{day:%B} {day.day}"},
                    "questions": str(counts[day]),
                    "unanswered": str(sum(each.unanswered for each in tallies.values())),
                    "groups": str(len(tallies)),
                    "back": str(sum(each.back for each in back.values())),
                    "list": "\n".join(lines(rows, box.lang)),
                    "link": f"{services.settings.origin}/console/questions?hospital={hospital_id}",
                },
            ),
        )  # fmt: skip
        sent += 1
    return sent


def lines(rows: Sequence[GroupRow], lang: Lang) -> list[str]:
    """One line a group: how many, and what, if that tells of nobody; the others in one."""
    told = [f"- {called}{_counts(row, lang)}" for row in rows if (called := _called(row))]
    if own := len(rows) - len(told):
        told.append(
            f"- Questions of one visitor each: {own} (on the page)"
            if lang == "en"
            else f"- 只有一位访客问过的：{own} 组（内容见页面）"
        )
    return told


def _called(row: GroupRow) -> str:
    if row.name:
        return row.name
    return row.samples[0][:LONGEST] if row.samples and row.askers >= SEVERAL else ""


def _counts(row: GroupRow, lang: Lang) -> str:
    if lang == "en":
        return f" ({row.questions} asked, {row.unanswered} unanswered)"
    return f"（{row.questions} 次，{row.unanswered} 次无人答）"


def _may_look(rights: frozenset[Right]) -> bool:
    return {Right.MANAGE_KNOWLEDGE, Right.CONVERSE} <= rights


def _at(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, tzinfo=zone)
