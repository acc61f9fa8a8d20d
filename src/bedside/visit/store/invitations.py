"""SQL of invitation rules and invitations."""

from datetime import datetime
from typing import Any
from uuid import UUID

from bedside.kit.database import Transaction
from bedside.visit.invitations import Invitation, Rule, RuleCounts


async def rules(tx: Transaction, hospital_id: int) -> list[Rule]:
    return await tx.rows(
        Rule,
        """
        SELECT id, name_zh, name_en, text_zh, text_en, pages, path, page_seconds, site_seconds, source, campaign,
               came_back, desk_open, priority, active, version
        FROM visit.invitation_rules WHERE hospital_id = %s AND retired_at IS NULL ORDER BY priority DESC, id
        """,
        (hospital_id,),
    )


async def insert_rule(tx: Transaction, hospital_id: int, rule: Rule) -> int:
    return await tx.run(
        """
        INSERT INTO visit.invitation_rules (hospital_id, id, name_zh, name_en, text_zh, text_en, pages, path, page_seconds,
                                            site_seconds, source, campaign, came_back, desk_open, priority, active)
        VALUES (%(hospital_id)s, %(id)s, %(name_zh)s, %(name_en)s, %(text_zh)s, %(text_en)s, %(pages)s, %(path)s,
                %(page_seconds)s, %(site_seconds)s, %(source)s, %(campaign)s, %(came_back)s, %(desk_open)s, %(priority)s,
                %(active)s)
        ON CONFLICT DO NOTHING
        """,
        _params(hospital_id, rule),
    )


async def update_rule(tx: Transaction, hospital_id: int, rule: Rule) -> int:
    """1, or 0 when `rule.version` is no longer the stored one."""
    return await tx.run(
        """
        UPDATE visit.invitation_rules
        SET name_zh = %(name_zh)s, name_en = %(name_en)s, text_zh = %(text_zh)s, text_en = %(text_en)s, pages = %(pages)s,
            path = %(path)s, page_seconds = %(page_seconds)s, site_seconds = %(site_seconds)s, source = %(source)s,
            campaign = %(campaign)s, came_back = %(came_back)s, desk_open = %(desk_open)s, priority = %(priority)s,
            active = %(active)s, version = version + 1
        WHERE hospital_id = %(hospital_id)s AND id = %(id)s AND version = %(version)s AND retired_at IS NULL
        """,
        _params(hospital_id, rule),
    )


async def retire_rule(tx: Transaction, hospital_id: int, rule_id: UUID, at: datetime) -> int:
    return await tx.run(
        """
        UPDATE visit.invitation_rules SET retired_at = %s, active = false, version = version + 1
        WHERE hospital_id = %s AND id = %s AND retired_at IS NULL
        """,
        (at, hospital_id, rule_id),
    )


async def counts(tx: Transaction, hospital_id: int, since: datetime, until: datetime) -> list[RuleCounts]:
    return await tx.rows(
        RuleCounts,
        """
        SELECT rule_id, count(*) AS shown, count(*) FILTER (WHERE answer = 'accepted') AS accepted,
               count(*) FILTER (WHERE answer = 'declined') AS declined
        FROM visit.invitations WHERE hospital_id = %s AND shown_at >= %s AND shown_at < %s GROUP BY rule_id
        """,
        (hospital_id, since, until),
    )


async def insert_invitation(tx: Transaction, hospital_id: int, made: Invitation) -> int:
    """1, or 0 when a rule has asked this visitor before."""
    return await tx.run(
        """
        INSERT INTO visit.invitations (hospital_id, visitor_id, id, rule_id, staff_id, staff_name, text, why, shown_at)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
        """,
        (
            hospital_id, made.visitor_id, made.id, made.rule_id, made.staff_id, made.staff_name, made.text, made.why,
            made.shown_at,
        ),
    )  # fmt: skip


async def asked(tx: Transaction, hospital_id: int, visitor_id: UUID) -> tuple[bool, bool]:
    """(a rule has asked this visitor, a no stands)."""
    found = await tx.tuples(
        """
        SELECT coalesce(bool_or(rule_id IS NOT NULL), false),
               coalesce(bool_or(answer = 'declined' AND lifted_at IS NULL), false)
        FROM visit.invitations WHERE hospital_id = %s AND visitor_id = %s
        """,
        (hospital_id, visitor_id),
    )
    return found[0][0], found[0][1]


async def open_invitation(tx: Transaction, hospital_id: int, visitor_id: UUID, since: datetime) -> Invitation | None:
    return await tx.row(
        Invitation,
        """
        SELECT id, visitor_id, rule_id, staff_id, staff_name, text, why, shown_at, answer FROM visit.invitations
        WHERE hospital_id = %s AND visitor_id = %s AND answered_at IS NULL AND shown_at > %s
        ORDER BY shown_at DESC LIMIT 1
        """,
        (hospital_id, visitor_id, since),
    )


async def answer(
    tx: Transaction, hospital_id: int, visitor_id: UUID, invitation_id: UUID, given: str, at: datetime
) -> list[tuple[Any, ...]]:
    """[(rule_id,)] when this was the first answer, else []."""
    return await tx.tuples(
        """
        UPDATE visit.invitations SET answer = %s, answered_at = %s
        WHERE hospital_id = %s AND visitor_id = %s AND id = %s AND answered_at IS NULL RETURNING rule_id
        """,
        (given, at, hospital_id, visitor_id, invitation_id),
    )


async def withdraw_open(tx: Transaction, hospital_id: int, visitor_id: UUID, at: datetime) -> list[tuple[Any, ...]]:
    return await tx.tuples(
        """
        UPDATE visit.invitations SET answer = 'withdrawn', answered_at = %s
        WHERE hospital_id = %s AND visitor_id = %s AND answered_at IS NULL RETURNING id
        """,
        (at, hospital_id, visitor_id),
    )


async def lift_no(tx: Transaction, hospital_id: int, visitor_id: UUID, at: datetime) -> None:
    await tx.run(
        """
        UPDATE visit.invitations SET lifted_at = %s
        WHERE hospital_id = %s AND visitor_id = %s AND answer = 'declined' AND lifted_at IS NULL
        """,
        (at, hospital_id, visitor_id),
    )


async def of_visitor(tx: Transaction, hospital_id: int, visitor_id: UUID) -> list[Invitation]:
    return await tx.rows(
        Invitation,
        """
        SELECT id, visitor_id, rule_id, staff_id, staff_name, text, why, shown_at, answer FROM visit.invitations
        WHERE hospital_id = %s AND visitor_id = %s ORDER BY shown_at DESC LIMIT 50
        """,
        (hospital_id, visitor_id),
    )


def _params(hospital_id: int, rule: Rule) -> dict[str, Any]:
    return {"hospital_id": hospital_id, **{name: getattr(rule, name) for name in rule.__struct_fields__}}
