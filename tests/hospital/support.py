"""A small hospital group for tests, and browsers to sign in with."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

import httpx
import msgspec
from pyotp.totp import TOTP

from bedside.hospital.actions.doctors import add_doctor
from bedside.hospital.actions.own_account import set_second_factor
from bedside.hospital.actions.setup import NOBODY, Founded, NewHospital, first_setup, operator, post
from bedside.hospital.actions.staff import add_staff, set_post
from bedside.hospital.api import routes
from bedside.hospital.doorkeeper import doorkeeper
from bedside.hospital.model import Doctor, Staff, Viewer
from bedside.hospital.rights import Role
from bedside.kit.services import Services
from tests.support.faces import faces

PASSWORD = "a quiet morning walk"
UNSAFE = {"X-Bedside": "1"}


async def found(services: Services, *codes: str, group: str = "云杉", admin: str = "admin") -> Founded:
    """A group with these hospitals and an administrator of all."""
    return await first_setup(
        services,
        group_zh=group,
        group_en="Spruce",
        hospitals=[NewHospital(code=code, name_zh=f"院区{code}", name_en=code) for code in codes],
        admin_login=admin,
        admin_zh="高远",
        admin_en="Gao Yuan",
        admin_password=PASSWORD,
    )


class Person(msgspec.Struct):
    """A member of staff with their way in."""

    id: UUID
    login: str
    secret: str

    def code(self, at: datetime) -> str:
        return TOTP(self.secret).at(at)


async def hire(services: Services, founded: Founded, login: str, roles: dict[int, list[Role]]) -> Person:
    """An account with a password of its own and a second factor; a doctor's licence was checked first (rule L05)."""
    staff = Staff(
        id=NOBODY,
        group_id=founded.group_id,
        login=login,
        name_zh=f"员工{login}",
        name_en=login.title(),
        email=f"{login}@example.invalid",
        lang="en",
        languages=["zh", "en"],
        capacity=3,
        disabled=False,
        version=1,
        posts=[post(hospital_id, *_without_doctor(held)) for hospital_id, held in roles.items()],
    )
    viewer = await operator(services, founded.group_id)
    made = await add_staff(services, viewer, staff, PASSWORD)
    for hospital_id, held in roles.items():
        if Role.DOCTOR in held:
            doctor = Doctor(
                hospital_id=hospital_id, id=NOBODY, department_id=None, staff_id=made.staff_id, code=login,
                name_zh=f"医生{login}", name_en=f"Dr {login}", title_zh="", title_en="", focus_zh="", focus_en="",
                languages=["zh"], licence=f"110{login}", verified=True, retired=False, version=1,
            )  # fmt: skip
            await add_doctor(services, viewer, doctor)
            await set_post(services, viewer, made.staff_id, post(hospital_id, *held))
    return Person(made.staff_id, login, (await set_second_factor(services, made.staff_id)).secret)


def _without_doctor(roles: list[Role]) -> list[Role]:
    return [role for role in roles if role is not Role.DOCTOR] or [Role.CONSULTANT]


async def enrolled_admin(services: Services, founded: Founded, login: str = "admin") -> Person:
    return Person(founded.admin.staff_id, login, (await set_second_factor(services, founded.admin.staff_id)).secret)


@asynccontextmanager
async def browser(services: Services, address: str = "192.0.2.7") -> AsyncGenerator[httpx.AsyncClient]:
    with faces(services, routes) as app:
        transport = httpx.ASGITransport(app=app, client=(address, 50000))  # pyright: ignore[reportArgumentType]
        async with httpx.AsyncClient(
            transport=transport, base_url="http://127.0.0.1:8080", headers={**UNSAFE, "Accept-Language": "en"}
        ) as client:
            yield client


async def enter(services: Services, client: httpx.AsyncClient, who: Person, password: str = PASSWORD) -> None:
    """Sign in through both steps."""
    first = await client.post("/v1/session", json={"login": who.login, "password": password})
    assert first.json() == {"step": "code", "recovery_codes": []}, first.text
    second = await client.post("/v1/session/code", json={"code": who.code(services.clock.now())})
    assert second.json()["step"] == "done", second.text


async def viewer(services: Services, who: Person) -> Viewer:
    """This person signed in, as rooms above see them."""
    async with browser(services) as client:
        await enter(services, client, who)
        return await doorkeeper(services).viewer(client.cookies["bedside_session"])
