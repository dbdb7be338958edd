"""What the directory is asked."""

from collections.abc import Sequence
from typing import NamedTuple

from msgspec import Struct

from koncern.access import require
from koncern.base import HIGHEST, LOWEST, Actor, Page, Scope
from koncern.billing.customers import ListedCustomer
from koncern.billing.directory.model import (
    BillingStatus,
    CompaniesAsked,
    Position,
    Sort,
    cursor_of,
    edge_of,
    sort_of,
)
from koncern.billing.directory.printing import read_listed
from koncern.companies import aliases
from koncern.db import Tx, load
from koncern.search.planner import Fetch, Plan, Walk, run_attempts

SQL = load("koncern.billing.directory")

FETCHED_MAX = 1000
"""So many that fit a filter are fetched and sorted; when there are more, we walk."""

WALKED_MAX = 10_000
"""So many are walked past for one page."""

COUNTED_MAX = 10_000
"""So many are counted, if nobody is left out by a filter."""

KEYS_MAX = 10_000
"""So many keys of custom properties are told."""

_START = Position("", LOWEST)
_END = Position("\U0010ffff" * 4, HIGHEST)


class Found(Struct, frozen=True, kw_only=True):
    """A page of customers, and how many fit, as far as that is known."""

    page: Page[ListedCustomer]
    total: int | None


class _Piece(NamedTuple):
    """Those beyond an edge, nearest first, and where a long walk to them ended."""

    positions: Sequence[Position]
    end: Position | None = None
    total: int | None = None


class _Search(NamedTuple):
    """A search that is being carried out: what is asked, and what statements take of it."""

    asked: CompaniesAsked
    sort: Sort
    edge: Position | None
    facts: dict[str, object]


async def page(tx: Tx, actor: Actor, asked: CompaniesAsked, /) -> Found:
    """List customers, sorted and filtered."""
    require(actor, Scope.READ)
    sort = sort_of(asked)
    edge = edge_of(asked, sort)
    facts = await _facts(tx, asked, sort)
    piece = _Piece([], total=0)
    if facts is not None:
        piece = await _find(tx, _Search(asked, sort, edge, facts))
    page = await _page(tx, actor, asked, sort, piece)
    return Found(page=page, total=piece.total)


async def _find(tx: Tx, search: _Search) -> _Piece:
    """Find a piece of the list.

    The total is promised if no more fit a filter than are fetched. So these are fetched
    first, whatever an estimate says.
    """
    plan: Plan = (Walk(WALKED_MAX),)
    if search.asked.is_filtered:
        plan = (Fetch(FETCHED_MAX), *plan)

    async def attempt(each: Walk | Fetch) -> _Piece | None:
        if isinstance(each, Walk):
            return await _walk(tx, search, each.steps)
        assert each.bound is not None, "a total is promised up to the bound"
        return await _fetch(tx, search, each.bound)

    return await run_attempts(plan, attempt)


async def property_keys(tx: Tx, actor: Actor, /) -> list[str]:
    """List the keys of the custom properties that customers have."""
    require(actor, Scope.READ)
    rows = await tx.rows(SQL.property_keys, most=KEYS_MAX)
    return [row["key"] for row in rows]


async def _facts(tx: Tx, asked: CompaniesAsked, sort: Sort) -> dict[str, object] | None:
    """Return what statements are asked with; nothing if nobody can fit."""
    if asked.billing_status is BillingStatus.ACTIVE:
        return None
    company = None
    if asked.alias is not None:
        alias_as_id = aliases.as_id(asked.alias)
        rows = await tx.rows(
            SQL.find_by_alias, alias=asked.alias, alias_as_id=alias_as_id
        )
        if not rows:
            return None
        company = rows[0]["id"]
    return {
        "company": company,
        "name": asked.pattern,
        "text": asked.legal_name,
        "email": asked.email and asked.email.strip(),
        "label": asked.label,
        "with_archived": asked.include_archived,
        "key": sort.key,
    }


async def _count(tx: Tx, asked: CompaniesAsked) -> int | None:
    (row,) = await tx.rows(
        SQL.count, with_archived=asked.include_archived, most=COUNTED_MAX + 1
    )
    return row["total"] if row["total"] <= COUNTED_MAX else None


async def _fetch(tx: Tx, search: _Search, bound: int) -> _Piece | None:
    """Fetch and sort all that fit, unless there are more than a bound."""
    asked, sort, edge, facts = search
    matches = await tx.rows(SQL.find, most=bound + 1, **facts)
    if len(matches) > bound:
        return None
    column = {"createdAt": None, "legalName": "name"}.get(sort.by, "property")
    positions = [Position(column and row[column], row["id"]) for row in matches]
    having = [each for each in positions if each.value is not None]
    lacking = [each for each in positions if each.value is None]
    down = not sort.ascending
    ordered = sorted(having, reverse=down) + sorted(
        lacking, key=lambda each: each.id, reverse=down
    )
    if edge is not None and asked.backwards:
        ordered = [
            each for each in ordered if edge.follows(each, ascending=sort.ascending)
        ][::-1]
    elif edge is not None:
        ordered = [
            each for each in ordered if each.follows(edge, ascending=sort.ascending)
        ]
    return _Piece(ordered[: asked.limit + 1], total=len(matches))


async def _walk(tx: Tx, search: _Search, steps: int) -> _Piece:
    """Walk the order along its indexes, as far as one page may."""
    asked, sort, edge, facts = search
    total = None if asked.is_filtered else await _count(tx, asked)
    positions: list[Position] = []
    for order, begin in _ways(sort, edge, backwards=asked.backwards):
        rows = await tx.rows(
            SQL.walk,
            order=order,
            up=sort.ascending is not asked.backwards,
            edge=begin.id,
            edge_value=begin.value,
            lacking=sort.key if order == "id" else None,
            walked=steps,
            most=asked.limit + 1 - len(positions),
            **facts,
        )
        for row in rows:
            position = Position(row["value"], row["id"])
            if row["is_end"]:
                return _Piece(positions, position, total)
            positions.append(position)
        if len(positions) > asked.limit:
            break
    return _Piece(positions, total=total)


def _ways(
    sort: Sort, edge: Position | None, *, backwards: bool
) -> list[tuple[str, Position]]:
    """Return the walks that make up an order, and where each begins.

    Behind those that have a custom property stand those that lack it, as they were made.
    """
    first = _START if sort.ascending is not backwards else _END
    if sort.key is None:
        return [("id" if sort.by == "createdAt" else "name", edge or first)]
    ways = ["id", "property"] if backwards else ["property", "id"]
    if edge is None:
        return [(way, first) for way in ways]
    if ways[0] == ("id" if edge.value is None else "property"):
        return [(ways[0], edge), (ways[1], first)]
    return [(ways[1], edge)]


async def _page(
    tx: Tx, actor: Actor, asked: CompaniesAsked, sort: Sort, piece: _Piece
) -> Page[ListedCustomer]:
    """Print a piece of the list, and tell where its neighbours begin."""
    shown = list(piece.positions[: asked.limit])
    beyond = shown[-1] if len(piece.positions) > asked.limit else piece.end
    back = shown[0] if shown else piece.end or _last(sort, backwards=asked.backwards)
    ids = [each.id for each in shown]
    rows, unfit = await read_listed(tx, actor, ids) if ids else ([], None)
    if unfit is not None:
        beyond = shown[ids.index(unfit) - 1]
    if asked.backwards:
        rows.reverse()
    far = None if beyond is None else cursor_of(beyond, sort)
    near = cursor_of(back, sort)
    if asked.backwards:
        return Page(rows=rows, after=near, before=far)
    return Page(rows=rows, after=far, before=near if asked.after else None)


def _last(sort: Sort, *, backwards: bool) -> Position:
    """Return the end of an order that is walked towards: nobody stands beyond it."""
    is_up = sort.ascending is not backwards
    if sort.key is not None and not backwards:
        return Position(None, HIGHEST if is_up else LOWEST)
    return _END if is_up else _START
