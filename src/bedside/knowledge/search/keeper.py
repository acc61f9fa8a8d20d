"""Each hospital's index in the memory of a web process: read from the tables when first asked for, again when they changed."""

import asyncio
import logging
from datetime import date
from typing import Literal
from uuid import UUID

import msgspec

from bedside.hospital.model import Service
from bedside.hospital.questions.catalogue import catalogue
from bedside.kit.problems import Lang
from bedside.kit.services import Services
from bedside.knowledge import store as old
from bedside.knowledge.asked import store as asked_store
from bedside.knowledge.entries import store
from bedside.knowledge.entries.model import Body, Entry, Kind, Words, campaign_of
from bedside.knowledge.model import Campaign, Reply
from bedside.knowledge.news import TOPIC
from bedside.knowledge.search.engine import Synonyms
from bedside.knowledge.search.index import Doc, Index, Parsed, Vocabulary

log = logging.getLogger(__name__)
OLD_SECONDS = 300.0
"""The bus is not the record: what was lost on it is found again after so long."""
PATIENCE = 0.25
"""Seconds that a search waits for a change to be read; then it answers with what there was."""
BREATH = 50
"""Documents that are read between two looks at everything else."""
What = Literal["entry", "campaign", "reply"]


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """What may be found: an approved entry of any kind, or somebody's own canned reply."""

    what: What
    id: UUID
    kind: Kind
    title: dict[Lang, str]
    answer: dict[Lang, str]
    department_id: UUID | None
    owner_id: UUID | None = None
    """The only one who may find it."""
    body: Body | None = None
    campaign: Campaign | None = None
    service: Service | None = None
    wordings: list[str] = []
    """How visitors ask for it: found by them, shown to nobody."""

    def shown(self, on: date) -> bool:
        if self.campaign:
            return self.campaign.runs(on)
        return self.body is None or not self.body.lapsed(on)


class Shelf(msgspec.Struct, frozen=True):
    """One state of a hospital's knowledge; `items` stand as in the index."""

    index: Index
    items: list[Item]
    synonyms: Synonyms


class _Place:
    def __init__(self) -> None:
        self.shelf: Shelf | None = None
        self.vocabulary = Vocabulary()
        self.parsed: dict[str, tuple[str, Parsed]] = {}
        self.changes = 1
        self.read_changes = 0
        self.read_at = 0.0
        self.reading: asyncio.Task[None] | None = None


class Keeper:
    """The part of the process."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._places: dict[int, _Place] = {}
        services.bus.subscribe(TOPIC, self._changed)

    async def of(self, hospital_id: int) -> Shelf:
        """What may be searched now; at most a fifth of a second behind a change, unless that is large."""
        place = self._places.setdefault(hospital_id, _Place())
        now = asyncio.get_running_loop().time()
        if place.changes != place.read_changes or now - place.read_at > OLD_SECONDS:
            if place.reading is None:
                place.reading = asyncio.create_task(self._read(hospital_id, place))
            await asyncio.wait({place.reading}, timeout=None if place.shelf is None else PATIENCE)
        if place.shelf is None:  # what went wrong in reading, said to whoever asked
            place.reading, failed = None, place.reading
            assert failed
            failed.result()
        assert place.shelf
        return place.shelf

    async def close(self) -> None:
        self._services.bus.unsubscribe(TOPIC, self._changed)
        for place in self._places.values():
            if place.reading:
                place.reading.cancel()
        await asyncio.gather(*(each.reading for each in self._places.values() if each.reading), return_exceptions=True)

    def _changed(self, payload: bytes) -> None:
        place = self._places.get(int(payload))
        if place:
            place.changes += 1

    async def _read(self, hospital_id: int, place: _Place) -> None:
        try:
            while place.changes != place.read_changes or place.shelf is None:
                changes = place.changes
                place.shelf = await self._shelf(hospital_id, place)
                place.read_changes = changes
        except Exception:
            log.exception("the knowledge of hospital %s could not be read", hospital_id)
            raise
        finally:
            place.read_at = asyncio.get_running_loop().time()
            place.reading = None if place.shelf else place.reading

    async def _shelf(self, hospital_id: int, place: _Place) -> Shelf:
        offers = await catalogue(self._services, hospital_id)
        async with self._services.database.transaction([hospital_id]) as tx:
            entries = await store.approved(tx, [hospital_id])
            replies = await old.all_replies(tx, hospital_id)
            lists, _ = await store.synonyms(tx, hospital_id)
            asked = await asked_store.wordings(tx, hospital_id)
        items = [
            *(
                of_entry(
                    each, offers.services.get(each.body.about) if each.body.about else None, asked.get(each.id, [])
                )
                for each in entries
            ),
            *map(_of_reply, replies),
        ]
        marks = {
            **{str(each.id): "\n".join([str(each.version), *asked.get(each.id, [])]) for each in entries},
            **{str(each.id): str(each.version) for each in replies},
        }
        parsed: list[Parsed] = []
        for begin in range(0, len(items), BREATH):
            some = items[begin : begin + BREATH]
            parsed += await asyncio.to_thread(_parse, place, some, marks)
        place.parsed = {each.key: (marks[each.key], each) for each in parsed}
        index = await asyncio.to_thread(Index, place.vocabulary, parsed)
        return Shelf(index, items, Synonyms(lists))


def _parse(place: _Place, items: list[Item], marks: dict[str, str]) -> list[Parsed]:
    done: list[Parsed] = []
    for item in items:
        key = str(item.id)
        known = place.parsed.get(key)
        done.append(known[1] if known and known[0] == marks[key] else Parsed(_doc(key, item), place.vocabulary))
    return done


def _doc(key: str, item: Item) -> Doc:
    text = [item.answer["zh"], item.answer["en"]]
    also: list[str] = []
    if item.body:
        also = item.body.also
        text += [f"{words.zh}\n{words.en}" for part, words in item.body.parts.items() if part != "answer"]
    return Doc(key=key, titles=(item.title["zh"], item.title["en"], *also, *item.wordings), text="\n".join(text))


def _what(kind: Kind) -> What:
    return kind if kind in ("campaign", "reply") else "entry"


def of_entry(entry: Entry, service: Service | None, wordings: list[str]) -> Item:
    """As the desk finds it; `service`: what it is about, where that has a published price."""
    body = entry.body
    answer = body.parts.get("answer", Words())
    return Item(
        what=_what(entry.kind), id=entry.id, kind=entry.kind,
        title=_both(body.title_zh, body.title_en), answer=_both(answer.zh, answer.en),
        department_id=body.department_id, body=body, service=service, wordings=wordings,
        campaign=campaign_of(entry) if entry.kind == "campaign" and body.starts_on and body.ends_on else None,
    )  # fmt: skip


def _of_reply(reply: Reply) -> Item:
    title = reply.topic or reply.shortcut
    return Item(
        what="reply", id=reply.id, kind="reply", title=_both(title, title), answer=_both(reply.zh, reply.en),
        department_id=reply.department_id, owner_id=reply.owner_id,
    )  # fmt: skip


def _both(zh: str, en: str) -> dict[Lang, str]:
    """Where one language is not written, the other stands."""
    return {"zh": zh or en, "en": en or zh}
