"""Every SQL statement of the claims gate."""

from datetime import datetime
from typing import Final, LiteralString
from uuid import UUID

from bedside.gate.claims.model import Amendment, Release, State
from bedside.kit.database import Transaction

_RELEASE: Final[LiteralString] = """
    SELECT id, hospital_id AS hospital, text, rules, conversation_id AS conversation, asked_at, asked_by, state, decided_at,
           decided_by, reason
    FROM gate.claim_releases
"""


async def amendments(tx: Transaction, hospital_id: int) -> list[Amendment]:
    return await tx.rows(
        Amendment,
        """
        SELECT rule_id, rev, active, doctors, words, spares, instead_zh, instead_en, must, must_not, effective, note
        FROM gate.claim_rules WHERE hospital_id = %s
        """,
        (hospital_id,),
    )


async def insert_amendment(tx: Transaction, hospital_id: int, made: Amendment, by: str) -> int:
    """1, or 0 when somebody else has written this revision."""
    return await tx.run(
        """
        INSERT INTO gate.claim_rules (hospital_id, rule_id, rev, active, doctors, words, spares, instead_zh, instead_en, must,
                                      must_not, effective, note, made_at, made_by)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
        """,
        (
            hospital_id, made.rule_id, made.rev, made.active, made.doctors, list(made.words), list(made.spares),
            made.instead_zh, made.instead_en, list(made.must), list(made.must_not), made.effective, made.note,
            tx.clock.now(), by,
        ),
    )  # fmt: skip


async def released(tx: Transaction, hospital_id: int) -> set[bytes]:
    """The digests of all texts that were released."""
    rows = await tx.tuples(
        "SELECT digest FROM gate.claim_releases WHERE hospital_id = %s AND state = 'released'", (hospital_id,)
    )
    return {bytes(row[0]) for row in rows}


async def released_texts(tx: Transaction, hospital_id: int, limit: int) -> list[Release]:
    """The newest, each text once; of forgotten visitors the words are gone."""
    return await tx.rows(
        Release,
        """
        SELECT * FROM (
            SELECT DISTINCT ON (digest) id, hospital_id AS hospital, text, rules, conversation_id AS conversation, asked_at,
                   asked_by, state, decided_at, decided_by, reason
            FROM gate.claim_releases WHERE hospital_id = %s AND state = 'released' AND text <> ''
            ORDER BY digest, decided_at DESC
        ) AS newest ORDER BY decided_at DESC, id DESC LIMIT %s
        """,
        (hospital_id, limit),
    )


async def asked_already(tx: Transaction, hospital_id: int, digest: bytes, by: UUID | None) -> Release | None:
    """Somebody's own open request for this text; what programs would have said is decided once."""
    return await tx.row(
        Release,
        _RELEASE
        + """ WHERE hospital_id = %s AND digest = %s AND asked_by IS NOT DISTINCT FROM %s
              AND (state = 'asked' OR asked_by IS NULL) ORDER BY asked_at DESC LIMIT 1""",
        (hospital_id, digest, by),
    )


async def insert_release(tx: Transaction, made: Release, digest: bytes, visitor: UUID | None) -> None:
    await tx.run(
        """
        INSERT INTO gate.claim_releases (hospital_id, id, text, digest, rules, conversation_id, visitor_id, asked_at, asked_by)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
        """,
        (
            made.hospital, made.id, made.text, digest, made.rules, made.conversation, visitor, made.asked_at,
            made.asked_by,
        ),
    )  # fmt: skip


async def release(tx: Transaction, hospital_id: int, id: UUID) -> Release | None:
    return await tx.row(Release, _RELEASE + " WHERE hospital_id = %s AND id = %s", (hospital_id, id))


async def releases(
    tx: Transaction, hospital_id: int, state: State, before: tuple[datetime, UUID] | None, limit: int
) -> list[Release]:
    """Newest first, after the last of the page before."""
    return await tx.rows(
        Release,
        _RELEASE
        + """ WHERE hospital_id = %s AND state = %s
              AND (asked_at, id) < (coalesce(%s, 'infinity'::timestamptz), coalesce(%s, %s))
              ORDER BY asked_at DESC, id DESC LIMIT %s""",
        (hospital_id, state, before and before[0], before and before[1], UUID(int=2**128 - 1), limit),
    )


async def decide(
    tx: Transaction, hospital_id: int, id: UUID, state: State, at: datetime, by: UUID, reason: str
) -> list[Release]:
    """It, and whatever else asks for the same words; none when it was decided before."""
    return await tx.rows(
        Release,
        """
        UPDATE gate.claim_releases SET state = %(state)s, decided_at = %(at)s, decided_by = %(by)s, reason = %(reason)s
        WHERE hospital_id = %(hospital)s AND state = 'asked' AND digest = (
            SELECT digest FROM gate.claim_releases WHERE hospital_id = %(hospital)s AND id = %(id)s AND state = 'asked'
        )
        RETURNING id, hospital_id AS hospital, text, rules, conversation_id AS conversation, asked_at, asked_by, state,
                  decided_at, decided_by, reason
        """,
        {"state": state, "at": at, "by": by, "reason": reason, "hospital": hospital_id, "id": id},
    )


async def forget(tx: Transaction, hospital_id: int, visitor: UUID) -> int:
    """Take the words away of what was said to a visitor who is forgotten; the digest stays honoured."""
    return await tx.run(
        "UPDATE gate.claim_releases SET text = '', reason = '' WHERE hospital_id = %s AND visitor_id = %s",
        (hospital_id, visitor),
    )
