"""Outcomes: what became of a transaction whose COMMIT was sent and got no reply.

PostgreSQL remembers of each transaction number whether it was committed. The number is
good for one question, right afterwards, to the same uninterrupted life of the same server:
after a crash the numbers that were not on disk are given out again, and another server has
others (docs/decisions/0042). It is never kept.
"""

import asyncio

from koncern import limits
from koncern.db.connections import Connections
from koncern.db.silence import Connection
from koncern.db.trouble import TROUBLE

ASK_EVERY_SECONDS = 0.05

STATUS = "SELECT pg_xact_status($1::text::xid8)"

END = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE backend_xid = $1::text::xid8::xid"""
"""Whoever still holds the transaction open waits for a COMMIT that will not arrive, or
commits just now; that is not interrupted."""


async def find_out(
    connections: Connections, lost: Connection, transaction: str | None
) -> bool | None:
    """Tell whether a transaction was committed; None if that cannot be known in time."""
    until = asyncio.get_running_loop().time() + limits.OUTCOME_SECONDS
    fresh = await connections.replace(lost, until)
    if fresh is None:
        return None
    committed = None
    try:
        if transaction is not None and lost.life is not None and fresh.life == lost.life:
            async with asyncio.timeout_at(until):
                committed = await _ask(fresh, transaction)
    except TROUBLE:
        fresh.terminate()
    except BaseException:
        connections.discard(fresh)
        raise
    connections.give(fresh)
    return committed


async def _ask(connection: Connection, transaction: str) -> bool | None:
    """Ask until the transaction is over; end it if it is not."""
    while (status := await connection.fetchval(STATUS, transaction)) == "in progress":
        await connection.execute(END, transaction)
        await asyncio.sleep(ASK_EVERY_SECONDS)
    return {"committed": True, "aborted": False}.get(status)
