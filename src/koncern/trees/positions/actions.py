"""What can be read of a tree."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from koncern import limits
from koncern.access import require, sees_all
from koncern.base import Actor, Fault, Page, Scope, cut, cut_at
from koncern.companies import CompanyUnknown
from koncern.db import Row, Tx, load
from koncern.trees.hierarchies import MAIN, check
from koncern.trees.positions.model import (
    Branch,
    ChildrenAsked,
    DescendantsAsked,
    NotThereYet,
    Place,
    Time,
    TreeAsked,
    write_way,
)

SQL = load("koncern.trees.positions")

_FIRST_YEAR, _LAST_YEAR = 1900, 9000


async def place(
    tx: Tx,
    actor: Actor,
    company: UUID,
    /,
    *,
    as_of: datetime | None = None,
    hierarchy: str = MAIN,
) -> Place:
    """Read where a company stands."""
    facts = await _facts(tx, actor, company, as_of, hierarchy)
    query = SQL.place if as_of is None else SQL.place_at
    (found,) = _there(await tx.rows(query, **facts))
    if found["id"] is None:
        raise _not_there_yet()
    return _place(found)


async def allow(tx: Tx, actor: Actor, company: UUID, /, *, scope: Scope) -> None:
    """Refuse everybody but a credential with a scope.

    A user who does not see the company hears no more than that it is not there.
    """
    if actor.user is not None:
        await place(tx, actor, company)
    require(actor, scope)


async def is_within(tx: Tx, company: UUID, above: UUID, /) -> bool:
    """Tell whether a company is another one, or stands anywhere below it."""
    (found,) = await tx.rows(SQL.is_within, company=company, above=above)
    return bool(found["is_within"])


async def ancestors(
    tx: Tx,
    actor: Actor,
    company: UUID,
    /,
    *,
    as_of: datetime | None = None,
    hierarchy: str = MAIN,
) -> list[Place]:
    """Read all companies above one that the actor sees, the nearest first."""
    facts = await _facts(tx, actor, company, as_of, hierarchy)
    if as_of is None:
        rows = _there(await tx.shared(SQL.ancestors, **facts))
    else:
        rows = _there(await tx.rows(SQL.ancestors_at, **facts))
    if rows[-1]["id"] is None:
        raise _not_there_yet()
    if rows[-1]["id"] != company:
        raise CompanyUnknown
    return [_place(row) for row in reversed(rows[:-1])]


async def children(
    tx: Tx, actor: Actor, company: UUID, /, *, asked: ChildrenAsked
) -> Page[Place]:
    """List what stands right below a company, in the order in which it was made."""
    return await _page_of_children(tx, actor, company, asked, beside=False)


async def siblings(
    tx: Tx, actor: Actor, company: UUID, /, *, asked: ChildrenAsked
) -> Page[Place]:
    """List what stands beside a company under its parent; at the top, nothing does."""
    return await _page_of_children(tx, actor, company, asked, beside=True)


async def descendants(
    tx: Tx, actor: Actor, company: UUID, /, *, asked: DescendantsAsked
) -> Page[Place]:
    """List all that stands below a company, as a walk through the tree meets it."""
    facts = await _facts(tx, actor, company, asked.as_of, asked.hierarchy)
    facts |= _filters(asked)
    facts |= {"depth": asked.depth, "edge": asked.way()}
    query = SQL.page_descendants_back if asked.backwards else SQL.page_descendants_on
    if asked.as_of is not None:
        query = SQL.descendants_at
    rows = _filled(await tx.rows(query, **facts))
    page = cut_at(rows, asked, lambda row: write_way(_way(row)))
    return Page(
        rows=[_place(row) for row in page.rows], after=page.after, before=page.before
    )


async def tree(tx: Tx, actor: Actor, company: UUID, /, *, asked: TreeAsked) -> Branch:
    """Read a company and what stands below it, level by level, until enough is shown."""
    facts = await _facts(tx, actor, company, asked.as_of, asked.hierarchy)
    top = await place(tx, actor, company, as_of=asked.as_of, hierarchy=asked.hierarchy)
    query = SQL.level if asked.hierarchy == MAIN else SQL.level_elsewhere
    if asked.as_of is not None:
        query = SQL.level_at
    below: dict[UUID | None, list[Place]] = {}
    level, left = [top], asked.limit - 1
    for _ in range(asked.depth):
        parents = [each.id for each in level if each.children_count]
        if not parents or not left:
            break
        rows = await tx.rows(query, parents=parents, most=left, **facts)
        level = [_place(row) for row in rows]
        left -= len(level)
        for each in level:
            below.setdefault(each.parent_id, []).append(each)
    return _branch(top, below)


async def times(
    tx: Tx, actor: Actor, company: UUID, /, *, hierarchy: str = MAIN
) -> list[Time]:
    """List under whom a company stood, stands and will stand, the latest first."""
    await place(tx, actor, company, hierarchy=hierarchy)
    most = limits.HISTORY_ENTRIES
    return await tx.all(
        Time, SQL.times, company=company, hierarchy=hierarchy, most=most
    )


async def _page_of_children(
    tx: Tx, actor: Actor, company: UUID, asked: ChildrenAsked, *, beside: bool
) -> Page[Place]:
    facts = await _facts(tx, actor, company, asked.as_of, asked.hierarchy)
    facts |= _filters(asked)
    facts |= {"beside": beside, "edge": asked.edge()}
    on, back = SQL.page_children_on, SQL.page_children_back
    if asked.hierarchy != MAIN:
        on, back = SQL.page_children_elsewhere_on, SQL.page_children_elsewhere_back
    query = back if asked.backwards else on
    if asked.as_of is not None:
        query = SQL.children_at
    rows = [_place(row) for row in _filled(await tx.rows(query, **facts))]
    return cut(rows, asked, lambda each: each.id)


async def _facts(
    tx: Tx, actor: Actor, company: UUID, as_of: datetime | None, hierarchy: str
) -> dict[str, Any]:
    """Return what every statement takes: whose company, who asks, where, and when."""
    await check(tx, hierarchy)
    if as_of is not None and not _FIRST_YEAR <= as_of.year <= _LAST_YEAR:
        raise _not_there_yet()
    user = None if sees_all(actor) else actor.user
    return {"company": company, "user": user, "as_of": as_of, "hierarchy": hierarchy}


def _filters(asked: ChildrenAsked) -> dict[str, Any]:
    return {
        "status": asked.status,
        "kind": asked.kind,
        "archived": asked.archived,
        "backwards": asked.backwards,
        "most": asked.limit + 1,
    }


def _there(rows: Sequence[Row]) -> Sequence[Row]:
    """Return the rows if there are any: the company's own is among them."""
    if not rows:
        raise CompanyUnknown
    return rows


def _filled(rows: Sequence[Row]) -> list[Row]:
    """Return the rows of a page; where the page is empty, a bare row stands for it."""
    if not _there(rows)[0].get("is_there", True):
        raise _not_there_yet()
    return [row for row in rows if row["id"] is not None]


def _way(row: Row) -> list[UUID]:
    """Return the way down to a row; a page needs those of its first and its last."""
    return [UUID(each) for each in row["way"].split(",")]


def _place(row: Row) -> Place:
    """Read a place: every statement gives its fields first, and in their order."""
    return Place(*row[: len(Place.__struct_fields__)])


def _branch(top: Place, below: dict[UUID | None, list[Place]]) -> Branch:
    shown = below.get(top.id, [])
    return Branch(
        **msgspec.structs.asdict(top),
        children=[_branch(each, below) for each in shown],
        hidden_count=top.children_count - len(shown),
    )


def _not_there_yet() -> NotThereYet:
    fault = Fault("/as_of", "is before the company was there, or beyond all times")
    return NotThereYet(faults=[fault])
