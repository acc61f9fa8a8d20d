"""Who works at a hospital, as colleagues and visitors see them. The role shown is the true one (rule L05)."""

from uuid import UUID

import msgspec

from bedside.hospital.rights import Right, Role, rights_of
from bedside.hospital.store import cards as store
from bedside.hospital.store import places
from bedside.kit.database import Transaction
from bedside.kit.problems import Lang

_SHOWN: dict[Role, tuple[str, str]] = {
    Role.DOCTOR: ("医生", "Doctor"),
    Role.DESK_LEAD: ("咨询主管", "Desk lead"),
    Role.CONSULTANT: ("咨询员", "Consultant"),
    Role.FRONT_DESK: ("前台", "Front desk"),
    Role.RELATIONSHIP_MANAGER: ("随访专员", "Relationship manager"),
    Role.PRIVACY_OFFICER: ("隐私专员", "Privacy officer"),
    Role.DIRECTOR: ("院长", "Director"),
    Role.ADMIN: ("管理员", "Administrator"),
}


class StaffCard(msgspec.Struct, frozen=True, kw_only=True):
    """One member of staff at one hospital."""

    id: UUID
    name_zh: str
    name_en: str
    roles: frozenset[Role]
    verified_doctor: bool
    doctor_title_zh: str
    doctor_title_en: str
    departments: frozenset[UUID]
    """Whom they serve; empty: all."""
    skills: frozenset[UUID]
    languages: frozenset[str]
    capacity: int
    """Conversations at once."""
    disabled: bool

    @property
    def converses(self) -> bool:
        return not self.disabled and Right.CONVERSE in rights_of(self.roles)

    @property
    def shown_role(self) -> Role:
        """A doctor's role is shown only of a verified doctor; anybody else speaks as a consultant."""
        if Role.DOCTOR in self.roles and self.verified_doctor:
            return Role.DOCTOR
        return next((role for role in _SHOWN if role in self.roles and role is not Role.DOCTOR), Role.CONSULTANT)

    def shown_title(self, lang: Lang) -> str:
        role = self.shown_role
        if role is Role.DOCTOR:
            own = self.doctor_title_en if lang == "en" else self.doctor_title_zh
            if own:
                return own
        return _SHOWN[role][1 if lang == "en" else 0]

    def name(self, lang: Lang) -> str:
        return self.name_en if lang == "en" else self.name_zh


async def staff_cards(tx: Transaction, hospital_id: int) -> dict[UUID, StaffCard]:
    """Everybody with a role at this hospital, now or before (former colleagues are still named in old threads)."""
    return {card.id: card for card in await store.cards(tx, hospital_id, StaffCard)}


class Mailbox(msgspec.Struct, frozen=True):
    """Where a colleague gets mail, and in which language."""

    id: UUID
    email: str
    lang: Lang


async def mailboxes(tx: Transaction, hospital_id: int) -> dict[UUID, Mailbox]:
    """Of those at work at this hospital who have one: for mail to the hospital's own staff, shown to nobody."""
    return {
        row[0]: Mailbox(row[0], row[1], "en" if row[2] == "en" else "zh")
        for row in await store.mailboxes(tx, hospital_id)
    }


async def department_name(tx: Transaction, hospital_id: int, department: UUID, lang: Lang) -> str | None:
    """The department's name in the reader's language."""
    names = await store.department_names(tx, hospital_id, department)
    return None if names is None else names[1 if lang == "en" else 0]


async def has_skill(tx: Transaction, hospital_id: int, skill: UUID) -> bool:
    """Whether the hospital lists this skill now."""
    return any(each.id == skill for each in await places.skills(tx, [hospital_id]))
