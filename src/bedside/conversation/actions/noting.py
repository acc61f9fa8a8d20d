"""What the consultant notes: the panel, follow-ups, blocks, a phone call."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

from bedside.conversation.actions.ending import end
from bedside.conversation.actions.labelling import label, noted
from bedside.conversation.actions.move import Actor, Move, moving_as, show, where_is
from bedside.conversation.actions.rereading import raise_or_keep
from bedside.conversation.actions.start import Origin, start
from bedside.conversation.desk import desk_of
from bedside.conversation.facts import FollowUpSet, PanelSet, VisitorBlocked
from bedside.conversation.flags import watch_of
from bedside.conversation.model import FollowUp, Level, Mood, Need, Outcome, Panel, Purpose, SetBy, Stage, Worry
from bedside.conversation.store import changes, rows
from bedside.conversation.store import desk as store
from bedside.conversation.text import MOST
from bedside.hospital.model import Viewer
from bedside.hospital.rights import Right
from bedside.kit.database import Transaction
from bedside.kit.problems import NOT_FOUND, Problem
from bedside.kit.secret import Sealer
from bedside.kit.services import Services
from bedside.kit.written import PLAIN
from bedside.people import actions as people

_FREE = ("doubt", "note")
"""Written words: they stay in this room and never enter a fact."""


class PanelChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Only what is given changes; null clears."""

    needs: dict[Need, Annotated[int, msgspec.Meta(ge=0, le=3)]] | msgspec.UnsetType = msgspec.UNSET
    mood: Mood | None | msgspec.UnsetType = msgspec.UNSET
    purpose: Purpose | None | msgspec.UnsetType = msgspec.UNSET
    worries: list[Worry] | msgspec.UnsetType = msgspec.UNSET
    doubt: Annotated[str, msgspec.Meta(max_length=500, pattern=PLAIN)] | None | msgspec.UnsetType = msgspec.UNSET
    doubt_state: Literal["open", "settled"] | None | msgspec.UnsetType = msgspec.UNSET
    note: Annotated[str, msgspec.Meta(max_length=2_000, pattern=PLAIN)] | None | msgspec.UnsetType = msgspec.UNSET
    stage: Stage | None | msgspec.UnsetType = msgspec.UNSET
    level: Level | None | msgspec.UnsetType = msgspec.UNSET
    visitor_name: Annotated[str, msgspec.Meta(max_length=200)] | msgspec.UnsetType = msgspec.UNSET


async def set_panel(
    services: Services, viewer: Viewer, conversation: UUID, change: PanelChange, *, labels: bool = True
) -> Panel:
    """Change fields of the panel; two people changing different fields do not undo each other. `labels`: the coach learns it."""
    given = {name: value for name, value in msgspec.structs.asdict(change).items() if value is not msgspec.UNSET}
    async with moving_as(services, viewer, conversation) as move:
        panel = await store.panel(move.tx, *move.key)
        if not given:
            return panel
        name = given.pop("visitor_name", None)
        progress = {k: given.pop(k) for k in ("stage", "level") if k in given}
        if labels and (says := noted(panel, {**given, **progress})):
            await label(move, viewer.staff_id, says)
        set_by = SetBy(viewer.staff_id, move.at)
        told: dict[str, Any] = {**given, **progress}
        panel = msgspec.structs.replace(
            panel, rev=panel.rev + 1, set_by={**panel.set_by, **dict.fromkeys(told, set_by)}, **given
        )
        await store.save_panel(move.tx, *move.key, panel)
        if progress:
            stage, level = progress.get("stage", move.now.stage), progress.get("level", move.now.level)
            await changes.set_progress(move.tx, *move.key, stage, level)
        if name is not None:
            told["visitor_name"] = await _rename(move, name)
        await move.tell("panel", "staff", changes=told)
        facts = {k: v for k, v in told.items() if k not in (*_FREE, "visitor_name")}
        if facts:
            move.announce(PanelSet(conversation=conversation, fields=facts))
        return panel


async def _rename(move: Move, name: str) -> str:
    stored = await people.rename(move.tx, move.now.hospital_id, move.now.visitor_id, name)
    for other in await changes.rename_visitor(move.tx, move.now.hospital_id, move.now.visitor_id, stored):
        now = await rows.one(move.tx, move.now.hospital_id, other)
        if other != move.now.id and now and now.status != "closed":
            await show(move.services, move.tx, now, move.cards)
    return stored


async def follow_up(
    services: Services,
    viewer: Viewer,
    conversation: UUID,
    *,
    id_: UUID,
    due_at: datetime,
    note: str,
    staff: UUID | None,
) -> FollowUp:
    """Promise oneself (or a colleague) to come back to this person. The same id again is the same one."""
    async with moving_as(services, viewer, conversation) as move:
        row = {
            "hospital_id": move.now.hospital_id,
            "id": id_,
            "conversation_id": conversation,
            "staff_id": staff or viewer.staff_id,
            "due_at": due_at,
            "note": note,
            "at": move.at,
        }
        if await store.save_follow_up(move.tx, row):
            move.announce(FollowUpSet(conversation=conversation, follow_up=id_))
            await move.tell("follow_up", "staff", due_at=due_at.isoformat())
        saved = await store.follow_up(move.tx, id_)
        if saved is None or saved.conversation != conversation:
            raise Problem(NOT_FOUND)
        return saved


async def finish_follow_up(services: Services, viewer: Viewer, id_: UUID, done: bool) -> None:
    async with services.database.transaction(viewer.where(Right.CONVERSE)) as tx:
        found = await store.follow_up(tx, id_)
        if found is None:
            raise Problem(NOT_FOUND)
        fact = await rows.one(tx, found.hospital, found.conversation)
        if fact is None or (found.staff != viewer.staff_id and not viewer.may(Right.LEAD_DESK, found.hospital)):
            raise Problem(NOT_FOUND)
        await tx.lock(fact.visitor_id)
        await store.finish_follow_up(tx, found.hospital, id_, tx.clock.now() if done else None)
        told = FollowUpSet(conversation=found.conversation, follow_up=id_, done=done)
        tx.announce(found.hospital, fact.visitor_id, told, actor=viewer.actor)


async def block(services: Services, viewer: Viewer, conversation: UUID, *, reason: str, until: datetime | None) -> None:
    """This visitor can begin nothing new here; the open conversation ends. The emergency notice stays (rules.md)."""
    async with moving_as(services, viewer, conversation) as move:
        viewer.require(Right.BLOCK_VISITORS, move.now.hospital_id)
        row = {
            "hospital_id": move.now.hospital_id,
            "visitor_id": move.now.visitor_id,
            "reason": reason,
            "blocked_by": viewer.staff_id,
            "at": move.at,
            "until": until,
        }
        await store.block(move.tx, row)
        move.announce(VisitorBlocked())
        await move.tell("blocked", "staff", reason=reason)
        if move.now.status != "closed":
            await end(move, "unsuitable", None)


async def lift_block(services: Services, viewer: Viewer, hospital_id: int, visitor: UUID) -> None:
    viewer.require(Right.BLOCK_VISITORS, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        await tx.lock(visitor)
        if not await store.lift_block(tx, hospital_id, visitor, viewer.staff_id, tx.clock.now()):
            raise Problem(NOT_FOUND)
        tx.announce(hospital_id, visitor, VisitorBlocked(lifted=True), actor=viewer.actor)


class PhoneCall(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A consultation by phone, written down afterwards (B31)."""

    id: UUID
    hospital: int
    name: Annotated[str, msgspec.Meta(max_length=200)]
    contact: Annotated[str, msgspec.Meta(max_length=100, pattern=PLAIN)] | None
    lang: Literal["zh", "en"]
    direction: Literal["in", "out"]
    minutes: Annotated[int, msgspec.Meta(ge=0, le=1_000)]
    summary: Annotated[str, msgspec.Meta(min_length=1, max_length=MOST, pattern=PLAIN)]
    outcome: Outcome
    department: UUID | None = None
    level: Level | None = None


async def log_phone_call(services: Services, viewer: Viewer, call: PhoneCall) -> None:
    """The call becomes a conversation like any other: same panel, same lists, same quality. Again is harmless."""
    viewer.require(Right.CONVERSE, call.hospital)
    desk = desk_of(services)
    flag = await watch_of(services).read(call.hospital, call.id, None, call.summary)
    async with services.database.transaction([call.hospital]) as tx:
        if await rows.one(tx, call.hospital, call.id) is not None:
            return
        visitor = await people.make_visitor(tx, call.hospital, name=call.name, lang=call.lang)
        await tx.lock(visitor.id)
        sealed = Sealer(services.key("contact")).seal(call.contact) if call.contact else None
        cards = await desk.cards.of(call.hospital, tx)
        card = cards.get(viewer.staff_id)
        actor = Actor("staff", viewer.staff_id, str(card.shown_role) if card else None)
        fact = await start(
            services, tx, hospital_id=call.hospital, conversation=call.id, visitor=visitor.id, name=visitor.name,
            lang=call.lang, channel="phone", department=call.department, origin=Origin(), health_consent=None,
            actor=actor, contact=sealed,
        )  # fmt: skip
        move = Move(services, tx, fact, cards, actor)
        await move.assign(viewer.staff_id)
        await move.tell(
            "phone_call", "staff", direction=call.direction, minutes=call.minutes, summary=call.summary.strip()
        )
        if call.level:
            await changes.set_progress(tx, *move.key, None, call.level)
        if flag:  # it stays open until somebody says what came of it
            return await raise_or_keep(services, tx, call.hospital, call.id, flag)
        closing = Move(services, tx, await _now(move), cards, actor)
        await end(closing, call.outcome, None)
        await closing.finish()


async def _now(move: Move) -> rows.Facts:
    found = await rows.one(move.tx, *move.key)
    if found is None:
        raise Problem(NOT_FOUND)
    return found


async def note_in_thread(
    services: Services, tx: Transaction, hospital_id: int, conversation: UUID, actor: Actor, name: str, **members: Any
) -> None:
    """A room above tells in the thread, within its own transaction, what came of the talk (a booking). The caller holds
    the visitor's lock. A conversation that is no longer there is told nothing."""
    now = await rows.one(tx, hospital_id, conversation)
    if now is None:
        return
    move = Move(services, tx, now, await desk_of(services).cards.of(hospital_id, tx), actor)
    await move.tell(name, "all", **members)
    await move.finish()


async def whose_conversation(services: Services, viewer: Viewer, conversation: UUID) -> tuple[int, UUID]:
    """Hospital and visitor of a conversation that this viewer may act on. Raises Problem NOT_FOUND."""
    hospital_id = await where_is(services, viewer, conversation, Right.CONVERSE)
    async with services.database.transaction([hospital_id]) as tx:
        found = await rows.one(tx, hospital_id, conversation)
    if found is None:
        raise Problem(NOT_FOUND)
    return hospital_id, found.visitor_id
