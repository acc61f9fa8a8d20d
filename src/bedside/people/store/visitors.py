"""Visitors, their consent, and the links between one person's visitors."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from bedside.kit.database import Transaction
from bedside.people.model import ConsentRecord, Consents, Elsewhere, Visitor, as_array


async def visitor(tx: Transaction, hospital_id: int, visitor_id: UUID) -> Visitor | None:
    return await tx.row(
        Visitor,
        """
        SELECT hospital_id, id, kind, name, lang, made_at, last_seen, visits,
               tracking, health, marketing, group_sharing, forgotten_at
        FROM people.visitors WHERE hospital_id = %s AND id = %s
        """,
        (hospital_id, visitor_id),
    )


async def visitors(tx: Transaction, hospital_id: int, ids: list[UUID]) -> list[Visitor]:
    return await tx.rows(
        Visitor,
        """
        SELECT hospital_id, id, kind, name, lang, made_at, last_seen, visits,
               tracking, health, marketing, group_sharing, forgotten_at
        FROM people.visitors WHERE hospital_id = %s AND id = ANY (%s)
        """,
        (hospital_id, ids),
    )


async def trackable(tx: Transaction, hospital_id: int, ids: list[UUID]) -> list[tuple[Any, ...]]:
    """(id, name, visits, made_at) of those among `ids` who agreed to tracking and are not forgotten."""
    return await tx.tuples(
        """
        SELECT id, name, visits, made_at FROM people.visitors
        WHERE hospital_id = %s AND id = ANY (%s::text::uuid[]) AND tracking AND forgotten_at IS NULL
        """,
        (hospital_id, as_array(ids)),
    )


async def insert_visitor(tx: Transaction, made: Visitor) -> int:
    return await tx.run(
        """
        INSERT INTO people.visitors (hospital_id, id, kind, name, lang, made_at, last_seen)
        VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
        """,
        (made.hospital_id, made.id, made.kind, made.name, made.lang, made.made_at, made.last_seen),
    )


async def insert_newcomers(tx: Transaction, hospital_id: int, at: datetime, rows: bytes) -> list[tuple[Any, ...]]:
    """Visitors, their tracking consent and both facts from one JSON array; returns the ids that were new.

    Facts are written here and not announced one by one: this is the hot path of first pages.
    """
    return await tx.tuples(
        """
        WITH given AS (
            SELECT * FROM json_to_recordset(%(rows)s::json)
                AS r (id uuid, lang text, version text, visits int, consent uuid, made_fact uuid, consent_fact uuid, proof jsonb)
        ), made AS (
            INSERT INTO people.visitors (hospital_id, id, kind, lang, made_at, last_seen, visits, tracking)
            SELECT %(hospital)s, id, 'tracked', lang, %(at)s, %(at)s, visits, true FROM given
            ON CONFLICT DO NOTHING RETURNING id
        ), recorded AS (
            INSERT INTO people.consents (hospital_id, subject, id, purpose, given, version, channel, recorded_at, proof)
            SELECT %(hospital)s, id, consent, 'tracking', true, version, 'widget', %(at)s, proof
            FROM given JOIN made USING (id)
        ), told AS (
            INSERT INTO kit.facts (hospital_id, subject, occurred_at, id, kind, actor, payload)
            SELECT %(hospital)s, id, %(at)s, made_fact, 'people.visitor_made', 'visitor:' || id, '{"tracked": true}'
            FROM given JOIN made USING (id)
            UNION ALL
            SELECT %(hospital)s, id, %(at)s, consent_fact, 'people.consent_given', 'visitor:' || id,
                   jsonb_build_object('purpose', 'tracking', 'version', version, 'channel', 'widget')
            FROM given JOIN made USING (id)
        )
        SELECT id FROM made
        """,
        {"hospital": hospital_id, "at": at, "rows": rows.decode()},
    )


async def set_consents(tx: Transaction, hospital_id: int, visitor_id: UUID, now: Consents, kind: str) -> None:
    await tx.run(
        """
        UPDATE people.visitors SET tracking = %s, health = %s, marketing = %s, group_sharing = %s, kind = %s
        WHERE hospital_id = %s AND id = %s
        """,
        (now.tracking, now.health, now.marketing, now.group_sharing, kind, hospital_id, visitor_id),
    )


async def insert_consent(tx: Transaction, hospital_id: int, subject: UUID, record: ConsentRecord) -> None:
    """`subject`: the visitor or the person who answered."""
    await tx.run(
        """
        INSERT INTO people.consents (hospital_id, subject, id, purpose, given, version, channel, recorded_at, proof)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb)
        """,
        (
            hospital_id, subject, record.id, record.purpose, record.given, record.version, record.channel,
            record.recorded_at, msgspec.json.encode(record.proof).decode(),
        ),
    )  # fmt: skip


async def consents(tx: Transaction, hospital_id: int, subject: UUID) -> list[ConsentRecord]:
    rows = await tx.dicts(
        """
        SELECT id, purpose, given, version, channel, recorded_at, proof FROM people.consents
        WHERE hospital_id = %s AND subject = %s ORDER BY recorded_at, id
        """,
        (hospital_id, subject),
    )
    return [msgspec.convert(row, ConsentRecord) for row in rows]


async def rename(tx: Transaction, hospital_id: int, visitor_id: UUID, name: str) -> None:
    await tx.run(
        "UPDATE people.visitors SET name = %s WHERE hospital_id = %s AND id = %s AND forgotten_at IS NULL",
        (name, hospital_id, visitor_id),
    )


async def begin_visits(tx: Transaction, hospital_id: int, ids: list[UUID], at: datetime) -> None:
    await tx.run(
        "UPDATE people.visitors SET visits = visits + 1, last_seen = %s WHERE hospital_id = %s AND id = ANY (%s)",
        (at, hospital_id, ids),
    )


async def forget(tx: Transaction, hospital_id: int, visitor_id: UUID, at: datetime) -> None:
    await tx.run(
        """
        UPDATE people.visitors
        SET name = '', forgotten_at = %s, tracking = false, health = false, marketing = false, group_sharing = false,
            kind = 'chat_only', visits = 0
        WHERE hospital_id = %s AND id = %s
        """,
        (at, hospital_id, visitor_id),
    )


async def sever_facts(tx: Transaction, hospital_id: int, visitor_id: UUID, kind_prefix: str) -> None:
    await tx.run("SELECT people.sever_facts(%s, %s, %s)", (hospital_id, visitor_id, kind_prefix))


async def insert_link(tx: Transaction, hospital_id: int, visitor_id: UUID, other: Elsewhere, at: datetime) -> int:
    return await tx.run(
        "INSERT INTO people.links VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
        (hospital_id, visitor_id, other.hospital_id, other.visitor_id, at),
    )


async def links(tx: Transaction, hospital_id: int, visitor_id: UUID) -> list[Elsewhere]:
    return await tx.rows(
        Elsewhere,
        """
        SELECT other_hospital_id AS hospital_id, other_visitor_id AS visitor_id FROM people.links
        WHERE hospital_id = %s AND visitor_id = %s ORDER BY 1, 2
        """,
        (hospital_id, visitor_id),
    )


async def sharing(tx: Transaction, people: list[Elsewhere]) -> list[Elsewhere]:
    """Those among `people` whose consent to share within the group holds at this moment."""
    return await tx.rows(
        Elsewhere,
        """
        SELECT hospital_id, id AS visitor_id FROM people.visitors
        WHERE (hospital_id, id) IN (SELECT * FROM unnest(%s::int[], %s::uuid[]))
          AND group_sharing AND forgotten_at IS NULL ORDER BY 1, 2
        """,
        ([p.hospital_id for p in people], [p.visitor_id for p in people]),
    )


async def unlink(tx: Transaction, hospital_id: int, visitor_id: UUID) -> None:
    await tx.run("DELETE FROM people.links WHERE hospital_id = %s AND visitor_id = %s", (hospital_id, visitor_id))
