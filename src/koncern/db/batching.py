"""Batching: look-ups of the same moment go to PostgreSQL as one statement.

Finding a company by its id takes PostgreSQL and its driver less than receiving the
question and sending the answer do. So who asks in the same turn of the event loop is asked
for together; and while a few statements of a kind are under way, more of the kind are
gathered, and go together when one is back (docs/decisions/0031, 0038).
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Sequence
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

from koncern import limits
from koncern.db.connections import Connections, expire
from koncern.db.execution import Row, execute_alone
from koncern.db.sql import Query

UNDER_WAY_MAX = 4
"""How many statements of one kind and app are under way before others are gathered. With
two, a handful of clients would wait for each other."""

ASKERS_MAX = 16
"""How many askers share a statement. They wait for each other's rows, and one that takes
too long is refused to all: so only what is quick for everybody is shared."""

QUEUES_MAX = 1000
"""How many queues a process has, before it drops those in which nobody waits."""

Facts: TypeAlias = dict[str, Any]


class Asker(NamedTuple):
    """Somebody who waits: for what facts, where the answer goes, and until when at most."""

    facts: Facts
    answer: asyncio.Future[Sequence[Row]]
    until: float


class Sharing:
    """The look-ups of one process: a queue for each statement and app."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._queues: dict[tuple[str, int], _Queue] = {}

    def rows(self, app: UUID, query: Query, facts: Facts) -> Awaitable[Sequence[Row]]:
        """Return the rows that are for these facts, as soon as they are there."""
        key = query.text, app.int  # which is compared in half the time of a UUID
        queue = self._queues.get(key)
        if queue is None:
            if len(self._queues) >= QUEUES_MAX:
                self._drop_unused()
            queue = self._queues[key] = _Queue(self._connections, app, query)
        return queue.rows(facts)

    def _drop_unused(self) -> None:
        self._queues = {
            key: queue for key, queue in self._queues.items() if queue.is_used
        }


class _Queue:
    """Those who wait for one statement of one app."""

    def __init__(self, connections: Connections, app: UUID, query: Query) -> None:
        self._connections = connections
        self._app = app
        self._query = query
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[Asker] = deque()
        self._is_gathering = False
        self._under_way = 0
        self._tasks: set[asyncio.Task[None]] = set()
        # One for all who wait: a timer for each takes as long as finding their queue.
        self._timer: asyncio.TimerHandle | None = None

    @property
    def is_used(self) -> bool:
        """Whether somebody asks or waits."""
        return self._is_gathering or self._under_way > 0 or bool(self._waiting)

    async def rows(self, facts: Facts) -> Sequence[Row]:
        """Ask for who asks in the same turn of the event loop, or wait to be asked for."""
        if self._is_gathering or self._under_way >= UNDER_WAY_MAX:
            return await self._wait(facts)
        self._is_gathering = True
        try:
            await asyncio.sleep(0)
        except BaseException:
            self._is_gathering = False
            self._send()
            raise
        self._is_gathering = False
        if self._waiting or self._under_way >= UNDER_WAY_MAX:
            answer = self._wait(facts)
            self._send()
            return await answer
        self._under_way += 1
        return await self._ask([facts])

    def _wait(self, facts: Facts) -> asyncio.Future[Sequence[Row]]:
        """Join those who are asked for together."""
        answer: asyncio.Future[Sequence[Row]] = self._loop.create_future()
        until = self._loop.time() + limits.CONNECTION_WAIT_SECONDS
        self._waiting.append(Asker(facts, answer, until))
        if self._timer is None:
            self._timer = self._loop.call_at(until, self._refuse_late)
        return answer

    def _send(self) -> None:
        """Send as many together as may go; who has left is let go."""
        while self._waiting and self._under_way < UNDER_WAY_MAX:
            count = min(len(self._waiting), ASKERS_MAX)
            taken = [self._waiting.popleft() for _ in range(count)]
            askers = [asker for asker in taken if not asker.answer.done()]
            if askers:
                self._under_way += 1
                task = self._loop.create_task(self._serve(askers))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
        if self._timer is not None and not self._waiting:
            self._timer.cancel()
            self._timer = None

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

    async def _ask(self, each: list[Facts]) -> Sequence[Row]:
        """Ask for some; who came meanwhile is sent before anybody gets an answer."""
        try:
            lists = [
                self._app if fact == "app" else [facts[fact] for facts in each]
                for fact in self._query.facts
            ]
            return await execute_alone(self._connections, self._query, lists)
        finally:
            self._under_way -= 1
            if not self._is_gathering:  # else who gathers sends them, in this very turn
                self._send()

    def _refuse_late(self) -> None:
        """Refuse those who have waited too long to be asked for."""
        self._timer = None
        while self._waiting and self._waiting[0].until <= self._loop.time():
            expire(self._waiting.popleft().answer)
        if self._waiting:
            self._timer = self._loop.call_at(self._waiting[0].until, self._refuse_late)
