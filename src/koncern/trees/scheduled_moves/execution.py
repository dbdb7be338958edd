"""The execution of scheduled moves: when its time has come, one takes effect or fails."""

from collections.abc import Collection
from uuid import UUID

from koncern.base import Actor, Failure
from koncern.companies import CompanyArchived, ParentBelow
from koncern.db import Tx, load
from koncern.events import record
from koncern.trees.hierarchies import HierarchyInactive
from koncern.trees.moves import (
    TooDeep,
    lock_company,
    message_of,
    parent_now,
    set_parent,
)
from koncern.trees.scheduled_moves.model import KeptMove, MoveDecided, MoveState
from koncern.trees.scheduled_moves.states import (
    lock_pending,
    record_change,
    remove_placement,
    set_state,
)

SQL = load("koncern.trees.scheduled_moves")

UNTIL_OTHERS_MAKE_WAY = (ParentBelow, TooDeep)
"""What refuses a move as long as others have not moved; all else refuses it for good."""

CHANGED_MEANWHILE = (MoveDecided,)
"""What refuses a move that was found to be due and then decided or rescheduled."""


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
    found = await _lock_due(tx, actor, scheduled, is_planning=False)
    held = await lock_company(tx, found.company_id, hierarchy=found.hierarchy)
    parent = await parent_now(tx, held)
    if held.is_archived:
        raise CompanyArchived
    if not held.is_open:
        raise HierarchyInactive
    done = await set_state(tx, found, MoveState.DONE)
    if parent != held.parent:
        await set_parent(tx, held, parent)
    where = {"hierarchy": found.hierarchy}
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
    """Fail a move that has become impossible, with the reason."""
    found = await _lock_due(tx, actor, scheduled)
    failed = await set_state(
        tx,
        found,
        MoveState.FAILED,
        failure=failure.code(),
        failure_detail=message_of(failure),
    )
    await remove_placement(tx, found, is_checked=False)
    await record_change(tx, actor, "company.move_failed", found, failed)
    return failed


async def _lock_due(
    tx: Tx, actor: Actor, scheduled: UUID, *, is_planning: bool = True
) -> KeptMove:
    """Lock a move that is due, unless somebody rescheduled it after it was found."""
    found = await lock_pending(tx, actor, scheduled, None, is_planning=is_planning)
    if found.effective_at > tx.now:
        raise MoveDecided("The move was rescheduled, and is not due yet.")
    return found
