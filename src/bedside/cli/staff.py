"""The commands `setup` and `staff …`; what they do stands in accounts.py."""

from collections.abc import Callable
from typing import Any

import click

from bedside.cli import place
from bedside.kit import say

ROLES = ["consultant", "desk_lead", "front_desk", "relationship_manager", "director", "privacy_officer", "admin"]
"""All but the doctor's, which needs a verified licence and is given in the console (rule L05)."""


def _group(command: Callable[..., Any]) -> Callable[..., Any]:
    about = say.text("集团编号", "The group's number")
    return click.option("--group", default=1, show_default=True, help=about)(command)


@click.command(
    help=say.text("建立集团、医院（院区）和第一位管理员", "Make a group, its hospitals and the first administrator")
)
@click.option("--group", "group_zh", required=True, help=say.text("集团名称", "The group's name"))
@click.option("--group-en", default="", help=say.text("集团英文名", "The group's name in English"))
@click.option(
    "--hospital",
    "hospitals",
    required=True,
    multiple=True,
    metavar="CODE=NAME[=ENGLISH NAME]",
    help=say.text("医院或院区，可多次给出", "A hospital or campus; may be given several times"),
)
@click.option("--admin", "login", required=True, help=say.text("管理员账号", "The administrator's login"))
@click.option("--admin-name", "name", required=True, help=say.text("管理员姓名", "The administrator's name"))
@click.option("--time-zone", default="Asia/Shanghai", show_default=True, help=say.text("时区", "Time zone"))
def setup(group_zh: str, group_en: str, hospitals: tuple[str, ...], login: str, name: str, time_zone: str) -> None:
    from bedside.cli import accounts

    new: list[accounts.NewHospital] = []
    for given in hospitals:
        code, *names = given.split("=")
        if not names:
            raise click.BadParameter(given, param_hint="--hospital CODE=NAME")
        new.append(accounts.NewHospital(code=code, name_zh=names[0], name_en=names[-1], time_zone=time_zone))
    accounts.setup(place.settings(), (group_zh, group_en or group_zh), new, login, name)


@click.group(help=say.text("员工账号", "Staff accounts"))
def staff() -> None: ...


@staff.command(help=say.text("新建账号，显示初始密码", "Make an account and show its first password"))
@click.argument("login")
@click.option("--name", required=True, help=say.text("姓名", "Name"))
@click.option("--name-en", default="", help=say.text("英文姓名", "Name in English"))
@click.option("--role", required=True, type=click.Choice(ROLES), help=say.text("角色", "Role"))
@click.option(
    "--hospital",
    "codes",
    multiple=True,
    help=say.text("医院代码，可多次给出；默认全部", "A hospital's code; may be given several times; default all"),
)
@click.option("--capacity", default=5, show_default=True, help=say.text("同时接待人数", "Conversations at once"))
@_group
def add(login: str, name: str, name_en: str, role: str, codes: tuple[str, ...], capacity: int, group: int) -> None:
    from bedside.cli import accounts

    person = accounts.account(login, name, name_en or name, capacity)
    accounts.add(place.settings(), group, person, list(codes), role)


@staff.command("list", help=say.text("列出账号", "List the accounts"))
@_group
def show(group: int) -> None:
    from bedside.cli import accounts

    accounts.show(place.settings(), group)


@staff.command("reset-password", help=say.text("重置密码，并结束其全部会话", "A new first password; all sessions end"))
@click.argument("login")
@_group
def reset_password(login: str, group: int) -> None:
    from bedside.cli import accounts

    accounts.reset_password(place.settings(), group, login)


@staff.command("reset-second-factor", help=say.text("手机丢失：重新绑定动态码", "The phone is lost: enrol a new one"))
@click.argument("login")
@_group
def reset_second_factor(login: str, group: int) -> None:
    from bedside.cli import accounts

    accounts.reset_second_factor(place.settings(), group, login)
