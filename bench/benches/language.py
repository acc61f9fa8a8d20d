"""Reading text: red flags, claims and readings on the report sets; intents, pairs and search on public sets (--data)."""

import importlib
import importlib.util
import inspect
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

from bench.figures import Options, Report

AUTHORED = ("copies", "safety", "claims", "readings", "doubts", "everyday")
"""Parts on the project's own report sets, as far as this installation has them."""
PUBLIC = ("asks", "intents", "pairs", "retrieval", "titles", "latency")


def run(options: Options, report: Report) -> None:
    with tempfile.TemporaryDirectory() as folder:
        given: dict[str, object] = {"models": Path(folder), "data": options.data, "seed": options.seed}
        for name in (*AUTHORED, *PUBLIC):
            if importlib.util.find_spec(f"bench.language.{name}") is None:
                continue
            part = importlib.import_module(f"bench.language.{name}")
            report.say(f"\n## {name}: {(part.__doc__ or '').splitlines()[0]}")
            wanted = inspect.signature(_run_of(part)).parameters
            if options.data is None and "data" in wanted:
                report.say("skipped: no --data folder was given")
                continue
            began = time.perf_counter()
            found = _run_of(part)(report, **{each: given[each] for each in wanted if each in given})
            if name == "safety":
                given["finder"] = found
            report.say(f"({time.perf_counter() - began:.0f} s)")


def _run_of(part: ModuleType) -> Callable[..., object]:
    return part.run
