"""Every SQL statement of the command line: what `doctor` looks at, and what `restore` needs before and after."""

from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

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


def facts_log(connection: Connection) -> Log:
    return _one(
        connection,
        Log,
        """
        SELECT to_regclass('kit.facts_' || to_char(now() AT TIME ZONE 'UTC', 'YYYY_MM')) IS NOT NULL AS this_month,
               to_regclass('kit.facts_' || to_char(now() AT TIME ZONE 'UTC' + interval '1 month', 'YYYY_MM'))
                   IS NOT NULL AS next_month,
               EXISTS (SELECT FROM kit.facts_other) AS astray
        """,
    )


class Aside(msgspec.Struct, frozen=True):
    """What one reader of the log failed on, and what waits behind that."""

    reader: str
    facts: int
    subjects: int
    minutes: int
    """Since when the oldest fails."""
    tries: int
    """Of the most stubborn."""
    error: str


def set_aside(connection: Connection) -> list[Aside]:
    return _all(
        connection,
        Aside,
        """
        SELECT reader, count(*)::int AS facts, count(DISTINCT subject)::int AS subjects, max(tries) AS tries,
               (extract(epoch FROM now() - min(set_aside_at) FILTER (WHERE tries > 0)) / 60)::int AS minutes,
               (array_agg(error ORDER BY tries DESC))[1] AS error
        FROM kit.set_aside GROUP BY reader ORDER BY reader
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


class Queue(msgspec.Struct, frozen=True):
    """One hospital's messages of one channel that should have left some time ago."""

    hospital_zh: str
    hospital_en: str
    channel: str
    messages: int
    minutes: int
    """How long the oldest of them has been due."""


def overdue_messages(connection: Connection, longer_than_minutes: int) -> list[Queue]:
    return _all(
        connection,
        Queue,
        """
        SELECT h.name_zh AS hospital_zh, h.name_en AS hospital_en, d.channel, count(*)::int AS messages,
               (extract(epoch FROM now() - min(d.due_at)) / 60)::int AS minutes
        FROM channel.deliveries d JOIN hospital.hospitals h USING (hospital_id)
        WHERE d.state IN ('queued', 'deferred', 'sending') AND d.due_at < now() - %s * interval '1 minute'
        GROUP BY hospital_id, h.name_zh, h.name_en, d.channel ORDER BY hospital_id, d.channel
        """,
        [longer_than_minutes],
    )


def unread_dangers(connection: Connection) -> list[Queue]:
    """What visitors said and nothing could read for red flags yet."""
    return _all(
        connection,
        Queue,
        """
        SELECT h.name_zh AS hospital_zh, h.name_en AS hospital_en, '' AS channel, count(*)::int AS messages,
               (extract(epoch FROM now() - min(u.at)) / 60)::int AS minutes
        FROM conversation.unread_dangers u JOIN hospital.hospitals h USING (hospital_id)
        GROUP BY hospital_id, h.name_zh, h.name_en ORDER BY hospital_id
        """,
    )


class Wire(msgspec.Struct, frozen=True):
    """How one hospital's mail server or gateway did in the last day."""

    hospital_zh: str
    hospital_en: str
    channel: str
    trying: int
    """Messages that were tried at least twice and wait for the next try."""
    failed: int
    sent: int
    sent_lately: int
    """In the last hour."""
    error: str
    """The commonest error of those that are tried again or failed."""


def wires(connection: Connection) -> list[Wire]:
    """Those with something that failed or is tried again."""
    return _all(
        connection,
        Wire,
        """
        SELECT * FROM (
            SELECT h.name_zh AS hospital_zh, h.name_en AS hospital_en, d.channel,
                   count(*) FILTER (WHERE d.state = 'queued' AND d.tries > 1)::int AS trying,
                   count(*) FILTER (WHERE d.state = 'failed' AND d.tries > 0)::int AS failed,
                   count(*) FILTER (WHERE d.state IN ('sent', 'delivered'))::int AS sent,
                   count(*) FILTER (WHERE d.sent_at > now() - interval '1 hour')::int AS sent_lately,
                   coalesce(mode() WITHIN GROUP (ORDER BY d.error) FILTER (
                       WHERE d.error <> '' AND d.state IN ('queued', 'failed')), '') AS error
            FROM channel.deliveries d JOIN hospital.hospitals h USING (hospital_id)
            WHERE d.made_at > now() - interval '1 day' GROUP BY hospital_id, h.name_zh, h.name_en, d.channel
        ) AS wire WHERE trying + failed > 0 ORDER BY hospital_en, channel
        """,
    )


class Line(msgspec.Struct, frozen=True):
    """How it goes with a hospital's own system that is switched on. Times in minutes; None: never, or not at all."""

    name: str
    failing: int | None
    unread: int
    """Since when its free seats should have been read; below 0: not due yet."""
    uncompared: int
    """How much later than a day after the last time, or than planned, the books were not compared; below 0: not late."""
    error: str
    requested: int
    """Appointments of its departments that wait for its answer."""
    waiting: int | None
    """How long the oldest of them waits."""


def lines(connection: Connection) -> list[Line]:
    return _all(
        connection,
        Line,
        """
        SELECT c.name, c.error,
               (extract(epoch FROM now() - c.failing_since) / 60)::int AS failing,
               (extract(epoch FROM now() - c.mirror_at) / 60)::int AS unread,
               (extract(epoch FROM greatest(now() - c.reconcile_at, now() - c.reconciled_at - interval '1 day')) / 60)::int
                   AS uncompared,
               count(a.id)::int AS requested,
               (extract(epoch FROM now() - min(k.made_at)) / 60)::int AS waiting
        FROM appointment.his_connections c
        LEFT JOIN appointment.appointments a
               ON a.hospital_id = c.hospital_id AND a.status = 'requested' AND a.department_id = ANY (c.departments)
        LEFT JOIN appointment.his_asks k
               ON k.hospital_id = a.hospital_id AND k.appointment_id = a.id AND k.verb = 'confirm' AND k.state = 'due'
        WHERE c.enabled GROUP BY c.hospital_id, c.id ORDER BY c.name
        """,
    )


class Erased(msgspec.Struct, frozen=True):
    hospital_id: int
    subject: UUID
    kind: str
    erased_at: datetime


def erasures(connection: Connection) -> list[Erased]:
    """Whoever was erased in this database, before it is emptied."""
    return _all(
        connection, Erased, "SELECT hospital_id, subject, kind, erased_at FROM people.erasures ORDER BY erased_at"
    )


class Merged(msgspec.Struct, frozen=True):
    """Two records read as one person."""

    hospital_id: int
    kept: UUID
    gone: UUID
    merged_at: datetime


def standing_merges(connection: Connection) -> list[Merged]:
    """Newest first; of the living."""
    return _all(
        connection,
        Merged,
        """
        SELECT m.hospital_id, m.kept, m.gone, m.merged_at FROM people.merges m
        JOIN people.persons p ON p.hospital_id = m.hospital_id AND p.id = m.kept AND p.deleted_at IS NULL
        WHERE m.undone_at IS NULL ORDER BY m.merged_at DESC, m.id
        """,
    )


class CoachVersion(msgspec.Struct, frozen=True):
    hospital_id: int
    version: int


def coach_versions(connection: Connection) -> list[CoachVersion]:
    """The learned version that each hospital's coach reads with, where it is not the shipped one."""
    return _all(
        connection, CoachVersion, "SELECT hospital_id, version FROM coach.versions WHERE in_use ORDER BY hospital_id"
    )
