"""Whoever changes what the desk may search says so here; every process that keeps an index hears it."""

from bedside.hospital.facts import PlaceChanged, place
from bedside.hospital.model import Viewer
from bedside.kit.database import Transaction
from bedside.kit.services import Services

TOPIC = "knowledge.changed"


def changed(services: Services, tx: Transaction, viewer: Viewer, hospital_id: int) -> None:
    """After the commit: this hospital's searchable words are new."""
    tx.announce(hospital_id, place(hospital_id), PlaceChanged(what="knowledge"), actor=viewer.actor)
    tx.after_commit(lambda: services.bus.publish(TOPIC, str(hospital_id).encode()))
