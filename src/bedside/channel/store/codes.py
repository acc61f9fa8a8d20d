"""SQL of verification codes."""

from datetime import datetime
from uuid import UUID

import msgspec

from bedside.kit.database import Transaction


class CodeRow(msgspec.Struct, frozen=True, kw_only=True):
    hospital_id: int
    id: UUID
    address_hash: bytes
    asker_hash: bytes
    code_hash: bytes
    made_at: datetime
    expires_at: datetime
    tries: int = 0
    used_at: datetime | None = None


async def insert(tx: Transaction, made: CodeRow) -> None:
    await tx.run(
        """
        INSERT INTO channel.codes (hospital_id, id, address_hash, asker_hash, code_hash, made_at, expires_at)
        VALUES (%(hospital_id)s, %(id)s, %(address_hash)s, %(asker_hash)s, %(code_hash)s, %(made_at)s, %(expires_at)s)
        """,
        msgspec.structs.asdict(made),
    )


async def asked_for(tx: Transaction, hospital_id: int, address: bytes, since: datetime) -> list[datetime]:
    """When codes to this address were asked for since then, newest first."""
    rows = await tx.tuples(
        """
        SELECT made_at FROM channel.codes WHERE hospital_id = %s AND address_hash = %s AND made_at > %s
        ORDER BY made_at DESC
        """,
        (hospital_id, address, since),
    )
    return [row[0] for row in rows]


async def asked_by(tx: Transaction, hospital_id: int, asker: bytes, since: datetime) -> list[datetime]:
    """When this network address asked for codes since then, newest first."""
    rows = await tx.tuples(
        """
        SELECT made_at FROM channel.codes WHERE hospital_id = %s AND asker_hash = %s AND made_at > %s
        ORDER BY made_at DESC
        """,
        (hospital_id, asker, since),
    )
    return [row[0] for row in rows]


async def newest(tx: Transaction, hospital_id: int, address: bytes) -> CodeRow | None:
    """The last code that was made for this address, locked: only that one counts."""
    return await tx.row(
        CodeRow,
        """
        SELECT hospital_id, id, address_hash, asker_hash, code_hash, made_at, expires_at, tries, used_at FROM channel.codes
        WHERE hospital_id = %s AND address_hash = %s ORDER BY made_at DESC LIMIT 1 FOR UPDATE
        """,
        (hospital_id, address),
    )


async def tried(tx: Transaction, hospital_id: int, id: UUID, used_at: datetime | None) -> None:
    await tx.run(
        "UPDATE channel.codes SET tries = tries + 1, used_at = %s WHERE hospital_id = %s AND id = %s",
        (used_at, hospital_id, id),
    )


async def hospitals_with_codes(tx: Transaction, before: datetime) -> list[int]:
    return [row[0] for row in await tx.tuples("SELECT channel.hospitals_with_codes(%s)", (before,))]


async def delete_before(tx: Transaction, hospital_id: int, before: datetime) -> int:
    return await tx.run("DELETE FROM channel.codes WHERE hospital_id = %s AND made_at < %s", (hospital_id, before))
