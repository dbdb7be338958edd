"""CPU placement: PostgreSQL and the load on one core, the worker on the other."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil  # type: ignore[import-untyped] # it has no types


def _usable() -> list[int]:
    """Return the cores that can be had; none where there is nothing to place."""
    if not hasattr(os, "sched_setaffinity"):
        return []
    cores = sorted(os.sched_getaffinity(0))
    return cores[:2] if len(cores) > 1 else []


CORES = _usable()
"""The first for PostgreSQL and the load, the second for what serves."""

DATABASE, WORKER = (0, 1)


@contextmanager
def starting_on(place: int) -> Iterator[None]:
    """Let the processes that are started in this block run on one core."""
    if not CORES:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {CORES[place]})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def move(processes: Iterable[psutil.Process], place: int) -> None:
    """Move running processes, with all their threads, to one core."""
    if not CORES:
        return
    for process in processes:
        for thread in _threads(process):
            with suppress(ProcessLookupError):
                os.sched_setaffinity(thread, {CORES[place]})


def _threads(process: psutil.Process) -> list[int]:
    """Return a process's threads: none if it has ended since it was listed."""
    with suppress(FileNotFoundError):
        return [int(task.name) for task in Path(f"/proc/{process.pid}/task").iterdir()]
    return []


def told() -> str:
    """Tell where things run, in words."""
    if not CORES:
        return "not pinned (fewer than two cores)"
    first, second = CORES
    return (
        f"PostgreSQL and load on core {first}, worker on core {second} "
        f"(limit: PostgreSQL on core {first}, pgbench on core {second})"
    )
