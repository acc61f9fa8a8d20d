"""SQL of what people write back."""

from datetime import datetime
from typing import Final, Literal, LiteralString
from uuid import UUID

import msgspec

from bedside.channel.model import Channel
from bedside.kit.database import Transaction

ReplyState = Literal["open", "answered", "done"]
"""open: somebody should see to it. What says stop or start needs nobody and is done."""


class Incoming(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody wrote back, as stored. Address and words are gone once its writer is erased."""

    hospital_id: int
    id: UUID
    channel: Channel
    provider_id: str
    person_id: UUID | None
    address_sealed: bytes | None
    address_hash: bytes | None
    masked: str
    text_sealed: bytes | None
    means: str
    received_at: datetime
    state: ReplyState
    settled_at: datetime | None = None
    settled_by: str | None = None

    @property
    def subject(self) -> UUID:
        return self.person_id or self.id


_SELECT: Final[LiteralString] = """
    SELECT hospital_id, id, channel, provider_id, person_id, address_sealed, address_hash, masked, text_sealed, means,
           received_at, state, settled_at, settled_by
    FROM channel.incoming
"""


async def insert(tx: Transaction, made: Incoming) -> int:
    """1, or 0 when the provider told of it before."""
    return await tx.run(
        """
        INSERT INTO channel.incoming (hospital_id, id, channel, provider_id, person_id, address_sealed, address_hash, masked,
                                      text_sealed, means, received_at, state)
        VALUES (%(hospital_id)s, %(id)s, %(channel)s, %(provider_id)s, %(person_id)s, %(address_sealed)s, %(address_hash)s,
                %(masked)s, %(text_sealed)s, %(means)s, %(received_at)s, %(state)s)
        ON CONFLICT DO NOTHING
        """,
        msgspec.structs.asdict(made),
    )


async def one(tx: Transaction, hospital_id: int, id: UUID) -> Incoming | None:
    return await tx.row(Incoming, _SELECT + " WHERE hospital_id = %s AND id = %s", (hospital_id, id))


async def listed(
    tx: Transaction, hospital_id: int, state: ReplyState | None, before: tuple[datetime, UUID] | None, limit: int
) -> list[Incoming]:
    """What a person should read, newest first, after the last of the page before."""
    return await tx.rows(
        Incoming,
        _SELECT
        + """ WHERE hospital_id = %s AND means = 'text' AND text_sealed IS NOT NULL AND (%s::text IS NULL OR state = %s)
              AND (received_at, id) < (coalesce(%s, 'infinity'::timestamptz), coalesce(%s, %s))
              ORDER BY received_at DESC, id DESC LIMIT %s""",
        (hospital_id, state, state, before and before[0], before and before[1], UUID(int=2**128 - 1), limit),
    )


async def of_persons(tx: Transaction, hospital_id: int, persons: list[UUID]) -> list[Incoming]:
    """What these ids wrote back, oldest first."""
    return await tx.rows(
        Incoming,
        _SELECT + " WHERE hospital_id = %s AND person_id = ANY (%s) ORDER BY received_at, id",
        (hospital_id, persons),
    )


async def settle(tx: Transaction, hospital_id: int, id: UUID, state: ReplyState, by: str) -> int:
    """0 when it stood so already."""
    at, who = (None, None) if state == "open" else (tx.clock.now(), by)
    return await tx.run(
        """
        UPDATE channel.incoming SET state = %s, settled_at = %s, settled_by = %s
        WHERE hospital_id = %s AND id = %s AND state <> %s
        """,
        (state, at, who, hospital_id, id, state),
    )


async def forget(tx: Transaction, hospital_id: int, subject: UUID, addresses: list[bytes]) -> None:
    """Words and addresses of what a person wrote who is forgotten, and of what came from their addresses while nobody was
    known there; that something came stays."""
    await tx.run(
        """
        UPDATE channel.incoming
        SET address_sealed = NULL, text_sealed = NULL, masked = '', address_hash = NULL,
            state = CASE WHEN state = 'open' THEN 'done' ELSE state END
        WHERE hospital_id = %s AND (person_id = %s OR (person_id IS NULL AND address_hash = ANY (%s)))
        """,
        (hospital_id, subject, addresses),
    )
