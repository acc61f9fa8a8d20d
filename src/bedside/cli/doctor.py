"""`bedside doctor`: looks at the installation and says, for each thing that is wrong, how to mend it."""

from collections.abc import Iterator

import click
import psycopg

from bedside.cli import checks, daily, place
from bedside.cli.checks import Finding, Findings, Grade
from bedside.kit.say import tell, text
from bedside.kit.settings import Settings

SIGNS = {Grade.GOOD: ("✓", "green"), Grade.WARNING: ("!", "yellow"), Grade.BAD: ("✗", "red")}


def examine(settings: Settings) -> bool:
    """Print every finding as it is made; true when none is bad (warnings allowed)."""
    bad = warnings = 0
    for finding in _findings(settings):
        sign, colour = SIGNS[finding.grade]
        click.secho(f"{sign} {text(finding.zh, finding.en)}", fg=colour)
        if finding.mend_en:
            click.echo(f"    → {text(finding.mend_zh, finding.mend_en)}")
        bad += finding.grade is Grade.BAD
        warnings += finding.grade is Grade.WARNING
    if warnings and not bad:
        tell(
            f"可以运行，有 {warnings} 处要留意", f"It runs; see to what is marked with ! ({warnings})", colour="yellow"
        )
    elif not bad:
        tell("一切正常", "All is well", colour="green")
    return not bad


def _findings(settings: Settings) -> Iterator[Finding]:
    yield from checks.python_version()
    yield from checks.open_files()
    yield from checks.disk(settings)
    yield from checks.home(settings)
    yield from checks.old_backups(settings)
    yield from checks.web_part()
    yield from checks.nats_server(settings)
    try:
        with (
            place.database(settings) as url,
            psycopg.connect(url, autocommit=True, connect_timeout=5) as connection,
        ):
            yield from _database(settings, url, connection)
    except click.ClickException as error:
        yield _unreachable(error.message)
    except psycopg.OperationalError as error:
        yield _unreachable(str(error).strip())


def _database(settings: Settings, url: str, connection: psycopg.Connection) -> Findings:
    yield from checks.server(connection)
    before = checks.migrations(url)
    missing = False
    for finding in before:
        missing = missing or finding.grade is Grade.BAD
        yield finding
    yield from checks.roles(connection)
    if missing:
        return
    yield from checks.row_security(connection)
    yield from checks.facts_log(connection)
    yield from daily.unread_dangers(connection)
    yield from daily.messages(connection)
    yield from daily.hospital_systems(connection)
    yield from daily.coach(connection, settings.home / "coach")
    yield from checks.audit(settings, url)


def _unreachable(why: str) -> Finding:
    return checks.bad(
        f"连不上数据库：{why}", f"The database does not answer: {why}",
        "检查 DATABASE_URL、网络和 PostgreSQL 是否运行", "Check DATABASE_URL, the network and that PostgreSQL runs",
    )  # fmt: skip
