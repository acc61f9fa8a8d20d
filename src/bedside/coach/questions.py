"""What rooms above ask the coach's tables."""

from pathlib import Path
from uuid import UUID

from bedside.coach import store
from bedside.coach.store import Label, Version
from bedside.coach.versions import Chosen
from bedside.kit.database import Transaction
from bedside.kit.settings import Settings


def folder(settings: Settings) -> Path:
    """Where the versions that hospitals learned are kept."""
    return settings.home / "coach"


async def chosen(tx: Transaction, hospital_id: int) -> Chosen:
    """The version in use, then the older ones should its file be bad."""
    found = await store.versions(tx, hospital_id)
    used = next((each.version for each in found if each.in_use), None)
    if used is None:
        return Chosen()
    return Chosen(hospital_id, tuple(each.version for each in found if each.version <= used))


async def labels(tx: Transaction, hospital_id: int) -> list[Label]:
    """All of a hospital's labels."""
    return await store.labels(tx, hospital_id)


async def versions(tx: Transaction, hospital_id: int) -> list[Version]:
    """What the hospital's coach learned, newest first."""
    return await store.versions(tx, hospital_id)


async def labels_of(tx: Transaction, hospital_id: int, source: UUID) -> list[Label]:
    """What was said of the guesses about one conversation."""
    return await store.labels_of(tx, hospital_id, source)
