"""Asking: a statement on a connection, and PostgreSQL's trouble as failures of ours."""

from collections.abc import Sequence
from typing import Any

import asyncpg

from koncern.base import Failure
from koncern.db.connections import (
    Connection,
    Connections,
    DatabaseBusy,
    DatabaseDown,
    is_network_trouble,
)
from koncern.db.full import DatabaseFull
from koncern.db.sql import Query

Row = asyncpg.Record

OVERLOAD = (
    asyncpg.QueryCanceledError,
    asyncpg.DeadlockDetectedError,
    asyncpg.LockNotAvailableError,
    asyncpg.SerializationError,
    asyncpg.InsufficientResourcesError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.InvalidCachedStatementError,
)
"""What a database says that is there, and cannot do it just now."""

UNDONE = (asyncpg.DeadlockDetectedError, asyncpg.SerializationError)
"""What it says to one of two units of work that were in each other's way."""

TROUBLE = (
    OSError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.PostgresError,
)
"""Whatever may go wrong on the way to the database and back."""


async def ask(
    connection: Connection, query: Query, facts: Sequence[Any]
) -> Sequence[Row]:
    """Return the rows that a statement finds or makes for its facts, in their order."""
    try:
        return await connection.fetch(query.text, *facts)
    except asyncpg.IntegrityConstraintViolationError as violation:
        failure = Failure.by_constraint.get(violation.constraint_name or "")
        if failure is None:
            raise
        raise failure from violation
    except asyncpg.DiskFullError as trouble:
        raise DatabaseFull from trouble
    except OVERLOAD as trouble:
        raise DatabaseBusy(retry_after_seconds=1) from trouble
    except TROUBLE as trouble:
        if is_network_trouble(trouble, connection):
            raise DatabaseDown(retry_after_seconds=1) from trouble
        raise


async def ask_alone(
    connections: Connections, query: Query, facts: Sequence[Any]
) -> Sequence[Row]:
    """Ask on a connection that is held for this one statement."""
    connection = await connections.take()
    try:
        rows = await ask(connection, query, facts)
    except Exception:
        connections.give(connection)
        raise
    except BaseException:
        # Who asked has left, and the answer is still to come: nobody else may get it.
        connections.discard(connection)
        raise
    connections.give(connection)
    return rows


def was_undone(failure: Failure) -> bool:
    """Tell whether a unit of work gave way to another one: done again, it may succeed."""
    return isinstance(failure.__cause__, UNDONE)
