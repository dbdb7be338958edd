"""Moves whose time has not come yet: held, and taken out of the times to come."""

from uuid import UUID

from koncern.base import Actor, Scope, Stale
from koncern.companies import CompanyUnknown
from koncern.db import Tx, load
from koncern.events import record
from koncern.trees import positions
from koncern.trees.moves import hold, lock_times
from koncern.trees.scheduled_moves.model import (
    KeptMove,
    MoveBuiltUpon,
    MoveDecided,
    MoveState,
    MoveUnknown,
)

SQL = load("koncern.trees.scheduled_moves")


async def hold_pending(
    tx: Tx,
    actor: Actor,
    scheduled: UUID,
    version: int | None,
    *,
    is_planning: bool = True,
) -> KeptMove:
    """Find a pending move, and keep its company (and all planning) from changing.

    Who is not planning may still have to wait for trees, which come before that lock.
    """
    found = await tx.maybe(KeptMove, SQL.find, id=scheduled)
    if found is None:
        raise MoveUnknown
    try:
        await positions.allow(tx, actor, found.company_id, scope=Scope.WRITE)
    except CompanyUnknown:
        raise MoveUnknown from None
    await hold(tx, found.company_id, hierarchy=found.hierarchy)
    if is_planning:
        await lock_times(tx)
    found = await tx.one(KeptMove, SQL.find, id=scheduled)
    if version is not None and version != found.version:
        raise Stale
    if found.state != MoveState.PENDING:
        raise MoveDecided(f"The move is {found.state}, and cannot be changed.")
    return found


async def decide(
    tx: Tx,
    found: KeptMove,
    state: MoveState,
    failure: str | None = None,
    failure_detail: str | None = None,
) -> KeptMove:
    """Let a move be pending no longer."""
    return await tx.one(
        KeptMove,
        SQL.decide,
        id=found.id,
        state=state,
        failure=failure,
        failure_detail=failure_detail,
    )


async def take_back(tx: Tx, found: KeptMove, *, is_checked: bool = True) -> None:
    """Let the company keep the parent that it has right before, as if never planned."""
    facts = {
        "hierarchy": found.hierarchy,
        "company": found.company_id,
        "since": found.effective_at,
    }
    (back,) = await tx.rows(SQL.look_back, **facts)
    if is_checked and back["circle_at"] is not None:
        raise MoveBuiltUpon
    await tx.run(SQL.put, parent=back["parent"], **facts)


async def tell(
    tx: Tx, actor: Actor, type_: str, before: KeptMove, after: KeptMove
) -> None:
    """Record what became of a move."""
    await record(
        tx,
        actor,
        type_,
        before.company_id,
        before=before.printed(),
        after=after.printed(),
        reason=after.reason,
    )
