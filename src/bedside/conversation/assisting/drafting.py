"""Drafts of an answer and summaries of a conversation. Nothing is said by them: a consultant takes, edits and sends, or not."""

import asyncio
from uuid import UUID

from bedside.coach.assistant import prompts
from bedside.coach.assistant.prompts import Read, Source
from bedside.coach.assistant.scrubbing import Scrubber
from bedside.coach.model import Line
from bedside.conversation import questions
from bedside.conversation.assisting.asking import Request, assisting_of
from bedside.conversation.assisting.marking import digest_of
from bedside.conversation.assisting.model import AtTheDesk, DeskPurpose, Draft, Stored, Summary, UsedSource
from bedside.conversation.assisting.problems import FAILED, NO_CONSENT, NOTHING_ASKED, OFF
from bedside.conversation.assisting.store import settings as store
from bedside.conversation.assisting.store import uses
from bedside.conversation.cards import by_staff
from bedside.conversation.desk import desk_of
from bedside.conversation.first_aid import banner
from bedside.conversation.model import Emergency
from bedside.conversation.problems import CLOSED, NOT_MEMBER
from bedside.conversation.speaking import Speaking
from bedside.conversation.store import flags
from bedside.conversation.store.lines import as_read, lines
from bedside.conversation.store.rows import Facts
from bedside.conversation.text import MOST, clean
from bedside.hospital.model import Viewer
from bedside.hospital.rights import Right
from bedside.kit.problems import Problem
from bedside.kit.services import Services
from bedside.knowledge.search.questions import Hit, find
from bedside.people import questions as people

LINES = 60
ASKED = 400
"""Characters of the visitor's last words by which knowledge is searched."""


async def at_the_desk(services: Services, viewer: Viewer, hospital_id: int) -> AtTheDesk:
    """What may be asked for here. Raises Problem refused."""
    viewer.require(Right.CONVERSE, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        settings = (await store.read(tx, hospital_id)).settings
    if not settings.on:
        return AtTheDesk(purposes=[])
    return AtTheDesk(purposes=settings.purposes, away_seconds=assisting_of(services).away(hospital_id))


async def draft(services: Services, viewer: Viewer, conversation: UUID) -> Draft:
    """A proposal for whoever answers here. Raises Problem not_found, not_member, conversation_closed, and why there is none
    (assisting/problems.py)."""
    fact = await questions.find(services, viewer, conversation)
    if viewer.staff_id not in fact.members:
        raise Problem(NOT_MEMBER)
    if fact.status == "closed":
        raise Problem(CLOSED)
    if emergency := await _emergency(services, fact):
        return Draft(emergency=emergency)
    stored, talk, scrubber = await _ready(services, fact, "draft")
    hits = await _known(services, viewer, fact, talk)
    sources = [Source(hit.title, _told(hit)) for hit in hits]
    said = await asyncio.to_thread(prompts.asked, "draft", fact.lang, talk, sources, scrubber)
    request = Request(
        hospital_id=fact.hospital_id, conversation=fact.id, purpose="draft", said=said, hidden=scrubber.hidden
    )
    answered = await assisting_of(services).ask(viewer, stored, request)
    read = _plain(prompts.read(answered.answer.text, len(sources), scrubber))
    if emergency := await _emergency(services, fact):  # raised meanwhile
        return Draft(emergency=emergency)
    cards = await desk_of(services).cards.of(fact.hospital_id)
    claims = await Speaking(services, viewer).check(fact, by_staff(cards, viewer.staff_id, fact.lang), read.text)
    async with services.database.transaction([fact.hospital_id]) as tx:
        await uses.remember(tx, fact.hospital_id, answered.use, digest_of(services, read.text))
    return Draft(
        id=answered.use, text=read.text, model=stored.settings.model, hidden=scrubber.hidden,
        claims=[each.shown(viewer.lang) for each in claims],
        sources=[UsedSource(id=hit.id, title=hit.title, used=place in read.used) for place, hit in enumerate(hits)],
    )  # fmt: skip


async def summary(services: Services, viewer: Viewer, conversation: UUID, reason: str = "") -> Summary:
    """What was said, in a few lines, for a colleague. Raises Problem as `draft`, and reason_needed as opening it does."""
    fact = await questions.find(services, viewer, conversation, reason)
    stored, talk, scrubber = await _ready(services, fact, "summary")
    said = await asyncio.to_thread(prompts.asked, "summary", viewer.lang, talk, [], scrubber)
    request = Request(
        hospital_id=fact.hospital_id, conversation=fact.id, purpose="summary", said=said, hidden=scrubber.hidden
    )
    answered = await assisting_of(services).ask(viewer, stored, request)
    read = _plain(prompts.read(answered.answer.text, 0, scrubber))
    return Summary(id=answered.use, text=read.text, model=stored.settings.model, hidden=scrubber.hidden)


async def _ready(services: Services, fact: Facts, purpose: DeskPurpose) -> tuple[Stored, list[Line], Scrubber]:
    """Whether it may leave the house at all, and what would: with all names that are on record to be hidden."""
    async with services.database.transaction([fact.hospital_id]) as tx:
        stored = await store.read(tx, fact.hospital_id)
        if not stored.settings.on or purpose not in stored.settings.purposes:
            raise Problem(OFF)
        if stored.settings.abroad:
            agreed = await uses.health_consent(tx, fact.hospital_id, fact.id)
            if agreed != stored.settings.consent_version:
                raise Problem(NO_CONSENT)
        said = await lines(tx, fact.hospital_id, fact.id, LINES)
        if not any(each.by_kind == "visitor" for each in said):
            raise Problem(NOTHING_ASKED)
        known = await people.persons_of_visitor(tx, services, fact.hospital_id, fact.visitor_id)
    names = [fact.visitor_name, *(person.name for person in known)]
    return stored, as_read(said), Scrubber(names)


async def _emergency(services: Services, fact: Facts) -> Emergency | None:
    async with services.database.transaction([fact.hospital_id]) as tx:
        flag = await flags.open_of(tx, fact.hospital_id, fact.id)
    return banner(flag.type, fact.lang) if flag else None


async def _known(services: Services, viewer: Viewer, fact: Facts, talk: list[Line]) -> list[Hit]:
    """The approved entries that answer best what the visitor said last; none that has expired, nothing that advertises."""
    asked: list[str] = []
    for line in reversed(talk):
        if line.by == "visitor":
            asked.insert(0, line.text)
        elif asked:
            break
    words = "\n".join(asked)[-ASKED:]
    hits = await find(services, viewer, fact.hospital_id, words, fact.lang, question=True)
    return [hit for hit in hits if hit.what == "entry" and hit.due != "expired" and hit.content_class != "ad"]


def _told(hit: Hit) -> str:
    return "\n".join([hit.text, *(each.text for each in hit.parts)])


def _plain(read: Read) -> Read:
    """As a message may be. Raises Problem assistant_senseless where nothing is left."""
    try:
        return Read(clean(read.text[: MOST - 1]), read.used)
    except ValueError as error:
        raise Problem(FAILED["empty"]) from error
