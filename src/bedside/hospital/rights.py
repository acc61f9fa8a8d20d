"""Who may do what: one table. Roles are granted per hospital; a right is asked for at a hospital."""

from collections.abc import Iterable
from enum import StrEnum


class Role(StrEnum):
    CONSULTANT = "consultant"
    DESK_LEAD = "desk_lead"
    DOCTOR = "doctor"
    RELATIONSHIP_MANAGER = "relationship_manager"
    DIRECTOR = "director"
    PRIVACY_OFFICER = "privacy_officer"
    ADMIN = "admin"


class Right(StrEnum):
    SEE_VISITORS = "see_visitors"
    """The live board and a visitor's trail."""
    CONVERSE = "converse"
    """Take conversations and speak in them."""
    LEAD_DESK = "lead_desk"
    """See the whole desk, take over, move others' conversations."""
    BLOCK_VISITORS = "block_visitors"
    SEE_PERSONS = "see_persons"
    """Read persons' records with phone and ID numbers masked."""
    REVEAL = "reveal"
    """Unmask a phone or ID number, with a reason."""
    EXPORT = "export"
    """Take data out as a file, with a reason."""
    BREAK_GLASS = "break_glass"
    """Open a record in an emergency; reviewed afterwards."""
    REVIEW_ACCESS = "review_access"
    READ_AUDIT = "read_audit"
    SEE_TOTALS = "see_totals"
    PLAN_SHIFTS = "plan_shifts"
    """Plan shifts and decide on swaps."""
    MANAGE_KNOWLEDGE = "manage_knowledge"
    """Campaigns and canned replies."""
    MANAGE_SITE = "manage_site"
    """The widget: origins, texts, invitation rules."""
    MANAGE_HOSPITAL = "manage_hospital"
    """Departments, doctors and their verification, services, prices, hours, settings."""
    MANAGE_STAFF = "manage_staff"
    """Accounts, roles, second factors, sign-in providers."""


_AT_THE_DESK = frozenset({Right.SEE_VISITORS, Right.CONVERSE, Right.SEE_PERSONS, Right.BREAK_GLASS})

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.CONSULTANT: _AT_THE_DESK | {Right.REVEAL},
    Role.DESK_LEAD: _AT_THE_DESK
    | {
        Right.REVEAL,
        Right.LEAD_DESK,
        Right.BLOCK_VISITORS,
        Right.PLAN_SHIFTS,
        Right.MANAGE_KNOWLEDGE,
        Right.MANAGE_SITE,
        Right.SEE_TOTALS,
    },
    Role.DOCTOR: frozenset({Right.CONVERSE, Right.SEE_PERSONS, Right.BREAK_GLASS}),
    Role.RELATIONSHIP_MANAGER: _AT_THE_DESK | {Right.REVEAL, Right.EXPORT, Right.SEE_TOTALS},
    Role.DIRECTOR: frozenset({Right.SEE_TOTALS}),
    Role.PRIVACY_OFFICER: frozenset({Right.SEE_PERSONS, Right.REVIEW_ACCESS, Right.READ_AUDIT}),
    Role.ADMIN: frozenset(
        {
            Right.EXPORT,
            Right.READ_AUDIT,
            Right.PLAN_SHIFTS,
            Right.MANAGE_KNOWLEDGE,
            Right.MANAGE_SITE,
            Right.MANAGE_HOSPITAL,
            Right.MANAGE_STAFF,
        }
    ),
}

_NEEDS_SECOND_FACTOR = frozenset(
    {Right.SEE_VISITORS, Right.CONVERSE, Right.SEE_PERSONS, Right.READ_AUDIT, Right.MANAGE_STAFF, Right.EXPORT}
)


def rights_of(roles: Iterable[Role]) -> frozenset[Right]:
    """All that these roles may do together."""
    return frozenset[Right]().union(*(RIGHTS[role] for role in roles))


def needs_second_factor(roles: Iterable[Role]) -> bool:
    """Whether one who holds these roles sees persons, or could make somebody who does (rule L34)."""
    return bool(rights_of(roles) & _NEEDS_SECOND_FACTOR)
