"""Who stands at the door: from a cookie's token to a Viewer, quickly, and without delay once revoked.

A short-lived cache in each process saves the query on every request. The bus clears it the moment a session is revoked
or a role changes; should the bus lose that word, the cache's own age bounds the delay.
"""

import hashlib
import hmac
import time
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID

from bedside.hospital.model import Viewer
from bedside.hospital.problems import FORGED, SIGNED_OUT
from bedside.hospital.rights import Role
from bedside.hospital.store import sessions
from bedside.kit.problems import Problem
from bedside.kit.services import Services

COOKIE = "bedside_session"
IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
TOUCH_AFTER = timedelta(minutes=1)
KEPT_SECONDS = 10.0
KEPT_AT_MOST = 5_000


def token_hash(token: str) -> bytes:
    """What is stored of a session's token; the token itself is only in the browser."""
    return hashlib.sha256(token.encode()).digest()


def fingerprint(services: Services, text: str) -> str:
    """A keyed hash of an address or login: tells equal ones apart from others without saying what they are."""
    return hmac.digest(services.key("fingerprint"), text.encode(), "sha256")[:12].hex()


def session_topic(session_id: UUID) -> str:
    """Published when this session ends; open sockets of it close."""
    return f"session.{session_id}"


def staff_topic(staff_id: UUID) -> str:
    """Published when this person's roles change or all their sessions end; sockets look again or close."""
    return f"staff.{staff_id}.revoked"


class Doorkeeper:
    """Kept by each process in its services."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._kept: dict[bytes, tuple[float, Viewer, Callable[[], None]]] = {}

    async def viewer(self, token: str) -> Viewer:
        """The viewer of a session that is done signing in. Raises Problem SIGNED_OUT."""
        key = token_hash(token)
        kept = self._kept.get(key)
        if kept and kept[0] > time.monotonic() and kept[1].session_ends_at > self._services.clock.now():
            return kept[1]
        self._drop(key)
        row = await self.session(token)
        if row is None or row.step != "done":
            raise Problem(SIGNED_OUT)
        viewer = _viewer(row, fingerprint(self._services, row.address))
        self._keep(key, viewer)
        return viewer

    async def session(self, token: str) -> sessions.SessionRow | None:
        """The live session of this token at whatever step, marked as seen."""
        now = self._services.clock.now()
        async with self._services.database.system() as tx:
            row = await sessions.find(tx, token_hash(token), now, now - IDLE)
            if row and row.step == "done" and now - row.seen_at > TOUCH_AFTER:
                await sessions.touch(tx, row.id, now)
        return row

    def _keep(self, key: bytes, viewer: Viewer) -> None:
        if len(self._kept) >= KEPT_AT_MOST:
            self._drop(next(iter(self._kept)))
        bus, topics = self._services.bus, (session_topic(viewer.session_id), staff_topic(viewer.staff_id))

        def forget(_payload: bytes = b"") -> None:
            self._drop(key)

        def unsubscribe() -> None:
            for topic in topics:
                bus.unsubscribe(topic, forget)

        for topic in topics:
            bus.subscribe(topic, forget)
        self._kept[key] = (time.monotonic() + KEPT_SECONDS, viewer, unsubscribe)

    def _drop(self, key: bytes) -> None:
        kept = self._kept.pop(key, None)
        if kept:
            kept[2]()


def doorkeeper(services: Services) -> Doorkeeper:
    """This process's doorkeeper, made on first use."""
    return services.once(Doorkeeper, lambda: Doorkeeper(services))


async def viewer_of_cookie(
    services: Services, cookie: str | None, origin: str | None, host: str | None = None
) -> Viewer:
    """The viewer behind a WebSocket's cookie value. Raises Problem SIGNED_OUT, or FORGED for another site's page.

    `origin` and `host` are the handshake's headers: browsers send cookies with any page's sockets, so the page must be
    ours. Programs send no Origin and bring the cookie themselves.
    """
    if origin is not None and not is_own_origin(services, origin, host):
        raise Problem(FORGED)
    if not cookie:
        raise Problem(SIGNED_OUT)
    return await doorkeeper(services).viewer(cookie)


def is_own_origin(services: Services, origin: str, host: str | None) -> bool:
    """Whether a page of this origin is one of ours: the public address, or the very host that was asked."""
    given = origin.rstrip("/")
    return given == services.settings.origin or (host is not None and urlsplit(given).netloc == host)


def _viewer(row: sessions.SessionRow, address_hash: str) -> Viewer:
    roles: dict[int, set[Role]] = {}
    for hospital_id, role in zip(row.hospitals, row.roles, strict=True):
        roles.setdefault(hospital_id, set()).add(Role(role))
    return Viewer(
        staff_id=row.staff_id,
        name_zh=row.name_zh,
        name_en=row.name_en,
        lang="en" if row.lang == "en" else "zh",
        hospitals=tuple(roles),
        roles={hospital_id: frozenset(held) for hospital_id, held in roles.items()},
        session_id=row.id,
        session_ends_at=row.ends_at,
        group_id=row.group_id,
        login=row.login,
        address_hash=address_hash,
    )
