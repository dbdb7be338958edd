"""The children of a company that is archived: they go up one level, or are archived too."""

from collections.abc import Sequence
from uuid import UUID

from koncern.base import Actor, Scope
from koncern.db import Tx, load
from koncern.trees import positions
from koncern.trees.hierarchies import MAIN
from koncern.trees.moves.actions import lock_company
from koncern.trees.moves.model import ChildrenInTheWay, ChildrenWay

SQL = load("koncern.trees.moves")


async def lock_below(
    tx: Tx, actor: Actor, company: UUID, /, *, way: ChildrenWay | None
) -> list[UUID]:
    """Lock a company that is archived, its tree, and those that go with it or go up.

    They are locked together, in the order in which everybody locks companies: so it comes
    before anything else is locked.
    """
    await positions.allow(tx, actor, company, scope=Scope.WRITE)
    if way is None:
        await lock_company(tx, company)
        await tx.run(SQL.lock_trees, hierarchy=MAIN, company=company, parent=None)
        return []
    (locked,) = await tx.rows(SQL.lock_below, company=company, is_all=way == "archive")
    return list(locked["companies"])


async def clear_children(
    tx: Tx,
    actor: Actor,
    company: UUID,
    /,
    *,
    way: ChildrenWay | None,
    below: Sequence[UUID],
) -> None:
    """Move or archive the active companies below one that is archived, as requested.

    If nothing is requested, a company with active children is not archived. All are
    locked already.
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
    parent = (await lock_company(tx, company)).parent
    await tx.run(SQL.lift, company=company, parent=parent, **facts)


def _in_the_way(count: int) -> ChildrenInTheWay:
    detail = f"{count} active companies stand right below it"
    if count == 1:
        detail = "An active company stands right below it"
    return ChildrenInTheWay(
        f"{detail}. With children=archive all active companies below are archived too; "
        "with children=lift they go up one level.",
        children_count=count,
    )
