"""The watch: measures a service from a process of its own while it is attacked.

A second service, the twin, runs on the same machine with a database of its own and is not
attacked. The same bystander asks both at the same time, so what slows the whole machine
down slows both.
"""

import multiprocessing
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from attack.bystander import Bystander, Newcomer, Took
from attack.loop import Probe, Stop, Threads
from attack.service import RESIDENT_AT_MOST, Service, memory_mb

FORK = multiprocessing.get_context("fork")
MEMORY_EVERY_SECONDS = 0.05


class Asked(NamedTuple):
    """A service that is watched, and a company that its bystander reads."""

    service: Service
    path: str
    authorization: str


@dataclass
class Seen:
    """Everything that was seen, with the times of the clock that processes share."""

    stops: list[Stop] = field(default_factory=list)
    silences: list[Stop] = field(default_factory=list)
    attacked: list[Took] = field(default_factory=list)
    twin: list[Took] = field(default_factory=list)
    newcomers: list[Took] = field(default_factory=list)
    memory: list[tuple[float, float]] = field(default_factory=list)
    memory_mb_max: float = 0


class Watch:
    """A process that watches until it is asked what it saw."""

    def __init__(self, attacked: Asked, twin: Asked | None) -> None:
        self._end, theirs = FORK.Pipe()
        self._process = FORK.Process(
            target=_watch, args=(theirs, attacked, twin), daemon=True
        )
        self._process.start()
        theirs.close()

    def end(self) -> Seen:
        """End it; return what it saw."""
        self._end.send("end")
        seen: Seen = self._end.recv() if self._end.poll(60) else Seen()
        self.close()
        return seen

    def close(self) -> None:
        """End it, whatever it saw."""
        self._process.kill()
        self._process.join()


def _watch(pipe: Connection, attacked: Asked, twin: Asked | None) -> None:
    """Watch until told to end, then send what was seen."""
    worker, port = attacked.service.worker, attacked.service.port
    _forget_most(worker)
    probe = Probe(port, Threads(worker, attacked.service.threads))
    ours = Bystander(port, attacked.path, attacked.authorization)
    other = twin or attacked
    theirs = Bystander(other.service.port, other.path, other.authorization)
    newcomer = Newcomer(port)
    memory: list[tuple[float, float]] = []

    def weigh() -> None:
        memory.append((time.monotonic(), memory_mb(worker)))
        time.sleep(MEMORY_EVERY_SECONDS)

    over = threading.Event()
    asks = [probe.ask, ours.ask, newcomer.ask, weigh, *([theirs.ask] if twin else [])]
    for ask in asks:
        threading.Thread(target=_repeat, args=(ask, over), daemon=True).start()
    pipe.recv()
    over.set()
    probe.end()
    for each in (ours, theirs) if twin else (ours,):
        each.end()
    most = max(memory_mb(worker, RESIDENT_AT_MOST), *(mb for _, mb in memory), 0)
    seen = Seen(
        [*probe.stops],
        [*probe.silences],
        [*ours.took],
        [*theirs.took],
        [*newcomer.took],
        [*memory],
        most,
    )
    pipe.send(seen)
    time.sleep(60)  # until it is ended: no thread is waited for


def _repeat(ask: Callable[[], None], over: threading.Event) -> None:
    while not over.is_set():
        ask()


def _forget_most(worker: int) -> None:
    """Have the kernel count the highest memory of a process from now on."""
    with suppress(OSError):
        Path(f"/proc/{worker}/clear_refs").write_text("5")
