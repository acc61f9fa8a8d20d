"""Shifts, swaps (调休) and handovers."""

from datetime import datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import delete, get, post, put
from litestar.params import Parameter

from bedside.hospital.actions import shifts as actions
from bedside.hospital.api.shapes import (
    CursorText,
    HospitalId,
    HospitalParam,
    Limit,
    Listed,
    Long,
    Made,
    Moment,
    MomentParam,
    Short,
    Version,
    cursor,
    read_cursor,
    within_reason,
)
from bedside.hospital.model import Break, Handover, OnDuty, Shift, Swap, Viewer
from bedside.hospital.questions import shifts as questions
from bedside.hospital.questions.places import asked_for
from bedside.kit.problems import INVALID, Problem
from bedside.kit.services import Services
from bedside.kit.written import LINE

LONGEST_LOOK = timedelta(days=92)


class Rest(msgspec.Struct):
    starts_at: Moment
    ends_at: Moment


class ShiftGiven(msgspec.Struct, kw_only=True):
    staff_id: UUID
    name_zh: Annotated[str, msgspec.Meta(max_length=40, pattern=LINE)] = ""
    name_en: Annotated[str, msgspec.Meta(max_length=40, pattern=LINE)] = ""
    starts_at: Moment
    ends_at: Moment
    breaks: Annotated[list[Rest], msgspec.Meta(max_length=10)] = msgspec.field(default_factory=list[Rest])

    def shift(self, id: UUID, hospitals: list[int], version: int) -> Shift:
        within_reason(self.starts_at, self.ends_at, *(each.starts_at for each in self.breaks))
        within_reason(*(each.ends_at for each in self.breaks))
        return Shift(
            id=id,
            hospitals=hospitals,
            staff_id=self.staff_id,
            name_zh=self.name_zh,
            name_en=self.name_en,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            breaks=[Break(each.starts_at, each.ends_at) for each in self.breaks],
            version=version,
        )


class NewShift(ShiftGiven, kw_only=True):
    hospitals: Annotated[list[HospitalId], msgspec.Meta(min_length=1, max_length=50)]


class NewShifts(msgspec.Struct):
    shifts: Annotated[list[NewShift], msgspec.Meta(min_length=1, max_length=500)]


class ShiftChange(ShiftGiven, kw_only=True):
    version: Version


class SwapAsked(msgspec.Struct):
    gives: UUID
    """One's own shift."""
    colleague: UUID
    takes: UUID | None = None
    """The colleague's shift, or nothing."""
    reason: Short = ""


class Answer(msgspec.Struct):
    accepted: bool


class Decision(msgspec.Struct):
    approved: bool


class SwapState(msgspec.Struct):
    state: Literal["accepted", "declined", "approved", "refused"]


class HandoverGiven(msgspec.Struct):
    hospital_id: HospitalId
    receiver: UUID
    notes: Long = ""
    conversations: Annotated[list[UUID], msgspec.Meta(max_length=200)] = msgspec.field(default_factory=list[UUID])


@get("/shifts", summary="Shifts that touch a time: from now on for a week by default", tags=["shifts"])
async def shifts(
    viewer: Viewer,
    services: Services,
    hospital: HospitalParam = None,
    since: MomentParam = None,
    until: MomentParam = None,
    staff: Annotated[UUID | None, Parameter(required=False)] = None,
) -> Listed[Shift]:
    within_reason(since, until)
    begin = since or services.clock.now()
    end = until or begin + timedelta(days=7)
    if not timedelta() < end - begin <= LONGEST_LOOK:
        raise Problem(INVALID, what="until")
    return Listed(await questions.shifts(services, viewer, hospital, begin, end, staff))


@get("/shifts/on-duty", summary="Who has a shift now", tags=["shifts"])
async def on_duty(viewer: Viewer, services: Services, hospital: HospitalId) -> Listed[OnDuty]:
    asked_for(viewer, hospital)
    async with services.database.transaction([hospital]) as tx:
        return Listed(await questions.on_duty(tx, hospital, services.clock.now()))


@post("/shifts", summary="Plan shifts, all or none", tags=["shifts"])
async def plan(data: NewShifts, viewer: Viewer, services: Services) -> Listed[UUID]:
    given = [each.shift(UUID(int=0), each.hospitals, 1) for each in data.shifts]
    return Listed(await actions.add_shifts(services, viewer, given))


@put("/shifts/{shift_id:uuid}", summary="Change a shift", status_code=204, tags=["shifts"])
async def change(shift_id: UUID, data: ShiftChange, viewer: Viewer, services: Services) -> None:
    await actions.change_shift(services, viewer, data.shift(shift_id, [], data.version))


@delete("/shifts/{shift_id:uuid}", summary="Cancel a shift", status_code=204, tags=["shifts"])
async def cancel(shift_id: UUID, viewer: Viewer, services: Services, version: Version) -> None:
    await actions.cancel_shift(services, viewer, shift_id, version)


@get("/shifts/swaps", summary="Swaps asked for, newest first", tags=["shifts"])
async def swaps(
    viewer: Viewer,
    services: Services,
    hospital: HospitalParam = None,
    open: Annotated[bool, Parameter(required=False)] = False,
    after: CursorText = None,
    limit: Limit = 50,
) -> Listed[Swap]:
    before = read_cursor(after, datetime)
    within_reason(before)
    found = await questions.swaps(services, viewer, hospital, open_only=open, before=before, limit=limit + 1)
    return Listed(found[:limit], cursor(found[limit - 1].asked_at) if len(found) > limit else None)


@post("/shifts/swaps", summary="Ask a colleague to swap", tags=["shifts"])
async def ask(data: SwapAsked, viewer: Viewer, services: Services) -> Made[UUID]:
    return Made(await actions.ask_swap(services, viewer, data.gives, data.colleague, data.takes, data.reason))


@post("/shifts/swaps/{swap_id:uuid}/answer", summary="The colleague's yes or no", status_code=200, tags=["shifts"])
async def answer(swap_id: UUID, data: Answer, viewer: Viewer, services: Services) -> SwapState:
    return msgspec.convert({"state": await actions.answer_swap(services, viewer, swap_id, data.accepted)}, SwapState)


@post("/shifts/swaps/{swap_id:uuid}/decision", summary="The desk lead's decision", status_code=200, tags=["shifts"])
async def decide(swap_id: UUID, data: Decision, viewer: Viewer, services: Services) -> SwapState:
    return msgspec.convert({"state": await actions.decide_swap(services, viewer, swap_id, data.approved)}, SwapState)


@delete("/shifts/swaps/{swap_id:uuid}", summary="Withdraw a swap", status_code=204, tags=["shifts"])
async def withdraw(swap_id: UUID, viewer: Viewer, services: Services) -> None:
    await actions.withdraw_swap(services, viewer, swap_id)


@get("/shifts/handovers", summary="Handovers, newest first", tags=["shifts"])
async def handovers(
    viewer: Viewer,
    services: Services,
    hospital: HospitalParam = None,
    after: CursorText = None,
    limit: Limit = 50,
) -> Listed[Handover]:
    before = read_cursor(after, datetime)
    within_reason(before)
    found = await questions.handovers(services, viewer, hospital, before=before, limit=limit + 1)
    return Listed(found[:limit], cursor(found[limit - 1].made_at) if len(found) > limit else None)


@post("/shifts/handovers", summary="Hand notes and open conversations over", tags=["shifts"])
async def hand_over(data: HandoverGiven, viewer: Viewer, services: Services) -> Made[UUID]:
    return Made(
        await actions.hand_over(services, viewer, data.hospital_id, data.receiver, data.notes, data.conversations)
    )


@post("/shifts/handovers/{handover_id:uuid}/received", summary="I have read it", status_code=204, tags=["shifts"])
async def received(handover_id: UUID, viewer: Viewer, services: Services) -> None:
    await actions.receive_handover(services, viewer, handover_id)


handlers = [
    shifts, on_duty, plan, change, cancel, swaps, ask, answer, decide, withdraw, handovers, hand_over, received,
]  # fmt: skip
