"""The states of scheduled moves: a pending one is locked, and ends as done or otherwise."""

from uuid import UUID

from koncern.base import Actor, Scope, Stale
from koncern.companies import CompanyUnknown
from koncern.db import Tx, load
from koncern.events import record
from koncern.trees import positions
from koncern.trees.moves import lock_company, lock_schedule, record_parent
from koncern.trees.scheduled_moves.model import (
    KeptMove,
    MoveBuiltUpon,
    MoveDecided,
    MoveState,
    MoveUnknown,
)

SQL = load("koncern.trees.scheduled_moves")


async def lock_pending(
    tx: Tx,
    actor: Actor,
    scheduled: UUID,
    version: int | None,
    *,
    is_planning: bool = True,
) -> KeptMove:
    """Lock the company of a pending move, and the schedule, and return the move.

    A caller that still locks trees must not lock the schedule before: it says that it is
    not planning.
    """
    found = await tx.maybe(KeptMove, SQL.find, id=scheduled)
    if found is None:
        raise MoveUnknown
    try:
        await positions.allow(tx, actor, found.company_id, scope=Scope.WRITE)
    except CompanyUnknown:
        raise MoveUnknown from None
    await lock_company(tx, found.company_id, hierarchy=found.hierarchy)
    if is_planning:
        await lock_schedule(tx)
    found = await tx.one(KeptMove, SQL.find, id=scheduled)
    if version is not None and version != found.version:
        raise Stale
    if found.state != MoveState.PENDING:
        raise MoveDecided(f"The move is {found.state}, and cannot be changed.")
    return found


async def set_state(
    tx: Tx,
    found: KeptMove,
    state: MoveState,
    failure: str | None = None,
    failure_detail: str | None = None,
) -> KeptMove:
    """End a pending move in another state."""
    return await tx.one(
        KeptMove,
        SQL.set_state,
        id=found.id,
        state=state,
        failure=failure,
        failure_detail=failure_detail,
    )


async def remove_placement(tx: Tx, found: KeptMove, *, is_checked: bool = True) -> None:
    """Remove a planned time: the company keeps the parent that it has right before."""
    (back,) = await tx.rows(
        SQL.look_back,
        hierarchy=found.hierarchy,
        company=found.company_id,
        since=found.effective_at,
    )
    if is_checked and back["circle_at"] is not None:
        raise MoveBuiltUpon
    await record_parent(
        tx,
        found.company_id,
        back["parent"],
        hierarchy=found.hierarchy,
        since=found.effective_at,
    )


async def record_change(
    tx: Tx, actor: Actor, type_: str, before: KeptMove, after: KeptMove
) -> None:
    """Record what a move was before and is now."""
    await record(
        tx,
        actor,
        type_,
        before.company_id,
        before=before.printed(),
        after=after.printed(),
        reason=after.reason,
    )
