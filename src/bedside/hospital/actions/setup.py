"""The first steps, from the command line: a group, its hospitals, the first administrator."""

from uuid import UUID

import msgspec

from bedside.hospital.actions.places import add_hospital
from bedside.hospital.actions.staff import FirstPassword, add_staff
from bedside.hospital.model import Hospital, Post, Staff, Viewer
from bedside.hospital.rights import Role
from bedside.hospital.store import places as store
from bedside.kit.services import Services

NOBODY = UUID(int=0)


class NewHospital(msgspec.Struct, frozen=True, kw_only=True):
    code: str
    name_zh: str
    name_en: str
    address_zh: str = ""
    address_en: str = ""
    phone: str = ""
    time_zone: str = "Asia/Shanghai"


class Founded(msgspec.Struct, frozen=True):
    group_id: int
    hospitals: dict[str, int]
    """Ids by code."""
    admin: FirstPassword


async def first_setup(
    services: Services,
    *,
    group_zh: str,
    group_en: str,
    hospitals: list[NewHospital],
    admin_login: str,
    admin_zh: str,
    admin_en: str,
    admin_password: str | None = None,
) -> Founded:
    """A group with its hospitals and one administrator of all of them.

    Without `admin_password` a first password is invented, to be changed at the first sign-in.
    """
    async with services.database.system() as tx:
        group_id = await store.add_group(tx, group_zh, group_en)
    made: dict[str, int] = {}
    for new in hospitals:
        founder = await operator(services, group_id)
        given = Hospital(id=0, group_id=group_id, retired=False, version=1, **msgspec.structs.asdict(new))
        made[new.code] = await add_hospital(services, founder, given)
    admin = Staff(
        id=NOBODY,
        group_id=group_id,
        login=admin_login,
        name_zh=admin_zh,
        name_en=admin_en,
        email="",
        lang="zh",
        languages=["zh"],
        capacity=0,
        disabled=False,
        version=1,
        posts=[post(each, Role.ADMIN) for each in made.values()],
    )
    return Founded(group_id, made, await add_staff(services, await operator(services, group_id), admin, admin_password))


async def operator(services: Services, group_id: int) -> Viewer:
    """Whoever holds the machine: an administrator of all the group's hospitals, named `system:command-line`."""
    async with services.database.system() as tx:
        hospitals = await store.hospitals_of_group(tx, group_id)
    return Viewer(
        staff_id=NOBODY,
        name_zh="命令行",
        name_en="Command line",
        lang="zh",
        hospitals=tuple(hospitals),
        roles={each: frozenset({Role.ADMIN, Role.DESK_LEAD}) for each in hospitals},
        session_id=NOBODY,
        session_ends_at=services.clock.now(),
        group_id=group_id,
        login="",
    )


def post(
    hospital_id: int, *roles: Role, departments: list[UUID] | None = None, skills: list[UUID] | None = None
) -> Post:
    """A post without a title of its own."""
    return Post(
        hospital_id=hospital_id,
        roles=list(roles),
        title_zh="",
        title_en="",
        departments=departments or [],
        skills=skills or [],
    )
