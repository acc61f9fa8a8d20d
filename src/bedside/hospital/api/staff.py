"""Staff accounts, their posts at hospitals, and what an administrator may do to an account."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post, put
from litestar.params import Parameter

from bedside.hospital.actions import staff as actions
from bedside.hospital.api.places import NONE
from bedside.hospital.api.shapes import (
    CursorText,
    Email,
    HospitalId,
    HospitalParam,
    Lang,
    Languages,
    Limit,
    Listed,
    Login,
    Name,
    Short,
    Version,
    cursor,
    read_cursor,
)
from bedside.hospital.api.signing import Ended
from bedside.hospital.model import Post, Staff, Viewer
from bedside.hospital.questions import staff as questions
from bedside.hospital.rights import RIGHTS, Right, Role, needs_second_factor
from bedside.kit.services import Services

Ids = Annotated[list[UUID], msgspec.Meta(max_length=200)]


class PostGiven(msgspec.Struct, kw_only=True):
    """Roles, title, departments (empty: all) and skills at one hospital; no roles: they left it."""

    roles: Annotated[list[Role], msgspec.Meta(max_length=10)]
    title_zh: Short = ""
    title_en: Short = ""
    departments: Ids = msgspec.field(default_factory=list[UUID])
    skills: Ids = msgspec.field(default_factory=list[UUID])

    def at(self, hospital_id: int) -> Post:
        return Post(
            hospital_id=hospital_id,
            roles=sorted(set(self.roles)),
            title_zh=self.title_zh,
            title_en=self.title_en,
            departments=self.departments,
            skills=self.skills,
        )


class PostAt(PostGiven, kw_only=True):
    hospital_id: HospitalId


class StaffGiven(msgspec.Struct, kw_only=True):
    name_zh: Name
    name_en: Name
    email: Email = ""
    lang: Lang = "zh"
    languages: Languages = msgspec.field(default_factory=lambda: ["zh"])
    capacity: Annotated[int, msgspec.Meta(ge=0, le=100)] = 5


class NewStaff(StaffGiven, kw_only=True):
    login: Login
    posts: Annotated[list[PostAt], msgspec.Meta(min_length=1, max_length=100)]


class StaffChange(StaffGiven, kw_only=True):
    version: Version
    disabled: bool = False


class FirstPasswordShown(msgspec.Struct):
    id: UUID
    password: str
    """Shown once; it must be changed at the first sign-in."""


class RoleShown(msgspec.Struct):
    role: Role
    rights: list[Right]
    second_factor: bool


@get("/staff", summary="Colleagues at shared hospitals, in order of login", tags=["staff"])
async def staff(
    viewer: Viewer,
    services: Services,
    hospital: HospitalParam = None,
    q: Annotated[str, Parameter(max_length=60, required=False)] = "",
    left: Annotated[bool, Parameter(required=False, description="Those who left or are disabled, too")] = False,
    after: CursorText = None,
    limit: Limit = 100,
) -> Listed[Staff]:
    (place,) = read_cursor(after, tuple[Login]) or ("",)
    found = await questions.staff_list(
        services, viewer, hospital, left=left, search=q.replace("\0", ""), after=place, limit=limit + 1
    )
    return Listed(found[:limit], cursor((found[limit - 1].login,)) if len(found) > limit else None)


@get("/staff/{staff_id:uuid}", summary="One colleague", tags=["staff"])
async def one(staff_id: UUID, viewer: Viewer, services: Services) -> Staff:
    return await questions.one_of_staff(services, viewer, staff_id)


@post("/staff", summary="Make an account; answers with its first password", tags=["staff"])
async def add_staff(data: NewStaff, viewer: Viewer, services: Services) -> FirstPasswordShown:
    given = Staff(
        id=NONE,
        group_id=viewer.group_id,
        login=data.login,
        name_zh=data.name_zh,
        name_en=data.name_en,
        email=data.email,
        lang=data.lang,
        languages=data.languages,
        capacity=data.capacity,
        disabled=False,
        version=1,
        posts=[each.at(each.hospital_id) for each in data.posts],
    )
    made = await actions.add_staff(services, viewer, given)
    return FirstPasswordShown(made.staff_id, made.password)


@put("/staff/{staff_id:uuid}", summary="Change an account, disable or enable it", status_code=204, tags=["staff"])
async def change_staff(staff_id: UUID, data: StaffChange, viewer: Viewer, services: Services) -> None:
    given = Staff(id=staff_id, group_id=viewer.group_id, login="", posts=[], **msgspec.structs.asdict(data))
    await actions.change_staff(services, viewer, given)


@put("/staff/{staff_id:uuid}/posts/{hospital_id:int}", summary="Roles, title, departments and skills at one hospital",
     status_code=204, tags=["staff"])  # fmt: skip
async def set_post(staff_id: UUID, hospital_id: int, data: PostGiven, viewer: Viewer, services: Services) -> None:
    await actions.set_post(services, viewer, staff_id, data.at(hospital_id))


@post("/staff/{staff_id:uuid}/reset-password", summary="A new first password", status_code=200, tags=["staff"])
async def reset_password(staff_id: UUID, viewer: Viewer, services: Services) -> FirstPasswordShown:
    made = await actions.reset_password(services, viewer, staff_id)
    return FirstPasswordShown(made.staff_id, made.password)


@post(
    "/staff/{staff_id:uuid}/reset-second-factor",
    summary="The phone is lost: enrol anew",
    status_code=204,
    tags=["staff"],
)
async def reset_second_factor(staff_id: UUID, viewer: Viewer, services: Services) -> None:
    await actions.reset_second_factor(services, viewer, staff_id)


@post("/staff/{staff_id:uuid}/sign-out", summary="End all of a person's sessions", status_code=200, tags=["staff"])
async def sign_out(staff_id: UUID, viewer: Viewer, services: Services) -> Ended:
    return Ended(await actions.end_all_sessions(services, viewer, staff_id))


@get("/roles", summary="The table of roles and rights", tags=["staff"])
async def roles() -> Listed[RoleShown]:
    return Listed([RoleShown(role, sorted(rights), needs_second_factor([role])) for role, rights in RIGHTS.items()])


handlers = [staff, one, add_staff, change_staff, set_post, reset_password, reset_second_factor, sign_out, roles]
