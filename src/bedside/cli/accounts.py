"""`bedside setup` and `bedside staff`: the first steps, and the way back in for whoever locked themselves out.

Whoever holds the machine acts as an administrator named `system:command-line`; the audit log says so.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar
from uuid import UUID

import click

from bedside.cli import place
from bedside.hospital.actions import staff as actions
from bedside.hospital.actions.setup import NOBODY, Founded, NewHospital, first_setup, operator, post
from bedside.hospital.model import Staff, Viewer
from bedside.hospital.questions.places import hospitals
from bedside.hospital.questions.staff import staff_list
from bedside.hospital.rights import Role
from bedside.kit import say
from bedside.kit.problems import Problem
from bedside.kit.say import tell
from bedside.kit.services import Services, open_services
from bedside.kit.settings import Settings

T = TypeVar("T")


def setup(settings: Settings, group: tuple[str, str], new: list[NewHospital], login: str, name: str) -> None:
    """Make a group, its hospitals and the first administrator, and print the first password."""

    async def found(services: Services) -> Founded:
        return await first_setup(
            services,
            group_zh=group[0],
            group_en=group[1],
            hospitals=new,
            admin_login=login,
            admin_zh=name,
            admin_en=name,
        )

    founded = _with_services(settings, found)
    for code, number in founded.hospitals.items():
        tell(f"医院 {code}：编号 {number}", f"Hospital {code}: number {number}")
    _show_password(login, founded.admin.password)


def add(settings: Settings, group: int, person: Staff, codes: list[str], role: str) -> None:
    """Make an account with one role at the named hospitals (all of the group's, if none is named)."""

    async def made(services: Services) -> str:
        holder = await _holder(services, group)
        known = {hospital.code: hospital.id for hospital in await hospitals(services, holder)}
        for code in codes:
            if code not in known:
                raise say.refusal(
                    f"没有代码为 {code} 的医院；现有：{', '.join(known)}",
                    f"No hospital {code}; there are {', '.join(known)}",
                )
        person.posts.extend(post(known[code], Role(role)) for code in codes or known)
        return (await actions.add_staff(services, holder, person)).password

    _show_password(person.login, _with_services(settings, made))


def show(settings: Settings, group: int) -> None:
    """Print everybody's account."""

    async def listed(services: Services) -> list[Staff]:
        return list(await staff_list(services, await _holder(services, group)))

    for person in _with_services(settings, listed):
        roles = sorted({role for each in person.posts for role in each.roles})
        click.echo(f"{person.login:16} {', '.join(roles):32} {person.name_zh} / {person.name_en}")


def reset_password(settings: Settings, group: int, login: str) -> None:
    """A new first password; all the person's sessions end."""

    async def reset(services: Services) -> str:
        holder = await _holder(services, group)
        return (await actions.reset_password(services, holder, await _id_of(services, holder, login))).password

    _show_password(login, _with_services(settings, reset))


def reset_second_factor(settings: Settings, group: int, login: str) -> None:
    """Forget the person's authenticator: the next sign-in enrols a new one."""

    async def reset(services: Services) -> None:
        holder = await _holder(services, group)
        await actions.reset_second_factor(services, holder, await _id_of(services, holder, login))

    _with_services(settings, reset)
    tell(f"{login} 下次登录时重新绑定动态码", f"{login} enrols a new second factor at the next sign-in", colour="green")


async def _holder(services: Services, group: int) -> Viewer:
    holder = await operator(services, group)
    if not holder.hospitals:
        raise say.refusal(
            f"没有编号为 {group} 的集团：先运行 bedside setup", f"No group {group}: run bedside setup first"
        )
    return holder


async def _id_of(services: Services, holder: Viewer, login: str) -> UUID:
    for person in await staff_list(services, holder):
        if person.login == login.lower():
            return person.id
    raise say.refusal(f"没有账号 {login}", f"There is no account {login}")


def account(login: str, name_zh: str, name_en: str, capacity: int) -> Staff:
    """An account without posts yet."""
    return Staff(
        id=NOBODY, group_id=0, login=login, name_zh=name_zh, name_en=name_en, email="", lang="zh",
        languages=["zh"], capacity=capacity, disabled=False, version=1, posts=[],
    )  # fmt: skip


def _with_services(settings: Settings, act: Callable[[Services], Awaitable[T]]) -> T:
    async def run(url: str) -> T:
        async with open_services(settings, url) as services:
            return await act(services)

    with place.database(settings) as url:
        place.upgrade(url)
        try:
            return asyncio.run(run(url))
        except Problem as problem:
            zh, en = problem.says("zh"), problem.says("en")
            raise say.refusal(f"{zh['title']}。{zh['way_out']}", f"{en['title']}. {en['way_out']}") from None


def _show_password(login: str, password: str) -> None:
    tell(f"账号 {login}，初始密码（只显示一次）：{password}", f"Login {login}, first password (shown once): {password}")
    tell("首次登录时须修改密码，并绑定动态码", "The first sign-in asks for a new password and enrols the second factor")
