"""Persons, their identifiers, browsers and households."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from bedside.kit.database import Transaction
from bedside.people.person import Identifier


class PersonRow(msgspec.Struct, frozen=True, kw_only=True):
    """A person as stored."""

    hospital_id: int
    id: UUID
    name_sealed: bytes
    name_hash: bytes
    sex: str
    born_sealed: bytes | None
    born_hash: bytes | None
    lang: str
    time_zone: str
    made_at: datetime
    made_by: str
    deleted_at: datetime | None = None
    rev: int = 1


class IdentifierRow(msgspec.Struct, frozen=True, kw_only=True):
    hospital_id: int
    id: UUID
    person_id: UUID
    kind: str
    value_sealed: bytes
    value_hash: bytes
    masked: str
    verified_at: datetime | None
    added_at: datetime
    added_by: str


async def same_person(tx: Transaction, hospital_id: int, known: UUID) -> tuple[UUID, ...]:
    return tuple(await tx.value("SELECT people.same_person(%s, %s)", (hospital_id, known)))


async def groups(tx: Transaction, hospital_id: int, known: list[UUID]) -> dict[UUID, tuple[UUID, ...]]:
    """`same_person` for each of these."""
    found = await tx.tuples(
        "SELECT k.id, people.same_person(%s, k.id) FROM unnest(%s::uuid[]) AS k (id)", (hospital_id, known)
    )
    return {row[0]: tuple(row[1]) for row in found}


async def heads(tx: Transaction, hospital_id: int, known: list[UUID]) -> dict[UUID, UUID]:
    """The id that was kept, for each of these."""
    found = await tx.tuples(
        "SELECT k.id, (people.same_person(%s, k.id))[1] FROM unnest(%s::uuid[]) AS k (id)", (hospital_id, known)
    )
    return {row[0]: row[1] for row in found}


async def persons(tx: Transaction, hospital_id: int, ids: list[UUID]) -> dict[UUID, PersonRow]:
    found = await tx.rows(
        PersonRow,
        """
        SELECT p.hospital_id, p.id, p.name_sealed, p.name_hash, p.sex, p.born_sealed, p.born_hash, p.lang, p.time_zone,
               p.made_at, p.made_by, p.deleted_at, p.rev
        FROM unnest(%s::uuid[]) AS k (id)
        CROSS JOIN LATERAL (SELECT * FROM people.persons WHERE hospital_id = %s AND id = k.id LIMIT 1) p
        """,
        (ids, hospital_id),
    )
    return {each.id: each for each in found}


async def kept(tx: Transaction, hospital_id: int, known: UUID) -> UUID | None:
    """The id under which this person is kept; None if unknown or deleted."""
    return await tx.value(
        """
        SELECT id FROM people.persons
        WHERE hospital_id = %(hospital)s AND id = (people.same_person(%(hospital)s, %(known)s))[1] AND deleted_at IS NULL
        """,
        {"hospital": hospital_id, "known": known},
    )


class CardRow(msgspec.Struct, frozen=True, kw_only=True):
    """The little that lists show of a person. `phone`: masked, "" without one."""

    known: UUID
    hospital_id: int
    id: UUID
    name_sealed: bytes
    born_sealed: bytes | None
    phone: str


async def cards(tx: Transaction, hospital_id: int, known: list[UUID]) -> list[CardRow]:
    """Of those who are not deleted, by the id that was asked for; of several phones a verified one, then the newest."""
    return await tx.rows(
        CardRow,
        """
        SELECT k.id AS known, p.hospital_id, p.id, p.name_sealed, p.born_sealed, coalesce((
                   SELECT i.masked FROM people.identifiers i
                   WHERE i.hospital_id = p.hospital_id AND i.person_id = ANY (g.ids) AND i.kind = 'phone'
                     AND i.ended_at IS NULL
                   ORDER BY i.verified_at IS NULL, i.added_at DESC, i.id DESC LIMIT 1), '') AS phone
        FROM unnest(%(known)s::uuid[]) AS k (id)
        CROSS JOIN LATERAL (SELECT people.same_person(%(hospital)s, k.id) AS ids OFFSET 0) g
        CROSS JOIN LATERAL (SELECT * FROM people.persons
                            WHERE hospital_id = %(hospital)s AND id = g.ids[1] AND deleted_at IS NULL LIMIT 1) p
        """,
        {"hospital": hospital_id, "known": known},
    )


async def insert_person(tx: Transaction, made: PersonRow) -> None:
    await tx.run(
        """
        INSERT INTO people.persons (hospital_id, id, name_sealed, name_hash, sex, born_sealed, born_hash, lang, time_zone,
                                    made_at, made_by, compare_at)
        VALUES (%(hospital_id)s, %(id)s, %(name_sealed)s, %(name_hash)s, %(sex)s, %(born_sealed)s, %(born_hash)s, %(lang)s,
                %(time_zone)s, %(made_at)s, %(made_by)s, %(made_at)s)
        """,
        msgspec.structs.asdict(made),
    )


async def update_person(tx: Transaction, changed: PersonRow, at: datetime) -> int:
    """Store what changed if its `rev` still holds; it is compared with others anew."""
    return await tx.run(
        """
        UPDATE people.persons
        SET name_sealed = %(name_sealed)s, name_hash = %(name_hash)s, sex = %(sex)s, born_sealed = %(born_sealed)s,
            born_hash = %(born_hash)s, lang = %(lang)s, time_zone = %(time_zone)s, compare_at = %(at)s, rev = rev + 1
        WHERE hospital_id = %(hospital_id)s AND id = %(id)s AND rev = %(rev)s AND deleted_at IS NULL
        """,
        {**msgspec.structs.asdict(changed), "at": at},
    )


async def compare_again(tx: Transaction, hospital_id: int, person_id: UUID, at: datetime) -> None:
    await tx.run(
        "UPDATE people.persons SET compare_at = %s WHERE hospital_id = %s AND id = %s AND deleted_at IS NULL",
        (at, hospital_id, person_id),
    )


async def delete_person(tx: Transaction, hospital_id: int, person_id: UUID, at: datetime) -> None:
    """Leave a nameless stone; identifiers, browsers, family and guesses about them go."""
    key = (hospital_id, person_id)
    await tx.run(
        """
        UPDATE people.persons
        SET name_sealed = '', name_hash = '', sex = '', born_sealed = NULL, born_hash = NULL, time_zone = '',
            compare_at = NULL, deleted_at = coalesce(deleted_at, %s), rev = rev + 1
        WHERE hospital_id = %s AND id = %s
        """,
        (at, *key),
    )
    await tx.run("DELETE FROM people.identifiers WHERE hospital_id = %s AND person_id = %s", key)
    await tx.run("DELETE FROM people.person_visitors WHERE hospital_id = %s AND person_id = %s", key)
    await tx.run("DELETE FROM people.households WHERE hospital_id = %s AND (person_id = %s OR other_id = %s)",
                 (*key, person_id))  # fmt: skip
    await tx.run("DELETE FROM people.duplicates WHERE hospital_id = %s AND (a = %s OR b = %s)", (*key, person_id))


async def identifiers(tx: Transaction, hospital_id: int, ids: list[UUID]) -> list[Identifier]:
    """What stands now under any of these ids, verified first, then the newest."""
    return await tx.rows(
        Identifier,
        """
        SELECT i.id, i.person_id, i.kind, i.masked, i.verified_at, i.added_at
        FROM unnest(%s::uuid[]) AS k (id)
        CROSS JOIN LATERAL (SELECT * FROM people.identifiers
                            WHERE hospital_id = %s AND person_id = k.id AND ended_at IS NULL) i
        ORDER BY i.verified_at IS NULL, i.added_at DESC, i.id DESC
        """,
        (ids, hospital_id),
    )


async def identifier_rows(tx: Transaction, hospital_id: int, ids: list[UUID]) -> list[IdentifierRow]:
    """As `identifiers`, with the sealed values."""
    return await tx.rows(
        IdentifierRow,
        """
        SELECT i.hospital_id, i.id, i.person_id, i.kind, i.value_sealed, i.value_hash, i.masked, i.verified_at, i.added_at,
               i.added_by
        FROM unnest(%s::uuid[]) AS k (id)
        CROSS JOIN LATERAL (SELECT * FROM people.identifiers
                            WHERE hospital_id = %s AND person_id = k.id AND ended_at IS NULL) i
        ORDER BY i.verified_at IS NULL, i.added_at DESC, i.id DESC
        """,
        (ids, hospital_id),
    )


async def every_identifier(tx: Transaction, hospital_id: int, ids: list[UUID]) -> list[IdentifierRow]:
    """Those that have ended, too."""
    return await tx.rows(
        IdentifierRow,
        """
        SELECT hospital_id, id, person_id, kind, value_sealed, value_hash, masked, verified_at, added_at, added_by
        FROM people.identifiers WHERE hospital_id = %s AND person_id = ANY (%s)
        """,
        (hospital_id, ids),
    )


async def insert_identifier(tx: Transaction, made: IdentifierRow) -> int:
    return await tx.run(
        """
        INSERT INTO people.identifiers (hospital_id, id, person_id, kind, value_sealed, value_hash, masked, verified_at,
                                        added_at, added_by)
        VALUES (%(hospital_id)s, %(id)s, %(person_id)s, %(kind)s, %(value_sealed)s, %(value_hash)s, %(masked)s,
                %(verified_at)s, %(added_at)s, %(added_by)s)
        ON CONFLICT (hospital_id, person_id, value_hash) WHERE ended_at IS NULL DO NOTHING
        """,
        msgspec.structs.asdict(made),
    )


async def verify_identifier(tx: Transaction, hospital_id: int, id: UUID, at: datetime) -> int:
    return await tx.run(
        "UPDATE people.identifiers SET verified_at = %s WHERE hospital_id = %s AND id = %s AND verified_at IS NULL",
        (at, hospital_id, id),
    )


async def end_identifier(tx: Transaction, hospital_id: int, id: UUID, at: datetime) -> int:
    return await tx.run(
        "UPDATE people.identifiers SET ended_at = %s WHERE hospital_id = %s AND id = %s AND ended_at IS NULL",
        (at, hospital_id, id),
    )


async def holders(tx: Transaction, hospital_id: int, value_hash: bytes, limit: int = 100) -> list[UUID]:
    """Under which ids this identifier stands, oldest first."""
    found = await tx.tuples(
        """
        SELECT person_id FROM people.identifiers WHERE hospital_id = %s AND value_hash = %s AND ended_at IS NULL
        ORDER BY added_at, id LIMIT %s
        """,
        (hospital_id, value_hash, limit),
    )
    return [row[0] for row in found]


async def named(tx: Transaction, hospital_id: int, name_hash: bytes, limit: int) -> list[UUID]:
    found = await tx.tuples(
        "SELECT id FROM people.persons WHERE hospital_id = %s AND name_hash = %s ORDER BY made_at DESC, id DESC LIMIT %s",
        (hospital_id, name_hash, limit),
    )
    return [row[0] for row in found]


async def newest(tx: Transaction, hospital_id: int, limit: int) -> list[UUID]:
    """Who became known last; ids are time-ordered."""
    found = await tx.tuples(
        "SELECT id FROM people.persons WHERE hospital_id = %s AND deleted_at IS NULL ORDER BY id DESC LIMIT %s",
        (hospital_id, limit),
    )
    return [row[0] for row in found]


async def join_visitor(tx: Transaction, hospital_id: int, visitor_id: UUID, person_id: UUID, by: str) -> int:
    return await tx.run(
        """
        INSERT INTO people.person_visitors (hospital_id, visitor_id, person_id, joined_at, joined_by)
        VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
        """,
        (hospital_id, visitor_id, person_id, tx.clock.now(), by),
    )


async def part_visitor(tx: Transaction, hospital_id: int, visitor_id: UUID) -> int:
    return await tx.run(
        "DELETE FROM people.person_visitors WHERE hospital_id = %s AND visitor_id = %s", (hospital_id, visitor_id)
    )


async def persons_of_visitor(tx: Transaction, hospital_id: int, visitor_id: UUID) -> list[UUID]:
    """Who said that this browser is theirs, the last first."""
    found = await tx.tuples(
        """
        SELECT person_id FROM people.person_visitors WHERE hospital_id = %s AND visitor_id = %s
        ORDER BY joined_at DESC, person_id DESC
        """,
        (hospital_id, visitor_id),
    )
    return [row[0] for row in found]


async def visitors_of(tx: Transaction, hospital_id: int, ids: list[UUID]) -> list[tuple[Any, ...]]:
    """(visitor, all ids that its browser belongs to), the newest first."""
    return await tx.tuples(
        """
        SELECT v.visitor_id, (SELECT array_agg(o.person_id) FROM people.person_visitors o
                              WHERE o.hospital_id = %(hospital)s AND o.visitor_id = v.visitor_id)
        FROM (SELECT j.visitor_id, max(j.joined_at) AS joined_at FROM unnest(%(ids)s::uuid[]) AS k (id)
              CROSS JOIN LATERAL (SELECT * FROM people.person_visitors
                                  WHERE hospital_id = %(hospital)s AND person_id = k.id) j
              GROUP BY 1) v
        ORDER BY v.joined_at DESC, v.visitor_id
        """,
        {"hospital": hospital_id, "ids": ids},
    )


async def set_tie(tx: Transaction, hospital_id: int, person_id: UUID, other_id: UUID, relation: str, by: str) -> None:
    await tx.run(
        """
        INSERT INTO people.households (hospital_id, person_id, other_id, relation, made_at, made_by)
        VALUES (%s, %s, %s, %s, %s, %s)
        ON CONFLICT (hospital_id, person_id, other_id) DO UPDATE SET relation = excluded.relation
        """,
        (hospital_id, person_id, other_id, relation, tx.clock.now(), by),
    )


async def cut_tie(tx: Transaction, hospital_id: int, ids: list[UUID], others: list[UUID]) -> int:
    return await tx.run(
        """
        DELETE FROM people.households WHERE hospital_id = %(hospital)s
        AND ((person_id = ANY (%(ids)s) AND other_id = ANY (%(others)s))
             OR (person_id = ANY (%(others)s) AND other_id = ANY (%(ids)s)))
        """,
        {"hospital": hospital_id, "ids": ids, "others": others},
    )


async def ties(tx: Transaction, hospital_id: int, ids: list[UUID]) -> list[tuple[Any, ...]]:
    """(other, relation) of the household, oldest first."""
    return await tx.tuples(
        """
        SELECT h.other_id, h.relation FROM unnest(%s::uuid[]) AS k (id)
        CROSS JOIN LATERAL (SELECT * FROM people.households WHERE hospital_id = %s AND person_id = k.id) h
        ORDER BY h.made_at, h.other_id
        """,
        (ids, hospital_id),
    )
