"""Groups, hospitals (campuses), departments and skills, settings."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post, put
from litestar.params import QueryParameter

from bedside.hospital.actions import places as actions
from bedside.hospital.api.shapes import Code, HospitalId, HospitalParam, Listed, Made, Name, Short, Version
from bedside.hospital.model import Department, Group, Hospital, Skill, Viewer
from bedside.hospital.questions import places as questions
from bedside.hospital.questions.places import SettingsShown
from bedside.hospital.settings import HospitalSettings
from bedside.kit.services import Services

Retired = Annotated[bool, QueryParameter(name="retired", required=False, description="Show what was retired, too")]
NONE = UUID(int=0)


class GroupChange(msgspec.Struct):
    version: Version
    name_zh: Name
    name_en: Name


class HospitalGiven(msgspec.Struct, kw_only=True):
    name_zh: Name
    name_en: Name
    address_zh: Short = ""
    address_en: Short = ""
    phone: Annotated[str, msgspec.Meta(max_length=40, pattern=r"^[0-9+() -]*$")] = ""
    time_zone: Annotated[str, msgspec.Meta(max_length=60)] = "Asia/Shanghai"


class NewHospital(HospitalGiven, kw_only=True):
    group_id: HospitalId
    code: Code


class HospitalChange(HospitalGiven, kw_only=True):
    version: Version
    retired: bool = False


class DepartmentGiven(msgspec.Struct, kw_only=True):
    name_zh: Name
    name_en: Name
    position: Annotated[int, msgspec.Meta(ge=0, le=10_000)] = 0


class NewDepartment(DepartmentGiven, kw_only=True):
    hospital_id: HospitalId
    code: Code


class DepartmentChange(DepartmentGiven, kw_only=True):
    hospital_id: HospitalId
    version: Version
    retired: bool = False


class NewSkill(msgspec.Struct, kw_only=True):
    hospital_id: HospitalId
    code: Code
    name_zh: Name
    name_en: Name


class SkillChange(msgspec.Struct, kw_only=True):
    hospital_id: HospitalId
    version: Version
    name_zh: Name
    name_en: Name
    retired: bool = False


class SettingsChange(msgspec.Struct):
    version: Version
    settings: HospitalSettings


@get("/groups", summary="The groups of the hospitals granted", tags=["places"])
async def groups(viewer: Viewer, services: Services) -> Listed[Group]:
    return Listed(await questions.groups(services, viewer))


@put("/groups/{group_id:int}", summary="Rename a group", status_code=204, tags=["places"])
async def change_group(group_id: int, data: GroupChange, viewer: Viewer, services: Services) -> None:
    await actions.change_group(services, viewer, group_id, data.version, data.name_zh, data.name_en)


@get("/hospitals", summary="The hospitals granted", tags=["places"])
async def hospitals(viewer: Viewer, services: Services, retired: Retired = False) -> Listed[Hospital]:
    return Listed(await questions.hospitals(services, viewer, retired))


@post("/hospitals", summary="Add a hospital (campus) to the group", tags=["places"])
async def add_hospital(data: NewHospital, viewer: Viewer, services: Services) -> Made[int]:
    given = Hospital(id=0, version=1, retired=False, **msgspec.structs.asdict(data))
    return Made(await actions.add_hospital(services, viewer, given))


@put("/hospitals/{hospital_id:int}", summary="Change or retire a hospital", status_code=204, tags=["places"])
async def change_hospital(hospital_id: int, data: HospitalChange, viewer: Viewer, services: Services) -> None:
    given = Hospital(id=hospital_id, group_id=viewer.group_id, code="", **msgspec.structs.asdict(data))
    await actions.change_hospital(services, viewer, given)


@get("/departments", summary="Departments, in their order", tags=["places"])
async def departments(
    viewer: Viewer, services: Services, hospital: HospitalParam = None, retired: Retired = False
) -> Listed[Department]:
    return Listed(await questions.departments(services, viewer, hospital, retired))


@post("/departments", summary="Add a department", tags=["places"])
async def add_department(data: NewDepartment, viewer: Viewer, services: Services) -> Made[UUID]:
    given = Department(id=NONE, version=1, retired=False, **msgspec.structs.asdict(data))
    return Made(await actions.add_department(services, viewer, given))


@put("/departments/{department_id:uuid}", summary="Change or retire a department", status_code=204, tags=["places"])
async def change_department(department_id: UUID, data: DepartmentChange, viewer: Viewer, services: Services) -> None:
    given = Department(id=department_id, code="", **msgspec.structs.asdict(data))
    await actions.change_department(services, viewer, given)


@get("/skills", summary="Skills that a transfer or the queue may ask for", tags=["places"])
async def skills(
    viewer: Viewer, services: Services, hospital: HospitalParam = None, retired: Retired = False
) -> Listed[Skill]:
    return Listed(await questions.skills(services, viewer, hospital, retired))


@post("/skills", summary="Add a skill", tags=["places"])
async def add_skill(data: NewSkill, viewer: Viewer, services: Services) -> Made[UUID]:
    given = Skill(id=NONE, version=1, retired=False, **msgspec.structs.asdict(data))
    return Made(await actions.add_skill(services, viewer, given))


@put("/skills/{skill_id:uuid}", summary="Change or retire a skill", status_code=204, tags=["places"])
async def change_skill(skill_id: UUID, data: SkillChange, viewer: Viewer, services: Services) -> None:
    await actions.change_skill(services, viewer, Skill(id=skill_id, code="", **msgspec.structs.asdict(data)))


@get("/settings/{hospital_id:int}", summary="What the hospital decided about access and shifts", tags=["places"])
async def settings(hospital_id: int, viewer: Viewer, services: Services) -> SettingsShown:
    return await questions.settings_shown(services, viewer, hospital_id)


@put("/settings/{hospital_id:int}", summary="Decide about access and shifts", status_code=204, tags=["places"])
async def change_settings(hospital_id: int, data: SettingsChange, viewer: Viewer, services: Services) -> None:
    await actions.change_settings(services, viewer, hospital_id, data.version, data.settings)


handlers = [
    groups, change_group, hospitals, add_hospital, change_hospital, departments, add_department, change_department,
    skills, add_skill, change_skill, settings, change_settings,
]  # fmt: skip
