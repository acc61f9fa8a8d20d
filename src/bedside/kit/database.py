"""PostgreSQL, seen through row-level security.

A transaction is opened **for** hospitals: only their rows exist in it, whatever the SQL says. `system` opens one without
any hospital, for the few kit and sign-in tables that have a policy for it (the tail, due work, tokens).
"""

from collections.abc import AsyncGenerator, Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from typing import Any, LiteralString, TypeVar
from uuid import UUID

import msgspec
from psycopg import AsyncConnection
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import class_row, dict_row, tuple_row
from psycopg.types.json import set_json_dumps, set_json_loads
from psycopg_pool import AsyncConnectionPool

from bedside.kit import store
from bedside.kit.clock import Clock, SystemClock
from bedside.kit.facts import Announced, Fact
from bedside.kit.ids import new_id

set_json_dumps(msgspec.json.encode)
set_json_loads(msgspec.json.decode)

T = TypeVar("T")
Params = Mapping[str, Any] | Sequence[Any] | None


class Transaction:
    """One transaction: rows come back as Structs, facts are announced, effects wait for the commit."""

    def __init__(self, connection: AsyncConnection[Any], hospitals: tuple[int, ...], clock: Clock) -> None:
        self.connection = connection
        self.hospitals = hospitals
        self.clock = clock
        self._facts: list[Announced] = []
        self._after: list[Callable[[], None]] = []
        self._doubts: list[Callable[[], None]] = []

    async def rows(self, kind: type[T], sql: LiteralString, params: Params = None) -> list[T]:
        """All rows, each as `kind` (a Struct whose fields are the columns)."""
        async with self.connection.cursor(row_factory=class_row(kind), binary=True) as cursor:
            await cursor.execute(sql, params)
            return await cursor.fetchall()

    async def row(self, kind: type[T], sql: LiteralString, params: Params = None) -> T | None:
        """The first row as `kind`, or None."""
        async with self.connection.cursor(row_factory=class_row(kind), binary=True) as cursor:
            await cursor.execute(sql, params)
            return await cursor.fetchone()

    async def dicts(self, sql: LiteralString, params: Params = None) -> list[dict[str, Any]]:
        """All rows as dicts, for shapes that are used in one place only."""
        async with self.connection.cursor(row_factory=dict_row, binary=True) as cursor:
            await cursor.execute(sql, params)
            return await cursor.fetchall()

    async def tuples(self, sql: LiteralString, params: Params = None) -> list[tuple[Any, ...]]:
        """All rows as tuples: the cheapest form, for hot paths."""
        async with self.connection.cursor(row_factory=tuple_row, binary=True) as cursor:
            await cursor.execute(sql, params)
            return await cursor.fetchall()

    async def value(self, sql: LiteralString, params: Params = None) -> Any:
        """The first column of the first row, or None."""
        found = await self.tuples(sql, params)
        return found[0][0] if found else None

    async def run(self, sql: LiteralString, params: Params = None) -> int:
        """Execute; returns the number of rows touched."""
        async with self.connection.cursor() as cursor:
            await cursor.execute(sql, params)
            return cursor.rowcount

    async def lock(self, *subjects: UUID) -> None:
        """Take the subjects of this action, in key order, before the first write.

        Advisory locks, because they draw no transaction id: whoever waits here is numbered after whoever went first, so
        one subject's facts come out of the tail in the order in which they happened.
        """
        await store.lock_subjects(self, sorted({subject.int & 0x7FFF_FFFF_FFFF_FFFF for subject in subjects}))

    def announce(
        self,
        hospital_id: int,
        subject: UUID,
        fact: Fact,
        *,
        actor: str,
        at: datetime | None = None,
        versions: dict[str, str] | None = None,
    ) -> Announced:
        """Write a fact with this transaction. Facts of one transaction keep their order."""
        announced = Announced(
            hospital_id=hospital_id,
            subject=subject,
            occurred_at=at or self.clock.now(),
            id=new_id(),
            kind=fact.kind,
            actor=actor,
            payload=msgspec.to_builtins(fact),
            versions=versions,
        )
        self._facts.append(announced)
        return announced

    def after_commit(self, effect: Callable[[], None]) -> None:
        """Run `effect` once the commit is durable (deliver to sockets, wake a duty). It must not block or raise."""
        self._after.append(effect)

    def in_doubt(self, effect: Callable[[], None]) -> None:
        """Run `effect` when the connection was lost in the commit itself, so that nobody knows whether it came through."""
        self._doubts.append(effect)

    async def flush(self) -> None:
        """Write what has been announced so far; the commit does it too."""
        if self._facts:
            facts, self._facts = self._facts, []
            await store.insert_facts(self, facts)

    def committed(self) -> None:
        for effect in self._after:
            effect()

    def doubted(self) -> None:
        for effect in self._doubts:
            effect()


class Database:
    """Pools of connections, one per role. Open once per process."""

    def __init__(self, url: str, *, size: int = 8, clock: Clock | None = None) -> None:
        self.url = url
        self.clock = clock or SystemClock()
        self._app = _pool(url, "bedside_app", size)
        # Readers keep one each while they digest a backlog; signing in must not wait for that.
        self._system = _pool(url, "bedside_system", max(6, size // 4))

    async def open(self, timeout: float = 30.0) -> "Database":
        """Connect. Raises psycopg_pool.PoolTimeout when the server cannot be reached in `timeout` seconds."""
        await self._app.open(wait=True, timeout=timeout)
        await self._system.open(wait=True, timeout=timeout)
        return self

    async def close(self) -> None:
        await self._app.close()
        await self._system.close()

    @asynccontextmanager
    async def transaction(self, hospitals: Iterable[int], *, pipelined: bool = False) -> AsyncGenerator[Transaction]:
        """One transaction in which exactly these hospitals' rows exist.

        `pipelined` sends statements whose rows nobody reads along with the next ones instead of waiting for each: for hot
        paths, since an error then surfaces at the next read or at the end (nothing is committed either way).
        """
        granted = tuple(sorted(set(hospitals)))
        committing: Transaction | None = None
        try:
            async with AsyncExitStack() as opened:
                connection = await opened.enter_async_context(self._app.connection())
                tx = Transaction(connection, granted, self.clock)
                if pipelined:
                    await opened.enter_async_context(connection.pipeline())
                    await opened.enter_async_context(connection.transaction())
                    await store.admit(tx, granted)
                else:
                    # Begun here, in one message; the pool commits or rolls back when the connection comes home.
                    await connection.execute(store.begin(granted), prepare=False)
                yield tx
                await tx.flush()
                committing = tx
        except BaseException:
            if committing:
                committing.doubted()
            raise
        tx.committed()

    @asynccontextmanager
    async def system(self) -> AsyncGenerator[Transaction]:
        """One transaction as the system role: only tables with a policy for it can be read or written."""
        async with self._system.connection() as connection, connection.transaction():
            tx = Transaction(connection, (), self.clock)
            yield tx
            await tx.flush()
        tx.committed()


def _pool(url: str, role: LiteralString, size: int) -> AsyncConnectionPool[AsyncConnection[Any]]:
    return AsyncConnectionPool(
        role_conninfo(url, role),
        min_size=min(2, size),
        max_size=size,
        open=False,
        kwargs={"autocommit": True},  # whoever takes one begins a transaction
        name=role,
    )


def role_conninfo(url: str, role: str) -> str:
    """`url` with the session's role and time zone set at connection."""
    given = conninfo_to_dict(url)
    options = f"{given.get('options') or ''} -c role={role} -c timezone=UTC".strip()
    return make_conninfo(url, options=options, application_name=f"bedside:{role}")
