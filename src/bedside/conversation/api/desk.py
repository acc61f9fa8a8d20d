"""What staff do with conversations, over HTTP."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Request, delete, get, patch, post, put
from litestar.params import Parameter
from litestar.types import ControllerRouterHandler

from bedside.conversation import questions
from bedside.conversation.actions import contacts, ending, hands, noting, presence
from bedside.conversation.actions.noting import PanelChange, PhoneCall
from bedside.conversation.actions.settings import save_desk_settings
from bedside.conversation.files import MOST_BYTES, keep
from bedside.conversation.model import Block, DeskSettings, File, FollowUp, Level, Outcome, Panel
from bedside.conversation.problems import BAD_FILE, NOT_MEMBER
from bedside.conversation.questions import DeskState, MyDay, Page, Thread
from bedside.hospital.api.bodies import TakesFile
from bedside.hospital.api.viewing import staff_router
from bedside.hospital.model import Viewer
from bedside.kit.problems import INVALID, Problem
from bedside.kit.services import Services
from bedside.kit.written import LINE, PLAIN

Reason = Annotated[str, msgspec.Meta(max_length=500, pattern=LINE)]
AskedReason = Annotated[str, Parameter(max_length=500, pattern=LINE)]


class _Body(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    pass


class WithReason(_Body):
    reason: Reason = ""


class Transfer(_Body):
    staff: UUID | None = None
    department: UUID | None = None
    skill: UUID | None = None
    reason: Reason = ""


class Requeue(_Body):
    skill: UUID | None = None
    reason: Reason = ""


class Invite(_Body):
    staff: UUID


class Close(_Body):
    outcome: Outcome
    level: Level | None = None
    note: Annotated[str, msgspec.Meta(max_length=2_000, pattern=PLAIN)] | None = None


class BlockIt(_Body):
    reason: Annotated[str, msgspec.Meta(min_length=2, max_length=500, pattern=LINE)]
    until: Annotated[datetime, msgspec.Meta(tz=True)] | None = None


class NewFollowUp(_Body):
    id: UUID
    due_at: Annotated[datetime, msgspec.Meta(tz=True)]
    note: Annotated[str, msgspec.Meta(min_length=1, max_length=500, pattern=PLAIN)]
    staff: UUID | None = None


class Done(_Body):
    done: bool = True


class BeThere(_Body):
    status: Literal["online", "away", "break"]
    reason: Annotated[str, msgspec.Meta(max_length=100, pattern=LINE)] | None = None


class Contact(msgspec.Struct, frozen=True):
    contact: str


class SavedSettings(_Body):
    overflow_seconds: Annotated[int, msgspec.Meta(ge=5, le=3600)]
    unanswered_seconds: Annotated[int, msgspec.Meta(ge=10, le=3600)]
    away_seconds: Annotated[int, msgspec.Meta(ge=20, le=3600)]
    idle_close_minutes: Annotated[int, msgspec.Meta(ge=5, le=10080)]
    coach: bool
    rev: Annotated[int, msgspec.Meta(ge=0)]


@get("/desk")
async def desk_state(services: Services, viewer: Viewer) -> DeskState:
    """Every open conversation that you may see, and who is at the desk."""
    return await questions.state(services, viewer)


@get("/conversations")
async def past(
    services: Services,
    viewer: Viewer,
    q: Annotated[str, Parameter(max_length=100)] = "",
    mine: bool = False,
    hospital: Annotated[int | None, Parameter(ge=0, le=2_147_483_647)] = None,
    cursor: Annotated[str | None, Parameter(max_length=100)] = None,
    limit: Annotated[int, Parameter(ge=1, le=100)] = 50,
) -> Page:
    """Closed conversations, newest first; with `q` those that contain its words (open ones too), and where."""
    return await questions.past(services, viewer, hospital_id=hospital, mine=mine, words=q, cursor=cursor, limit=limit)


@get("/conversations/{conversation:uuid}")
async def one(services: Services, viewer: Viewer, conversation: UUID, reason: AskedReason = "") -> Thread:
    """A conversation with its panel. Somebody else's closed one asks for a reason, which is logged."""
    return await questions.thread(services, viewer, conversation, reason)


@get("/conversations/{conversation:uuid}/entries")
async def entries(
    services: Services,
    viewer: Viewer,
    conversation: UUID,
    since: Annotated[int | None, Parameter(ge=0, le=2_147_483_647)] = None,
    before: Annotated[int | None, Parameter(ge=0, le=2_147_483_647)] = None,
    reason: AskedReason = "",
) -> dict[str, Any]:
    """The thread: what came after `since`, or the page before `before`, or the newest page."""
    fact = await questions.find(services, viewer, conversation, reason)
    if before is not None:
        found, more = await questions.entries_before(services, fact, before, staff=True)
    else:
        found = await questions.entries_since(services, fact, since, staff=True)
        more = since is None and bool(found) and found[0].seq > 1
    return {"items": found, "more": more}


@post("/conversations/{conversation:uuid}/take", status_code=204)
async def take(services: Services, viewer: Viewer, conversation: UUID) -> None:
    """Answer a waiting conversation."""
    await hands.take(services, viewer, conversation)


@post("/conversations/{conversation:uuid}/take-over", status_code=204)
async def take_over(services: Services, viewer: Viewer, conversation: UUID, data: WithReason) -> None:
    """The desk lead answers in a consultant's place."""
    await hands.take_over(services, viewer, conversation, data.reason)


@post("/conversations/{conversation:uuid}/transfer", status_code=204)
async def transfer(services: Services, viewer: Viewer, conversation: UUID, data: Transfer) -> None:
    """Hand over to a colleague who is online, or to the queue of a department, of a skill, or of both."""
    await hands.transfer(
        services, viewer, conversation,
        to_staff=data.staff, to_department=data.department, to_skill=data.skill, reason=data.reason,
    )  # fmt: skip


@post("/conversations/{conversation:uuid}/requeue", status_code=204)
async def requeue(services: Services, viewer: Viewer, conversation: UUID, data: Requeue) -> None:
    """Back to the queue, at its old place; with a skill, to who has it."""
    await hands.requeue(services, viewer, conversation, data.reason, data.skill)


@post("/conversations/{conversation:uuid}/invite", status_code=204)
async def invite(services: Services, viewer: Viewer, conversation: UUID, data: Invite) -> None:
    """Ask a colleague into the thread."""
    await hands.invite(services, viewer, conversation, data.staff)


@post("/conversations/{conversation:uuid}/leave", status_code=204)
async def leave(services: Services, viewer: Viewer, conversation: UUID) -> None:
    """Go out of a thread that one does not answer."""
    await hands.leave(services, viewer, conversation)


@post("/conversations/{conversation:uuid}/close", status_code=204)
async def close(services: Services, viewer: Viewer, conversation: UUID, data: Close) -> None:
    """End it, with what came of it."""
    await ending.close(services, viewer, conversation, outcome=data.outcome, level=data.level, note=data.note)


@post("/conversations/{conversation:uuid}/reopen", status_code=204)
async def reopen(services: Services, viewer: Viewer, conversation: UUID) -> None:
    """Open a closed one again and answer it."""
    await ending.reopen(services, viewer, conversation)


@post("/conversations/{conversation:uuid}/block", status_code=204)
async def block(services: Services, viewer: Viewer, conversation: UUID, data: BlockIt) -> None:
    """Block the visitor of this conversation."""
    await noting.block(services, viewer, conversation, reason=data.reason, until=data.until)


@get("/conversations/{conversation:uuid}/panel")
async def panel(services: Services, viewer: Viewer, conversation: UUID) -> Panel:
    """What has been noted of the person."""
    return (await questions.thread(services, viewer, conversation)).panel


@patch("/conversations/{conversation:uuid}/panel")
async def set_panel(services: Services, viewer: Viewer, conversation: UUID, data: PanelChange) -> Panel:
    """Change some fields; the others stay as they are."""
    return await noting.set_panel(services, viewer, conversation, data)


@post("/conversations/{conversation:uuid}/follow-ups")
async def follow_up(services: Services, viewer: Viewer, conversation: UUID, data: NewFollowUp) -> FollowUp:
    """Come back to this person at a time."""
    return await noting.follow_up(
        services, viewer, conversation, id_=data.id, due_at=data.due_at, note=data.note, staff=data.staff
    )


@post("/conversations/{conversation:uuid}/contact", status_code=200)
async def reveal_contact(services: Services, viewer: Viewer, conversation: UUID, data: WithReason) -> Contact:
    """The phone or address that the visitor left; needs the right to reveal and a reason, and is logged."""
    return Contact(await contacts.reveal(services, viewer, conversation, data.reason))


@post(
    "/conversations/{conversation:uuid}/files",
    status_code=201, request_max_body_size=MOST_BYTES + 1024, operation_class=TakesFile,
)  # fmt: skip
async def upload(
    request: Request[Any, Any, Any],
    services: Services,
    viewer: Viewer,
    conversation: UUID,
    file: UUID,
    name: Annotated[str, Parameter(max_length=300)] = "",
) -> File:
    """Raw bytes of a picture or PDF; `file` is the id that the client gives it."""
    fact = await questions.find(services, viewer, conversation)
    if viewer.staff_id not in fact.members:
        raise Problem(NOT_MEMBER)
    content = await request.body()
    if not content:
        raise Problem(BAD_FILE)
    return await keep(services, fact, id_=file, name=name, content=content, by_kind="staff", by_id=viewer.staff_id)


@patch("/follow-ups/{follow_up_id:uuid}", status_code=204)
async def finish_follow_up(services: Services, viewer: Viewer, follow_up_id: UUID, data: Done) -> None:
    """Tick it off, or open it again."""
    await noting.finish_follow_up(services, viewer, follow_up_id, data.done)


@post("/phone-calls", status_code=204)
async def phone_call(services: Services, viewer: Viewer, data: PhoneCall) -> None:
    """Write down a consultation by phone as a conversation."""
    await noting.log_phone_call(services, viewer, data)


@get("/my-day")
async def my_day(services: Services, viewer: Viewer, since: Annotated[datetime | None, Parameter()] = None) -> MyDay:
    """Follow-ups due and done, and one's numbers. `since`: the start of the local day (default: 24 hours ago)."""
    if since is not None and since.tzinfo is None:
        raise Problem(INVALID, what="since")
    now = services.clock.now()
    if since is None or not now - timedelta(days=366) < since <= now + timedelta(days=1):
        since = now - timedelta(days=1)
    return await questions.my_day(services, viewer, since)


@put("/presence", status_code=204)
async def be_there(services: Services, viewer: Viewer, data: BeThere) -> None:
    """Online, away or on a break, at every hospital that one serves."""
    await presence.set_presence(services, viewer, data.status, data.reason)


@get("/blocks")
async def blocks(services: Services, viewer: Viewer) -> list[Block]:
    """Who may not write here at present."""
    return await questions.blocks(services, viewer)


@delete("/blocks/{hospital:int}/{visitor:uuid}", status_code=204)
async def lift_block(
    services: Services, viewer: Viewer, hospital: Annotated[int, Parameter(ge=0, le=2_147_483_647)], visitor: UUID
) -> None:
    """Let a visitor write again."""
    await noting.lift_block(services, viewer, hospital, visitor)


@get("/desk-settings/{hospital:int}")
async def desk_settings(
    services: Services, viewer: Viewer, hospital: Annotated[int, Parameter(ge=0, le=2_147_483_647)]
) -> DeskSettings:
    """How this hospital's desk routes."""
    return await questions.desk_settings(services, viewer, hospital)


@put("/desk-settings/{hospital:int}")
async def set_desk_settings(
    services: Services,
    viewer: Viewer,
    hospital: Annotated[int, Parameter(ge=0, le=2_147_483_647)],
    data: SavedSettings,
) -> DeskSettings:
    """Save; `rev` is what was read, so that two leads do not undo each other."""
    settings = DeskSettings(**msgspec.structs.asdict(data))
    return await save_desk_settings(services, viewer, hospital, settings)


routes: list[ControllerRouterHandler] = [
    staff_router(
        [
            desk_state, past, one, entries, take, take_over, transfer, requeue, invite, leave, close, reopen, block,
            panel, set_panel, follow_up, reveal_contact, upload, finish_follow_up, phone_call, my_day, be_there, blocks,
            lift_block, desk_settings, set_desk_settings,
        ],
        tag="desk",
    )
]  # fmt: skip
