"""How much stress tests do: so many operations, whatever time these take.

By hand, for longer: KONCERN_TEST_LONG=20 does twenty times as many.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")

TIMES = int(os.environ.get("KONCERN_TEST_LONG") or "1")
THREADS = 8


def stressed(turns: int) -> range:
    """Return the turns of a thread that stresses the service."""
    return range(turns * TIMES)


def by_all_at_once(act: Callable[[int], Result]) -> list[Result]:
    """Act in many threads at once, each with a number of its own; return what came."""
    with ThreadPoolExecutor(THREADS) as pool:
        return [*pool.map(act, range(THREADS))]
