"""What people do to their own account: enrol a second factor, change the password."""

from uuid import UUID

from bedside.hospital import passwords, second_factor
from bedside.hospital.actions import sessions
from bedside.hospital.actions.audit import audit
from bedside.hospital.actions.sessions import Coming, Signing, first_step
from bedside.hospital.actions.sign_in import FREE_PER_LOGIN, count
from bedside.hospital.doorkeeper import fingerprint
from bedside.hospital.problems import SIGN_IN_FAILED, SIGNED_OUT, WEAK_PASSWORD, WRONG_PASSWORD
from bedside.hospital.second_factor import Enrolment
from bedside.hospital.store import sign_in as store
from bedside.kit.database import Transaction
from bedside.kit.problems import Problem
from bedside.kit.services import Services


async def start_enrolment(services: Services, token: str | None, password: str | None = None) -> Enrolment:
    """A new secret for the authenticator; it counts once its first code is confirmed.

    Whoever is signed in already says the password again. Raises Problem WRONG_PASSWORD, LOCKED, WRONG_STEP.
    """
    session = await sessions.at_step(services, token, "enrol", "done")
    if session.step == "done":
        await _require_password(services, session.staff_id, password or "")
    enrolment = second_factor.new_enrolment(session.login, "Bedside")
    async with services.database.system() as tx:
        await store.set_pending_secret(
            tx, session.staff_id, second_factor.encrypt(services, session.staff_id, enrolment.secret)
        )
    return enrolment


async def confirm_enrolment(services: Services, token: str | None, code: str, coming: Coming) -> Signing:
    """The first code of the new secret makes it count; answers with recovery codes, shown this once.

    Raises Problem SIGN_IN_FAILED, LOCKED, WRONG_STEP.
    """
    session = await sessions.at_step(services, token, "enrol", "done")
    whence, key = fingerprint(services, coming.address), f"code:{session.staff_id}"
    async with services.database.system() as tx:
        await count(tx, {key: FREE_PER_LOGIN}, services.clock.now())
        account = await _account(tx, session.staff_id)
        secret = second_factor.decrypt(services, account.id, account.totp_pending) if account.totp_pending else None
        step = second_factor.step_of(secret, code, services.clock.now()) if secret else None
        if secret is not None and step is not None:
            await store.forgive(tx, [key])
            codes = await _set_factor(services, tx, account.id, secret, step)
            await sessions.end_sessions(services, tx, account.id, keep=session.id)
            for place in account.places:
                await audit(tx, place, f"staff:{account.id}", "second_factor_enrolled", f"staff:{account.id}")
            if session.step == "done":
                return Signing(token or "", "done", codes)
            following = first_step(account, second_factor_done=True, password_used=not session.provider)
            done = await sessions.go_on(services, tx, session, account, following, whence)
            return Signing(done.token, done.step, codes)
    raise Problem(SIGN_IN_FAILED)


async def change_password(services: Services, token: str | None, old: str | None, new: str, coming: Coming) -> Signing:
    """Set one's own password; all one's other sessions end.

    The old one is asked for, except right after it was used to sign in for the first time. Raises Problem
    WEAK_PASSWORD, WRONG_PASSWORD, LOCKED.
    """
    session = await sessions.at_step(services, token, "password", "done")
    passwords.require_good(new, session.login)
    if session.step == "done":
        await _require_password(services, session.staff_id, old or "")
    async with services.database.system() as tx:
        account = await _account(tx, session.staff_id)
    hasher = passwords.hasher(services)
    if await hasher.matches(account.password_hash, new):
        raise Problem(WEAK_PASSWORD, zh="与现在的密码相同", en="the same as the present one")
    hash = await hasher.hashed(new)
    async with services.database.system() as tx:
        await store.set_password(tx, account.id, hash, must_change=False, now=services.clock.now())
        await sessions.end_sessions(services, tx, account.id, keep=session.id)
        for place in account.places:
            await audit(tx, place, f"staff:{account.id}", "password_changed", f"staff:{account.id}")
        if session.step == "done":
            return Signing(token or "", "done")
        return await sessions.go_on(services, tx, session, account, "done", fingerprint(services, coming.address))


async def set_second_factor(services: Services, staff_id: UUID, secret: str | None = None) -> Enrolment:
    """Give an account a second factor without its owner's phone: for the command line, where its console is trusted."""
    async with services.database.system() as tx:
        account = await _account(tx, staff_id)
        enrolment = second_factor.new_enrolment(account.login, "Bedside", secret)
        await _set_factor(services, tx, staff_id, enrolment.secret, 0)
        for place in account.places:
            await audit(tx, place, "system:command-line", "second_factor_enrolled", f"staff:{staff_id}")
    return enrolment


async def _set_factor(services: Services, tx: Transaction, staff_id: UUID, secret: str, spent: int) -> list[str]:
    codes = second_factor.new_recovery_codes()
    await store.set_secret(tx, staff_id, second_factor.encrypt(services, staff_id, secret), spent)
    await store.add_recovery_codes(
        tx, staff_id, [second_factor.recovery_hash(services, staff_id, code) for code in codes]
    )
    return codes


async def _require_password(services: Services, staff_id: UUID, password: str) -> None:
    async with services.database.system() as tx:
        account = await _account(tx, staff_id)
        key = f"login:{fingerprint(services, f'login {account.login}')}"
        await count(tx, {key: FREE_PER_LOGIN}, services.clock.now())
    if not await passwords.hasher(services).matches(account.password_hash, password):
        raise Problem(WRONG_PASSWORD)
    async with services.database.system() as tx:
        await store.forgive(tx, [key])


async def _account(tx: Transaction, staff_id: UUID) -> store.Account:
    account = await store.account(tx, staff_id)
    if account is None or account.disabled:
        raise Problem(SIGNED_OUT)
    return account
