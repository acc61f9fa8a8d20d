"""Due work of the hospital room: old sessions and attempts go, the audit log is sealed."""

from datetime import timedelta

from bedside.hospital.actions.audit import seal_audit
from bedside.hospital.store import sessions, sign_in
from bedside.kit.duties import Duty
from bedside.kit.services import Services

SESSIONS_KEPT = timedelta(days=90)
ATTEMPTS_KEPT = timedelta(days=2)
BATCH = 500


def duties(services: Services) -> list[Duty]:
    async def forget_sessions() -> int:
        async with services.database.system() as tx:
            return await sessions.forget_old(tx, services.clock.now() - SESSIONS_KEPT, BATCH)

    async def forget_attempts() -> int:
        async with services.database.system() as tx:
            return await sign_in.forget_old_attempts(tx, services.clock.now() - ATTEMPTS_KEPT, BATCH)

    async def seal() -> int:
        await seal_audit(services)
        return 0  # a chain may grow all the time; once per look is enough

    return [
        Duty("hospital.forget_sessions", 3600, forget_sessions),
        Duty("hospital.forget_attempts", 3600, forget_attempts),
        Duty("hospital.seal_audit", 300, seal),
    ]
