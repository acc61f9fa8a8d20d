"""`bedside demo`: the fictional hospital, furnished and served with its website, its SMS gateway and mailbox, its past, and
simulated visitors if wanted."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import UTC, date, datetime

import click
import msgspec
import uvicorn

from bedside.cli import place
from bedside.cli.serve import health, here, until_stopped, watch
from bedside.cli.supervisor import Child, Supervisor, bedside, environment
from bedside.demo import past, post
from bedside.demo.furnish import (
    AnotherHospital,
    PostOffice,
    SignIn,
    found_group,
    furnish,
    gateway_accounts,
    his_secret,
    sign_ins,
    site_keys,
)
from bedside.demo.his import DemoHis
from bedside.demo.site import create_site
from bedside.demo.traffic import door
from bedside.kit import say
from bedside.kit.say import tell, text
from bedside.kit.services import Services, open_services
from bedside.kit.settings import Settings

SOCKETS_OF_A_VISITOR = 4
"""All simulated visitors come from this machine's one address, which has a limit of open sockets."""
PAGES_OF_A_VISITOR = 60
PORTS = 4
"""The console's, and after it the website's, the SMS gateway's and the mailbox's."""
NICE = 10
"""The past is made while people already look at the present: it gives way to them."""


def run(settings: Settings, *, traffic: int, seed: int) -> None:
    """Furnish what is not there yet, then serve until SIGINT or SIGTERM."""
    server = place.embedded(settings)
    with place.alone(settings, ports=PORTS), place.database(settings, server) as url:
        place.upgrade(url)
        people = _furnish(settings, url)
        _visit(settings, url)
        sockets = max(settings.sockets_per_address, traffic * SOCKETS_OF_A_VISITOR)
        views = max(settings.pages_per_minute, traffic * PAGES_OF_A_VISITOR)
        begun = max(settings.conversations_per_hour, traffic)  # all of them come from this machine
        given = environment(
            DATABASE_URL=url, BEDSIDE_HOME=str(settings.home), BEDSIDE_SOCKETS_PER_ADDRESS=str(sockets),
            BEDSIDE_PAGES_PER_MINUTE=str(views), BEDSIDE_CONVERSATIONS_PER_HOUR=str(begun),
        )  # fmt: skip
        pages = [
            Child("post", bedside("demo-post"), given),
            Child("web", bedside("web", "--with-work"), given),
            Child("site", bedside("demo-site"), given),
        ]
        later = [Child("past", bedside("demo-past"), given, once=True)]
        if traffic:
            desks = [person for person in people if person.role == "front_desk"]
            later.append(Child("traffic", _crowd(settings, traffic, seed), given | door.written(desks)))

        def welcome() -> None:
            _welcome(settings, people)

        watch(Supervisor(pages, server, health=health(settings), welcome=welcome, later=later))


def codes(settings: Settings) -> None:
    """Print how everybody signs in, with the present codes of their second factors."""
    if settings.database_url is None and not (settings.home / "postgres").exists():
        raise say.refusal("演示医院还没有建立：先运行 bedside demo", "There is no demo hospital yet: run bedside demo")
    with place.database(settings) as url:
        _table(_people(settings, url))


def serve_site(settings: Settings) -> None:
    """The hospital's public website, on the port after the console's: another origin, as in life."""
    site = create_site(settings.origin, site_keys())
    uvicorn.run(site, host=settings.host, port=settings.port + 1, access_log=False, log_level="warning")


def serve_post(settings: Settings) -> None:
    """The demo's SMS gateway, mailbox and hospital system, on the two ports after the website's."""

    async def serve() -> None:
        with place.database(settings) as url:
            async with open_services(msgspec.structs.replace(settings, nats_url=None), url) as services:
                accounts = await gateway_accounts(services, here(settings, settings.port))
                his = DemoHis(his_secret(services), settings.home / "demo-his.sqlite")
        with closing(his):
            await post.serve(accounts, office(settings), his)

    asyncio.run(serve())


def live_past(settings: Settings) -> None:
    """Live the weeks that the demo hospital has not lived yet. It may be stopped; the next start goes on."""
    os.nice(NICE)

    def told(day: date) -> None:
        if day.isoweekday() == 1:
            tell(f"补上过去的日子：到 {day} 为止", f"Living the past: up to {day}")

    async def live() -> None:
        with place.database(settings) as url:
            quiet = msgspec.structs.replace(settings, nats_url=None)
            days = await past.live_past(quiet, url, datetime.now(UTC), told=told)
        if days:
            tell(f"过去的 {days} 天都有了预约和到诊", f"{days} days of appointments and arrivals are lived")

    asyncio.run(until_stopped(live()))


def office(settings: Settings) -> PostOffice:
    return PostOffice(sms=settings.port + 2, mail=settings.port + 3)


def _crowd(settings: Settings, visitors: int, seed: int) -> list[str]:
    module = [sys.executable, "-m", "bedside.demo.traffic", here(settings, settings.port + 1)]
    phones = ["--phones", office(settings).url]
    return [*module, *phones, "--visitors", str(visitors), "--seed", str(seed)]


def _furnish(settings: Settings, url: str) -> list[SignIn]:
    return _people(settings, url, lambda services: furnish(services, office(settings)))


def _visit(settings: Settings, url: str) -> None:
    """The past's visits, before those of the present are counted."""
    quiet = msgspec.structs.replace(settings, nats_url=None)
    website = here(settings, settings.port + 1)
    if visits := asyncio.run(past.live_visits(quiet, url, datetime.now(UTC), website=website)):
        tell(f"过去的网站访问：{visits} 次", f"{visits} visits of the past weeks to the website")


def _people(
    settings: Settings, url: str, prepare: Callable[[Services], Awaitable[object]] = found_group
) -> list[SignIn]:
    """How everybody signs in, once it is `prepare`d; to merely look leaves alone what a running demo set up."""

    async def furnished() -> list[SignIn]:
        async with open_services(msgspec.structs.replace(settings, nats_url=None), url) as services:
            await prepare(services)
            return sign_ins(services)

    try:
        return asyncio.run(furnished())
    except AnotherHospital as error:
        raise say.refusal(
            f"这个数据库里是另一家医院（{error}）：演示数据不与真实数据混放",
            f"This database holds another hospital ({error}): fictional people never share it with real ones",
        ) from None


def _welcome(settings: Settings, people: list[SignIn]) -> None:
    website = here(settings, settings.port + 1)
    click.echo()
    click.secho(f"  {text('医院网站', 'Hospital website')}:  {website}/zh/  {website}/en/", bold=True)
    click.secho(f"  {text('工作台', 'Staff console')}:  {settings.origin}/console/", bold=True)
    sent = office(settings).url
    click.secho(f"  {text('医院发出的短信和邮件', 'SMS and mail it sends')}:  {sent}/  {sent}/mail", bold=True)
    click.echo()
    _table(people)
    click.echo()
    tell("动态码每 30 秒一换；再看：bin/demo --codes", "Codes change every 30 s; see them again: bin/demo --codes")
    tell("按 Ctrl-C 停止，数据保留", "Ctrl-C stops it; everything is kept")


def _table(people: list[SignIn]) -> None:
    head = (text("账号", "login"), text("密码", "password"), text("动态码", "code"), text("角色", "role"))
    click.secho("  " + "  ".join(head), dim=True)
    for person in people:
        name = text(person.name_zh, person.name_en)
        click.echo(f"  {person.login:10} {person.password:24} {person.code() or '-':8} {person.role}, {name}")
