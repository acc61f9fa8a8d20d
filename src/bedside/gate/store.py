"""Every SQL statement of the gate room."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, LiteralString
from uuid import UUID

import msgspec

from bedside.gate.model import Ask, Channel, Outcome, Purpose, Stop, Verdict
from bedside.gate.rules import Amendment
from bedside.kit.database import Transaction

_STOP: Final[LiteralString] = """
    SELECT hospital_id, id, person_id, address_hash, masked, channel, purpose, source, word, since, made_by FROM gate.stops
"""


async def amendments(tx: Transaction, hospital_id: int) -> list[Amendment]:
    rows = await tx.dicts(
        "SELECT rule_id, rev, active, settings, effective, note FROM gate.rules WHERE hospital_id = %s", (hospital_id,)
    )
    return [Amendment(**row) for row in rows]


async def insert_amendment(tx: Transaction, hospital_id: int, made: Amendment, by: str) -> int:
    """1, or 0 when somebody else has written this revision."""
    return await tx.run(
        """
        INSERT INTO gate.rules (hospital_id, rule_id, rev, active, settings, effective, note, made_at, made_by)
        VALUES (%s, %s, %s, %s, %s::jsonb, %s, %s, %s, %s) ON CONFLICT DO NOTHING
        """,
        (
            hospital_id, made.rule_id, made.rev, made.active, msgspec.json.encode(made.settings).decode(), made.effective,
            made.note, tx.clock.now(), by,
        ),
    )  # fmt: skip


async def stops_of(tx: Transaction, hospital_id: int, persons: Sequence[UUID], address: bytes | None) -> list[Stop]:
    """Live stops of these persons (all ids of one) and of this address."""
    return await tx.rows(
        Stop,
        _STOP
        + " WHERE hospital_id = %s AND person_id = ANY (%s) AND ended_at IS NULL UNION "
        + _STOP
        + " WHERE hospital_id = %s AND address_hash = %s AND ended_at IS NULL",
        (hospital_id, list(persons), hospital_id, address),
    )


async def stop(tx: Transaction, hospital_id: int, id: UUID) -> Stop | None:
    """A live stop."""
    return await tx.row(Stop, _STOP + " WHERE hospital_id = %s AND id = %s AND ended_at IS NULL", (hospital_id, id))


async def stops(tx: Transaction, hospital_id: int, before: tuple[datetime, UUID] | None, limit: int) -> list[Stop]:
    """Live stops, newest first, after the last of the page before."""
    return await tx.rows(
        Stop,
        _STOP
        + """ WHERE hospital_id = %s AND ended_at IS NULL
              AND (since, id) < (coalesce(%s, 'infinity'::timestamptz), coalesce(%s, %s))
              ORDER BY since DESC, id DESC LIMIT %s""",
        (hospital_id, before and before[0], before and before[1], UUID(int=2**128 - 1), limit),
    )


async def insert_stop(tx: Transaction, made: Stop) -> None:
    await tx.run(
        """
        INSERT INTO gate.stops (hospital_id, id, person_id, address_hash, masked, channel, purpose, source, word, since, made_by)
        VALUES (%(hospital_id)s, %(id)s, %(person_id)s, %(address_hash)s, %(masked)s, %(channel)s, %(purpose)s, %(source)s,
                %(word)s, %(since)s, %(made_by)s)
        """,
        msgspec.structs.asdict(made),
    )


async def end_stop(tx: Transaction, hospital_id: int, id: UUID, at: datetime, by: str) -> int:
    return await tx.run(
        "UPDATE gate.stops SET ended_at = %s, ended_by = %s WHERE hospital_id = %s AND id = %s AND ended_at IS NULL",
        (at, by, hospital_id, id),
    )


async def contacts(
    tx: Transaction, hospital_id: int, persons: Sequence[UUID], address: bytes | None, channel: Channel,
    purpose: Purpose, since: datetime, leaving_out: UUID | None,
) -> list[datetime]:  # fmt: skip
    """When this person (all ids; without any, this address) was written to since then: each thing once, however often
    it was tried."""
    if persons:
        rows = await tx.tuples(
            """
            SELECT min(decided_at) FROM gate.decisions
            WHERE hospital_id = %s AND person_id = ANY (%s) AND decided_at > %s AND sending AND outcome = 'allow'
              AND NOT asked_by_person AND channel = %s AND purpose = %s AND about IS DISTINCT FROM %s
            GROUP BY coalesce(about, id)
            """,
            (hospital_id, list(persons), since, channel, purpose, leaving_out),
        )
    else:
        rows = await tx.tuples(
            """
            SELECT min(decided_at) FROM gate.decisions
            WHERE hospital_id = %s AND address_hash = %s AND decided_at > %s AND sending AND outcome = 'allow'
              AND NOT asked_by_person AND channel = %s AND purpose = %s AND about IS DISTINCT FROM %s
            GROUP BY coalesce(about, id)
            """,
            (hospital_id, address, since, channel, purpose, leaving_out),
        )
    return [row[0] for row in rows]


async def insert_decision(tx: Transaction, ask: Ask, verdict: Verdict, id: UUID) -> None:
    await tx.run(
        """
        INSERT INTO gate.decisions (hospital_id, id, decided_at, about, person_id, address_hash, channel, purpose,
                                    asked_by_person, sending, outcome, until, rules)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
        """,
        (
            ask.hospital_id, id, tx.clock.now(), ask.about, ask.person_id, ask.address_hash, ask.channel, ask.purpose,
            ask.asked_by_person, ask.sending, verdict.outcome, verdict.until, list(verdict.rules),
        ),
    )  # fmt: skip


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What the gate said once. `sending`: the last question before it left."""

    decided_at: datetime
    sending: bool
    outcome: Outcome
    until: datetime | None
    rules: list[str]


async def decisions_about(tx: Transaction, hospital_id: int, about: UUID) -> list[Decision]:
    """Oldest first."""
    return await tx.rows(
        Decision,
        """
        SELECT decided_at, sending, outcome, until, rules FROM gate.decisions WHERE hospital_id = %s AND about = %s
        ORDER BY decided_at, id
        """,
        (hospital_id, about),
    )


async def forget_addresses(tx: Transaction, hospital_id: int, person_id: UUID) -> int:
    """An erased person's stops hold on to the keyed hash of the address, so that they stay stopped; nothing readable stays.
    Returns how many such stops there are."""
    await tx.run(
        "UPDATE gate.decisions SET address_hash = NULL WHERE hospital_id = %s AND person_id = %s",
        (hospital_id, person_id),
    )
    return await tx.run(
        "UPDATE gate.stops SET masked = '' WHERE hospital_id = %s AND person_id = %s AND ended_at IS NULL",
        (hospital_id, person_id),
    )
