"""The commands themselves: each reads its arguments and calls one function of this folder or of a room."""

import os
import sys
from pathlib import Path

import click

import bedside
from bedside.cli import place
from bedside.cli.staff import setup, staff
from bedside.kit import say
from bedside.kit.say import tell

MERGES_NAMED = 50
"""Newest first; an old merge was hardly undone just now."""
CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 110}


ABOUT = """{title}

\b
DATABASE_URL        {database}
NATS_URL            {nats}
BEDSIDE_HOME        {home}
BEDSIDE_HOST, BEDSIDE_PORT, BEDSIDE_PUBLIC_URL: docs/operations.md
""".format(
    title=say.text("Bedside：开源的一对一医患关系系统", "Bedside: the open hospital system for one-to-one relations"),
    database=say.text("外部 PostgreSQL 15+；不设则用内置数据库", "a PostgreSQL 15+ of your own; else the embedded one"),
    nats=say.text("多个网页进程时的 NATS 地址", "NATS, when several web processes serve"),
    home=say.text("数据、文件和密钥所在目录", "the folder of data, files and the secret"),
)


@click.group(context_settings=CONTEXT, help=ABOUT)
@click.version_option(bedside.__version__, prog_name="bedside")
def main() -> None: ...


@main.command(help=say.text("单机启动全部服务（数据库、网页、后台）", "Start everything on one machine"))
def up() -> None:
    from bedside.cli import serve

    serve.up(place.settings())


@main.command(help=say.text("启动一个网页进程（多机部署）", "Run one web process (many machines)"))
@click.option(
    "--with-work/--no-work",
    default=False,
    help=say.text("同一进程也做后台任务", "Do the due work in the same process, too"),
)
def web(with_work: bool) -> None:
    from bedside.cli import serve

    serve.web(place.settings(), with_work=with_work)


@main.command(help=say.text("启动一个后台进程（多机部署）", "Run one worker process (many machines)"))
def work() -> None:
    from bedside.cli import serve

    serve.work(place.settings())


@main.command(help=say.text("把数据库结构升级到当前版本", "Bring the database up to this release"))
@click.option("--check", is_flag=True, help=say.text("只看不改；有待升级则退出码为 1", "Only look; exit 1 if any wait"))
def migrate(check: bool) -> None:
    from bedside.kit import migrate as migrations

    with place.database(place.settings()) as url:
        found = migrations.pending(url) if check else place.upgrade(url)
    if check and found:
        click.echo("\n".join(found))
        raise say.refusal(f"有 {len(found)} 项升级待执行：bedside migrate", f"{len(found)} wait: run bedside migrate")
    tell("数据库结构已是最新", "The database is up to date", colour="green")


@main.command(help=say.text("检查安装，指出问题和修复办法", "Say what is wrong and how to mend it"))
def doctor() -> None:
    from bedside.cli.doctor import examine

    if not examine(place.settings()):
        raise click.exceptions.Exit(1)


@main.command(help=say.text("备份正在运行的医院到一个文件", "Back a running hospital up into one file"))
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option(
    "--without-key",
    is_flag=True,
    help=say.text(
        "不含安装密钥（须另行保管，否则加密的号码无法读出）",
        "Leave the installation's secret out (keep it elsewhere: without it encrypted numbers cannot be read)",
    ),
)
@click.option(
    "--days",
    type=click.IntRange(min=1),
    default=30,
    show_default=True,
    help=say.text(
        "保留天数，到期请删除（已删除资料的人仍在备份中）",
        "How long to keep it; delete it then, it holds who is erased later",
    ),
)
def backup(file: Path, without_key: bool, days: int) -> None:
    from bedside.cli import backup as archive

    given = place.settings()
    with place.database(given) as url, Bytes() as progress:
        try:
            size = archive.backup(given, url, file, progress, with_key=not without_key, days=days)
        except archive.BackupError as error:
            raise say.refusal(error.zh, error.en) from None
    tell(f"已备份到 {file}（{size:,} 字节）", f"Backed up into {file} ({size:,} bytes)", colour="green")


@main.command(help=say.text("从备份恢复到空数据库", "Restore a backup into an empty database"))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--force", is_flag=True, help=say.text("先清空数据库（不可撤销）", "Empty the database first (no way back)")
)
@click.option(
    "--erasures",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=say.text("另一份删除名单（erasures.jsonl）", "Another list of erasures (erasures.jsonl) to carry out again"),
)
def restore(file: Path, force: bool, erasures: Path | None) -> None:
    from bedside.cli import backup as archive

    given = place.settings()
    with place.database(given) as url, Bytes() as progress:
        try:
            restored = archive.restore(given, url, file, progress, force=force, erasures=erasures)
        except archive.BackupError as error:
            raise say.refusal(error.zh, error.en) from None
    made = restored.manifest.made_at.isoformat(timespec="seconds")
    tell(f"已恢复 {made} 的备份", f"Restored the backup of {made}", colour="green")
    tell(
        f"备份之后删除过资料的 {restored.erased_again} 人（访客）已重新删除",
        f"Erased again: {restored.erased_again} persons and visitors whom the backup still held",
    )
    if restored.parted:
        tell(
            f"为此撤销了 {restored.parted} 次合并：其中一方已删除，另一方没有",
            f"For that {restored.parted} merges were undone: one side had been erased, the other had not",
        )
    if restored.merged:
        tell(
            f"备份中有 {len(restored.merged)} 次人员合并。备份之后撤销的合并无从得知，现在又生效；请逐一核对：",
            f"The backup holds {len(restored.merged)} merges of persons. Those undone after it are not known and stand again; "
            "look through them:",
            colour="yellow",
        )
    for each in restored.merged[:MERGES_NAMED]:
        tell(
            f"  医院 {each.hospital_id}，{each.merged_at:%Y-%m-%d %H:%M}：{each.gone} 并入 {each.kept}",
            f"  hospital {each.hospital_id}, {each.merged_at:%Y-%m-%d %H:%M}: {each.gone} into {each.kept}",
        )


@main.command(
    help=say.text("列出备份、到期日和其中仍有的已删除者", "List backups, when they expire, and whom they still hold")
)
def backups() -> None:
    from bedside.cli.backups import listed

    found = listed(place.settings().home)
    for each in found:
        until = each.backup.expires_at.date().isoformat()
        gone = "" if each.there else say.text("（文件已不在此处）", " (no longer there)")
        made = f"{each.backup.made_at:%Y-%m-%d %H:%M}"
        tell(
            f"{each.backup.file}{gone}：{made} 备份，{until} 到期，其中有 {each.erased_since} 人之后已删除",
            f"{each.backup.file}{gone}: made {made}, expires {until}, holds {each.erased_since} who were erased since",
        )
    if not found:
        tell("没有备份记录", "No backup was made here")


@main.command(help=say.text("启动演示医院", "Serve the furnished, fictional demo hospital"))
@click.option(
    "--traffic",
    type=click.IntRange(min=0),
    default=0,
    help=say.text("同时模拟的访客人数", "How many simulated visitors browse, ask and leave at a time"),
)
@click.option(
    "--codes", is_flag=True, help=say.text("只显示账号和当前动态码", "Only show the sign-ins and present codes")
)
@click.option("--seed", default=1, help=say.text("模拟访客的随机种子", "Seed of the simulated visitors"))
def demo(traffic: int, codes: bool, seed: int) -> None:
    from bedside.cli import demo as show

    # The demo's people are fictional: they never share a database with a real hospital.
    os.environ.setdefault("BEDSIDE_HOME", str(place.settings().home / "demo"))
    if codes:
        show.codes(place.settings())
    else:
        show.run(place.settings(), traffic=traffic, seed=seed)


@main.command("demo-site", hidden=True)
def demo_site() -> None:
    from bedside.cli import demo as show

    show.serve_site(place.settings())


@main.command(
    help=say.text(
        "让教练从咨询员的更正中学习，变好才切换", "Let the coach learn from corrections; it switches only if better"
    )
)
@click.option(
    "--hospital",
    help=say.text("医院代码；只有一家时可省略", "The hospital's code; need not be given where there is one"),
)
@click.option("--group", default=1, show_default=True, help=say.text("集团编号", "The group's number"))
@click.option("--back", is_flag=True, help=say.text("退回上一个版本", "Go back to the version before"))
@click.option(
    "--use",
    type=click.IntRange(0),
    help=say.text("改用某个版本；0 是自带的模型", "Use this version; 0: the shipped models"),
)
@click.option("--list", "listing", is_flag=True, help=say.text("列出各版本", "List the versions"))
def learn(hospital: str | None, group: int, back: bool, use: int | None, listing: bool) -> None:
    from bedside.cli import learn as learning

    learning.learn(place.settings(), group, hospital, back=back, use=use, listing=listing)


@main.command("demo-post", hidden=True)
def demo_post() -> None:
    from bedside.cli import demo as show

    show.serve_post(place.settings())


@main.command("demo-past", hidden=True)
def demo_past() -> None:
    from bedside.cli import demo as show

    show.live_past(place.settings())


main.add_command(setup)
main.add_command(staff)


class Bytes:
    """Progress of long writing: what is being written and how much so far, on one line of a terminal."""

    def __init__(self) -> None:
        self._shown = ""

    def __enter__(self) -> "Bytes":
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown and sys.stderr.isatty():
            click.echo(err=True)

    def __call__(self, what: str, size: int) -> None:
        line = f"{what}: {size / 1_048_576:,.1f} MiB"
        if sys.stderr.isatty():
            click.echo(f"\r{line.ljust(len(self._shown))}", nl=False, err=True)
        elif not self._shown.startswith(what):
            click.echo(f"{what} …", err=True)
        self._shown = line
