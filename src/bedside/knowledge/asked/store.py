"""Every SQL statement about the day's questions. Ids only: the words are read through `Talks`."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, Final, LiteralString
from uuid import UUID

import msgspec

from bedside.kit.database import Transaction
from bedside.knowledge.asked.model import Asked, Day, Group, State, Tally, Why

_GROUP: Final[LiteralString] = """
    SELECT g.hospital_id, g.id, g.day, g.name, g.state, g.merged_into, g.entry_id, g.reason, g.settled_by, g.settled_at,
           g.version
    FROM knowledge.groups g
"""
_ASKED: Final[LiteralString] = """
    SELECT id, conversation_id, visitor_id, group_id, day, at, why FROM knowledge.asked
"""


class Example(msgspec.Struct, frozen=True):
    """One of the first questions of a group."""

    group: UUID
    name: str
    id: UUID | None
    conversation: UUID | None


async def examples(tx: Transaction, hospital_id: int, since: date, most: int) -> list[Example]:
    """The first `most` questions of each group that was named, settled, or asked again since then; by group."""
    return await tx.rows(
        Example,
        """
        SELECT g.id AS "group", g.name, a.id, a.conversation_id AS conversation
        FROM knowledge.groups g LEFT JOIN LATERAL (
            SELECT id, conversation_id, at FROM knowledge.asked a
            WHERE a.hospital_id = g.hospital_id AND a.group_id = g.id ORDER BY a.at, a.id LIMIT %s
        ) a ON true
        WHERE g.hospital_id = %s AND g.state <> 'merged' AND (
            g.name <> '' OR g.state <> 'open' OR EXISTS (
                SELECT FROM knowledge.asked b WHERE b.hospital_id = g.hospital_id AND b.group_id = g.id AND b.day >= %s))
        ORDER BY g.day, g.id, a.at, a.id
        """,
        (most, hospital_id, since),
    )


class Kept(msgspec.Struct, frozen=True):
    """Where a question is kept, and what was wrong with its answer when it was last looked at."""

    group: UUID
    why: list[Why]


async def kept(tx: Transaction, hospital_id: int, ids: Sequence[UUID]) -> dict[UUID, Kept]:
    """Those of these questions that are kept."""
    rows = await tx.tuples(
        "SELECT id, group_id, why FROM knowledge.asked WHERE hospital_id = %s AND id = ANY (%s)",
        (hospital_id, list(ids)),
    )
    return {row[0]: Kept(row[1], row[2]) for row in rows}


async def poor_uses(tx: Transaction, hospital_id: int, since: datetime) -> set[UUID]:
    """Messages into which an entry went that did not help."""
    rows = await tx.tuples(
        """
        SELECT id FROM knowledge.uses
        WHERE hospital_id = %s AND at >= %s AND (asked_again OR outcome = 'went_elsewhere')
        """,
        (hospital_id, since),
    )
    return {row[0] for row in rows}


async def insert_group(tx: Transaction, hospital_id: int, id: UUID, day: date, name: str = "") -> None:
    await tx.run(
        "INSERT INTO knowledge.groups (hospital_id, id, day, name) VALUES (%s, %s, %s, %s)",
        (hospital_id, id, day, name),
    )


async def insert_asked(tx: Transaction, hospital_id: int, rows: Sequence[Asked]) -> None:
    given = msgspec.json.encode(rows).decode()
    await tx.run(
        """
        INSERT INTO knowledge.asked (hospital_id, id, conversation_id, visitor_id, group_id, day, at, why)
        SELECT %s, id, conversation_id, visitor_id, group_id, day, at, why FROM jsonb_to_recordset(%s::jsonb)
            AS r (id uuid, conversation_id uuid, visitor_id uuid, group_id uuid, day date, at timestamptz, why text[])
        ON CONFLICT DO NOTHING
        """,
        (hospital_id, given),
    )


async def set_why(tx: Transaction, hospital_id: int, id: UUID, why: Sequence[str]) -> None:
    await tx.run("UPDATE knowledge.asked SET why = %s WHERE hospital_id = %s AND id = %s", (list(why), hospital_id, id))


async def set_day(tx: Transaction, hospital_id: int, day: Day) -> None:
    await tx.run(
        """
        INSERT INTO knowledge.days (hospital_id, day, questions, done_at) VALUES (%s, %s, %s, %s)
        ON CONFLICT (hospital_id, day) DO UPDATE SET questions = excluded.questions, done_at = excluded.done_at
        """,
        (hospital_id, day.day, day.questions, day.done_at),
    )


async def days(tx: Transaction, hospital_id: int, since: date) -> list[Day]:
    return await tx.rows(
        Day,
        "SELECT day, questions, done_at, told_at FROM knowledge.days WHERE hospital_id = %s AND day >= %s ORDER BY day",
        (hospital_id, since),
    )


async def told(tx: Transaction, hospital_id: int, day: date) -> None:
    await tx.run(
        "UPDATE knowledge.days SET told_at = %s WHERE hospital_id = %s AND day = %s", (tx.clock.now(), hospital_id, day)
    )


async def group(tx: Transaction, hospital_id: int, id: UUID) -> Group | None:
    """Locked until the end of the transaction."""
    return await tx.row(Group, _GROUP + " WHERE g.hospital_id = %s AND g.id = %s FOR UPDATE", (hospital_id, id))


async def groups(tx: Transaction, hospital_id: int, ids: Collection[UUID]) -> dict[UUID, Group]:
    found = await tx.rows(Group, _GROUP + " WHERE g.hospital_id = %s AND g.id = ANY (%s)", (hospital_id, list(ids)))
    return {each.id: each for each in found}


async def tallies(
    tx: Transaction, hospital_id: int, states: Sequence[State], since: date, until: date | None = None
) -> dict[UUID, Tally]:
    """Of the groups in these states, counted over questions of those days."""
    rows = await tx.tuples(
        """
        SELECT g.id, count(*), count(DISTINCT a.visitor_id),
               count(*) FILTER (WHERE a.why && '{offline,left,unanswered}'), count(*) FILTER (WHERE 'again' = ANY (a.why)),
               count(*) FILTER (WHERE a.why && '{low_rating,beside,not_found,poor_entry}'),
               count(*) FILTER (WHERE a.at > g.settled_at),
               count(*) FILTER (WHERE a.at > g.settled_at AND a.why && '{offline,left,unanswered}'),
               max(a.at), array_agg(a.day ORDER BY a.day)
        FROM knowledge.groups g JOIN knowledge.asked a ON (a.hospital_id, a.group_id) = (g.hospital_id, g.id)
        WHERE g.hospital_id = %s AND g.state = ANY (%s) AND a.day >= %s AND a.day <= coalesce(%s, 'infinity'::date)
        GROUP BY g.id
        """,
        (hospital_id, list(states), since, until),
    )
    return {
        row[0]: Tally(
            questions=row[1], askers=row[2], unanswered=row[3], again=row[4], badly=row[5], back=row[6],
            back_unanswered=row[7], last_at=row[8], days=[(day, row[9].count(day)) for day in sorted(set(row[9]))],
        )
        for row in rows
    }  # fmt: skip


async def questions(tx: Transaction, hospital_id: int, groups: Sequence[UUID], most: int) -> list[Asked]:
    """The newest `most` of each of these groups, newest first."""
    return await tx.rows(
        Asked,
        """
        SELECT a.* FROM unnest(%s::uuid[]) AS g (id) CROSS JOIN LATERAL (
        """
        + _ASKED
        + """ WHERE hospital_id = %s AND group_id = g.id ORDER BY at DESC, id LIMIT %s) a ORDER BY a.at DESC, a.id""",
        (list(groups), hospital_id, most),
    )


async def move(tx: Transaction, hospital_id: int, source: UUID, target: UUID, ids: Sequence[UUID] | None = None) -> int:
    """Questions (all, or these) go to another group; how many did."""
    return await tx.run(
        """
        UPDATE knowledge.asked SET group_id = %s
        WHERE hospital_id = %s AND group_id = %s AND (%s::uuid[] IS NULL OR id = ANY (%s::uuid[]))
        """,
        (target, hospital_id, source, ids and list(ids), ids and list(ids)),
    )


async def save(tx: Transaction, given: Group) -> None:
    """As it is given, with the next version; for a group that was read with its lock."""
    await tx.run(
        """
        UPDATE knowledge.groups SET day = %(day)s, name = %(name)s, state = %(state)s, merged_into = %(merged_into)s,
            entry_id = %(entry_id)s, reason = %(reason)s, settled_by = %(settled_by)s, settled_at = %(settled_at)s,
            version = version + 1
        WHERE hospital_id = %(hospital_id)s AND id = %(id)s
        """,
        msgspec.structs.asdict(given),
    )


async def follow(tx: Transaction, hospital_id: int, source: UUID, target: UUID) -> None:
    """What had been merged into `source` leads to `target` now."""
    await tx.run(
        "UPDATE knowledge.groups SET merged_into = %s WHERE hospital_id = %s AND merged_into = %s",
        (target, hospital_id, source),
    )


async def add_wordings(
    tx: Transaction, hospital_id: int, entry: UUID, group: UUID, words: Sequence[str], by: UUID
) -> None:
    await tx.run(
        """
        INSERT INTO knowledge.wordings (hospital_id, entry_id, group_id, words, made_by, made_at)
        SELECT %s, %s, %s, words, %s, %s FROM unnest(%s::text[]) AS words ON CONFLICT DO NOTHING
        """,
        (hospital_id, entry, group, by, tx.clock.now(), list(words)),
    )


async def drop_wordings(tx: Transaction, hospital_id: int, group: UUID) -> None:
    await tx.run("DELETE FROM knowledge.wordings WHERE hospital_id = %s AND group_id = %s", (hospital_id, group))


async def pass_wordings(tx: Transaction, hospital_id: int, source: UUID, target: UUID) -> None:
    await tx.run(
        "UPDATE knowledge.wordings SET group_id = %s WHERE hospital_id = %s AND group_id = %s",
        (target, hospital_id, source),
    )


async def wordings(tx: Transaction, hospital_id: int) -> dict[UUID, list[str]]:
    """By entry, in the order of their letters."""
    rows = await tx.tuples(
        "SELECT entry_id, array_agg(words ORDER BY words) FROM knowledge.wordings WHERE hospital_id = %s GROUP BY entry_id",
        (hospital_id,),
    )
    return {row[0]: row[1] for row in rows}


async def wordings_of(tx: Transaction, hospital_id: int, group: UUID) -> list[str]:
    rows = await tx.tuples(
        "SELECT words FROM knowledge.wordings WHERE hospital_id = %s AND group_id = %s ORDER BY words",
        (hospital_id, group),
    )
    return [row[0] for row in rows]


async def refuse_digest(tx: Transaction, hospital_id: int, staff: UUID, *, refused: bool) -> None:
    if refused:
        await tx.run(
            "INSERT INTO knowledge.digest_refused VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            (hospital_id, staff, tx.clock.now()),
        )
    else:
        await tx.run(
            "DELETE FROM knowledge.digest_refused WHERE hospital_id = %s AND staff_id = %s", (hospital_id, staff)
        )


async def digest_refused(tx: Transaction, hospital_id: int) -> set[UUID]:
    rows = await tx.tuples("SELECT staff_id FROM knowledge.digest_refused WHERE hospital_id = %s", (hospital_id,))
    return {row[0] for row in rows}


async def forget(tx: Transaction, hospital_id: int, visitor: UUID) -> int:
    """A visitor's questions go; so do groups that nobody named or settled and that are empty then."""
    gone: list[tuple[Any, ...]] = await tx.tuples(
        "DELETE FROM knowledge.asked WHERE hospital_id = %s AND visitor_id = %s RETURNING group_id",
        (hospital_id, visitor),
    )
    await tx.run(
        """
        DELETE FROM knowledge.groups g
        WHERE hospital_id = %s AND id = ANY (%s) AND name = '' AND state = 'open'
          AND NOT EXISTS (SELECT FROM knowledge.asked a WHERE (a.hospital_id, a.group_id) = (g.hospital_id, g.id))
        """,
        (hospital_id, [row[0] for row in gone]),
    )
    return len(gone)


async def forget_old(tx: Transaction, hospital_id: int, before: date) -> None:
    """Questions of so long ago say nothing of today; groups that nobody named or settled go with their last one."""
    await tx.run("DELETE FROM knowledge.asked WHERE hospital_id = %s AND day < %s", (hospital_id, before))
    await tx.run(
        """
        DELETE FROM knowledge.groups g
        WHERE hospital_id = %s AND name = '' AND state = 'open' AND day < %s
          AND NOT EXISTS (SELECT FROM knowledge.asked a WHERE (a.hospital_id, a.group_id) = (g.hospital_id, g.id))
        """,
        (hospital_id, before),
    )
