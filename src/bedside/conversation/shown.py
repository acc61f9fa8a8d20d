"""From stored rows to what a reader is shown: names, roles, places in the queue, links to files."""

from uuid import UUID

import msgspec

from bedside.conversation.cards import as_with, by_staff, by_system
from bedside.conversation.first_aid import banner
from bedside.conversation.model import By, Emergency, Entry, File, Lang, Presence, VisitorConversation
from bedside.conversation.store import flags, rows
from bedside.conversation.store.desk import StoredPresence
from bedside.conversation.store.entries import StoredEntry
from bedside.conversation.store.rows import Facts
from bedside.hospital.cards import StaffCard, department_name
from bedside.kit.database import Transaction
from bedside.kit.secret import Signer


def presence_of(hospital_id: int, staff: UUID, card: StaffCard | None, known: StoredPresence | None) -> Presence:
    """Somebody of a desk as the others see them: who never came is offline, who has left has no card."""
    return Presence(
        staff=staff,
        name_zh=card.name_zh if card else "",
        name_en=card.name_en if card else "",
        title_zh=card.shown_title("zh") if card else "",
        title_en=card.shown_title("en") if card else "",
        hospital=hospital_id,
        status=known.status if known else "offline",
        reason=known.reason if known else None,
        since=known.since if known else None,
        capacity=card.capacity if card else 0,
    )


def by_of(stored: StoredEntry, fact: Facts, cards: dict[UUID, StaffCard]) -> By:
    """Who an entry is by, in the conversation's language."""
    if stored.by_kind == "visitor":
        return By("visitor", stored.by_id, fact.visitor_name)
    if stored.by_kind == "staff" and stored.by_id is not None:
        return by_staff(cards, stored.by_id, fact.lang)
    return by_system(fact.lang)


def entry_of(stored: StoredEntry, fact: Facts, cards: dict[UUID, StaffCard], signer: Signer) -> Entry:
    return Entry(
        seq=stored.seq,
        id=stored.id,
        kind=stored.kind,
        audience=stored.audience,
        at=stored.at,
        by=by_of(stored, fact, cards),
        text=stored.text,
        file=file_of(stored.file, fact.hospital_id, signer) if stored.file else None,
        event=stored.event,
        ai=stored.ai,
    )


def file_of(stored: dict[str, object], hospital_id: int, signer: Signer) -> File:
    """A file with the link under which who may see the thread may fetch it."""
    file = msgspec.convert(stored, File)
    return msgspec.structs.replace(file, url=f"/files/{signer.sign((hospital_id, file.id))}")


async def visitor_conversation(
    tx: Transaction, fact: Facts, cards: dict[UUID, StaffCard], place: int | None = None
) -> VisitorConversation:
    """A conversation as its visitor sees it; who goes through the whole queue knows each one's `place` in it already."""
    department = (
        await department_name(tx, fact.hospital_id, fact.department_id, fact.lang) if fact.department_id else None
    )
    if fact.status == "waiting":
        place = place or await rows.position(tx, fact.hospital_id, fact.id)
    return VisitorConversation(
        id=fact.id,
        status=fact.status,
        position=place,
        with_=[as_with(by_staff(cards, staff, fact.lang)) for staff in fact.members],
        last_seq=fact.last_seq,
        read_seq=fact.visitor_read_seq,
        staff_read_seq=fact.staff_read_seq,
        rated=fact.score,
        department=department,
        emergency=await _emergency(tx, fact),
    )


async def _emergency(tx: Transaction, fact: Facts) -> Emergency | None:
    flag = await flags.open_of(tx, fact.hospital_id, fact.id) if fact.alert == "red" else None
    return banner(flag.type, fact.lang) if flag else None


def names_of(lang: Lang, cards: dict[UUID, StaffCard], staff: UUID) -> str:
    return by_staff(cards, staff, lang).name
