"""`bedside demo`: the fictional hospital, furnished and served with its website, and simulated visitors if wanted."""

import asyncio
import sys

import click
import msgspec
import uvicorn

from bedside.cli import place
from bedside.cli.serve import health, here, watch
from bedside.cli.supervisor import Child, Supervisor, bedside, environment
from bedside.demo.furnish import AnotherHospital, SignIn, furnish, sign_ins, site_keys
from bedside.demo.site import create_site
from bedside.kit import say
from bedside.kit.migrate import migrate
from bedside.kit.say import tell, text
from bedside.kit.services import open_services
from bedside.kit.settings import Settings

SOCKETS_OF_A_VISITOR = 4
"""All simulated visitors come from this machine's one address, which has a limit of open sockets."""


def run(settings: Settings, *, traffic: int, seed: int) -> None:
    """Furnish what is not there yet, then serve until SIGINT or SIGTERM."""
    server = place.embedded(settings)
    with place.database(settings, server) as url:
        migrate(url)
        people = _furnish(settings, url)
        sockets = max(settings.sockets_per_address, traffic * SOCKETS_OF_A_VISITOR)
        given = environment(DATABASE_URL=url, BEDSIDE_HOME=str(settings.home), BEDSIDE_SOCKETS_PER_ADDRESS=str(sockets))
        pages = [Child("web", bedside("web", "--with-work"), given), Child("site", bedside("demo-site"), given)]
        later = [Child("traffic", _crowd(settings, traffic, seed), given)] if traffic else []

        def welcome() -> None:
            _welcome(settings, people)

        watch(Supervisor(pages, server, health=health(settings), welcome=welcome, later=later))


def codes(settings: Settings) -> None:
    """Print how everybody signs in, with the present codes of their second factors."""
    if settings.database_url is None and not (settings.home / "postgres").exists():
        raise say.refusal("演示医院还没有建立：先运行 bedside demo", "There is no demo hospital yet: run bedside demo")
    with place.database(settings) as url:
        _table(_furnish(settings, url))


def serve_site(settings: Settings) -> None:
    """The hospital's public website, on the port after the console's: another origin, as in life."""
    site = create_site(settings.origin, site_keys())
    uvicorn.run(site, host=settings.host, port=settings.port + 1, access_log=False, log_level="warning")


def _crowd(settings: Settings, visitors: int, seed: int) -> list[str]:
    module = [sys.executable, "-m", "bedside.demo.traffic", here(settings, settings.port + 1)]
    return [*module, "--visitors", str(visitors), "--seed", str(seed)]


def _furnish(settings: Settings, url: str) -> list[SignIn]:
    async def furnished() -> list[SignIn]:
        async with open_services(msgspec.structs.replace(settings, nats_url=None), url) as services:
            await furnish(services)
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
