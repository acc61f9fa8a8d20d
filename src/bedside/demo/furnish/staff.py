"""Accounts of the demo hospital's people, each with a password that is remembered and a second factor."""

from base64 import b32encode
from uuid import UUID

import msgspec
from pyotp.totp import TOTP

from bedside.demo.furnish.places import NEW, Place, furnish_doctors
from bedside.demo.furniture import Staff as Person
from bedside.demo.furniture import load
from bedside.hospital.actions import staff as actions
from bedside.hospital.actions.own_account import set_second_factor
from bedside.hospital.model import Post, Staff, Viewer
from bedside.hospital.questions import staff as questions
from bedside.hospital.rights import Role, needs_second_factor
from bedside.kit.services import Services


class SignIn(msgspec.Struct, frozen=True):
    """How one of the demo's people signs in; `secret` is the second factor's, None where none is asked for."""

    login: str
    name_zh: str
    name_en: str
    role: str
    password: str
    secret: str | None

    def code(self) -> str:
        """The present code of the second factor; "" if there is none."""
        return TOTP(self.secret).now() if self.secret else ""

    def otpauth(self) -> str:
        """What an authenticator app scans; "" if there is none."""
        return TOTP(self.secret).provisioning_uri(name=self.login, issuer_name="Bedside demo") if self.secret else ""


def sign_ins(services: Services) -> list[SignIn]:
    """Everybody's, in the order of the furniture. Secrets follow from the installation's own: none is in the source."""
    furniture = load()
    return [
        SignIn(
            person.login,
            person.name.zh,
            person.name.en,
            person.role,
            furniture.passwords[person.role],
            _secret(services, person.login) if needs_second_factor([Role(person.role)]) else None,
        )
        for person in furniture.staff
    ]


def _secret(services: Services, login: str) -> str:
    return b32encode(services.key(f"demo second factor {login}")[:20]).decode()


async def furnish_staff(
    services: Services, holder: Viewer, places: dict[str, Place], new_admin: UUID | None
) -> dict[str, UUID]:
    """Accounts, then doctors, then the doctors' own roles. Returns staff ids by login."""
    known = {row.login: row.id for row in await questions.staff_list(services, holder)}
    for person, sign_in in zip(load().staff, sign_ins(services), strict=True):
        if person.login not in known:
            given = _account(person, holder.group_id, places)
            made = await actions.add_staff(services, holder, given, sign_in.password)
            known[person.login] = made.staff_id
        elif known[person.login] != new_admin:
            continue
        if sign_in.secret is not None:
            await set_second_factor(services, known[person.login], sign_in.secret)
    accounts = {person.doctor: known[person.login] for person in load().staff if person.doctor}
    await furnish_doctors(services, holder, places, accounts)
    await _doctor_roles(services, holder, places, known)
    return known


def _account(person: Person, group_id: int, places: dict[str, Place]) -> Staff:
    # Nobody is a doctor before the licence is verified (rule L05): a doctor's account begins at the desk.
    role = Role.CONSULTANT if person.role == Role.DOCTOR else Role(person.role)
    return Staff(
        id=NEW, group_id=group_id, login=person.login, name_zh=person.name.zh, name_en=person.name.en,
        email=f"{person.login}@{places[person.campuses[0]].campus.code}.example",
        lang="zh", languages=list(person.languages), capacity=person.capacity, disabled=False, version=1,
        posts=[_post(person, places[campus], role) for campus in person.campuses],
    )  # fmt: skip


def _post(person: Person, place: Place, role: Role) -> Post:
    here = [place.departments[key] for key in person.departments if key in place.departments]
    return Post(place.hospital_id, [role], "", "", here, [])


async def _doctor_roles(services: Services, holder: Viewer, places: dict[str, Place], known: dict[str, UUID]) -> None:
    rows = {row.login: row for row in await questions.staff_list(services, holder)}
    for person in load().staff:
        if person.role == Role.DOCTOR:
            held = {post.hospital_id: post.roles for post in rows[person.login].posts}
            for place in (places[campus] for campus in person.campuses):
                if held.get(place.hospital_id) != [Role.DOCTOR]:
                    await actions.set_post(services, holder, known[person.login], _post(person, place, Role.DOCTOR))
