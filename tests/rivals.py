"""Rivals: another unit of work that is in the way of a request, step by step."""

import asyncio
from collections.abc import Coroutine, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any, TypeVar

import asyncpg

from patience import PATIENCE_SECONDS_MAX, wait_until
from world import Operator

Result = TypeVar("Result")


class Rival:
    """A transaction of its own, at the same database."""

    def __init__(self, operator: Operator) -> None:
        self._operator = operator
        url = operator.settings.database_url
        opening = self._start(asyncpg.connect(url))
        self._connection = opening.result(PATIENCE_SECONDS_MAX)
        # Of two that wait for each other, PostgreSQL ends the one that looks first.
        self.do("SET deadlock_timeout = '60s'")
        self.do("BEGIN")

    def do(self, sql: str, *facts: Any) -> None:
        """Carry out a statement, and wait until it is done."""
        self.begin(sql, *facts).result(PATIENCE_SECONDS_MAX)

    def begin(self, sql: str, *facts: Any) -> "Future[Any]":
        """Carry out a statement that may have to wait for others."""
        return self._start(self._connection.fetch(sql, *facts))

    def wait_until_in_the_way(self) -> None:
        """Wait until somebody waits for what this transaction has locked."""
        waiting = (
            "SELECT pid FROM pg_stat_activity WHERE $1 = ANY (pg_blocking_pids(pid))"
        )
        mine = self._connection.get_server_pid()
        wait_until(lambda: self._operator.query(waiting, mine), "nobody waits")

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
