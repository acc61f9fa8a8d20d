"""Who may do what: one table. Roles are granted per hospital; a right is asked for at a hospital."""

from collections.abc import Iterable
from enum import StrEnum


class Role(StrEnum):
    CONSULTANT = "consultant"
    DESK_LEAD = "desk_lead"
    FRONT_DESK = "front_desk"
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
    MERGE_PERSONS = "merge_persons"
    """Say that two records are one person, and take it back."""
    ANSWER_REQUESTS = "answer_requests"
    """Answer a person who asks for a copy, a correction or the deletion of their data (rule L33)."""
    ANSWER_REPLIES = "answer_replies"
    """Read what people wrote back by text message, and see to it."""
    REVEAL = "reveal"
    """Unmask a phone or ID number, with a reason."""
    BOOK = "book"
    """Hold, confirm, move and cancel appointments."""
    RECEIVE = "receive"
    """The front desk: arrivals, no-shows, walk-ins."""
    CONFIRM_GREEN = "confirm_green"
    """Confirm, as a clinician, that somebody's urgency takes a reserved seat."""
    MANAGE_SCHEDULES = "manage_schedules"
    """Doctors' weeks, exceptions, and what happens when one falls ill."""
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
    MANAGE_CHANNELS = "manage_channels"
    """Email and SMS accounts, message templates, contact rules and stops."""
    MANAGE_HOSPITAL = "manage_hospital"
    """Departments, doctors and their verification, services, prices, hours, settings."""
    MANAGE_STAFF = "manage_staff"
    """Accounts, roles, second factors, sign-in providers."""


_AT_THE_DESK = frozenset({Right.SEE_VISITORS, Right.CONVERSE, Right.SEE_PERSONS, Right.BREAK_GLASS})

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.CONSULTANT: _AT_THE_DESK | {Right.REVEAL, Right.BOOK},
    Role.DESK_LEAD: _AT_THE_DESK
    | {
        Right.REVEAL,
        Right.BOOK,
        Right.RECEIVE,
        Right.MERGE_PERSONS,
        Right.MANAGE_SCHEDULES,
        Right.ANSWER_REPLIES,
        Right.LEAD_DESK,
        Right.BLOCK_VISITORS,
        Right.PLAN_SHIFTS,
        Right.MANAGE_KNOWLEDGE,
        Right.MANAGE_SITE,
        Right.SEE_TOTALS,
    },
    Role.FRONT_DESK: frozenset({Right.SEE_PERSONS, Right.BOOK, Right.RECEIVE, Right.BREAK_GLASS}),
    Role.DOCTOR: frozenset({Right.CONVERSE, Right.SEE_PERSONS, Right.BREAK_GLASS, Right.CONFIRM_GREEN}),
    Role.RELATIONSHIP_MANAGER: _AT_THE_DESK
    | {Right.REVEAL, Right.BOOK, Right.ANSWER_REPLIES, Right.MERGE_PERSONS, Right.EXPORT, Right.SEE_TOTALS},
    Role.DIRECTOR: frozenset({Right.SEE_TOTALS}),
    Role.PRIVACY_OFFICER: frozenset(
        {Right.SEE_PERSONS, Right.MERGE_PERSONS, Right.ANSWER_REQUESTS, Right.REVIEW_ACCESS, Right.READ_AUDIT}
    ),
    Role.ADMIN: frozenset(
        {
            Right.EXPORT,
            Right.READ_AUDIT,
            Right.PLAN_SHIFTS,
            Right.MANAGE_KNOWLEDGE,
            Right.MANAGE_SITE,
            Right.MANAGE_SCHEDULES,
            Right.MANAGE_CHANNELS,
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
