"""The coach's process lives no longer than the one that began it."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psutil

PARENT = """
import asyncio, sys
from pathlib import Path
from bedside.coach.versions import Chosen
from bedside.coach.worker import Coaching

async def begin():
    shelf = Path(sys.argv[1])
    coaching = Coaching(shelf, shelf)
    reading = asyncio.create_task(coaching.read([], "Asia/Shanghai", [], Chosen()))
    while not coaching.pids:
        await asyncio.sleep(0.01)
    print(*coaching.pids, flush=True)
    await asyncio.sleep(60)

if __name__ == "__main__":
    asyncio.run(begin())
"""


def test_it_ends_with_a_parent_that_was_killed(tmp_path: Path) -> None:
    program = tmp_path / "parent.py"
    program.write_text(PARENT)
    parent = subprocess.Popen([sys.executable, program, str(tmp_path)], stdout=subprocess.PIPE, env=os.environ)
    assert parent.stdout
    child = psutil.Process(int(parent.stdout.readline()))
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    try:
        with suppress(psutil.NoSuchProcess):  # gone already
            child.wait(20)
    finally:
        with suppress(psutil.NoSuchProcess):
            child.kill()
