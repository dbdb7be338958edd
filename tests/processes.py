"""The processes behind a service."""

import os
import signal
from contextlib import suppress
from pathlib import Path

from service import Service


def descendants(process: int) -> list[int]:
    """Return a process and all that came of it."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [process, *(each for child in children for each in descendants(int(child)))]


def kill(service: Service, *others: int) -> None:
    """Kill a service with all of its workers, and others, without a warning."""
    for process in [*descendants(service.process.pid), *others]:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    service.process.wait(timeout=30)


def postmaster(data: Path) -> int:
    """Return the process of the embedded PostgreSQL."""
    return int((data / "postgres" / "18" / "postmaster.pid").read_text().split()[0])
