"""Errors: what can go wrong on the way to the database and back, and what it means.

What matters is what was under way. Before a COMMIT is sent, losing the connection undoes
everything. After it, the loss says nothing about what happened (docs/decisions/0042).
"""

import asyncpg

from koncern.base import Unavailable
from koncern.db.timeouts import Connection

NETWORK_TROUBLE = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.StatementCompletionUnknownError,
)
"""What a broken or restarting database looks like from here."""

TROUBLE = (
    OSError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.PostgresError,
)
"""Whatever may go wrong on the way to the database and back."""

UNCLEAR = ("08007", "40003")
"""The codes by which a pooler says that it does not know what became of a statement."""


class DatabaseDown(Unavailable):
    """The database cannot be reached at the moment; nothing was changed."""


class DatabaseBusy(Unavailable):
    """The database has more to do than it can at the moment; nothing was changed."""


class OutcomeUnknown(Unavailable):
    """The change may or may not have been made.

    Repeat the request with the same `Idempotency-Key`, or read the record.
    """

    def __init__(self, *, is_over: bool = False) -> None:
        super().__init__(retry_after_seconds=1)
        self.is_over = is_over
        """Whether nothing more comes of it: who looks now sees what it has done."""


def is_network_trouble(error: BaseException, connection: Connection) -> bool:
    """Tell trouble on the way to the database from a mistake of ours."""
    if isinstance(error, asyncpg.InternalClientError):
        # The server said goodbye just as it was asked: the driver is lost over it.
        connection.terminate()
        return True
    if isinstance(error, asyncpg.InterfaceError):
        return connection.is_closed()
    return isinstance(error, NETWORK_TROUBLE) or _severity(error) in ("FATAL", "PANIC")


def is_reply_lost(error: BaseException) -> bool:
    """Tell whether a statement was sent, and its error does not say what became of it.

    PostgreSQL undoes what it reports an ERROR for. A FATAL one ends the connection, and
    may come after a commit. The driver refuses with an InterfaceError before it sends.
    """
    if isinstance(error, asyncpg.PostgresError):
        return _severity(error) != "ERROR" or error.sqlstate in UNCLEAR
    return not isinstance(error, asyncpg.InterfaceError)


def _severity(error: BaseException) -> str | None:
    """Return how severe PostgreSQL calls an error; None if the driver made it up."""
    severity: str | None = getattr(error, "severity_en", None)
    return severity or getattr(error, "severity", None)
