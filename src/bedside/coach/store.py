"""Labels and learned versions."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from bedside.kit.database import Transaction


class Label(msgspec.Struct, frozen=True, kw_only=True):
    """What a consultant said that a guess should have been; `guessed` is `-` where the coach had seen nothing."""

    source: UUID
    seq: int
    task: str
    label: str
    guessed: str
    version: str
    by_staff: UUID
    at: datetime


class Version(msgspec.Struct, frozen=True, kw_only=True):
    version: int
    made_at: datetime
    labels: int
    report: dict[str, Any]
    in_use: bool


async def save_label(tx: Transaction, hospital_id: int, label: Label) -> None:
    """The last word about a message counts."""
    await tx.run(
        """
        INSERT INTO coach.labels (hospital_id, source, seq, task, label, guessed, version, by_staff, at)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
        ON CONFLICT (hospital_id, source, seq, task) DO UPDATE SET label = excluded.label, guessed = excluded.guessed,
            version = excluded.version, by_staff = excluded.by_staff, at = excluded.at
        """,
        (
            hospital_id, label.source, label.seq, label.task, label.label, label.guessed, label.version, label.by_staff,
            label.at,
        ),
    )  # fmt: skip


_LABELS = "SELECT source, seq, task, label, guessed, version, by_staff, at FROM coach.labels WHERE hospital_id = %s "


async def labels(tx: Transaction, hospital_id: int) -> list[Label]:
    return await tx.rows(Label, _LABELS + "ORDER BY at, source, seq, task", (hospital_id,))


async def labels_of(tx: Transaction, hospital_id: int, source: UUID) -> list[Label]:
    return await tx.rows(Label, _LABELS + "AND source = %s ORDER BY seq, task", (hospital_id, source))


async def forget(tx: Transaction, hospital_id: int, sources: list[UUID]) -> None:
    await tx.run("DELETE FROM coach.labels WHERE hospital_id = %s AND source = ANY (%s)", (hospital_id, sources))


async def versions(tx: Transaction, hospital_id: int) -> list[Version]:
    """Newest first."""
    return await tx.rows(
        Version,
        "SELECT version, made_at, labels, report, in_use FROM coach.versions WHERE hospital_id = %s ORDER BY version DESC",
        (hospital_id,),
    )


async def add_version(
    tx: Transaction, hospital_id: int, version: int, labels: int, report: dict[str, Any], at: datetime
) -> None:
    await tx.run(
        "INSERT INTO coach.versions (hospital_id, version, made_at, labels, report) VALUES (%s, %s, %s, %s, %s)",
        (hospital_id, version, at, labels, msgspec.json.encode(report).decode()),
    )


async def use(tx: Transaction, hospital_id: int, version: int | None) -> None:
    """From now on this one; None: the shipped models."""
    await tx.run("UPDATE coach.versions SET in_use = false WHERE hospital_id = %s AND in_use", (hospital_id,))
    await tx.run(
        "UPDATE coach.versions SET in_use = true WHERE hospital_id = %s AND version = %s", (hospital_id, version)
    )
