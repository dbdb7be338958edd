"""What the tests of the database stand on besides."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator

import pytest
from echoes import Counted

from koncern.base import Settings
from koncern.db import Database
from world import Operator


@pytest.fixture
def empty(operator: Operator) -> Iterator[str]:
    """The URL of an empty database beside the others, gone after the test."""
    name = f"empty_{os.getpid()}"
    operator.query(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    operator.query(f"CREATE DATABASE {name}")
    yield operator.database.url.replace("/postgres?", f"/{name}?")
    operator.query(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def with_database(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Callable[[Database], Awaitable[None]]], None]:
    monkeypatch.setattr("koncern.db.database.Connections", Counted)
    monkeypatch.setattr(Counted, "taken", 0)

    def run(act: Callable[[Database], Awaitable[None]]) -> None:
        async def there_and_back() -> None:
            database = Database(
                operator.database.url, Settings(connections=4, statement_seconds_max=1)
            )
            try:
                await act(database)
            finally:
                await database.close()

        asyncio.run(there_and_back())

    return run
