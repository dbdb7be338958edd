"""Workers: ours and the yardstick's, started as their users start them."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import httpx
import psutil  # type: ignore[import-untyped] # it has no types

from bench import cores
from bench.plan import ROOT
from bench.server import cpu_seconds

READY_SECONDS_MAX = 60
RATE_LIMIT = 1_000_000_000  # counted and told in headers, never reached
KONCERN = Path(sys.executable).with_name("koncern")
MEGABYTE = 1_000_000


class Memory(NamedTuple):
    """The memory of a worker process, in MB."""

    rss: float
    pss: float
    uss: float


class Worker:
    """A running service, with the one process in it that answers."""

    def __init__(self, process: psutil.Process, port: int) -> None:
        self.port = port
        self._process = max(
            process.children() or [process], key=lambda each: each.memory_info().rss
        )

    def cpu_seconds(self) -> float:
        """Return the CPU time that the worker has taken, in all its threads."""
        return cpu_seconds(self._process)

    def memory(self) -> Memory:
        """Return the worker's memory as it is now."""
        told = self._process.memory_full_info()
        sizes = (told.rss, getattr(told, "pss", told.rss), told.uss)
        return Memory(*[size / MEGABYTE for size in sizes])


@contextmanager
def koncern(
    database_url: str, data: Path, *, source: Path = ROOT / "src"
) -> Iterator[Worker]:
    """Serve ours, one worker, everything on as in production."""
    settings = {
        "PYTHONPATH": str(source),
        "DATABASE_URL": database_url,
        "KONCERN_DATA": str(data),
        "KONCERN_RATE_LIMIT": str(RATE_LIMIT),
    }
    data.mkdir(parents=True, exist_ok=True)
    port = _free_port()
    command = [str(KONCERN), "serve", "--workers", "1", "--port", str(port)]
    with _serving(command, settings, port, data / "koncern.log") as worker:
        yield worker


@contextmanager
def yardstick(database_url: str, secret: str, data: Path) -> Iterator[Worker]:
    """Serve the yardstick, one worker, its access log on as ours."""
    settings = {"YARDSTICK_DATABASE_URL": database_url, "YARDSTICK_SECRET": secret}
    port = _free_port()
    command = [sys.executable, "-m", "uvicorn", "bench.yardstick.service:app"]
    options = ["--port", str(port), "--loop", "uvloop"]
    with _serving([*command, *options], settings, port, data / "yardstick.log") as it:
        yield it


def start_seconds(data: Path) -> tuple[float, float]:
    """Return what the first start in an empty folder takes, and what a later one."""
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(parents=True)
    first, later = _start(data), _start(data)
    shutil.rmtree(data, ignore_errors=True)
    return first, later


def _start(data: Path) -> float:
    port = _free_port()
    command = [str(KONCERN), "serve", "--port", str(port)]
    start = time.perf_counter()
    settings = {"KONCERN_DATA": str(data)}
    with _started(command, settings, port, data / "koncern.log"):
        return time.perf_counter() - start


@contextmanager
def _serving(
    command: Sequence[str], settings: dict[str, str], port: int, log: Path
) -> Iterator[Worker]:
    with (
        cores.starting_on(cores.WORKER),
        _started(command, settings, port, log) as process,
    ):
        yield Worker(psutil.Process(process.pid), port)


@contextmanager
def _started(
    command: Sequence[str], settings: dict[str, str], port: int, log: Path
) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a service and wait until it is ready; in the end stop it."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("KONCERN_") and name != "DATABASE_URL"
    }
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment | settings,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_until_ready(process, port, log)
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def _wait_until_ready(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS_MAX
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=5) as client:
        while time.monotonic() < deadline and process.poll() is None:
            if _is_ready(client):
                return
            time.sleep(0.01)
    raise RuntimeError(f"{log} tells why this did not start: {log.read_text()[-2000:]}")


def _is_ready(client: httpx.Client) -> bool:
    try:
        return client.get("/health/ready").is_success
    except httpx.TransportError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
