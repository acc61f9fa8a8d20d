"""The same figures with ten times the history: how much each changes."""

import asyncio
import statistics
from collections.abc import Callable

from bench.benches import chat, desklist, latency, pages, sockets
from bench.figures import Figure, Options, Report, shown, table
from bench.history import load
from bench.hospital import Hospital, furnish
from bench.stage import Stage, open_stage

LESS, MORE = 10_000, 100_000
"""Past conversations, each with its visitor, pages, messages, facts and search words."""
ROUNDS = 3
"""Each figure is the median of so many measurements, because neighbours on the machine disturb single ones."""
AIM_PERCENT = 20.0
Figures = dict[str, float]
UNITS = {
    "chat": "msg/s",
    "delay p99": "ms",
    "idle socket": "KiB",
    "page views": "views/s",
    "first pages": "views/s",
    "desk list p99": "ms",
}
MORE_IS_BETTER = {"chat", "page views", "first pages"}


def measure(hospital: Hospital, seconds: float, report: Report) -> Figures:
    """All figures of one size of history, on a freshly started server."""
    quiet = Report(lambda _: None)
    server = hospital.serve()
    pairs = asyncio.run(hospital.pairs(chat.PAIRS))

    def median(name: str, once: Callable[[], float]) -> float:
        found = [once() for _ in range(ROUNDS)]
        report.say(f"  {name}: {', '.join(map(shown, found))} {UNITS[name]}")
        return statistics.median(found)

    found = {
        "chat": median("chat", lambda: chat.measure(hospital, pairs, seconds).rate),
        "delay p99": median("delay p99", lambda: latency.measure(pairs, seconds)["p99"]),
        "desk list p99": median("desk list p99", lambda: desklist.measure(hospital, quiet)),
    }
    read = [pages.measure(hospital, seconds) for _ in range(ROUNDS)]
    both = [[figure.ours for figure in pages.figures(counts)] for counts in read]
    found["page views"], found["first pages"] = (statistics.median(each) for each in zip(*both, strict=True))
    hospital.stage.stop(server)
    server = hospital.serve()
    found["idle socket"] = sockets.measure(hospital, quiet)
    hospital.stage.stop(server)
    return found


def run(options: Options, report: Report) -> None:
    with open_stage({"max_wal_size": "8GB"}) as stage:
        less, more = _both(stage, options, report)
    rows: list[list[str]] = []
    for name, unit in UNITS.items():
        change = 100 * (more[name] / less[name] - 1)
        worse = max(0.0, -change if name in MORE_IS_BETTER else change)
        rows.append([name, f"{shown(less[name])} {unit}", f"{shown(more[name])} {unit}", f"{change:+.0f} %"])
        figure = f"growth_{name.replace(' ', '_')}_worse_percent"
        report.add(Figure(figure, worse, AIM_PERCENT, "%", peer=0.0, peer_name="no change", at_least=False))
    report.say(table(["figure", f"{LESS:,} past conversations", f"{MORE:,}", "change"], rows))


def _both(stage: Stage, options: Options, report: Report) -> tuple[Figures, Figures]:
    found: list[Figures] = []
    for past in (LESS, MORE):
        # A hospital of its own each: what the first measurement left waiting would be served before the second's pairs.
        hospital = furnish(stage, f"hospital_{past}", chat.PAIRS, past=0)
        report.say(f"loading {past:,} past conversations …")
        load(hospital.url, hospital.id, list(hospital.cookies), 1, past, MORE)
        found.append(measure(hospital, options.seconds, report))
    return found[0], found[1]
