"""Patience: waiting for what comes about behind an answer."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

PATIENCE_SECONDS_MAX = 60
"""Far longer than anything takes: the disk of a busy machine may stall for seconds."""


def wait_until(
    holds: Callable[[], T], what: str | Callable[[], str], *, every: float = 0.02
) -> T:
    """Wait until something holds, and return it; else tell what is amiss.

    What is costly to look at is looked at less often, `every` so many seconds.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS_MAX
    while not (found := holds()):
        if time.monotonic() > deadline:
            raise AssertionError(what if isinstance(what, str) else what())
        time.sleep(every)
    return found
