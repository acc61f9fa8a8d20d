"""kill -9 of web, worker and PostgreSQL at random moments under load: what of the acknowledged was lost."""

import asyncio
from collections import Counter

from bench.chaos.run import survive
from bench.figures import Figure, Options, Report, table
from bench.hospital import furnish
from bench.stage import open_stage

PAIRS, BOOKERS = 40, 20
TIMES = 12
"""It lasts so many times --seconds: two minutes as it stands."""


def run(options: Options, report: Report) -> None:
    with open_stage() as stage:
        hospital = furnish(stage, "hospital", PAIRS)
        outcome = asyncio.run(
            survive(
                hospital,
                pairs=PAIRS,
                bookers=BOOKERS,
                seconds=TIMES * options.seconds,
                seed=options.seed,
                say=report.say,
            )
        )
    for each in outcome.wrong:
        report.say(f"WRONG: {each}")
    kills = Counter(part for part, _ in outcome.struck)
    slowest = max(took for _, took in outcome.struck)
    rows = [
        ["kills", ", ".join(f"{part} {count}" for part, count in sorted(kills.items()))],
        ["slowest return", f"{slowest:.1f} s"],
        ["messages acknowledged", f"{outcome.messages:,}"],
        ["page views acknowledged", f"{outcome.views:,}"],
        ["seats told to be somebody's", f"{outcome.bookings:,}"],
        ["seats kept and never confirmed", f"{outcome.abandoned:,}"],
        ["times that a client reconnected by itself", f"{outcome.reconnects:,}"],
        ["lost, doubled, out of order, not shown, or not given back", str(len(outcome.wrong))],
    ]
    report.say(table(["what", f"seed {options.seed}"], rows))
    report.add(Figure("chaos_findings", len(outcome.wrong), 0, "findings", at_least=False))
