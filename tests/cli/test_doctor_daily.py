"""`bedside doctor` looks at the daily work: messages that do not leave, gateways and hospital systems that fail."""

from collections.abc import Callable
from typing import LiteralString

import psycopg
import pytest

from bedside.cli import daily
from bedside.cli.checks import Finding, Findings, Grade

HOUSE: LiteralString = """
    INSERT INTO hospital.groups (group_id, name_zh, name_en) OVERRIDING SYSTEM VALUE VALUES (1, '云杉', 'Spruce');
    INSERT INTO hospital.hospitals (hospital_id, group_id, code, name_zh, name_en) VALUES (1, 1, 'E', '东院', 'East');
"""
HIS: LiteralString = """
    INSERT INTO appointment.his_connections (hospital_id, id, name, settings, mirror_at, reconcile_at, reconciled_at, answered_at)
    VALUES (1, gen_random_uuid(), 'Window', '{}', now() + interval '1 minute', now() + interval '1 hour', now(), now());
"""
GOOD: LiteralString = """
    INSERT INTO channel.deliveries (hospital_id, id, key, channel, purpose, template, lang, state, tries, made_at, due_at, sent_at)
    SELECT 1, gen_random_uuid(), 'good:' || n, 'sms', 'care', 'reminder', 'zh', 'sent', 1, now(), now(), now() - interval '2 hours'
    FROM generate_series(1, 20) AS n;
"""


THREE: LiteralString = """
    INSERT INTO channel.deliveries (hospital_id, id, key, channel, purpose, template, lang, state, tries, made_at, due_at, error)
    SELECT 1, gen_random_uuid(), 'k:' || n, 'sms', 'care', 'reminder', 'zh', {state}, now() - interval '20 minutes', now() + {due}
    FROM generate_series(1, 3) AS n
"""


def three(state: LiteralString, due: LiteralString) -> LiteralString:
    """`state` with its tries; `due` from now, and the error."""
    return THREE.replace("{state}", state).replace("{due}", due)


@pytest.mark.parametrize(
    ("damage", "check", "said", "grade"),
    [
        (three("'queued', 0", "interval '-15 minutes', ''"), daily.messages, "3 messages by SMS should have left", Grade.BAD),
        (three("'queued', 4", "interval '5 minutes', 'http_500'"), daily.messages,
         "SMS takes nothing; 3 messages are tried again (http_500)", Grade.BAD),
        (three("'failed', 1", "interval '0', 'http_400'"), daily.messages,
         "3 messages by SMS failed in a day, 20 were sent (http_400)", Grade.WARNING),
        ("UPDATE appointment.his_connections SET failing_since = now() - interval '40 minutes', error = 'refused'",
         daily.hospital_systems, "“Window” fails since 40 minutes (refused)", Grade.BAD),
        ("UPDATE appointment.his_connections SET mirror_at = now() - interval '40 minutes'", daily.hospital_systems,
         "Nobody has read the free seats of “Window” for 40 minutes", Grade.BAD),
        ("UPDATE appointment.his_connections SET reconciled_at = now() - interval '3 days'", daily.hospital_systems,
         "is 48 hours late", Grade.WARNING),
    ],
)  # fmt: skip
def test_what_does_not_go_is_named_with_the_way_to_mend_it(
    database_url: str, damage: LiteralString, check: Callable[[psycopg.Connection], Findings], said: str, grade: Grade
) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(HOUSE + HIS + GOOD)
        assert [each.grade for each in check(connection)] == [Grade.GOOD]
        connection.execute(damage)
        found: list[Finding] = list(check(connection))
    assert [each.grade for each in found] == [grade]
    assert said in found[0].en
    assert all((found[0].mend_en, found[0].mend_zh))


def test_appointments_that_a_hospital_system_leaves_unanswered(database_url: str) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(HOUSE + HIS)
        connection.execute(
            """
            WITH made AS (
                UPDATE appointment.his_connections SET departments = ARRAY[gen_random_uuid()] RETURNING departments[1] AS at
            ), slot AS (
                INSERT INTO appointment.appointments (hospital_id, id, slot_id, seat, doctor_id, department_id, service_id, day,
                    starts_at, ends_at, status, person_id, made_at, made_by, price_fen)
                SELECT 1, gen_random_uuid(), gen_random_uuid(), 1, gen_random_uuid(), at, gen_random_uuid(), current_date,
                    now() + interval '1 day',
                    now() + interval '25 hours', 'requested', gen_random_uuid(), now(), 'staff:x', 2500 FROM made RETURNING id
            )
            INSERT INTO appointment.his_asks (hospital_id, appointment_id, verb, made_at, due_at)
            SELECT 1, id, 'confirm', now() - interval '45 minutes', now() FROM slot
            """
        )
        said = [each.en for each in daily.hospital_systems(connection)]
    assert said == ["1 appointments wait for “Window” to answer, the oldest 45 minutes"]


def test_a_house_without_either_says_that_messages_leave(database_url: str) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection:
        assert [each.en for each in (*daily.messages(connection), *daily.hospital_systems(connection))] == [
            "Messages leave in time"
        ]
