"""What staff are about to say passes the claims gate, read together with what the hospital's side said just before."""

from bedside.conversation.model import By
from bedside.conversation.store.rows import Facts
from bedside.conversation.tails import tails_of
from bedside.gate.claims import actions
from bedside.gate.claims.gate import claims_of
from bedside.gate.claims.model import Claim, Release
from bedside.gate.claims.problems import ClaimsBlocked
from bedside.hospital.model import Viewer
from bedside.hospital.rights import Role
from bedside.kit.services import Services


class Speaking:
    """One member of staff at one desk."""

    def __init__(self, services: Services, viewer: Viewer) -> None:
        self._services = services
        self._claims = claims_of(services)
        self._viewer = viewer
        self._tails = tails_of(services)

    async def check(self, fact: Facts, by: By, text: str) -> list[Claim]:
        """What of it may not be said so."""
        tail = (await self._tails.of(fact)).text
        doctor = by.role == Role.DOCTOR
        return await self._claims.check(fact.hospital_id, text, before=tail, doctor=doctor)

    async def doubts(self, fact: Facts, by: By, text: str) -> list[Claim]:
        """What had better be read again before it is said, where nothing is stopped."""
        return await self._claims.doubts(fact.hospital_id, text, doctor=by.role == Role.DOCTOR)

    async def pass_on(self, fact: Facts, by: By, text: str) -> None:
        """Let the text through, and remember it as said. Raises ClaimsBlocked."""
        found = await self.check(fact, by, text)
        if found:
            raise ClaimsBlocked(found)
        (await self._tails.of(fact)).passed(text)

    async def ask_release(self, fact: Facts, by: By, text: str) -> Release:
        """Ask the desk lead to release it as a false alarm. Raises Problem no_claim_found."""
        found = await self.check(fact, by, text)
        return await actions.ask_release(
            self._services, self._viewer, fact.hospital_id, text, found, conversation=fact.id, visitor=fact.visitor_id
        )
