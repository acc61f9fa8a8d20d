"""Debian's Chromium for Playwright, and axe for what a screen reader meets."""

import os
from pathlib import Path
from typing import TypedDict

ROOT = Path(__file__).parents[2]
PROGRAM = Path("/usr/bin/chromium-headless-shell")
AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"


class Launch(TypedDict):
    executable_path: str
    args: list[str]


def installed() -> bool:
    return PROGRAM.exists()


def launch() -> Launch:
    """Arguments for `playwright.chromium.launch(**launch())`: as root Chromium's own sandbox cannot start."""
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {"executable_path": str(PROGRAM), "args": [*root, "--lang=zh-CN", "--font-render-hinting=none"]}
