"""What can be done with moves."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

import msgspec

from koncern.base import Actor, Failure, Fault, Scope, Stale
from koncern.companies import (
    CompanyArchived,
    CompanyUnknown,
    ParentArchived,
    ParentBelow,
    ParentUnknown,
)
from koncern.db import Row, Tx, load
from koncern.events import record
from koncern.trees import positions
from koncern.trees.divisions import DivisionNeedsParent
from koncern.trees.hierarchies import MAIN, HierarchyInactive, enter
from koncern.trees.moves.model import (
    Held,
    Move,
    MoveInvalid,
    MoveNeedless,
    MoveOverlaps,
    Prospect,
    TooDeep,
)
from koncern.trees.positions import DEPTH_MAX

SQL = load("koncern.trees.moves")

_FIRST_YEAR, _LAST_YEAR = 1900, 9000


async def move(
    tx: Tx,
    actor: Actor,
    company: UUID,
    /,
    *,
    wanted: Move,
    version: int | None = None,
    hierarchy: str = MAIN,
) -> int:
    """Give a company another parent now, or as of a past time; return its version."""
    await positions.allow(tx, actor, company, scope=Scope.WRITE)
    held = await lock_company(tx, company, version=version, hierarchy=hierarchy)
    # A plan whose time has come may say otherwise, though nobody has done it yet.
    is_same = wanted.effective_at is None and wanted.parent_id == held.parent
    if is_same and await parent_now(tx, held) == held.parent:
        return held.version
    await tx.run(
        SQL.lock_trees, hierarchy=hierarchy, company=company, parent=wanted.parent_id
    )
    if wanted.effective_at is not None:
        await lock_schedule(tx)
    prospect = await prospect_of(tx, held, wanted)
    if prospect.refusals:
        raise prospect.refusals[0]
    return await _carry_out(tx, actor, prospect, wanted)


async def lock_company(
    tx: Tx, company: UUID, /, *, version: int | None = None, hierarchy: str = MAIN
) -> Held:
    """Lock a company that is to move in a hierarchy, in the version that was named."""
    is_open = await enter(tx, hierarchy)
    held = await tx.maybe(Held, SQL.lock_company, company=company)
    if held is None:
        raise CompanyUnknown
    if version is not None and version != held.version:
        raise Stale
    if hierarchy == MAIN:
        return held
    # Read after the lock: another move of the company may have been waited for.
    (now,) = await tx.rows(SQL.parent_elsewhere, company=company, hierarchy=hierarchy)
    return msgspec.structs.replace(
        held, hierarchy=hierarchy, is_open=is_open, parent=now["parent"]
    )


async def lock_schedule(tx: Tx, /) -> None:
    """Keep others in this app from correcting the past and from planning moves."""
    await tx.run(SQL.lock_schedule)


async def parent_now(tx: Tx, held: Held, /) -> UUID | None:
    """Return the parent that a locked company has by now, also if a move is overdue."""
    (now,) = await tx.rows(SQL.parent_now, hierarchy=held.hierarchy, company=held.id)
    parent: UUID | None = now["parent"]
    return parent


async def set_parent(tx: Tx, held: Held, parent: UUID | None, /) -> int:
    """Give a locked company its parent of today; return the company's version."""
    facts = {"company": held.id, "parent": parent}
    if held.hierarchy == MAIN and parent != held.parent:
        (moved,) = await tx.rows(SQL.move, **facts)
        return int(moved["version"])
    # It has no column for its parent there, or the column has it already.
    await tx.run(SQL.move_in_hierarchy, hierarchy=held.hierarchy, **facts)
    return held.version


async def record_parent(
    tx: Tx,
    company: UUID,
    parent: UUID | None,
    /,
    *,
    hierarchy: str,
    since: datetime,
    correction: str | None = None,
) -> None:
    """Record the parent of a company from a time on, until its parent changes next."""
    await tx.run(
        SQL.record_parent,
        hierarchy=hierarchy,
        company=company,
        parent=parent,
        since=since,
        correction=correction,
    )


async def prospect_of(
    tx: Tx, held: Held, wanted: Move, /, *, scheduled: UUID | None = None
) -> Prospect:
    """Look at a move that is wanted, and collect what refuses it.

    An invalid request fails at once, with all its faults. A scheduled move that is
    changed (`scheduled`) does not refuse itself.
    """
    since = wanted.effective_at or tx.now
    parent = await _find_parent(tx, wanted, since)
    if faults := [*_faults(held, wanted, parent, tx.now)]:
        raise MoveInvalid(faults=faults)
    is_now = wanted.effective_at is None
    (ahead,) = await tx.rows(
        SQL.look_ahead,
        hierarchy=held.hierarchy,
        company=held.id,
        parent=wanted.parent_id,
        since=since,
        is_now=is_now,
        scheduled=scheduled,
    )
    return Prospect(
        company=held,
        parent=wanted.parent_id,
        since=since,
        until=ahead["until"],
        parent_before=ahead["parent_before"],
        is_now=is_now,
        refusals=[*_refusals(held, wanted, parent, ahead, since)],
    )


async def _carry_out(tx: Tx, actor: Actor, prospect: Prospect, wanted: Move) -> int:
    """Record the new parent for its time, and set the parent of today if it changes."""
    held = prospect.company
    where = {"hierarchy": held.hierarchy}
    if not prospect.is_now:
        await record_parent(
            tx,
            held.id,
            prospect.parent,
            since=prospect.since,
            correction=wanted.reason,
            hierarchy=held.hierarchy,
        )
    changes_today = prospect.until is None or prospect.until > tx.now
    version = held.version
    if changes_today and (prospect.is_now or prospect.parent != held.parent):
        version = await set_parent(tx, held, prospect.parent)
    times = {"effective_at": prospect.since, "until": prospect.until}
    await record(
        tx,
        actor,
        "company.moved" if changes_today else "company.past_corrected",
        held.id,
        before=where | {"parent_id": prospect.parent_before},
        after=where | {"parent_id": prospect.parent} | times,
        reason=wanted.reason,
    )
    return version


async def _find_parent(tx: Tx, wanted: Move, since: datetime) -> Row | None:
    if not _FIRST_YEAR <= since.year <= _LAST_YEAR:
        raise MoveInvalid(faults=[Fault("/effective_at", "is beyond all times")])
    if wanted.parent_id is None:
        return None
    rows = await tx.rows(SQL.find_parent, parent=wanted.parent_id)
    if not rows:
        fault = Fault("/parent_id", f"{wanted.parent_id} is no company of this app")
        raise ParentUnknown(faults=[fault])
    return rows[0]


def _faults(
    held: Held, wanted: Move, parent: Row | None, now: datetime
) -> Iterator[Fault]:
    """Find what is wrong with the time of a move."""
    since = wanted.effective_at
    if since is None or since > now:
        return
    if wanted.reason is None:
        yield Fault("/reason", "is required to correct the past")
    if since < held.created_at:
        yield Fault("/effective_at", "is before the company was there")
    if parent is not None and since < parent["created_at"]:
        yield Fault("/effective_at", "is before the parent was there")


def _refusals(
    held: Held, wanted: Move, parent: Row | None, ahead: Row, since: datetime
) -> Iterator[Failure]:
    if held.is_archived:
        yield CompanyArchived()
    if not held.is_open:
        yield HierarchyInactive()
    if parent is not None and parent["is_archived"]:
        yield ParentArchived(faults=[Fault("/parent_id", "is archived")])
    if parent is None and held.is_division and held.hierarchy == MAIN:
        yield DivisionNeedsParent()
    if ahead["is_taken"]:
        yield MoveOverlaps()
    elif wanted.effective_at and ahead["parent_before"] == wanted.parent_id:
        yield MoveNeedless()
    if ahead["circle_at"] is not None:
        yield _circle(ahead["circle_at"], since)
    elif (ahead["levels"] or 0) > DEPTH_MAX:
        yield TooDeep(f"{TooDeep.sentence()} It would have {ahead['levels']}.")


def _circle(at: datetime, since: datetime) -> ParentBelow:
    detail = "stands below this company"
    if at > since:
        detail = f"{detail} from {at.isoformat()} on, as it is recorded or scheduled"
    return ParentBelow(faults=[Fault("/parent_id", detail)])
