"""Connections to hospital systems: what staff set, and how it goes."""

from datetime import datetime
from uuid import UUID

import msgspec

from bedside.appointment.his.settings import Connection
from bedside.kit.database import Transaction


async def owned_by_his(tx: Transaction, hospital_id: int, department_id: UUID) -> bool:
    return bool(
        await tx.value(
            """
            SELECT true FROM appointment.his_connections
            WHERE hospital_id = %s AND enabled AND %s = ANY (departments) LIMIT 1
            """,
            (hospital_id, department_id),
        )
    )


async def connections(tx: Transaction, hospital_id: int) -> list[Connection]:
    rows = await tx.dicts(
        """
        SELECT hospital_id, id, name, departments, settings, secret_sealed, enabled, rev, mirror_at, mirrored_at, reconcile_at,
               reconciled_at, answered_at, failing_since, error
        FROM appointment.his_connections WHERE hospital_id = %s ORDER BY id
        """,
        (hospital_id,),
    )
    return [msgspec.convert(row, Connection) for row in rows]


async def connection_of(tx: Transaction, hospital_id: int, department_id: UUID) -> Connection | None:
    """Who owns this department's seats; also one that is switched off, because what it booked is still its own."""
    found = [each for each in await connections(tx, hospital_id) if department_id in each.departments]
    return found[0] if found else None


async def insert(tx: Transaction, made: Connection) -> None:
    await tx.run(
        """
        INSERT INTO appointment.his_connections
            (hospital_id, id, name, departments, settings, secret_sealed, enabled, mirror_at, reconcile_at)
        VALUES (%s, %s, %s, %s, %s::jsonb, %s, %s, %s, %s)
        """,
        (
            made.hospital_id, made.id, made.name, made.departments, msgspec.json.encode(made.settings).decode(),
            made.secret_sealed, made.enabled, made.mirror_at, made.reconcile_at,
        ),
    )  # fmt: skip


async def change(tx: Transaction, given: Connection) -> bool:
    """False when somebody changed it first. An absent secret leaves the one that is there."""
    return (
        await tx.run(
            """
            UPDATE appointment.his_connections
            SET name = %s, departments = %s, settings = %s::jsonb, secret_sealed = coalesce(%s, secret_sealed), enabled = %s,
                mirror_at = %s, reconcile_at = %s, rev = rev + 1, failing_since = NULL, error = ''
            WHERE hospital_id = %s AND id = %s AND rev = %s
            """,
            (
                given.name, given.departments, msgspec.json.encode(given.settings).decode(), given.secret_sealed,
                given.enabled, given.mirror_at, given.reconcile_at, given.hospital_id, given.id, given.rev,
            ),
        )
        == 1
    )  # fmt: skip


async def claim_mirror(tx: Transaction, hospital_id: int, now: datetime, until: datetime) -> Connection | None:
    """One whose slots are due to be read, put off until `until` so that nobody else reads them meanwhile."""
    return await _claim(tx, hospital_id, await _due_mirror(tx, hospital_id, now, until))


async def claim_reconciling(tx: Transaction, hospital_id: int, now: datetime, until: datetime) -> Connection | None:
    id = await tx.value(
        """
        UPDATE appointment.his_connections SET reconcile_at = %(until)s
        WHERE (hospital_id, id) = (
            SELECT hospital_id, id FROM appointment.his_connections
            WHERE hospital_id = %(hospital)s AND enabled AND reconcile_at <= %(now)s
            ORDER BY reconcile_at LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING id
        """,
        {"hospital": hospital_id, "now": now, "until": until},
    )
    return await _claim(tx, hospital_id, id)


async def prolong_mirror(tx: Transaction, hospital_id: int, id: UUID, until: datetime, longer: datetime) -> bool:
    """False when it is no longer put off until then: somebody else reads them, or staff asked for it anew."""
    return (
        await tx.run(
            """
            UPDATE appointment.his_connections SET mirror_at = %s WHERE hospital_id = %s AND id = %s AND mirror_at = %s
            """,
            (longer, hospital_id, id, until),
        )
        == 1
    )


async def prolong_reconciling(tx: Transaction, hospital_id: int, id: UUID, until: datetime, longer: datetime) -> bool:
    return (
        await tx.run(
            """
            UPDATE appointment.his_connections SET reconcile_at = %s
            WHERE hospital_id = %s AND id = %s AND reconcile_at = %s
            """,
            (longer, hospital_id, id, until),
        )
        == 1
    )


async def _due_mirror(tx: Transaction, hospital_id: int, now: datetime, until: datetime) -> UUID | None:
    return await tx.value(
        """
        UPDATE appointment.his_connections SET mirror_at = %(until)s
        WHERE (hospital_id, id) = (
            SELECT hospital_id, id FROM appointment.his_connections
            WHERE hospital_id = %(hospital)s AND enabled AND mirror_at <= %(now)s
            ORDER BY mirror_at LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING id
        """,
        {"hospital": hospital_id, "now": now, "until": until},
    )


async def _claim(tx: Transaction, hospital_id: int, id: UUID | None) -> Connection | None:
    return next((each for each in await connections(tx, hospital_id) if each.id == id), None)


async def went_well(tx: Transaction, hospital_id: int, id: UUID, now: datetime) -> None:
    await tx.run(
        """
        UPDATE appointment.his_connections SET answered_at = %s, failing_since = NULL, error = ''
        WHERE hospital_id = %s AND id = %s
        """,
        (now, hospital_id, id),
    )


async def went_wrong(tx: Transaction, hospital_id: int, id: UUID, now: datetime, error: str) -> None:
    await tx.run(
        """
        UPDATE appointment.his_connections SET failing_since = coalesce(failing_since, %s), error = %s
        WHERE hospital_id = %s AND id = %s
        """,
        (now, error[:200], hospital_id, id),
    )


async def mirrored(tx: Transaction, hospital_id: int, id: UUID, now: datetime | None, next_at: datetime) -> None:
    await tx.run(
        "UPDATE appointment.his_connections SET mirrored_at = %s, mirror_at = %s WHERE hospital_id = %s AND id = %s",
        (now, next_at, hospital_id, id),
    )


async def reconciled(tx: Transaction, hospital_id: int, id: UUID, now: datetime | None, next_at: datetime) -> None:
    await tx.run(
        "UPDATE appointment.his_connections SET reconciled_at = %s, reconcile_at = %s WHERE hospital_id = %s AND id = %s",
        (now, next_at, hospital_id, id),
    )


async def reconcile_soon(tx: Transaction, hospital_id: int, id: UUID, now: datetime) -> bool:
    return (
        await tx.run(
            "UPDATE appointment.his_connections SET reconcile_at = %s WHERE hospital_id = %s AND id = %s",
            (now, hospital_id, id),
        )
        == 1
    )


async def hospitals_with_his(tx: Transaction) -> list[int]:
    """As the system role: where there is one to ask."""
    return [row[0] for row in await tx.tuples("SELECT appointment.hospitals_with_his()")]
