"""What can be done with scheduled moves."""

from operator import attrgetter
from typing import Any
from uuid import UUID

from msgspec import UNSET

from koncern.access import require
from koncern.base import Actor, Fault, Page, Scope, cut
from koncern.db import Tx, load
from koncern.events import record
from koncern.trees import positions
from koncern.trees.hierarchies import MAIN, check
from koncern.trees.moves import (
    Held,
    Move,
    MoveInvalid,
    lock_company,
    lock_schedule,
    move,
    prospect_of,
    record_parent,
)
from koncern.trees.scheduled_moves.model import (
    Arranged,
    KeptMove,
    MovePatch,
    MovesOfCompanyAsked,
    MoveState,
    ScheduledMovesAsked,
)
from koncern.trees.scheduled_moves.states import (
    lock_pending,
    record_change,
    remove_placement,
    set_state,
)

SQL = load("koncern.trees.scheduled_moves")


async def arrange(
    tx: Tx,
    actor: Actor,
    company: UUID,
    /,
    *,
    wanted: Move,
    version: int | None = None,
    hierarchy: str = MAIN,
) -> Arranged:
    """Move a company now, as of a past time, or later."""
    await positions.allow(tx, actor, company, scope=Scope.WRITE)
    kept = None
    if wanted.effective_at is not None and wanted.effective_at > tx.now:
        held = await lock_company(tx, company, version=version, hierarchy=hierarchy)
        kept = await _plan(tx, actor, held, wanted)
        version = held.version
    else:
        version = await move(
            tx, actor, company, wanted=wanted, version=version, hierarchy=hierarchy
        )
    return Arranged(
        version=version,
        place=await positions.place(tx, actor, company, hierarchy=hierarchy),
        scheduled_move=kept.printed() if kept else None,
    )


async def page(tx: Tx, actor: Actor, asked: ScheduledMovesAsked, /) -> Page[KeptMove]:
    """List the app's scheduled moves, newest first."""
    require(actor, Scope.READ)
    await check(tx, asked.hierarchy or MAIN)
    rows = await tx.all(
        KeptMove,
        SQL.page_back if asked.backwards else SQL.page_on,
        edge=asked.edge(ascending=False),
        most=asked.limit + 1,
        state=asked.state,
        hierarchy=asked.hierarchy,
    )
    return cut(rows, asked, attrgetter("id"))


async def of_company(
    tx: Tx, actor: Actor, company: UUID, /, *, asked: MovesOfCompanyAsked
) -> list[KeptMove]:
    """List a company's scheduled moves, newest first."""
    await positions.allow(tx, actor, company, scope=Scope.READ)
    await positions.place(tx, actor, company, hierarchy=asked.hierarchy or MAIN)
    facts = {"state": asked.state, "hierarchy": asked.hierarchy}
    return await tx.all(KeptMove, SQL.of_company, company=company, **facts)


async def change(
    tx: Tx,
    actor: Actor,
    scheduled: UUID,
    /,
    *,
    patch: MovePatch,
    version: int | None = None,
) -> KeptMove:
    """Change where and when a company is to move; it is checked like a new one."""
    found = await lock_pending(tx, actor, scheduled, version)
    wanted = Move(
        parent_id=found.parent_id if patch.parent_id is UNSET else patch.parent_id,
        effective_at=found.effective_at
        if patch.effective_at is UNSET
        else patch.effective_at,
        reason=found.reason if patch.reason is UNSET else patch.reason,
    )
    assert wanted.effective_at is not None
    if wanted.effective_at <= tx.now:
        raise MoveInvalid(faults=[Fault("/effective_at", "must lie ahead")])
    is_same_place = wanted.parent_id == found.parent_id
    is_same_time = wanted.effective_at == found.effective_at
    if is_same_place and is_same_time and wanted.reason == found.reason:
        return found
    if not (is_same_place and is_same_time):
        await remove_placement(tx, found)
        held = await lock_company(tx, found.company_id, hierarchy=found.hierarchy)
        prospect = await prospect_of(tx, held, wanted, scheduled=scheduled)
        if prospect.refusals:
            raise prospect.refusals[0]
        await _record_parent(tx, held, wanted)
    changed = await tx.one(KeptMove, SQL.change, id=scheduled, **_facts(wanted))
    await record_change(tx, actor, "company.move_rescheduled", found, changed)
    return changed


async def withdraw(
    tx: Tx, actor: Actor, scheduled: UUID, /, *, version: int | None = None
) -> KeptMove:
    """Withdraw a scheduled move."""
    found = await lock_pending(tx, actor, scheduled, version)
    withdrawn = await set_state(tx, found, MoveState.WITHDRAWN)
    await remove_placement(tx, found)
    await record_change(tx, actor, "company.move_withdrawn", found, withdrawn)
    return withdrawn


async def _plan(tx: Tx, actor: Actor, held: Held, wanted: Move) -> KeptMove:
    await lock_schedule(tx)
    prospect = await prospect_of(tx, held, wanted)
    if prospect.refusals:
        raise prospect.refusals[0]
    await _record_parent(tx, held, wanted)
    facts = {"hierarchy": held.hierarchy, "company": held.id} | _facts(wanted)
    kept = await tx.one(KeptMove, SQL.add, **facts)
    await record(tx, actor, "company.move_scheduled", held.id, after=kept.printed())
    return kept


async def _record_parent(tx: Tx, held: Held, wanted: Move) -> None:
    """Record the planned parent for its time, so that it shows and is built upon."""
    assert wanted.effective_at is not None
    await record_parent(
        tx,
        held.id,
        wanted.parent_id,
        hierarchy=held.hierarchy,
        since=wanted.effective_at,
    )


def _facts(wanted: Move) -> dict[str, Any]:
    return {
        "parent": wanted.parent_id,
        "effective_at": wanted.effective_at,
        "reason": wanted.reason,
    }
