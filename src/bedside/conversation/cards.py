"""Who is who at the desk, as visitors and colleagues see them: the true role and nothing above it (L05)."""

import time
from uuid import UUID

from bedside.conversation.model import By, Lang, With
from bedside.hospital.cards import StaffCard, staff_cards
from bedside.kit.database import Database, Transaction

KEPT_SECONDS = 10.0
_SYSTEM = {
    "zh": By("system", name="系统", role="system", title=""),
    "en": By("system", name="System", role="system", title=""),
}
_GONE = {"zh": "已离开的同事", "en": "a former colleague"}


class Cards:
    """Cards of each hospital's staff, kept for some seconds in each process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: dict[int, tuple[float, dict[UUID, StaffCard]]] = {}

    async def of(self, hospital_id: int, tx: Transaction | None = None) -> dict[UUID, StaffCard]:
        """All staff cards of a hospital; read in `tx` when one is open (a second connection could wait for it)."""
        kept = self._kept.get(hospital_id)
        if kept and kept[0] > time.monotonic():
            return kept[1]
        if tx is not None and hospital_id in tx.hospitals:
            cards = await staff_cards(tx, hospital_id)
        else:
            async with self._database.transaction([hospital_id]) as own:
                cards = await staff_cards(own, hospital_id)
        self._kept[hospital_id] = (time.monotonic() + KEPT_SECONDS, cards)
        return cards

    def forget(self) -> None:
        self._kept.clear()


def by_staff(cards: dict[UUID, StaffCard], staff: UUID, lang: Lang) -> By:
    card = cards.get(staff)
    if card is None:
        return By("staff", staff, _GONE[lang], "", "")
    return By("staff", staff, card.name(lang), card.shown_role, card.shown_title(lang))


def by_system(lang: Lang) -> By:
    return _SYSTEM[lang]


def as_with(by: By) -> With:
    return With(by.name, by.role, by.title)
