"""Every SQL statement of the command line: what `doctor` looks at, and what `restore` needs before and after."""

from datetime import datetime
from typing import Any, TypeVar

import msgspec
import psycopg
from psycopg.rows import class_row

T = TypeVar("T")
Connection = psycopg.Connection[Any]


class Server(msgspec.Struct, frozen=True):
    """The database as it describes itself."""

    version: int
    """As server_version_num: 150004 is 15.4."""
    now: datetime
    fsync: str
    synchronous_commit: str
    full_page_writes: str


def server(connection: Connection) -> Server:
    return _one(
        connection,
        Server,
        """
        SELECT current_setting('server_version_num')::int AS version, clock_timestamp() AS now,
               current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS synchronous_commit,
               current_setting('full_page_writes') AS full_page_writes
        """,
    )


class Role(msgspec.Struct, frozen=True):
    name: str
    passes_policies: bool
    is_ours: bool
    """Whether the connected user may act as it."""


def roles(connection: Connection) -> list[Role]:
    return _all(
        connection,
        Role,
        """
        SELECT rolname AS name, rolsuper OR rolbypassrls AS passes_policies,
               pg_has_role(current_user, oid, 'MEMBER') AS is_ours
        FROM pg_roles WHERE rolname IN ('bedside_app', 'bedside_system')
        """,
    )


class Table(msgspec.Struct, frozen=True):
    name: str


def unprotected_tables(connection: Connection) -> list[str]:
    """Tables with a hospital_id that row-level security does not guard. A partition counts when roles may open it."""
    found = _all(
        connection,
        Table,
        """
        SELECT format('%I.%I', n.nspname, c.relname) AS name
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'hospital_id' AND NOT a.attisdropped
        WHERE c.relkind IN ('r', 'p') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
          AND NOT (c.relrowsecurity AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid))
          AND NOT (c.relispartition AND NOT has_table_privilege('bedside_app', c.oid, 'SELECT, INSERT, UPDATE, DELETE')
                   AND NOT has_table_privilege('bedside_system', c.oid, 'SELECT, INSERT, UPDATE, DELETE'))
        ORDER BY 1
        """,
    )
    return [table.name for table in found]


class Log(msgspec.Struct, frozen=True):
    """The facts log's state of health."""

    this_month: bool
    next_month: bool
    astray: bool
    """Whether facts fell into the default partition."""
    set_aside: int


def facts_log(connection: Connection) -> Log:
    return _one(
        connection,
        Log,
        """
        SELECT to_regclass('kit.facts_' || to_char(now() AT TIME ZONE 'UTC', 'YYYY_MM')) IS NOT NULL AS this_month,
               to_regclass('kit.facts_' || to_char(now() AT TIME ZONE 'UTC' + interval '1 month', 'YYYY_MM'))
                   IS NOT NULL AS next_month,
               EXISTS (SELECT FROM kit.facts_other) AS astray,
               (SELECT count(*)::int FROM kit.set_aside) AS set_aside
        """,
    )


class Writer(msgspec.Struct, frozen=True):
    """A transaction that has been writing for too long: readers of the log wait for it."""

    pid: int
    database: str
    seconds: float


def slow_writers(connection: Connection, longer_than_seconds: float) -> list[Writer]:
    return _all(
        connection,
        Writer,
        """
        SELECT pid, datname AS database, extract(epoch FROM clock_timestamp() - xact_start)::float AS seconds
        FROM pg_stat_activity
        WHERE backend_xid IS NOT NULL AND clock_timestamp() - xact_start > %s * interval '1 second'
        ORDER BY seconds DESC
        """,
        [longer_than_seconds],
    )


def tables(connection: Connection) -> list[str]:
    """Every table that holds something of ours or anyone's, partitions left to their parents."""
    found = _all(
        connection,
        Table,
        """
        SELECT format('%I.%I', n.nspname, c.relname) AS name
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
          AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
        ORDER BY 1
        """,
    )
    return [table.name for table in found]


def processes_at_work(connection: Connection) -> int:
    """How many connections of running Bedside processes there are."""
    return _one(
        connection,
        Count,
        """
        SELECT count(*)::int AS count FROM pg_stat_activity
        WHERE datname = current_database() AND application_name LIKE 'bedside:%'
        """,
    ).count


class Count(msgspec.Struct, frozen=True):
    count: int


def drop_everything(connection: Connection) -> None:
    """Empty the database of all schemas but PostgreSQL's own; `public` stays, empty."""
    connection.execute(
        """
        DO $$
        DECLARE name text;
        BEGIN
            FOR name IN SELECT nspname FROM pg_namespace
                        WHERE nspname NOT LIKE 'pg\\_%' AND nspname NOT IN ('information_schema', 'public')
            LOOP
                EXECUTE format('DROP SCHEMA %I CASCADE', name);
            END LOOP;
            FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public'
            LOOP
                EXECUTE format('DROP TABLE public.%I CASCADE', name);
            END LOOP;
        END $$
        """
    )


def make_roles(connection: Connection) -> None:
    """The roles that a dump grants to but does not hold: they belong to the cluster, not to a database."""
    connection.execute(
        """
        DO $$
        BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'bedside_app') THEN
                CREATE ROLE bedside_app NOLOGIN;
            END IF;
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'bedside_system') THEN
                CREATE ROLE bedside_system NOLOGIN;
            END IF;
            EXECUTE format('GRANT bedside_app, bedside_system TO %I', current_user);
        END $$
        """
    )


BEGIN_EPOCH = b"SELECT kit.begin_epoch();\n"


def _all(connection: Connection, kind: type[T], sql: str, params: list[Any] | None = None) -> list[T]:
    with connection.cursor(row_factory=class_row(kind)) as cursor:
        return cursor.execute(sql.encode(), params).fetchall()


def _one(connection: Connection, kind: type[T], sql: str) -> T:
    return _all(connection, kind, sql)[0]
