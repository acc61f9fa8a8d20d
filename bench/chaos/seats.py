"""Afterwards: does every seat stand that somebody was told of, and is every other one free again?"""

import time
from collections import Counter
from uuid import UUID

import psycopg

from bench.chaos.bookers import Diary
from bench.hospital import Hospital

RELEASE_SECONDS = 30.0


def seat_findings(hospital: Hospital, diary: Diary) -> list[str]:
    """What is wrong, each as a sentence. The worker must be running: it gives back what nobody confirmed."""
    with psycopg.connect(hospital.url, autocommit=True) as database:
        wrong = [*diary.wrong, *_told(database, diary), *_facts(database, diary), *_counts(database)]
        # Nobody waits ten minutes here: the holds grow old at once, and whoever clears them away is the product.
        database.execute(
            "UPDATE appointment.appointments SET hold_expires_at = now() - interval '1 second' WHERE status = 'held'"
        )
        return (wrong + _released(database) + _counts(database))[:40]


def _told(database: "psycopg.Connection[tuple[object, ...]]", diary: Diary) -> list[str]:
    rows = {
        row[0]: row[1:]
        for row in database.execute(
            "SELECT id, status, person_id, slot_id FROM appointment.appointments WHERE made_at > now() - interval '1 day'"
        ).fetchall()
    }
    wrong: list[str] = []
    for id_, told in diary.booked.items():
        stored = rows.get(id_)
        expected = ("cancelled" if told.cancelled else "booked", told.person, told.slot)
        if stored != expected:
            wrong.append(f"{id_} was told {expected}, stored {stored}")
    nobodys = [id_ for id_, row in rows.items() if row[0] == "booked" and id_ not in diary.booked]
    wrong += [f"{id_} is booked, and nobody was told" for id_ in nobodys]
    kept = {id_ for id_, row in rows.items() if row[0] == "held"}
    wrong += [f"{id_} is held by nobody" for id_ in kept - diary.abandoned]
    return wrong + [f"the hold {id_} is lost before its time" for id_ in diary.abandoned - kept]


def _facts(database: "psycopg.Connection[tuple[object, ...]]", diary: Diary) -> list[str]:
    told: Counter[tuple[object, object]] = Counter(
        (row[0], row[1])
        for row in database.execute(
            "SELECT kind, (payload ->> 'appointment')::uuid FROM kit.facts WHERE kind LIKE 'appointment.%'"
        ).fetchall()
    )

    def times(kind: str, id_: UUID) -> int:
        return told[f"appointment.{kind}", id_]

    wrong = [f"{id_} has {times('booked', id_)} facts of booking" for id_ in diary.booked if times("booked", id_) != 1]
    return wrong + [
        f"{id_} has {times('cancelled', id_)} facts of cancelling"
        for id_, each in diary.booked.items()
        if times("cancelled", id_) != int(each.cancelled)
    ]


def _counts(database: "psycopg.Connection[tuple[object, ...]]") -> list[str]:
    rows = database.execute(
        "SELECT s.id, s.taken, s.seats, count(a.id) FROM appointment.slots s"
        " LEFT JOIN appointment.appointments a ON a.hospital_id = s.hospital_id AND a.slot_id = s.id"
        " AND a.status IN ('held', 'requested', 'booked', 'arrived', 'fulfilled', 'no_show')"
        " GROUP BY s.hospital_id, s.id HAVING count(a.id) <> s.taken OR s.taken > s.seats"
    ).fetchall()
    return [f"slot {row[0]} counts {row[1]} of {row[2]} seats and has {row[3]}" for row in rows]


def _released(database: "psycopg.Connection[tuple[object, ...]]") -> list[str]:
    deadline = time.monotonic() + RELEASE_SECONDS
    while held := database.execute("SELECT id FROM appointment.appointments WHERE status = 'held'").fetchall():
        if time.monotonic() > deadline:
            return [f"{len(held)} seats that nobody confirmed were not given back in {RELEASE_SECONDS:.0f} s"]
        time.sleep(0.2)
    return []
