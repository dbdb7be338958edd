"""The service that is attacked: the real command, on a free loopback port."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from attack.plan import MEGABYTE, ROOT
from attack.wire import ask, request

KONCERN = Path(sys.executable).with_name("koncern")
READY_SECONDS_MAX = 60
STARTS_MAX = 3
RESIDENT, RESIDENT_AT_MOST = "VmRSS", "VmHWM"


class ServiceFailed(Exception):  # noqa: N818 - says what is the case
    """The service does not start; its log says why."""


class Service:
    """A running `koncern serve`, and the one worker in it that answers."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int) -> None:
        self.process = process
        self.port = port
        self.worker = 0
        self.threads: tuple[int, ...] = ()

    @property
    def is_alive(self) -> bool:
        """Whether the worker that was there at the start is there still."""
        return self.process.poll() is None and Path(f"/proc/{self.worker}/fd").exists()

    def find_worker(self) -> None:
        """Find the worker: of the processes that were started, the largest."""
        parent = self.process.pid
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        self.worker = max(map(int, children), key=memory_mb, default=parent)
        tasks = Path(f"/proc/{self.worker}/task").iterdir()
        self.threads = tuple(int(task.name) for task in tasks)

    def cpu_seconds(self) -> float:
        """Return the CPU time that the worker has taken, in all its threads."""
        try:
            text = Path(f"/proc/{self.worker}/stat").read_text()
        except OSError:
            return 0
        user, system = text.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        """Stop it; kill it if it does not stop."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextmanager
def serving(data: Path, **settings: str) -> Iterator[Service]:
    """Serve from a data folder for the length of a block."""
    service = _ready(data, settings)
    try:
        yield service
    finally:
        service.stop()


def plain_environment() -> dict[str, str]:
    """Return the environment without settings that are not of this run."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("KONCERN_") and name != "DATABASE_URL"
    }


def memory_mb(process: int, what: str = RESIDENT) -> float:
    """Return the memory of a process in MB, zero when it is gone."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0
    found = [line.split()[1] for line in lines if line.startswith(what)]
    return int(found[0]) * 1024 / MEGABYTE if found else 0


def free_port() -> int:
    """Return a port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _ready(data: Path, settings: dict[str, str]) -> Service:
    """Start a service; again if somebody's connection took its port meanwhile."""
    for left in reversed(range(STARTS_MAX)):
        service = _start(data, settings)
        try:
            _wait_until_ready(service, data)
        except BaseException as trouble:
            service.stop()
            if not left or not isinstance(trouble, ServiceFailed):
                raise
        else:
            return service
    raise AssertionError


def _start(data: Path, settings: dict[str, str]) -> Service:
    port = free_port()
    data.mkdir(parents=True, exist_ok=True)
    with _log(data).open("ab") as output:
        process = subprocess.Popen(
            [KONCERN, "serve", "--workers", "1", "--port", str(port)],
            cwd=ROOT,
            env=plain_environment() | {"KONCERN_DATA": str(data)} | settings,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    return Service(process, port)


def _log(data: Path) -> Path:
    """Return where the service's output goes: beside its data, not into it."""
    return data.with_name(f"{data.name}.log")


def _wait_until_ready(service: Service, data: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS_MAX
    ready = request("GET", "/health/ready")
    while time.monotonic() < deadline and service.process.poll() is None:
        if ask(service.port, ready, seconds=5).status == 200:
            service.find_worker()
            return
        time.sleep(0.02)
    raise ServiceFailed(_log(data).read_text()[-2000:])
