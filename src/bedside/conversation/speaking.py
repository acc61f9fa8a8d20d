"""What staff are about to say passes the claims gate, read together with what they said just before."""

from uuid import UUID

from bedside.conversation import questions
from bedside.conversation.model import By, Entry
from bedside.conversation.store.rows import Facts
from bedside.gate.claims import actions
from bedside.gate.claims.gate import claims_of
from bedside.gate.claims.model import Claim, Release
from bedside.gate.claims.problems import ClaimsBlocked
from bedside.hospital.model import Viewer
from bedside.hospital.rights import Role
from bedside.kit.services import Services

TAIL = 120
"""Characters of one's own last words that are read along: a claim may be split over messages."""
_LAST = 2_147_483_647


class Speaking:
    """One member of staff at one desk."""

    def __init__(self, services: Services, viewer: Viewer) -> None:
        self._services = services
        self._claims = claims_of(services)
        self._viewer = viewer
        self._tails: dict[UUID, str] = {}

    async def check(self, fact: Facts, by: By, text: str) -> list[Claim]:
        """What of it may not be said so."""
        tail = self._tails.get(fact.id)
        if tail is None:
            entries, _ = await questions.entries_before(self._services, fact, _LAST, staff=True)
            tail = self._tails.setdefault(fact.id, self._said(entries))
            if len(self._tails) > 500:
                self._tails.pop(next(iter(self._tails)))
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
        self._tails[fact.id] = (self._tails.get(fact.id, "") + text)[-TAIL:]

    async def ask_release(self, fact: Facts, by: By, text: str) -> Release:
        """Ask the desk lead to release it as a false alarm. Raises Problem no_claim_found."""
        found = await self.check(fact, by, text)
        return await actions.ask_release(
            self._services, self._viewer, fact.hospital_id, text, found, conversation=fact.id, visitor=fact.visitor_id
        )

    def _said(self, entries: list[Entry]) -> str:
        """One's own last words, since the visitor spoke."""
        mine: list[str] = []
        for entry in reversed(entries):
            if entry.by.kind == "visitor":
                break
            if entry.kind == "text" and entry.audience == "all" and entry.by.id == self._viewer.staff_id:
                mine.insert(0, entry.text or "")
        return "".join(mine)[-TAIL:]
