"""What can be done with scheduled moves."""

from operator import attrgetter
from typing import Any
from uuid import UUID

from msgspec import UNSET

from koncern import hierarchy
from koncern.access import require
from koncern.base import Actor, Fault, Page, Scope, cut
from koncern.db import Tx, load
from koncern.events import record
from koncern.moves import (
    Move,
    MoveInvalid,
    hold,
    lock_times,
    move,
    preview,
    prospect_of,
)
from koncern.scheduled_moves.model import (
    Arranged,
    KeptMove,
    MovePatch,
    MoveState,
    ScheduledMovesAsked,
)
from koncern.scheduled_moves.pending import decide, hold_pending, take_back, tell

SQL = load("koncern.scheduled_moves")


async def arrange(
    tx: Tx,
    actor: Actor,
    company: UUID,
    /,
    *,
    wanted: Move,
    version: int | None = None,
    dry_run: bool = False,
) -> Arranged:
    """Move a company now, as of a past time, or later; or only look at the move."""
    await hierarchy.allow(tx, actor, company, scope=Scope.WRITE)
    if dry_run:
        await hold(tx, company, version=version)
        seen = await preview(tx, actor, company, wanted=wanted)
        return Arranged(preview=seen)
    kept = None
    if wanted.effective_at is not None and wanted.effective_at > tx.now:
        held = await hold(tx, company, version=version)
        await lock_times(tx)
        prospect = await prospect_of(tx, held, wanted)
        if prospect.refusals:
            raise prospect.refusals[0]
        await tx.run(
            SQL.put, company=company, parent=wanted.parent_id, since=wanted.effective_at
        )
        kept = await tx.one(KeptMove, SQL.add, company=company, **_facts(wanted))
        await record(tx, actor, "company.move_scheduled", company, after=kept.printed())
        version = held.version
    else:
        version = await move(tx, actor, company, wanted=wanted, version=version)
    return Arranged(
        version=version,
        place=await hierarchy.place(tx, actor, company),
        scheduled_move=kept.printed() if kept else None,
    )


async def page(tx: Tx, actor: Actor, asked: ScheduledMovesAsked, /) -> Page[KeptMove]:
    """List the app's scheduled moves, newest first."""
    require(actor, Scope.READ)
    rows = await tx.all(
        KeptMove,
        SQL.page_back if asked.backwards else SQL.page_on,
        edge=asked.edge(ascending=False),
        most=asked.limit + 1,
        state=asked.state,
    )
    return cut(rows, asked, attrgetter("id"))


async def of_company(
    tx: Tx, actor: Actor, company: UUID, /, *, state: str | None = None
) -> list[KeptMove]:
    """List a company's scheduled moves, newest first."""
    await hierarchy.allow(tx, actor, company, scope=Scope.READ)
    await hierarchy.place(tx, actor, company)
    return await tx.all(KeptMove, SQL.of_company, company=company, state=state)


async def change(
    tx: Tx,
    actor: Actor,
    scheduled: UUID,
    /,
    *,
    patch: MovePatch,
    version: int | None = None,
) -> KeptMove:
    """Say anew where and when a company is to move; it is checked like a new one."""
    found = await hold_pending(tx, actor, scheduled, version)
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
    company, since = found.company_id, wanted.effective_at
    is_elsewhere = (wanted.parent_id, since) != (found.parent_id, found.effective_at)
    if is_elsewhere:
        await take_back(tx, found)
        held = await hold(tx, company)
        prospect = await prospect_of(tx, held, wanted, scheduled=scheduled)
        if prospect.refusals:
            raise prospect.refusals[0]
        await tx.run(SQL.put, company=company, parent=wanted.parent_id, since=since)
    changed = await tx.one(KeptMove, SQL.change, id=scheduled, **_facts(wanted))
    await tell(tx, actor, "company.move_rescheduled", found, changed)
    return changed


async def withdraw(
    tx: Tx, actor: Actor, scheduled: UUID, /, *, version: int | None = None
) -> KeptMove:
    """Let a scheduled move not take place."""
    found = await hold_pending(tx, actor, scheduled, version)
    withdrawn = await decide(tx, found, MoveState.WITHDRAWN)
    await take_back(tx, found)
    await tell(tx, actor, "company.move_withdrawn", found, withdrawn)
    return withdrawn


def _facts(wanted: Move) -> dict[str, Any]:
    return {
        "parent": wanted.parent_id,
        "effective_at": wanted.effective_at,
        "reason": wanted.reason,
    }
