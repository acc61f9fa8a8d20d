"""What the gate adds to the process."""

from uuid import UUID

from bedside.gate import actions
from bedside.gate.claims import store as claims_store
from bedside.gate.claims import titles
from bedside.gate.claims.gate import claims_of
from bedside.hospital.public_words import public_words
from bedside.kit.database import Transaction
from bedside.kit.services import Services
from bedside.people.forgetting import erasers
from bedside.people.model import Kept


def start(services: Services) -> None:
    claims = claims_of(services)

    async def check(hospital_id: int, texts: tuple[str, ...]) -> None:
        await claims.refuse(hospital_id, *texts)

    public_words(services).add("gate", check)

    async def erase(tx: Transaction, hospital_id: int, subject: UUID) -> list[Kept]:
        await claims_store.forget(tx, hospital_id, subject)
        return await actions.erase(tx, hospital_id, subject)

    erasers(services).add("gate", erase)
    titles.name_facts()


async def stop(services: Services) -> None:
    claims_of(services).close()
