"""What the hospital's own system answered becomes true in the appointment book: commands for the counter. Pure.

Each looks first whether the question still stands: the person may have cancelled while it was under way.
"""

from collections.abc import Callable
from uuid import UUID

import msgspec

from bedside.appointment.book import Book
from bedside.appointment.facts import Booked
from bedside.appointment.model import STANDING, Appointment

ACTOR = "system:his"
Command = Callable[[Book], Appointment | None]


def granted(id: UUID, ref: str) -> Command:
    """They booked it. What it was asked in place of ends now, and not before."""

    def run(book: Book) -> Appointment | None:
        asked = book.appointments.get(id)
        if asked is None or asked.owner != "his":
            return None
        if asked.status != "requested":
            # Their number is kept even so: whoever cancels it there, or looks for it, needs it.
            return asked if asked.his_ref == ref else book.put(msgspec.structs.replace(asked, his_ref=ref))
        booked = book.put(
            msgspec.structs.replace(asked, status="booked", his_ref=ref, confirmed_at=book.now, replaces=None)
        )
        former = book.appointments.get(asked.replaces) if asked.replaces else None
        if former is not None and former.status in STANDING:
            book.cancel(former, by="moved", actor=ACTOR)
        book.say(Booked, booked, ACTOR)
        book.note("booked", booked, ACTOR)
        return booked

    return run


def denied(id: UUID, code: str) -> Command:
    """They surely did not book it, or it can no longer be waited for. What it was asked in place of stands."""

    def run(book: Book) -> Appointment | None:
        asked = book.appointments.get(id)
        if asked is None or asked.status != "requested":
            return asked
        return book.cancel(asked, by=f"his:{code}", actor=ACTOR)

    return run


def ended_there(id: UUID) -> Command:
    """Settled by staff: they do not have it, so we do not either, and the person is told."""

    def run(book: Book) -> Appointment | None:
        had = book.appointments.get(id)
        if had is None or had.status not in STANDING:
            return had
        return book.cancel(had, by="his:differs", actor=ACTOR)

    return run
