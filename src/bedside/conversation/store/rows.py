"""Conversations as rows of the desk's list, and the lists themselves."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from bedside.conversation.model import Activity, DeskRow, Last, Match, PastRow, RowVisitor
from bedside.kit.database import Transaction


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """A conversation as stored."""

    hospital_id: int
    id: UUID
    rev: int
    visitor_id: UUID
    visitor_name: str
    lang: Any
    channel: Any
    status: Any
    department_id: UUID | None
    skill_id: UUID | None
    """Asked for when it was handed on."""
    assigned_to: UUID | None
    preferred: UUID | None
    members: list[UUID]
    started_at: datetime
    queued_at: datetime
    last_seq: int
    last_by: str | None
    last_text: str | None
    last_at: datetime | None
    unread: int
    waiting_since: datetime | None
    visitor_messages: int
    staff_messages: int
    first_answer_at: datetime | None
    visitor_read_seq: int
    staff_read_seq: int
    stage: str | None
    level: str | None
    alert: str | None
    source: str | None
    search_word: str | None
    campaign: str | None
    first_campaign: str | None
    landing: str | None
    came_back: bool
    closed_at: datetime | None
    outcome: str | None
    close_note: str | None
    score: int | None
    comment: str | None

    @property
    def last(self) -> Last | None:
        if self.last_at is None:
            return None
        return Last(self.last_by or "system", self.last_text or "", self.last_at)

    def row(self) -> DeskRow:
        return DeskRow(
            id=self.id,
            rev=self.rev,
            hospital=self.hospital_id,
            status=self.status,
            channel=self.channel,
            lang=self.lang,
            visitor=RowVisitor(self.visitor_id, self.visitor_name, self.came_back),
            department=self.department_id,
            skill=self.skill_id,
            assigned_to=self.assigned_to,
            members=self.members,
            last_seq=self.last_seq,
            last=self.last,
            unread=self.unread,
            waiting_since=self.waiting_since,
            started_at=self.started_at,
            queued_at=self.queued_at,
            closed_at=self.closed_at,
            outcome=self.outcome,
            stage=self.stage,
            level=self.level,
            alert=self.alert,
            source=self.source,
            search_word=self.search_word,
            campaign=self.campaign,
            score=self.score,
            staff_read_seq=self.staff_read_seq,
            visitor_read_seq=self.visitor_read_seq,
        )

    def past_row(self, match: Match | None = None, name_spans: Sequence[tuple[int, int]] = ()) -> PastRow:
        row = msgspec.structs.asdict(self.row())
        return PastRow(**row, match=match, name_spans=list(name_spans))

    def activity(self) -> Activity:
        return Activity(
            id=self.id,
            rev=self.rev,
            last_seq=self.last_seq,
            last=self.last,
            unread=self.unread,
            waiting_since=self.waiting_since,
            alert=self.alert,
            staff_read_seq=self.staff_read_seq,
            visitor_read_seq=self.visitor_read_seq,
        )


_COLUMNS = """
    c.hospital_id, c.id, c.rev, c.visitor_id, c.visitor_name, c.lang, c.channel, c.status, c.department_id, c.skill_id,
    c.assigned_to, c.preferred,
    ARRAY(SELECT m.staff_id FROM conversation.members m WHERE m.hospital_id = c.hospital_id
          AND m.conversation_id = c.id AND m.left_at IS NULL ORDER BY m.joined_at, m.staff_id) AS members,
    c.started_at, c.queued_at, c.last_seq, c.last_by, c.last_text, c.last_at, c.unread, c.waiting_since,
    c.visitor_messages, c.staff_messages, c.first_answer_at, c.visitor_read_seq, c.staff_read_seq, c.stage, c.level,
    c.alert, c.source, c.search_word, c.campaign, c.first_campaign, c.landing, c.came_back, c.closed_at, c.outcome,
    c.close_note, c.score, c.comment
"""
_BY_ID = "SELECT" + _COLUMNS + "FROM conversation.conversations c WHERE c.hospital_id = %s AND c.id = %s"
_MANY = "SELECT" + _COLUMNS + "FROM conversation.conversations c WHERE c.hospital_id = %s AND c.id = ANY (%s)"
_ANYWHERE = "SELECT" + _COLUMNS + "FROM conversation.conversations c WHERE c.hospital_id = ANY (%s) AND c.id = %s"
_OPEN = (
    "SELECT" + _COLUMNS + "FROM conversation.conversations c "
    "WHERE c.hospital_id = ANY (%s) AND c.status <> 'closed' ORDER BY c.queued_at, c.id LIMIT %s"
)
_OF_VISITOR = (
    "SELECT" + _COLUMNS + "FROM conversation.conversations c "
    "WHERE c.hospital_id = %s AND c.visitor_id = %s ORDER BY c.started_at DESC LIMIT %s"
)
_WAITING = (
    "SELECT" + _COLUMNS + "FROM conversation.conversations c "
    "WHERE c.hospital_id = %s AND c.status = 'waiting' "
    "ORDER BY c.alert IS DISTINCT FROM 'red', c.queued_at, c.id LIMIT %s"
)
_PAST = (
    "SELECT"
    + _COLUMNS
    + "FROM conversation.conversations c WHERE c.hospital_id = %(hospital)s AND c.status = 'closed' "
    "AND (%(before_at)s::timestamptz IS NULL OR (c.closed_at, c.id) < (%(before_at)s, %(before_id)s::uuid)) "
    "ORDER BY c.closed_at DESC, c.id DESC LIMIT %(limit)s"
)
_PAST_OF = (
    "SELECT"
    + _COLUMNS
    + "FROM conversation.conversations c WHERE c.hospital_id = %(hospital)s AND c.status = 'closed' "
    "AND c.assigned_to = %(staff)s "
    "AND (%(before_at)s::timestamptz IS NULL OR (c.closed_at, c.id) < (%(before_at)s, %(before_id)s::uuid)) "
    "ORDER BY c.closed_at DESC, c.id DESC LIMIT %(limit)s"
)


async def one(tx: Transaction, hospital_id: int, conversation: UUID) -> Facts | None:
    return await tx.row(Facts, _BY_ID, (hospital_id, conversation))


async def anywhere(tx: Transaction, conversation: UUID) -> Facts | None:
    """By id alone, within the transaction's hospitals."""
    return await tx.row(Facts, _ANYWHERE, (list(tx.hospitals), conversation))


async def many(tx: Transaction, hospital_id: int, conversations: list[UUID]) -> list[Facts]:
    return await tx.rows(Facts, _MANY, (hospital_id, conversations))


async def open_ones(tx: Transaction, most: int) -> list[Facts]:
    """All that is waiting or active in the transaction's hospitals, oldest in the queue first."""
    return await tx.rows(Facts, _OPEN, (list(tx.hospitals), most))


async def of_visitor(tx: Transaction, hospital_id: int, visitor: UUID, most: int) -> list[Facts]:
    return await tx.rows(Facts, _OF_VISITOR, (hospital_id, visitor, most))


async def waiting(tx: Transaction, hospital_id: int, most: int) -> list[Facts]:
    """The queue: who may be in danger, then first come first."""
    return await tx.rows(Facts, _WAITING, (hospital_id, most))


async def past(
    tx: Transaction, hospital_id: int, staff: UUID | None, before: tuple[datetime, UUID] | None, limit: int
) -> list[Facts]:
    """Closed ones, newest first, a page at a time by (closed_at, id)."""
    at, id_ = before or (None, None)
    params = {"hospital": hospital_id, "staff": staff, "before_at": at, "before_id": id_, "limit": limit}
    return await tx.rows(Facts, _PAST_OF if staff else _PAST, params)


async def search(tx: Transaction, hospital_id: int, grams: list[str], pattern: str, limit: int) -> list[Facts]:
    """Conversations that contain all grams (see text.grams), newest first; open ones by their text as it stands."""
    found = await tx.tuples(
        "SELECT id, at FROM conversation.search(%s, %s, %s, %s)", (hospital_id, grams, pattern, limit)
    )
    order = {row[0]: place for place, row in enumerate(found)}
    return sorted(await many(tx, hospital_id, list(order)), key=lambda row: order[row.id])


async def position(tx: Transaction, hospital_id: int, conversation: UUID) -> int | None:
    """1 is the next to be answered; None when it does not wait."""
    return await tx.value(
        """
        SELECT place FROM (
            SELECT id, row_number() OVER (ORDER BY alert IS DISTINCT FROM 'red', queued_at, id)::int AS place
            FROM conversation.conversations
            WHERE hospital_id = %s AND status = 'waiting'
        ) q WHERE id = %s
        """,
        (hospital_id, conversation),
    )


async def ever_member(tx: Transaction, hospital_id: int, conversation: UUID, staff: UUID) -> bool:
    return bool(
        await tx.value(
            """
            SELECT EXISTS (SELECT FROM conversation.members
                           WHERE hospital_id = %s AND conversation_id = %s AND staff_id = %s)
            """,
            (hospital_id, conversation, staff),
        )
    )


async def serves_now(tx: Transaction, hospital_id: int, visitor: UUID, staff: UUID) -> bool:
    """Whether this staff member is in an open conversation with the same person."""
    return bool(
        await tx.value(
            """
            SELECT EXISTS (
                SELECT FROM conversation.conversations c JOIN conversation.members m
                  ON m.hospital_id = c.hospital_id AND m.conversation_id = c.id AND m.left_at IS NULL
                WHERE c.hospital_id = %s AND c.visitor_id = %s AND c.status <> 'closed' AND m.staff_id = %s)
            """,
            (hospital_id, visitor, staff),
        )
    )


async def has_contact(tx: Transaction, hospital_id: int, conversation: UUID) -> bool:
    return bool(
        await tx.value(
            "SELECT contact IS NOT NULL FROM conversation.conversations WHERE hospital_id = %s AND id = %s",
            (hospital_id, conversation),
        )
    )


async def contact(tx: Transaction, hospital_id: int, conversation: UUID) -> bytes | None:
    """What the visitor left to be reached by, sealed."""
    return await tx.value(
        "SELECT contact FROM conversation.conversations WHERE hospital_id = %s AND id = %s", (hospital_id, conversation)
    )
