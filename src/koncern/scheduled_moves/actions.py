"""What can be done with scheduled moves."""

from operator import attrgetter
from typing import Any
from uuid import UUID

from msgspec import UNSET

from koncern import hierarchy
from koncern.access import require
from koncern.base import Actor, Failure, Fault, Page, Scope, Stale, cut
from koncern.companies import CompanyArchived
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
    MoveBuiltUpon,
    MoveDecided,
    MovePatch,
    MoveState,
    MoveUnknown,
    ScheduledMovesAsked,
)

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
    require(actor, Scope.WRITE)
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
    tx: Tx, actor: Actor, company: UUID, /, *, state: MoveState | None = None
) -> list[KeptMove]:
    """List a company's scheduled moves, newest first."""
    require(actor, Scope.READ)
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
    require(actor, Scope.WRITE)
    found = await _hold(tx, scheduled, version)
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
    changed = await tx.one(KeptMove, SQL.change, id=scheduled, **_facts(wanted))
    company, since = found.company_id, wanted.effective_at
    if (wanted.parent_id, since) != (found.parent_id, found.effective_at):
        await _take_back(tx, found)
        held = await hold(tx, company)
        prospect = await prospect_of(tx, held, wanted, scheduled=scheduled)
        if prospect.refusals:
            raise prospect.refusals[0]
        await tx.run(SQL.put, company=company, parent=wanted.parent_id, since=since)
    await _tell(tx, actor, "company.move_rescheduled", found, changed)
    return changed


async def withdraw(
    tx: Tx, actor: Actor, scheduled: UUID, /, *, version: int | None = None
) -> KeptMove:
    """Let a scheduled move not take place."""
    require(actor, Scope.WRITE)
    found = await _hold(tx, scheduled, version)
    withdrawn = await _decide(tx, found, MoveState.WITHDRAWN)
    await _take_back(tx, found)
    await _tell(tx, actor, "company.move_withdrawn", found, withdrawn)
    return withdrawn


async def due(tx: Tx, /) -> list[UUID]:
    """Return the apps that have a scheduled move whose time has come."""
    return [row["app_id"] for row in await tx.rows(SQL.due_of_every_app)]


async def next_due(tx: Tx, /) -> UUID | None:
    """Return the move whose time came first, if no other worker is at this app."""
    if not await tx.run(SQL.claim_worker):
        return None
    rows = await tx.rows(SQL.next_due)
    return rows[0]["id"] if rows else None


async def carry_out(tx: Tx, actor: Actor, scheduled: UUID, /) -> KeptMove:
    """Let a move whose time has come take effect, if nothing refuses it by now."""
    found = await _hold(tx, scheduled, None, is_planning=False)
    held = await hold(tx, found.company_id)
    (now,) = await tx.rows(SQL.parent_now, company=held.id)
    if held.is_archived:
        raise CompanyArchived
    done = await _decide(tx, found, MoveState.DONE)
    if now["parent"] != held.parent:
        await tx.run(SQL.follow, company=held.id, parent=now["parent"])
    await record(
        tx,
        actor,
        "company.moved",
        held.id,
        before={"parent_id": held.parent},
        after={
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
    found = await _hold(tx, scheduled, None)
    told = "; ".join([failure.detail, *(each.detail for each in failure.faults)])
    failed = await _decide(
        tx, found, MoveState.FAILED, failure=failure.code(), failure_detail=told
    )
    await _take_back(tx, found, is_checked=False)
    await _tell(tx, actor, "company.move_failed", found, failed)
    return failed


async def _hold(
    tx: Tx, scheduled: UUID, version: int | None, *, is_planning: bool = True
) -> KeptMove:
    """Find a pending move, and keep its company (and all planning) from changing.

    Who is not planning may still have to wait for trees, which come before that lock.
    """
    found = await tx.maybe(KeptMove, SQL.find, id=scheduled)
    if found is None:
        raise MoveUnknown
    await hold(tx, found.company_id)
    if is_planning:
        await lock_times(tx)
    found = await tx.one(KeptMove, SQL.find, id=scheduled)
    if version is not None and version != found.version:
        raise Stale
    if found.state != MoveState.PENDING:
        raise MoveDecided(f"The move is {found.state}, and cannot be changed.")
    return found


async def _decide(
    tx: Tx,
    found: KeptMove,
    state: MoveState,
    failure: str | None = None,
    failure_detail: str | None = None,
) -> KeptMove:
    return await tx.one(
        KeptMove,
        SQL.decide,
        id=found.id,
        state=state,
        failure=failure,
        failure_detail=failure_detail,
    )


async def _take_back(tx: Tx, found: KeptMove, *, is_checked: bool = True) -> None:
    """Let the company keep the parent that it has right before, as if never planned."""
    company, since = found.company_id, found.effective_at
    (back,) = await tx.rows(SQL.look_back, company=company, since=since)
    if is_checked and back["circle_at"] is not None:
        raise MoveBuiltUpon
    await tx.run(SQL.put, company=company, parent=back["parent"], since=since)


async def _tell(
    tx: Tx, actor: Actor, type_: str, before: KeptMove, after: KeptMove
) -> None:
    await record(
        tx,
        actor,
        type_,
        before.company_id,
        before=before.printed(),
        after=after.printed(),
        reason=after.reason,
    )


def _facts(wanted: Move) -> dict[str, Any]:
    return {
        "parent": wanted.parent_id,
        "effective_at": wanted.effective_at,
        "reason": wanted.reason,
    }
