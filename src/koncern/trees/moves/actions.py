"""What can be done with moves."""

from collections.abc import Sequence
from uuid import UUID

from koncern.base import Actor, Scope
from koncern.db import Tx, load
from koncern.events import record
from koncern.trees import positions
from koncern.trees.hierarchies import MAIN
from koncern.trees.moves.checks import hold, prospect_of
from koncern.trees.moves.model import ChildrenInTheWay, ChildrenWay, Move, Prospect

SQL = load("koncern.trees.moves")


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
    held = await hold(tx, company, version=version, hierarchy=hierarchy)
    if wanted.effective_at is None and wanted.parent_id == held.parent:
        # A plan whose time has come may say otherwise, though nobody has done it yet.
        (now,) = await tx.rows(SQL.parent_now, hierarchy=hierarchy, company=company)
        if now["parent"] == held.parent:
            return held.version
    await tx.run(
        SQL.lock_trees, hierarchy=hierarchy, company=company, parent=wanted.parent_id
    )
    if wanted.effective_at is not None:
        await lock_times(tx)
    prospect = await prospect_of(tx, held, wanted)
    if prospect.refusals:
        raise prospect.refusals[0]
    return await _carry_out(tx, actor, prospect, wanted)


async def hold_below(
    tx: Tx, actor: Actor, company: UUID, /, *, way: ChildrenWay | None
) -> list[UUID]:
    """Lock a company that is archived, its tree, and those that go with it or go up.

    They are locked together, in the order in which everybody locks companies: so it comes
    before anything else is locked.
    """
    await positions.allow(tx, actor, company, scope=Scope.WRITE)
    if way is None:
        await hold(tx, company)
        await tx.run(SQL.lock_trees, hierarchy=MAIN, company=company, parent=None)
        return []
    (held,) = await tx.rows(SQL.hold_below, company=company, is_all=way == "archive")
    return list(held["companies"])


async def clear_children(
    tx: Tx,
    actor: Actor,
    company: UUID,
    /,
    *,
    way: ChildrenWay | None,
    below: Sequence[UUID],
) -> None:
    """See to the active companies below one that is archived, as it was said.

    They go up one level, or are archived with it, all of them; unless it was said
    which, a company with active children is not archived. All are locked already.
    """
    if way is None:
        (active,) = await tx.rows(SQL.count_children, company=company)
        if active["count"]:
            raise _in_the_way(active["count"])
        return
    facts = {
        "companies": below,
        "actor_kind": actor.kind,
        "actor": actor.id,
        "request_id": tx.request_id,
        "reason": "the company above was archived",
    }
    if way == "archive":
        await tx.run(SQL.archive, **facts)
        return
    parent = (await hold(tx, company)).parent
    await tx.run(SQL.lift, company=company, parent=parent, **facts)


async def lock_times(tx: Tx, /) -> None:
    """Let nobody else correct the past or plan ahead in this app meanwhile."""
    await tx.run(SQL.lock_times)


async def _carry_out(tx: Tx, actor: Actor, prospect: Prospect, wanted: Move) -> int:
    """Write the time down that was looked at, and the parent of today if it changes."""
    held = prospect.company
    where = {"hierarchy": held.hierarchy}
    facts = where | {"company": held.id, "parent": prospect.parent}
    version = held.version
    changes_today = prospect.until is None or prospect.until > tx.now
    if not prospect.is_now:
        await tx.run(SQL.put, since=prospect.since, correction=wanted.reason, **facts)
    is_another = prospect.parent != held.parent
    if changes_today and is_another and held.hierarchy == MAIN:
        (moved,) = await tx.rows(SQL.move, **facts)
        version = moved["version"]
    elif changes_today and (is_another or prospect.is_now):
        await tx.run(SQL.move_in_tree, **facts)
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


def _in_the_way(count: int) -> ChildrenInTheWay:
    told = f"{count} active companies stand right below it"
    if count == 1:
        told = "An active company stands right below it"
    return ChildrenInTheWay(
        f"{told}. With children=archive all active companies below are archived too; "
        "with children=lift they go up one level.",
        children_count=count,
    )
