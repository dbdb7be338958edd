"""Execution: running a statement, with PostgreSQL's errors as failures of ours."""

from collections.abc import Sequence
from typing import Any

import asyncpg

from koncern.base import Failure
from koncern.db.connections import Connections
from koncern.db.disk_full import DatabaseFull
from koncern.db.errors import (
    TROUBLE,
    DatabaseBusy,
    DatabaseDown,
    OutcomeUnknown,
    is_network_trouble,
    is_reply_lost,
)
from koncern.db.outcomes import find_outcome
from koncern.db.sql import Query
from koncern.db.timeouts import Connection

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
"""Errors from a reachable but overloaded database."""

UNDONE = (asyncpg.DeadlockDetectedError, asyncpg.SerializationError)
"""Errors that undo a transaction because of another one: run again, it may succeed."""


async def execute(
    connection: Connection, query: Query, facts: Sequence[Any]
) -> Sequence[Row]:
    """Return the rows that a statement finds or makes for its facts, in their order."""
    connection.is_asked = True
    connection.silent = 0
    try:
        return await connection.fetch(query.text, *facts)
    except asyncpg.IntegrityConstraintViolationError as violation:
        failure = Failure.by_constraint.get(violation.constraint_name or "")
        if failure is None:
            raise
        raise failure from violation
    except TROUBLE as trouble:
        if meant := failure_of(trouble, connection):
            raise meant from trouble
        raise
    finally:
        connection.is_asked = False
        connection.silent = 0


def failure_of(trouble: BaseException, connection: Connection) -> Failure | None:
    """Return the failure that an error of a connection means; None: a mistake of ours."""
    if is_network_trouble(trouble, connection):
        return DatabaseDown(retry_after_seconds=1)
    if isinstance(trouble, asyncpg.DiskFullError):
        return DatabaseFull()
    if isinstance(trouble, OVERLOAD):
        return DatabaseBusy(retry_after_seconds=1)
    return None


async def execute_alone(
    connections: Connections, query: Query, facts: Sequence[Any]
) -> Sequence[Row]:
    """Execute a statement on a connection that is held for it alone.

    PostgreSQL commits it by itself: if it writes, a lost reply leaves open whether it has.
    """
    connection = await connections.take()
    try:
        rows = await execute(connection, query, facts)
    except DatabaseDown as down:
        if query.writes and down.__cause__ and is_reply_lost(down.__cause__):
            _, is_over = await find_outcome(connections, connection, None)
            raise OutcomeUnknown(is_over=is_over) from down.__cause__
        connections.give(connection)
        raise
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
    """Tell whether a transaction was undone because of another one."""
    return isinstance(failure.__cause__, UNDONE)
