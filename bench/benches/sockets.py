"""Memory of 10,000 idle visitor sockets in one web process."""

import time

from bedside.visit.texts import CONSENT_VERSION
from bench.figures import Figure, Options, Report, shown, table
from bench.hospital import Hospital, furnish
from bench.stage import holding, open_stage

COUNT, FIRST = 10_000, 500
AIM_KIB = 30.0
SETTLE_SECONDS = 5.0


def measure(hospital: Hospital, report: Report) -> float:
    """KiB per socket: what the process grew by between the first 500 sockets (which warm its pools) and 10,000 more."""
    server = hospital.server
    assert server
    orders = {"url": hospital.address(), "seat": hospital.visitor_seat().as_json(), "consent": CONSENT_VERSION}
    rows: list[list[str]] = [["started", f"{server.memory() / 2**20:.0f} MiB", "", ""]]
    with holding("hold", count=FIRST, **orders) as said:
        time.sleep(SETTLE_SECONDS)
        before = server.memory()
        rows.append([said.strip(), f"{before / 2**20:.0f} MiB", "", ""])
        began = time.monotonic()
        with holding("hold", count=COUNT, **orders) as more:
            took = time.monotonic() - began
            time.sleep(SETTLE_SECONDS)
            after = server.memory()
            rows.append(
                [
                    more.strip() + " more",
                    f"{after / 2**20:.0f} MiB",
                    f"{(after - before) / COUNT / 1024:.1f} KiB",
                    shown(COUNT / took),
                ]
            )
            assert more.strip() == f"holding {COUNT}", more
    report.say(table(["sockets", "process (USS)", "growth per socket", "opened/s"], rows))
    return (after - before) / COUNT / 1024


def run(options: Options, report: Report) -> None:
    with open_stage() as stage:
        hospital = furnish(stage, "hospital", 1)
        hospital.serve()
        each = measure(hospital, report)
    report.add(
        Figure("idle_socket_kib", each, AIM_KIB, "KiB", at_least=False, note="Each a visitor with consent and a page.")
    )
