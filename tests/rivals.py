"""Rivals: another unit of work that is in the way of a request, step by step."""

import asyncio
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any, TypeVar

import asyncpg

from world import Operator

Result = TypeVar("Result")

WAIT_SECONDS_MAX = 10


class Rival:
    """A transaction of its own, at the same database."""

    def __init__(self, operator: Operator) -> None:
        self._operator = operator
        url = operator.settings.database_url
        self._connection = self._start(asyncpg.connect(url)).result(WAIT_SECONDS_MAX)
        # Of two that wait for each other, PostgreSQL ends the one that looks first.
        self.do("SET deadlock_timeout = '60s'")
        self.do("BEGIN")

    def do(self, sql: str, *facts: Any) -> None:
        """Carry out a statement, and wait until it is done."""
        self.begin(sql, *facts).result(WAIT_SECONDS_MAX)

    def begin(self, sql: str, *facts: Any) -> "Future[Any]":
        """Carry out a statement that may have to wait for others."""
        return self._start(self._connection.fetch(sql, *facts))

    def wait_until_in_the_way(self) -> None:
        """Wait until somebody waits for what this transaction has locked."""
        mine = self._connection.get_server_pid()
        deadline = time.monotonic() + WAIT_SECONDS_MAX
        while time.monotonic() < deadline:
            if self._operator.query(
                "SELECT pid FROM pg_stat_activity WHERE $1 = ANY (pg_blocking_pids(pid))",
                mine,
            ):
                return
            time.sleep(0.02)
        raise AssertionError("nobody waits")

    def close(self) -> None:
        """Undo what was not committed."""
        self._connection.terminate()

    def _start(self, work: Coroutine[Any, Any, Result]) -> "Future[Result]":
        return asyncio.run_coroutine_threadsafe(work, self._operator._loop)


@contextmanager
def rival(operator: Operator) -> Iterator[Rival]:
    """Begin a transaction for the length of a block."""
    other = Rival(operator)
    try:
        yield other
    finally:
        other.close()
