"""What rooms above tell the coach: a label for a message, and that a person is forgotten."""

from datetime import datetime
from typing import Any
from uuid import UUID

from bedside.coach import store
from bedside.coach.model import Judged
from bedside.coach.store import Label
from bedside.kit.database import Transaction


async def label(
    tx: Transaction,
    about: tuple[int, UUID],
    seq: int,
    task: Judged,
    label: str,
    guessed: str,
    version: str,
    staff: UUID,
) -> None:
    """`about`: hospital and conversation. The text stays where it is."""
    hospital_id, source = about
    made = Label(
        source=source, seq=seq, task=task, label=label, guessed=guessed, version=version, by_staff=staff,
        at=tx.clock.now(),
    )  # fmt: skip
    await store.save_label(tx, hospital_id, made)


async def forget(tx: Transaction, hospital_id: int, sources: list[UUID]) -> None:
    """Labels of these conversations teach nothing any more."""
    await store.forget(tx, hospital_id, sources)


async def add_version(
    tx: Transaction, hospital_id: int, version: int, labels: int, report: dict[str, Any], at: datetime
) -> None:
    """Note what was learned and from how many labels, and use it from now on."""
    await store.add_version(tx, hospital_id, version, labels, report, at)
    await store.use(tx, hospital_id, version)


async def use(tx: Transaction, hospital_id: int, version: int | None) -> None:
    """Go back to an older version, or with None to what is shipped."""
    await store.use(tx, hospital_id, version)
