"""The questions of the last days are read, put together with what is known of before, and kept: ids, no words."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import msgspec

from bedside.hospital.questions.catalogue import catalogue
from bedside.kit.database import Transaction
from bedside.kit.ids import new_id
from bedside.kit.services import Services
from bedside.knowledge.asked import store
from bedside.knowledge.asked.clusters import gathered
from bedside.knowledge.asked.meaning import Reader
from bedside.knowledge.asked.model import UNANSWERED, Asked, Day, Spotted
from bedside.knowledge.asked.spotting import spotted
from bedside.knowledge.asked.store import Example, Kept
from bedside.knowledge.entries import store as entries
from bedside.knowledge.entries.model import SUBJECTS
from bedside.knowledge.search.keeper import Keeper
from bedside.knowledge.search.nearest import Nearest
from bedside.knowledge.search.words import RUNS
from bedside.knowledge.talks import Talk, Talks
from bedside.knowledge.uses.actions import settle
from bedside.people import questions as people

LOOKS_BACK = 7
"""Days: what is asked once a day comes back all the same, and a rating may come late."""
MOST = 10_000
"""Newest questions that are put together at once; a day may have half as many."""
EXAMPLES = 5
KNOWN_FOR = timedelta(days=60)
"""A group that nobody named or settled is joined so long after its last question."""
KEPT_FOR = timedelta(days=400)


class _Found(msgspec.Struct, frozen=True):
    """`groups`: for each a known id or None, and its questions, the middle first. `known`: questions kept already."""

    groups: Sequence[tuple[UUID | None, Sequence[Spotted]]]
    known: Sequence[Spotted]
    by_day: Mapping[date, int]


async def gather(services: Services, hospital_id: int) -> Day:
    """Go through the last days up to this moment; returns today's count. The same again changes nothing.

    What a person decided stays: a question keeps its group, and groups that were named, settled or merged take in what asks
    the same.
    """
    zone = (await catalogue(services, hospital_id)).zone
    shelf = await services.get(Keeper).of(hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        while await settle(services, tx, hospital_id):
            pass
    async with services.database.transaction([hospital_id]) as tx:
        # One at a time; the lock draws no transaction id, so that the long thinking below holds nobody up.
        await tx.lock(uuid5(UUID(int=hospital_id), "the day's questions"))
        now = tx.clock.now()
        today = now.astimezone(zone).date()
        since = datetime.combine(today - timedelta(days=LOOKS_BACK), time(), tzinfo=zone)
        talks = await _of_people(tx, hospital_id, await services.get(Talks).between(tx, hospital_id, since, now))
        poor = await store.poor_uses(tx, hospital_id, since)
        ids = [line.id for talk in talks for line in talk.lines if line.by_visitor and line.at >= since]
        kept = await store.kept(tx, hospital_id, ids)
        examples = await _examples(services, tx, hospital_id, today)
        own = await _own_words(tx, hospital_id)

        def think() -> _Found:
            asked = [each for talk in talks for each in spotted(talk, now, poor) if each.at >= since]
            return _think(asked, kept, examples, own, Nearest(shelf, today), zone)

        found = await asyncio.to_thread(think)
        await _keep(tx, hospital_id, found, kept, zone)
        await store.forget_old(tx, hospital_id, today - KEPT_FOR)
        for back in range(LOOKS_BACK + 1):
            day = today - timedelta(days=back)
            await store.set_day(tx, hospital_id, Day(day=day, questions=found.by_day.get(day, 0), done_at=now))
    return Day(day=today, questions=found.by_day.get(today, 0), done_at=now)


async def _of_people(tx: Transaction, hospital_id: int, talks: Sequence[Talk]) -> list[Talk]:
    """Without those who asked to be forgotten: what the law holds of their talks is not for this."""
    visitors = await people.visitors(tx, hospital_id, list({talk.visitor for talk in talks if talk.visitor}))
    gone = {each.id for each in visitors.values() if each.forgotten_at}
    return [talk for talk in talks if talk.visitor not in gone]


async def _examples(services: Services, tx: Transaction, hospital_id: int, today: date) -> Mapping[UUID, Sequence[str]]:
    """A few texts of each known group, and its name."""
    rows = await store.examples(tx, hospital_id, today - KNOWN_FOR, EXAMPLES)
    texts = await words_of(services, tx, hospital_id, rows)
    found: dict[UUID, list[str]] = {}
    for each in rows:
        group = found.setdefault(each.group, [each.name] if each.name else [])
        if each.id in texts:
            group.append(texts[each.id])
    return found


async def words_of(
    services: Services, tx: Transaction, hospital_id: int, rows: Sequence[Example]
) -> "dict[UUID | None, str]":
    """The texts of these questions, where they still are."""
    wanted = {each.id for each in rows}
    talks = await services.get(Talks).of(
        tx, hospital_id, sorted({each.conversation for each in rows if each.conversation})
    )
    return {line.id: line.text for talk in talks for line in talk.lines if line.id in wanted}


async def _own_words(tx: Transaction, hospital_id: int) -> list[tuple[str, Sequence[str]]]:
    """A hospital's names for one thing: an entry's titles with its other names, and its lists of synonyms."""
    lists, _ = await entries.synonyms(tx, hospital_id)
    titles = [
        (str(entry.id), [*entry.body.titles, *entry.body.also])
        for entry in await entries.approved(tx, [hospital_id])
        if entry.kind in SUBJECTS
    ]
    return [(key, [" ".join(RUNS.findall(word.lower())) for word in words]) for key, words in
            [*((f"synonyms {n}", words) for n, words in enumerate(lists)), *titles]]  # fmt: skip


def _think(
    asked: Sequence[Spotted], kept: Mapping[UUID, Kept], examples: Mapping[UUID, Sequence[str]],
    own: Sequence[tuple[str, Sequence[str]]], nearest: Nearest, zone: ZoneInfo,
) -> _Found:  # fmt: skip
    asked = sorted(asked, key=lambda each: (each.at, each.id))[-MOST:]
    by_day: dict[date, int] = {}
    for each in asked:
        day = each.at.astimezone(zone).date()
        by_day[day] = by_day.get(day, 0) + 1
    nothing = {text for text in {each.text for each in asked} if not nearest.of(text)}
    asked = [
        msgspec.structs.replace(each, why=[*each.why, "not_found"]) if each.text in nothing else each for each in asked
    ]
    new = [each for each in asked if each.id not in kept]
    order = list(examples)
    stars = gathered([each.text for each in new], [examples[id] for id in order], Reader(own))
    before: dict[UUID, list[Spotted]] = {}
    for each in asked:
        if each.id in kept:
            before.setdefault(kept[each.id].group, []).append(each)
    groups: list[tuple[UUID | None, list[Spotted]]] = []
    for star in stars:
        known = order[star.known] if star.known is not None else None
        members = [new[place] for place in star.members]
        together = _asked_again([*members, *(before.pop(known, []) if known else [])])
        members, old = together[: len(members)], together[len(members) :]
        if known:
            before[known] = old
        if known or any(each.why for each in members) or len({each.visitor for each in members}) > 1:
            groups.append((known, members))
    return _Found(groups, [each for group in before.values() for each in _asked_again(group)], by_day)


def _asked_again(group: Sequence[Spotted]) -> list[Spotted]:
    """The same questions; who put one of them once more in the same conversation was not content with the answer."""
    last: dict[UUID, datetime] = {}
    for each in group:
        last[each.conversation] = max(each.at, last.get(each.conversation, each.at))
    return [
        msgspec.structs.replace(each, why=[*each.why, "again"])
        if each.at < last[each.conversation] and not UNANSWERED & {*each.why} and "again" not in each.why
        else each
        for each in group
    ]


async def _keep(tx: Transaction, hospital_id: int, found: _Found, kept: Mapping[UUID, Kept], zone: ZoneInfo) -> None:
    rows: list[Asked] = []
    for known, members in found.groups:
        id = known or new_id()
        if known is None:
            first = min(each.at for each in members)
            await store.insert_group(tx, hospital_id, id, first.astimezone(zone).date())
        rows += [
            Asked(
                id=each.id, conversation_id=each.conversation, visitor_id=each.visitor, group_id=id,
                day=each.at.astimezone(zone).date(), at=each.at, why=list(each.why),
            )
            for each in members
        ]  # fmt: skip
    await store.insert_asked(tx, hospital_id, rows)
    for each in found.known:
        if list(each.why) != kept[each.id].why:
            await store.set_why(tx, hospital_id, each.id, each.why)
