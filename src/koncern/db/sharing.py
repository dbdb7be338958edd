"""Sharing: look-ups that wait at the same time go to PostgreSQL as one statement.

Finding a company by its id takes PostgreSQL and its driver less than receiving the
question and sending the answer do. So while a few statements of a kind are under way, more
of the kind are gathered, and go together when one is back. Whoever comes before that is
asked for alone and at once (docs/decisions/0031).
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Sequence
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID
from weakref import WeakValueDictionary

from koncern.db.asking import Row, ask_alone
from koncern.db.connections import WAIT_SECONDS_MAX, Connections, expire
from koncern.db.sql import Query

UNDER_WAY_MAX = 4
"""How many statements of one kind and app are under way before others are gathered: half
of a worker's connections. With two, a handful of clients would wait for each other."""

ASKERS_MAX = 16
"""How many askers share a statement. They wait for each other's rows, and one that takes
too long is refused to all: so only what is quick for everybody is shared."""

Facts: TypeAlias = dict[str, Any]


class Asker(NamedTuple):
    """Somebody who waits: for what facts, where the answer goes, and how long at most."""

    facts: Facts
    answer: asyncio.Future[Sequence[Row]]
    timer: asyncio.TimerHandle


class Sharing:
    """The look-ups of one process: a queue for each statement and app, while it is used."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._queues: WeakValueDictionary[tuple[UUID, str], _Queue]
        self._queues = WeakValueDictionary()

    def rows(self, app: UUID, query: Query, facts: Facts) -> Awaitable[Sequence[Row]]:
        """Return the rows that are for these facts, as soon as they are there."""
        queue = self._queues.get((app, query.text))
        if queue is None:
            queue = _Queue(self._connections, app, query)
            self._queues[app, query.text] = queue
        return queue.rows(facts)


class _Queue:
    """Those who wait for one statement of one app."""

    def __init__(self, connections: Connections, app: UUID, query: Query) -> None:
        self._connections = connections
        self._app = app
        self._query = query
        self._under_way = 0
        self._waiting: deque[Asker] = deque()
        self._tasks: set[asyncio.Task[None]] = set()

    async def rows(self, facts: Facts) -> Sequence[Row]:
        """Ask at once if that may be, else wait for those who are under way."""
        if self._under_way < UNDER_WAY_MAX:
            self._under_way += 1
            return await self._ask([facts])
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Sequence[Row]] = loop.create_future()
        timer = loop.call_later(WAIT_SECONDS_MAX, expire, answer)
        self._waiting.append(Asker(facts, answer, timer))
        return await answer

    async def _ask(self, each: list[Facts]) -> Sequence[Row]:
        """Ask for some who are under way, and then send those who came meanwhile."""
        try:
            lists = [
                self._app if fact == "app" else [facts[fact] for facts in each]
                for fact in self._query.facts
            ]
            return await ask_alone(self._connections, self._query, lists)
        finally:
            self._under_way -= 1
            self._send()

    def _send(self) -> None:
        """Send as many together as may go; who has left is let go."""
        while self._waiting and self._under_way < UNDER_WAY_MAX:
            count = min(len(self._waiting), ASKERS_MAX)
            taken = [self._waiting.popleft() for _ in range(count)]
            for asker in taken:
                asker.timer.cancel()
            askers = [asker for asker in taken if not asker.answer.done()]
            if askers:
                self._under_way += 1
                task = asyncio.get_running_loop().create_task(self._serve(askers))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _serve(self, askers: list[Asker]) -> None:
        """Ask once, and hand everybody their own rows, or everybody the trouble."""
        found: list[list[Row]] = [[] for _ in askers]
        try:
            for row in await self._ask([asker.facts for asker in askers]):
                found[row["asker"] - 1].append(row)
        except Exception as trouble:  # noqa: BLE001 - it is theirs, and raised to them
            for asker in askers:
                if not asker.answer.done():
                    asker.answer.set_exception(trouble)
            return
        for asker, rows in zip(askers, found, strict=True):
            if not asker.answer.done():
                asker.answer.set_result(rows)
