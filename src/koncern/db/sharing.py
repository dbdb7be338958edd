"""Sharing: look-ups that wait at the same time go to PostgreSQL as one statement.

Finding a company by its id takes PostgreSQL and its driver less than receiving the
question and sending the answer do. So while two statements of a kind are under way, more
of the kind are gathered, and go together when one of the two is back. Whoever comes alone
is served at once (docs/decisions/0031).
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

from koncern.db.asking import Row, ask_alone
from koncern.db.connections import Connections
from koncern.db.sql import Query

UNDER_WAY_MAX = 2
"""How many statements of one kind and app are asked at a time: one while the other is
being answered."""

ASKERS_MAX = 64
"""How many askers share a statement: it holds none of them up for long."""

Answer: TypeAlias = asyncio.Future[Sequence[Row]]


class Asker(NamedTuple):
    """Somebody who waits: for what facts, and where the answer goes."""

    facts: dict[str, Any]
    answer: Answer


class Sharing:
    """The look-ups of one process: a queue for each statement and app."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._queues: dict[tuple[UUID, str], _Queue] = {}

    def rows(self, app: UUID, query: Query, facts: dict[str, Any]) -> Answer:
        """Return the rows that are for these facts, as soon as they are there."""
        queue = self._queues.get((app, query.text))
        if queue is None:
            queue = _Queue(self._connections, app, query)
            self._queues[app, query.text] = queue
        answer: Answer = asyncio.get_running_loop().create_future()
        queue.join(Asker(facts, answer))
        return answer


class _Queue:
    """Those who wait for one statement of one app."""

    def __init__(self, connections: Connections, app: UUID, query: Query) -> None:
        self._connections = connections
        self._app = app
        self._query = query
        self._waiting: deque[Asker] = deque()
        self._under_way: set[asyncio.Task[None]] = set()
        self._is_called = False

    def join(self, asker: Asker) -> None:
        """Let somebody wait; those who come in one turn of the loop go together."""
        self._waiting.append(asker)
        if not self._is_called and len(self._under_way) < UNDER_WAY_MAX:
            self._is_called = True
            asyncio.get_running_loop().call_soon(self._send)

    def _send(self) -> None:
        """Ask for those who wait, as far as statements may be under way."""
        self._is_called = False
        while self._waiting and len(self._under_way) < UNDER_WAY_MAX:
            if askers := self._next():
                task = asyncio.get_running_loop().create_task(self._serve(askers))
                self._under_way.add(task)
                task.add_done_callback(self._back)

    def _next(self) -> list[Asker]:
        """Take out of the queue as many as go together; who has left is let go."""
        count = min(len(self._waiting), ASKERS_MAX)
        taken = [self._waiting.popleft() for _ in range(count)]
        return [asker for asker in taken if not asker.answer.done()]

    def _back(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self._send()

    async def _serve(self, askers: list[Asker]) -> None:
        """Ask once, and hand everybody their own rows, or everybody the trouble."""
        try:
            found = await self._find(askers)
        except Exception as trouble:  # noqa: BLE001 - it is theirs, and raised to them
            for asker in askers:
                if not asker.answer.done():
                    asker.answer.set_exception(trouble)
            return
        for asker, rows in zip(askers, found, strict=True):
            if not asker.answer.done():
                asker.answer.set_result(rows)

    async def _find(self, askers: list[Asker]) -> list[list[Row]]:
        facts = [
            self._app if fact == "app" else [asker.facts[fact] for asker in askers]
            for fact in self._query.facts
        ]
        found: list[list[Row]] = [[] for _ in askers]
        for row in await ask_alone(self._connections, self._query, facts):
            found[row["asker"] - 1].append(row)
        return found
