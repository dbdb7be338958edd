"""The database: one PostgreSQL, and the units of work that are opened on it."""

import asyncio
from uuid import UUID

from koncern import limits
from koncern.base import Settings
from koncern.db.batching import Sharing
from koncern.db.connections import Connections
from koncern.db.errors import TROUBLE, DatabaseBusy, DatabaseDown
from koncern.db.transactions import Single, Transaction

EVERY_APP = UUID(int=0)
"""The app of units of work that serve the whole installation, and name none."""


class Database:
    """One PostgreSQL database and this process's connections to it."""

    def __init__(self, url: str, settings: Settings) -> None:
        self.url = url
        milliseconds = str(settings.statement_seconds_max * 1000)
        self._connections = Connections(
            url,
            most=settings.connections,
            silent_seconds_max=settings.statement_seconds_max
            + limits.STATEMENT_SECONDS_MORE,
            settings={
                "application_name": "koncern",
                "statement_timeout": milliseconds,
                "lock_timeout": milliseconds,
                "idle_in_transaction_session_timeout": milliseconds,
                # Plans of prepared statements are kept: replanning a paged list
                # at each call costs a quarter of it (docs/decisions/0002).
                "plan_cache_mode": "force_generic_plan",
                # Every statement here has its index. A plan that was made while a
                # table was small, and is kept, must not read it whole later on.
                "enable_seqscan": "off",
                "random_page_cost": "1.1",
                "jit": "off",
                "timezone": "UTC",
            },
        )

        self._sharing = Sharing(self._connections)

    def single(self, app: UUID, request_id: str = "") -> Single:
        """Begin a unit of work of exactly one statement: one round trip."""
        return Single(self._connections, self._sharing, app, request_id)

    def transaction(self, app: UUID, request_id: str = "") -> Transaction:
        """Begin a unit of work of several statements."""
        return Transaction(self._connections, app, request_id)

    async def answers(self) -> bool:
        """Tell whether the database answers now."""
        try:
            connection = await self._connections.take()
        except (DatabaseDown, DatabaseBusy):
            return False
        connection.silent = 0
        try:
            async with asyncio.timeout(2):
                await connection.execute("SELECT 1")
        except TROUBLE:
            self._connections.distrust(connection)
            return False
        self._connections.give(connection)
        return True

    async def close(self) -> None:
        """Close the connections."""
        await self._connections.close()
