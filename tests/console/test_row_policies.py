"""Every table of every room keeps hospitals apart; and the check that says so notices when one policy goes."""

import psycopg
import pytest
from psycopg import sql

from bedside.kit.database import role_conninfo

# Rows of these belong to a group, an account or the installation, not to one hospital; each says how it is kept.
WITHOUT_HOSPITAL = {
    "kit.epochs": "which restore the log is in; no person",
    "kit.cursors": "how far each reader has come; system role only",
    "kit.facts_other": "a partition: reached only through kit.facts",
}
SYSTEM_ONLY = {"kit.set_aside"}
ROOMS = (
    "n.nspname IN ('kit', 'hospital', 'people', 'gate', 'channel', 'visit', 'knowledge', 'coach', 'conversation', "
    "'appointment')"
)
Findings = list[str]


def tables(owner: psycopg.Connection) -> list[tuple[str, str]]:
    return owner.execute(  # pyright: ignore[reportReturnType]
        f"""
        SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND {ROOMS} ORDER BY 1, 2
        """  # pyright: ignore[reportArgumentType]
    ).fetchall()


def findings(url: str) -> Findings:
    """What is wrong: a table that the application role reads without naming a hospital, or across hospitals."""
    found: Findings = []
    with (
        psycopg.connect(url, autocommit=True) as owner,
        psycopg.connect(role_conninfo(url, "bedside_app"), autocommit=True) as app,
    ):
        for schema, table in tables(owner):
            name = f"{schema}.{table}"
            readable = owner.execute("SELECT has_table_privilege('bedside_app', %s, 'SELECT')", (name,)).fetchone()
            if not readable or not readable[0] or name in WITHOUT_HOSPITAL:
                continue
            seen = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, table))
            # Under a policy for no hospital at all, a table must look empty; unset, it must raise.
            try:
                with app.transaction():
                    app.execute("SELECT set_config('bedside.hospitals', '{}', true)")
                    rows = app.execute(seen).fetchone()
                if rows and rows[0]:
                    found.append(f"{name}: {rows[0]} rows seen for no hospital")
            except psycopg.Error as error:
                found.append(f"{name}: {error}")
            policy = owner.execute(
                "SELECT count(*) FROM pg_policies WHERE schemaname = %s AND tablename = %s", (schema, table)
            ).fetchone()
            secured = owner.execute("SELECT relrowsecurity FROM pg_class WHERE oid = %s::regclass", (name,)).fetchone()
            if not policy or not policy[0] or not secured or not secured[0]:
                found.append(f"{name}: no policy")
    return found


def test_no_table_is_read_across_hospitals(database_url: str) -> None:
    assert findings(database_url) == []


def test_every_table_leads_its_key_with_the_hospital(database_url: str) -> None:
    with psycopg.connect(database_url) as owner:
        wrong = owner.execute(
            f"""
            SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'hospital_id' AND NOT a.attisdropped
            JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
            WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND {ROOMS} AND i.indkey[0] <> a.attnum
            """  # pyright: ignore[reportArgumentType]
        ).fetchall()
    assert {row[0] for row in wrong} - SYSTEM_ONLY == set()


@pytest.mark.parametrize(
    "table",
    [
        "kit.facts",
        "conversation.conversations",
        "conversation.entries",
        "people.visitors",
        "people.identifiers",
        "visit.views",
        "channel.deliveries",
    ],
)
@pytest.mark.parametrize("harm", ["DROP POLICY", "DISABLE ROW LEVEL SECURITY"])
def test_one_policy_gone_is_noticed(database_url: str, table: str, harm: str) -> None:
    with psycopg.connect(database_url, autocommit=True) as owner:
        policies = owner.execute(
            "SELECT policyname FROM pg_policies WHERE schemaname || '.' || tablename = %s", (table,)
        ).fetchall()
        if harm.startswith("DROP"):
            for policy in policies:
                gone = sql.SQL("DROP POLICY {} ON {}").format(
                    sql.Identifier(policy[0]), sql.Identifier(*table.split("."))
                )
                owner.execute(gone)
        else:
            owner.execute(
                sql.SQL("ALTER TABLE {} DISABLE ROW LEVEL SECURITY").format(sql.Identifier(*table.split(".")))
            )
    assert any(finding.startswith(table) for finding in findings(database_url))
