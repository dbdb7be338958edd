"""Lists: a page of what matches, in order, and how many match.

A page is read by walking in the order of the list or by fetching all that match; the
planner says in which order these are tried.
"""

from typing import NamedTuple

import msgspec

from koncern.base import LOWEST, PAGE_ROWS_BYTES, Page, cut_at
from koncern.db import Tx, load
from koncern.search.filters import CompaniesAsked, Filters, Order, Sort
from koncern.search.lists import cursors
from koncern.search.lists.cursors import Edge
from koncern.search.lists.model import Fetched, Found, Total, Walked
from koncern.search.planner import (
    Estimates,
    Fetch,
    ListPlan,
    Walk,
    estimate,
    plan_list,
    run_attempts,
)

SQL = load("koncern.search.lists")

COUNTED_MAX = 10_000

MANY = 25_000
"""So many need not be counted to know that they are more than that, where a look at a
sample of them says about the same."""

SAMPLED = 3000
AGREES = 0.7


class Search(NamedTuple):
    """A search that is being carried out: what is asked, and what that demands."""

    asked: CompaniesAsked
    sort: Sort
    edge: Edge
    filters: Filters
    wanted: str

    @property
    def is_back(self) -> bool:
        """Whether the list is gone through from its end."""
        return self.asked.backwards != (self.asked.order is Order.DESC)


async def page_of(tx: Tx, search: Search, /) -> Page[Found]:
    """Return a page of what matches, in order."""
    asked = search.asked
    plan = _plan(search, await _estimate(tx, search))

    async def attempt(each: Walk | Fetch) -> list[Found] | None:
        if isinstance(each, Walk):
            return await _walk(tx, search, plan.required, each.steps)
        return await _fetch(tx, search, plan, bound=each.bound)

    rows = await run_attempts(plan.attempts, attempt)
    return cut_at(rows, asked, lambda row: cursors.write(asked, _edge_of(row, search)))


async def count(tx: Tx, search: Search, /) -> Total | None:
    """Count what matches, up to a bound, if it is asked for."""
    if not search.asked.count:
        return None
    guess = await _estimate(tx, search)
    by = _plan(search, guess).by
    facts = _facts(search)
    share = guess.matching(guess.fitting[0]) / max(guess.created, 1)
    if by is None or share * guess.created >= MANY:
        steps = SAMPLED if by else COUNTED_MAX + 1
        (near,) = await tx.rows(SQL.count_near, steps=steps, **facts)
        matched = int(near["matched"])
        if by is None:
            return _total(matched)
        if matched >= AGREES * share * SAMPLED and near["seen"] == SAMPLED:
            return _total(COUNTED_MAX + 1)
    (far,) = await tx.rows(
        SQL.count_far, by=by or "terms", bound=COUNTED_MAX + 1, **facts
    )
    return _total(int(far["matched"]))


def _total(matched: int) -> Total:
    return Total(total=min(matched, COUNTED_MAX), total_is_exact=matched <= COUNTED_MAX)


async def _estimate(tx: Tx, search: Search) -> Estimates:
    return await estimate(tx, search.asked, search.filters.span, [search.wanted])


def _plan(search: Search, guess: Estimates) -> ListPlan:
    return plan_list(search.asked, search.sort, search.wanted, guess)


async def _walk(
    tx: Tx, search: Search, must: list[str], steps: int
) -> list[Found] | None:
    """Walk so far; return a page's rows, or None if that does not lead to a page."""
    query = {
        (Sort.CREATED, False): SQL.page_by_created_on,
        (Sort.CREATED, True): SQL.page_by_created_back,
        (Sort.UPDATED, False): SQL.page_by_updated_on,
        (Sort.UPDATED, True): SQL.page_by_updated_back,
        (Sort.NAME, False): SQL.page_by_name_on,
        (Sort.NAME, True): SQL.page_by_name_back,
    }[search.sort, search.is_back]
    start = search._replace(edge=_within_span(search))
    came = await tx.rows(query, must=must, steps=steps, **_page_facts(start))
    walked = [Walked(*row) for row in came]
    rows: list[Found] = [row for row in walked if row.matches]
    is_short = len(rows) <= search.asked.limit
    return None if is_short and walked and walked[-1].place == steps else rows


def _within_span(search: Search) -> Edge:
    """Return the edge, or that of the span: an index is read from the edge on."""
    edge, span = search.edge, msgspec.structs.asdict(search.filters.span)
    if search.sort is Sort.NAME:
        return edge
    first, end = span[f"{search.sort}_from"], span[f"{search.sort}_to"]
    if search.is_back and edge.time >= end:
        return Edge(id=LOWEST, microseconds=cursors.microseconds(end))
    if not search.is_back and edge.time < first:
        return Edge(id=LOWEST, microseconds=cursors.microseconds(first))
    return edge


async def _fetch(
    tx: Tx, search: Search, plan: ListPlan, *, bound: int | None
) -> list[Found] | None:
    """Fetch what matches by what few have; return a page's rows, or None if too many."""
    facts = _page_facts(search) | {"by": plan.by or "terms"}
    if plan.is_span:
        query = SQL.span_back if search.is_back else SQL.span_on
        return [Found(*row) for row in await tx.rows(query, **facts)]
    query = SQL.find_back if search.is_back else SQL.find_on
    facts |= {"sort": search.sort, "bound": bound}
    fetched = [Fetched(*row) for row in await tx.rows(query, **facts)]
    rows: list[Found] = [*fetched]
    return None if fetched and fetched[0].fetched == bound else rows


def _facts(search: Search) -> dict[str, object]:
    return {"wanted": search.wanted} | msgspec.structs.asdict(search.filters.span)


def _page_facts(search: Search) -> dict[str, object]:
    return _facts(search) | {
        "edge": search.edge.id,
        "edge_name": search.edge.name,
        "edge_time": search.edge.time,
        "most": search.asked.limit + 1,
        "page_bytes": PAGE_ROWS_BYTES,
    }


def _edge_of(row: Found, search: Search) -> Edge:
    ways = search.edge.ways
    if search.sort is Sort.NAME:
        return Edge(id=row.id, name=row.name, ways=ways)
    moment = row.created_at if search.sort is Sort.CREATED else row.updated_at
    return Edge(id=row.id, microseconds=cursors.microseconds(moment), ways=ways)
