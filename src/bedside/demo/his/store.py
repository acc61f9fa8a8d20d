"""The books of the demo's hospital system: a file of its own, as another vendor's database would be."""

import sqlite3
from pathlib import Path

import msgspec

_TABLE = """
    CREATE TABLE IF NOT EXISTS booked (
        number INTEGER PRIMARY KEY, key TEXT UNIQUE, slot TEXT NOT NULL, doctor TEXT NOT NULL, starts_at TEXT NOT NULL,
        status TEXT NOT NULL, price_fen INTEGER)
"""


class Row(msgspec.Struct, frozen=True):
    """A booking under its number; `key` None was sold at its own window."""

    number: int
    key: str | None
    slot: str
    doctor: str
    starts_at: str
    status: str
    price_fen: int | None


class Books:
    """What was booked, by whoever's key."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._file = sqlite3.connect(file, isolation_level=None)
        self._file.execute(_TABLE)

    def close(self) -> None:
        self._file.close()

    def taken(self, slot: str) -> int:
        sql = "SELECT count(*) FROM booked WHERE slot = ? AND status <> 'cancelled'"
        return int(self._file.execute(sql, (slot,)).fetchone()[0])

    def of(self, key: str) -> Row | None:
        found = self._file.execute("SELECT * FROM booked WHERE key = ?", (key,)).fetchone()
        return Row(*found) if found else None

    def all(self) -> list[Row]:
        return [Row(*row) for row in self._file.execute("SELECT * FROM booked ORDER BY number")]

    def book(self, key: str, slot: str, doctor: str, starts_at: str, price_fen: int) -> None:
        """The same key again is the same booking, wherever it is now."""
        self._file.execute(
            "INSERT INTO booked (key, slot, doctor, starts_at, status, price_fen) VALUES (?, ?, ?, ?, 'booked', ?)"
            " ON CONFLICT (key) DO UPDATE SET slot = excluded.slot, doctor = excluded.doctor, status = 'booked',"
            " starts_at = excluded.starts_at, price_fen = excluded.price_fen",
            (key, slot, doctor, starts_at, price_fen),
        )

    def become(self, key: str, status: str) -> None:
        self._file.execute("UPDATE booked SET status = ? WHERE key = ?", (status, key))
