"""Gzipped bytes that a browser loads first: the widget; the console's sign-in and desk."""

import gzip
import re
from pathlib import Path

from bench.figures import Figure, Options, Report, table
from bench.stage import ROOT

STATIC = ROOT / "src" / "bedside" / "console" / "static"
KB = 1024
WIDGET_AIM_KB, CONSOLE_AIM_KB = 10.0, 400.0


def gzipped(file: Path) -> int:
    return len(gzip.compress(file.read_bytes(), 9))


def first_load(console: Path) -> list[Path]:
    """index.html, what it names, the pages of sign-in and desk, and all that those import on loading (not on demand)."""
    assets = console / "assets"
    pages = [each for each in assets.iterdir() if re.match(r"(DeskPage|SignIn)-.*\.(js|css)$", each.name)]
    todo, found = [console / "index.html", *pages], list[Path]()
    while todo:
        file = todo.pop()
        if file in found or not file.exists():
            continue
        found.append(file)
        text = file.read_text(encoding="utf-8", errors="replace")
        named = re.findall(r'(?:src|href)="[^"]*?([\w.-]+\.(?:js|css))"', text) if file.suffix == ".html" else []
        imported = re.findall(r'(?:from|import)\s*"\./([\w.-]+\.js)"', text) if file.suffix == ".js" else []
        todo += [assets / name for name in (*named, *imported)]
        if file.suffix == ".js":
            # Vite loads a page's styles with it; they bear the page's name.
            todo += assets.glob(f"{file.name.rsplit('-', 1)[0]}-*.css")
    return sorted(found)


def run(_options: Options, report: Report) -> None:
    widget = STATIC / "widget" / "widget.js"
    files = first_load(STATIC / "console")
    rows = [[str(file.relative_to(STATIC)), f"{gzipped(file) / KB:.1f} KB"] for file in (widget, *files)]
    report.say(table(["file", "gzip -9"], rows))
    report.add(Figure("widget_kb", gzipped(widget) / KB, WIDGET_AIM_KB, "KB", at_least=False))
    console = sum(map(gzipped, files)) / KB
    report.add(Figure("console_first_load_kb", console, CONSOLE_AIM_KB, "KB", at_least=False))
