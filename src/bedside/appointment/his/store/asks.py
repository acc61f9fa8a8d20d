"""What a hospital system must be asked: one row per appointment and verb, and the timers of asking again."""

from datetime import datetime
from uuid import UUID

import msgspec

from bedside.kit.database import Transaction

PATIENCE = 3
"""How often a cancellation may have been asked in vain until those who want its seat are asked for all the same."""


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """`tries` counts this one. `until`: so long nobody else asks, unless it is prolonged."""

    appointment_id: UUID
    verb: str
    made_at: datetime
    tries: int
    until: datetime


async def queue(tx: Transaction, hospital_id: int, appointment_id: UUID, verb: str, now: datetime) -> None:
    await tx.run(
        """
        INSERT INTO appointment.his_asks AS a (hospital_id, appointment_id, verb, made_at, due_at)
        VALUES (%(hospital)s, %(appointment)s, %(verb)s, %(now)s, %(now)s)
        ON CONFLICT (hospital_id, appointment_id, verb)
            DO UPDATE SET state = 'due', due_at = %(now)s, made_at = %(now)s, error = '', done_at = NULL
            WHERE a.state <> 'due'
        """,
        {"hospital": hospital_id, "appointment": appointment_id, "verb": verb, "now": now},
    )


async def drop_unsent(tx: Transaction, hospital_id: int, appointment_id: UUID, now: datetime) -> bool:
    """Take back a confirm that was never sent; True if there was one, and nothing else ever was."""
    return (
        await tx.run(
            """
            UPDATE appointment.his_asks SET state = 'dropped', done_at = %s
            WHERE hospital_id = %s AND appointment_id = %s AND verb = 'confirm' AND state = 'due' AND tries = 0
            """,
            (now, hospital_id, appointment_id),
        )
        == 1
    )


async def claim(tx: Transaction, hospital_id: int, now: datetime, until: datetime, limit: int) -> list[Ask]:
    """Those due, each put off until `until` so that nobody else asks meanwhile. Of an appointment only the oldest: a
    cancellation waits for the answer to the booking. And a seat that somebody gave back is given back over there before
    the next one asks for it, where no other is left: they would be told that it is taken. A cancellation that keeps failing
    holds up nobody."""
    return await tx.rows(
        Ask,
        """
        UPDATE appointment.his_asks AS a SET due_at = %(until)s, tries = a.tries + 1
        FROM (
            SELECT hospital_id, appointment_id, verb FROM appointment.his_asks AS due
            WHERE hospital_id = %(hospital)s AND state = 'due' AND due_at <= %(now)s
              AND NOT EXISTS (
                SELECT FROM appointment.his_asks AS older
                WHERE older.hospital_id = due.hospital_id AND older.appointment_id = due.appointment_id
                  AND older.state = 'due' AND (older.made_at, older.verb) < (due.made_at, due.verb)
                  AND older.verb <> due.verb)
              AND NOT (due.verb = 'confirm' AND EXISTS (
                SELECT FROM appointment.appointments AS mine
                JOIN appointment.slots AS s ON (s.hospital_id, s.id) = (mine.hospital_id, mine.slot_id)
                CROSS JOIN LATERAL (
                    SELECT count(*) AS many FROM appointment.his_asks AS given
                    JOIN appointment.appointments AS theirs
                      ON (theirs.hospital_id, theirs.id) = (given.hospital_id, given.appointment_id)
                    WHERE given.hospital_id = due.hospital_id AND given.verb = 'cancel' AND given.state = 'due'
                      AND given.tries < %(patience)s AND given.made_at <= due.made_at AND theirs.slot_id = mine.slot_id
                ) AS back
                WHERE (mine.hospital_id, mine.id) = (due.hospital_id, due.appointment_id)
                  AND back.many > 0 AND s.taken + back.many > s.seats))
            ORDER BY due_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED
        ) AS due
        WHERE (a.hospital_id, a.appointment_id, a.verb) = (due.hospital_id, due.appointment_id, due.verb)
        RETURNING a.appointment_id, a.verb, a.made_at, a.tries, a.due_at AS until
        """,
        {"hospital": hospital_id, "now": now, "until": until, "limit": limit, "patience": PATIENCE},
    )


async def prolong(tx: Transaction, hospital_id: int, ask: Ask, until: datetime, longer: datetime) -> bool:
    """False when it is no longer held until then: somebody else took it up, or it is closed."""
    return (
        await tx.run(
            """
            UPDATE appointment.his_asks SET due_at = %s
            WHERE hospital_id = %s AND appointment_id = %s AND verb = %s AND state = 'due' AND due_at = %s
            """,
            (longer, hospital_id, ask.appointment_id, ask.verb, until),
        )
        == 1
    )


async def finish(
    tx: Transaction, hospital_id: int, appointment_id: UUID, verb: str, state: str, now: datetime, error: str = ""
) -> bool:
    """False when it was finished already."""
    return (
        await tx.run(
            """
            UPDATE appointment.his_asks SET state = %s, done_at = %s, error = %s
            WHERE hospital_id = %s AND appointment_id = %s AND verb = %s AND state = 'due'
            """,
            (state, now, error[:200], hospital_id, appointment_id, verb),
        )
        == 1
    )


async def again(
    tx: Transaction, hospital_id: int, appointment_id: UUID, verb: str, due_at: datetime, error: str
) -> None:
    await tx.run(
        """
        UPDATE appointment.his_asks SET due_at = %s, error = %s
        WHERE hospital_id = %s AND appointment_id = %s AND verb = %s AND state = 'due'
        """,
        (due_at, error[:200], hospital_id, appointment_id, verb),
    )


async def verbs_due(tx: Transaction, hospital_id: int, appointments: list[UUID]) -> dict[UUID, set[str]]:
    """Which verbs are still on their way, per appointment."""
    found: dict[UUID, set[str]] = {}
    for id, verb in await tx.tuples(
        """
        SELECT appointment_id, verb FROM appointment.his_asks
        WHERE hospital_id = %s AND appointment_id = ANY (%s) AND state = 'due'
        """,
        (hospital_id, appointments),
    ):
        found.setdefault(id, set()).add(verb)
    return found
