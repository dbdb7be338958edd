"""Load: the same requests through wrk, or through a generator of our own."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from bench import cores
from bench.plan import CONNECTIONS, ROOT

WRK = shutil.which("wrk")
NAME = "wrk" if WRK else "own generator (wrk is not on PATH)"
GRACE_SECONDS = 60
REPLAY = Path(__file__).with_name("replay.lua")


class LoadFailed(Exception):  # noqa: N818 - says what is the case
    """Requests were refused or lost: the figures would say nothing."""


class Load(NamedTuple):
    """What came of one measurement."""

    requests: int
    seconds: float
    p50_ms: float
    p99_ms: float
    max_ms: float

    @property
    def rps(self) -> float:
        """Requests answered in a second."""
        return self.requests / self.seconds


def write(path: Path, requests: Iterable[bytes]) -> None:
    """Write requests down as the generators read them: each behind its length."""
    with path.open("wb") as file:
        for request in requests:
            file.write(b"%d\n%b" % (len(request), request))


def run(
    port: int, requests: Path, seconds: int, connections: int = CONNECTIONS
) -> Load:
    """Send the requests of a file over some connections for so many seconds."""
    command = [sys.executable, "-m", "bench.pump"]
    command += [str(port), str(requests), str(seconds), str(connections)]
    if WRK:
        command = [WRK, "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s"]
        command += ["-s", str(REPLAY), f"http://127.0.0.1:{port}", "--", str(requests)]
    with cores.starting_on(cores.DATABASE):
        done = subprocess.run(
            command,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=seconds + GRACE_SECONDS,
            check=False,
        )
    *_, last = done.stdout.splitlines() or [""]
    if done.returncode or not last.startswith("{"):
        raise LoadFailed(done.stdout + done.stderr)
    told = json.loads(last)
    if told["unexpected"]:
        raise LoadFailed(f"{told['unexpected']} requests failed: {last}")
    if not told["requests"]:
        raise LoadFailed("no request was answered")
    return Load(**{name: told[name] for name in Load._fields})
