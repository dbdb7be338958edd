"""Outcomes: what became of a write that was sent and got no reply.

First the server process that still has the write is ended, if there is one. After that
nothing more happens to it, and every read sees what it has done. A commit in progress is
not interrupted. Then PostgreSQL is asked for the transaction by its number.

The number is good for one question, right afterwards, to the same uninterrupted life of
the same server: after a crash the numbers that were not on disk are given out again, and
another server has others (docs/decisions/0042). It is never kept.
"""

import asyncio
from typing import NamedTuple

from koncern import limits
from koncern.db.connections import Connections
from koncern.db.errors import TROUBLE
from koncern.db.timeouts import Connection

ASK_EVERY_SECONDS = 0.05

END = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE pid = $1 AND backend_start = $2"""

STATUS = "SELECT pg_xact_status($1::text::xid8)"


class Outcome(NamedTuple):
    """Whether a write was committed (None: unknown), and whether it surely is over."""

    is_committed: bool | None
    is_over: bool


async def find_outcome(
    connections: Connections, lost: Connection, number: str | None
) -> Outcome:
    """End what is left of a lost connection, and tell what its last write came to."""
    until = asyncio.get_running_loop().time() + limits.OUTCOME_SECONDS
    outcome = Outcome(None, is_over=False)
    fresh = await connections.replace(lost, until)
    if fresh is None:
        return outcome
    try:
        if lost.life and fresh.life and lost.life[0] == fresh.life[0]:
            async with asyncio.timeout_at(until):
                outcome = await _ask(fresh, lost, number)
    except TROUBLE:
        fresh.terminate()
    except BaseException:
        connections.discard(fresh)
        raise
    connections.give(fresh)
    return outcome


async def _ask(fresh: Connection, lost: Connection, number: str | None) -> Outcome:
    """Ask the server that had the write, if it still runs."""
    if lost.backend is not None:
        while await fresh.fetch(END, *lost.backend):  # noqa: ASYNC110 - nothing tells it
            await asyncio.sleep(ASK_EVERY_SECONDS)
    is_over = lost.backend is not None
    if number is None or lost.life != fresh.life:
        return Outcome(None, is_over)
    status = await fresh.fetchval(STATUS, number)
    return Outcome({"committed": True, "aborted": False}.get(status), is_over)
