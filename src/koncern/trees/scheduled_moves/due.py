"""When the time has come: a scheduled move takes effect, or is given up."""

from collections.abc import Collection
from uuid import UUID

from koncern.base import Actor, Failure
from koncern.companies import CompanyArchived, ParentBelow
from koncern.db import Tx, load
from koncern.events import record
from koncern.trees.hierarchies import MAIN, HierarchyInactive
from koncern.trees.moves import TooDeep, hold, told
from koncern.trees.scheduled_moves.model import KeptMove, MoveDecided, MoveState
from koncern.trees.scheduled_moves.pending import decide, hold_pending, take_back, tell

SQL = load("koncern.trees.scheduled_moves")

UNTIL_OTHERS_MAKE_WAY = (ParentBelow, TooDeep)
"""What refuses a move as long as others have not moved; all else refuses it for good."""


async def due(tx: Tx, /) -> list[UUID]:
    """Return the apps that have a scheduled move whose time has come."""
    return [row["app_id"] for row in await tx.rows(SQL.due_of_every_app)]


async def claim(tx: Tx, /) -> bool:
    """Be the only worker that carries moves of this app out, until the transaction ends."""
    return bool(await tx.run(SQL.claim_worker))


async def next_due(tx: Tx, /, *, passed_over: Collection[UUID]) -> UUID | None:
    """Return the move whose time came first, if there is one.

    Some may be passed over: a company that has moved since may have to wait until one
    whose time came later has made way.
    """
    rows = await tx.rows(SQL.next_due, passed_over=list(passed_over))
    return rows[0]["id"] if rows else None


async def carry_out(tx: Tx, actor: Actor, scheduled: UUID, /) -> KeptMove:
    """Let a move whose time has come take effect, if nothing refuses it by now."""
    found = await _hold_due(tx, actor, scheduled, is_planning=False)
    where = {"hierarchy": found.hierarchy}
    held = await hold(tx, found.company_id, hierarchy=found.hierarchy)
    (now,) = await tx.rows(SQL.parent_now, company=held.id, **where)
    if held.is_archived:
        raise CompanyArchived
    if not held.is_open:
        raise HierarchyInactive
    done = await decide(tx, found, MoveState.DONE)
    if now["parent"] != held.parent:
        query = SQL.follow if held.hierarchy == MAIN else SQL.follow_elsewhere
        await tx.run(query, company=held.id, parent=now["parent"], **where)
    await record(
        tx,
        actor,
        "company.moved",
        held.id,
        before=where | {"parent_id": held.parent},
        after=where
        | {
            "parent_id": found.parent_id,
            "effective_at": found.effective_at,
            "scheduled_move_id": found.id,
        },
        reason=found.reason,
    )
    return done


async def give_up(
    tx: Tx, actor: Actor, scheduled: UUID, /, *, failure: Failure
) -> KeptMove:
    """Let a move not take place that has become impossible, and say why."""
    found = await _hold_due(tx, actor, scheduled)
    failed = await decide(
        tx,
        found,
        MoveState.FAILED,
        failure=failure.code(),
        failure_detail=told(failure),
    )
    await take_back(tx, found, is_checked=False)
    await tell(tx, actor, "company.move_failed", found, failed)
    return failed


async def _hold_due(
    tx: Tx, actor: Actor, scheduled: UUID, *, is_planning: bool = True
) -> KeptMove:
    """Hold a move that is due, unless somebody rescheduled it after it was found."""
    found = await hold_pending(tx, actor, scheduled, None, is_planning=is_planning)
    if found.effective_at > tx.now:
        raise MoveDecided("The move was rescheduled, and is not due yet.")
    return found
