"""`bin/bench`: run one bench, print its tables, and with --json one JSON object as the last line."""

import ast
import importlib
import sys
from pathlib import Path

import click

from bench import benches
from bench.figures import Options, Report, as_json, figures_table
from bench.machine import described


def names() -> dict[str, str]:
    """Every bench and the first line of what it says of itself."""
    files = sorted(file for folder in benches.__path__ for file in Path(folder).glob("[a-z]*.py"))
    return {file.stem: (ast.get_docstring(ast.parse(file.read_text())) or "").splitlines()[0] for file in files}


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("name", required=False)
@click.option("--list", "listing", is_flag=True, help="Name the benches and what they measure.")
@click.option("--json", "in_json", is_flag=True, help="Print one JSON object as the last line.")
@click.option("--seconds", default=10.0, show_default=True, help="How long each measurement lasts.")
@click.option("--seed", default=1, show_default=True, help="Seed of everything random.")
@click.option(
    "--data", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Folder of the public data sets."
)
def main(name: str | None, listing: bool, in_json: bool, seconds: float, seed: int, data: Path | None) -> None:
    """Measure Bedside. Each bench starts its own PostgreSQL (fsync on), servers and load generator."""
    known = names()
    if listing or name is None:
        for each, about in known.items():
            click.echo(f"{each:10} {about}")
        return
    if name not in known:
        raise click.ClickException(f"no bench {name}; there are: {', '.join(known)}")
    report = Report(lambda text: click.echo(text, err=in_json))
    report.say(described() + "\n")
    importlib.import_module(f"bench.benches.{name}").run(Options(seconds, seed, data), report)
    report.say("\n" + figures_table(report.figures))
    for figure in report.figures:
        if figure.note:
            report.say(f"{figure.name}: {figure.note}")
    if in_json:
        click.echo(as_json(report.figures))
    sys.exit(0 if all(figure.holds for figure in report.figures) else 1)


main(prog_name="bin/bench")
