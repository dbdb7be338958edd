"""What can be done with moves."""

from collections.abc import Sequence
from uuid import UUID

from koncern import trees
from koncern.base import Actor, Scope
from koncern.db import Tx, load
from koncern.events import record
from koncern.hierarchies import MAIN
from koncern.moves.checks import hold, prospect_of, told
from koncern.moves.model import (
    Access,
    Change,
    ChildrenInTheWay,
    ChildrenWay,
    Move,
    Preview,
    Prospect,
    Refusal,
    Standing,
)
from koncern.trees import Kind, Place

SQL = load("koncern.moves")


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
    await trees.allow(tx, actor, company, scope=Scope.WRITE)
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


async def preview(
    tx: Tx, actor: Actor, company: UUID, /, *, wanted: Move, hierarchy: str = MAIN
) -> Preview:
    """Look at what a move would change, and at everything that refuses it."""
    await trees.allow(tx, actor, company, scope=Scope.WRITE)
    held = await hold(tx, company, hierarchy=hierarchy)
    prospect = await prospect_of(tx, held, wanted)
    before, after = await _standings(tx, actor, prospect)
    gains, loses = await _access(tx, actor, prospect)
    return Preview(
        is_possible=not prospect.refusals,
        refusals=[
            Refusal(code=each.code(), detail=told(each)) for each in prospect.refusals
        ],
        effective_at=prospect.since,
        until=prospect.until,
        moving_count=before.descendants_count + 1,
        before=_standing(before),
        after=after,
        legal_entity_changes=await _entity_changes(tx, prospect, before, after),
        gains_access=gains,
        loses_access=loses,
    )


async def hold_below(
    tx: Tx, actor: Actor, company: UUID, /, *, way: ChildrenWay | None
) -> list[UUID]:
    """Lock a company that is archived, its tree, and those that go with it or go up.

    They are locked together, in the order in which everybody locks companies: so it comes
    before anything else is locked.
    """
    await trees.allow(tx, actor, company, scope=Scope.WRITE)
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


async def _standings(
    tx: Tx, actor: Actor, prospect: Prospect
) -> tuple[Place, Standing]:
    """Return where a company stands before a move, and where it would after it.

    What a division is part of is told by the main hierarchy alone.
    """
    as_of = None if prospect.is_now else prospect.since
    held, hierarchy = prospect.company, prospect.company.hierarchy
    before = await trees.place(tx, actor, held.id, as_of=as_of, hierarchy=hierarchy)
    is_part = hierarchy == MAIN and before.kind == Kind.DIVISION
    entity = before.id if is_part else before.legal_entity_id
    if prospect.parent is None:
        return before, Standing(
            parent_id=None, root_id=before.id, legal_entity_id=entity, depth=0
        )
    above = await trees.place(
        tx, actor, prospect.parent, as_of=as_of, hierarchy=hierarchy
    )
    return before, Standing(
        parent_id=above.id,
        root_id=above.root_id,
        legal_entity_id=above.legal_entity_id if is_part else entity,
        depth=above.depth + 1,
    )


def _standing(place: Place) -> Standing:
    names = Standing.__struct_fields__
    return Standing(**{name: getattr(place, name) for name in names})


async def _entity_changes(
    tx: Tx, prospect: Prospect, before: Place, after: Standing
) -> list[Change]:
    """List whose legal entity would be another one: that of a division and its parts."""
    if before.legal_entity_id == after.legal_entity_id:
        return []
    parts = await tx.rows(SQL.parts, company=before.id, since=prospect.since)
    return [
        Change(
            company_id=row["company"],
            before=before.legal_entity_id,
            after=after.legal_entity_id,
        )
        for row in parts
    ]


async def _access(
    tx: Tx, actor: Actor, prospect: Prospect
) -> tuple[list[Access], list[Access]]:
    """List who would see the company as an admin above it, and who no longer would.

    Who sees what is decided by the main hierarchy alone.
    """
    held = prospect.company
    if held.hierarchy != MAIN:
        return [], []
    above = await trees.ancestors(tx, actor, held.id)
    before = {each.id for each in above}
    after = set()
    if prospect.parent is not None:
        above = await trees.ancestors(tx, actor, prospect.parent)
        after = {prospect.parent, *(each.id for each in above)}
    admins = await tx.all(Access, SQL.admins, companies=list(before | after))
    keeping = {each.user_id for each in admins if each.company_id in before & after}
    saw = {each.user_id for each in admins if each.company_id in before} | keeping
    will = {each.user_id for each in admins if each.company_id in after} | keeping
    gains = [each for each in admins if each.user_id not in saw]
    loses = [each for each in admins if each.user_id not in will]
    return gains, loses
