"""SQL of a hospital's endpoint."""

import msgspec

from bedside.conversation.assisting.model import AssistantSettings, Stored
from bedside.kit.database import Transaction


async def read(tx: Transaction, hospital_id: int) -> Stored:
    found = await tx.dicts(
        "SELECT settings, key_sealed, version FROM conversation.assistants WHERE hospital_id = %s", (hospital_id,)
    )
    return msgspec.convert(found[0], Stored) if found else Stored()


async def write(
    tx: Transaction, hospital_id: int, given: AssistantSettings, key: bytes | None, version: int, by: str
) -> bool:
    """False when `version` is no longer the stored one (0: none is stored)."""
    values = {
        "hospital": hospital_id, "given": msgspec.json.encode(given).decode(), "key": key, "now": tx.clock.now(), "by": by,
        "version": version,
    }  # fmt: skip
    if version == 0:
        done = await tx.run(
            """
            INSERT INTO conversation.assistants (hospital_id, settings, key_sealed, changed_at, changed_by)
            VALUES (%(hospital)s, %(given)s::jsonb, %(key)s, %(now)s, %(by)s) ON CONFLICT DO NOTHING
            """,
            values,
        )
    else:
        done = await tx.run(
            """
            UPDATE conversation.assistants SET settings = %(given)s::jsonb, key_sealed = %(key)s, version = version + 1,
                changed_at = %(now)s, changed_by = %(by)s
            WHERE hospital_id = %(hospital)s AND version = %(version)s
            """,
            values,
        )
    return bool(done)
