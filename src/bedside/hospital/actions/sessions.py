"""Sessions begin, move through their steps, and end everywhere at once."""

import secrets
from datetime import timedelta
from typing import Literal
from uuid import UUID

import msgspec

from bedside.hospital.actions.audit import audit, record
from bedside.hospital.doorkeeper import ABSOLUTE, doorkeeper, session_topic, staff_topic, token_hash
from bedside.hospital.model import Viewer
from bedside.hospital.problems import SIGNED_OUT, WRONG_STEP
from bedside.hospital.rights import Role, needs_second_factor
from bedside.hospital.store import sessions as store
from bedside.hospital.store.sign_in import Account
from bedside.kit.database import Transaction
from bedside.kit.ids import new_id
from bedside.kit.problems import NOT_FOUND, Problem
from bedside.kit.services import Services

Step = Literal["code", "enrol", "password", "done"]
HALFWAY = timedelta(minutes=10)


class Coming(msgspec.Struct, frozen=True):
    """Where a request comes from."""

    address: str
    agent: str


class Signing(msgspec.Struct, frozen=True):
    """How far signing in has come; `token` goes into the cookie."""

    token: str
    step: Step
    recovery_codes: list[str] = []


def first_step(account: Account, *, second_factor_done: bool, password_used: bool) -> Step:
    """What is still to be done after the password, or after the hospital's own sign-in."""
    if not second_factor_done:
        if account.totp_secret is not None:
            return "code"
        if needs_second_factor(Role(role) for role in account.roles):
            return "enrol"
    return "password" if account.must_change and password_used else "done"


async def begin(
    services: Services,
    tx: Transaction,
    account: Account,
    step: Step,
    coming: Coming,
    address_hash: str,
    provider: str = "",
) -> Signing:
    """Open a session at this step. Only one that is done opens any door."""
    token, now = secrets.token_urlsafe(32), services.clock.now()
    id = new_id()
    await store.add(
        tx,
        id=id,
        token_hash=token_hash(token),
        staff_id=account.id,
        step=step,
        now=now,
        ends_at=now + (ABSOLUTE if step == "done" else HALFWAY),
        address=coming.address,
        agent=coming.agent[:200],
        provider=provider,
    )
    if step == "done":
        await _signed_in(tx, account, id, address_hash)
    return Signing(token, step)


async def at_step(services: Services, token: str | None, *steps: Step) -> store.SessionRow:
    """The session of this token, if it is at one of these steps. Raises Problem SIGNED_OUT or WRONG_STEP."""
    session = await doorkeeper(services).session(token) if token else None
    if session is None:
        raise Problem(SIGNED_OUT)
    if session.step not in steps:
        raise Problem(WRONG_STEP, step=session.step)
    return session


async def go_on(
    services: Services, tx: Transaction, session: store.SessionRow, account: Account, step: Step, address_hash: str
) -> Signing:
    """Move on to the next step under a new token, so that a token seen before is worth nothing."""
    token, now = secrets.token_urlsafe(32), services.clock.now()
    ends_at = now + (ABSOLUTE if step == "done" else HALFWAY)
    if not await store.advance(tx, session.id, session.step, step, token_hash(token), now, ends_at):
        raise Problem(SIGNED_OUT)
    if step == "done":
        await _signed_in(tx, account, session.id, address_hash)
    return Signing(token, step)


async def sign_out(services: Services, token: str | None) -> None:
    """End this session, wherever it is in signing in. Nothing to end is no error."""
    session = await doorkeeper(services).session(token) if token else None
    if session is None:
        return
    async with services.database.system() as tx:
        await end_sessions(services, tx, session.staff_id, only=session.id)
        if session.step == "done":
            for place in sorted(set(session.hospitals)) or [0]:
                await audit(tx, place, f"staff:{session.staff_id}", "signed_out", f"session:{session.id}")


async def end_sessions(
    services: Services, tx: Transaction, staff_id: UUID, *, only: UUID | None = None, keep: UUID | None = None
) -> int:
    """Revoke in this (system) transaction and tell every process and open socket after its commit."""
    ended = await store.revoke(tx, staff_id, services.clock.now(), only=only, keep=keep)

    def tell() -> None:
        for id in ended:
            services.bus.publish(session_topic(id), b"revoked")

    tx.after_commit(tell)
    return len(ended)


async def revoke_session(services: Services, viewer: Viewer, session_id: UUID) -> None:
    """End one of one's own sessions. Raises Problem NOT_FOUND."""
    async with services.database.system() as tx:
        if not await end_sessions(services, tx, viewer.staff_id, only=session_id):
            raise Problem(NOT_FOUND)
        await record(tx, viewer, viewer.hospitals or [0], "session_revoked", f"session:{session_id}")


async def revoke_other_sessions(services: Services, viewer: Viewer) -> int:
    """End all of one's own sessions but this one; returns how many."""
    async with services.database.system() as tx:
        ended = await end_sessions(services, tx, viewer.staff_id, keep=viewer.session_id)
        await record(tx, viewer, viewer.hospitals or [0], "sessions_revoked", viewer.actor, detail={"sessions": ended})
    return ended


async def keep_alive(services: Services, viewer: Viewer) -> None:
    """Work over an open socket is work: it keeps the session from going idle. Call it at most once a minute."""
    async with services.database.system() as tx:
        await store.touch(tx, viewer.session_id, services.clock.now())


def look_again(services: Services, staff_id: UUID) -> None:
    """Tell every process that what it holds of this person's rights is out of date."""
    services.bus.publish(staff_topic(staff_id), b"changed")


async def _signed_in(tx: Transaction, account: Account, session_id: UUID, address_hash: str) -> None:
    for place in account.places:
        await audit(tx, place, f"staff:{account.id}", "signed_in", f"session:{session_id}", address_hash=address_hash)
