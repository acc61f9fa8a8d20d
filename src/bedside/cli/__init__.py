"""The command line: `bedside up`, `web`, `work`, `migrate`, `doctor`, `staff`, `backup`, `restore`, `demo`."""

from bedside.cli.commands import main

__all__ = ["main"]
