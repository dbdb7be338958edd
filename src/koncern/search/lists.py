"""Lists: a page of what matches, in order, and how many match.

Most filters match many companies: then a page of them is come by soon when one walks in
the order of the list. What few match is not: then all of them are fetched, and sorted.
Whatever is asked, one of the two is quick; which one shows when the walk has gone on
for a while.
"""

from typing import NamedTuple

import msgspec

from koncern.base import Page, cut_at
from koncern.db import Tx, load
from koncern.search import cursors
from koncern.search.cursors import Edge
from koncern.search.filters import Filters
from koncern.search.model import CompaniesAsked, Found, Order, Sort, Total, Walked
from koncern.search_terms import ALL

SQL = load("koncern.search")

STEPS = 3000
"""How far is walked: what one in fifty matches has a page among so many, and what fewer
match can be fetched and sorted about as quickly, even of a million."""

FEW = 20_000
"""How many companies of a span of time may be fetched and looked through."""

COUNTED_STEPS = 20_000
COUNTED_MAX = 10_000


class Search(NamedTuple):
    """A search that is being carried out: what is asked, and what that demands."""

    asked: CompaniesAsked
    sort: Sort
    edge: Edge
    filters: Filters
    wanted: str


async def page_of(tx: Tx, search: Search) -> Page[Found]:
    """Return a page: by walking a little way, else by fetching all that match."""
    asked, edge = search.asked, search.edge
    is_back = asked.backwards != (asked.order is Order.DESC)
    facts = {
        "wanted": search.wanted,
        "edge": edge.id,
        "edge_name": edge.name,
        "edge_time": edge.time,
        "most": asked.limit + 1,
    } | msgspec.structs.asdict(search.filters.span)
    walk = {
        (Sort.CREATED, False): SQL.page_by_created_on,
        (Sort.CREATED, True): SQL.page_by_created_back,
        (Sort.UPDATED, False): SQL.page_by_updated_on,
        (Sort.UPDATED, True): SQL.page_by_updated_back,
        (Sort.NAME, False): SQL.page_by_name_on,
        (Sort.NAME, True): SQL.page_by_name_back,
    }[search.sort, is_back]
    walked = await tx.all(Walked, walk, steps=STEPS, **facts)
    rows: list[Found] = [row for row in walked if row.matches]
    goes_on = len(rows) <= asked.limit and walked and walked[-1].place == STEPS
    if goes_on and (by := await _fewest(tx, search)):
        query = SQL.find_back if is_back else SQL.find_on
        rows = await tx.all(Found, query, by=by, sort=search.sort, **facts)
    return cut_at(rows, asked, lambda row: cursors.write(asked, _edge_of(row, search)))


def _edge_of(row: Found, search: Search) -> Edge:
    is_loose = search.edge.is_loose
    if search.sort is Sort.NAME:
        return Edge(id=row.id, name=row.name, is_loose=is_loose)
    moment = row.created_at if search.sort is Sort.CREATED else row.updated_at
    return Edge(id=row.id, microseconds=cursors.microseconds(moment), is_loose=is_loose)


async def _fewest(tx: Tx, search: Search) -> str | None:
    """Return what the fewest companies have of what is demanded; None if nothing is."""
    asked = search.asked
    has_terms = search.wanted != ALL
    spans = {
        "created": bool(asked.created_from or asked.created_to),
        "updated": bool(asked.updated_from or asked.updated_to),
    }
    given = [name for name, is_given in spans.items() if is_given]
    if not given:
        return "terms" if has_terms else None
    if has_terms or len(given) > 1:
        span = msgspec.structs.asdict(search.filters.span)
        (counted,) = await tx.rows(SQL.count_span, bound=FEW, **span)
        given.sort(key=lambda name: int(counted[name]))
        if has_terms and counted[given[0]] >= FEW:
            return "terms"
    return given[0]


async def count(tx: Tx, search: Search) -> Total | None:
    """Count what matches, up to a bound, if it is asked for."""
    if not search.asked.count:
        return None
    facts = {"wanted": search.wanted} | msgspec.structs.asdict(search.filters.span)
    (near,) = await tx.rows(SQL.count_near, steps=COUNTED_STEPS, **facts)
    matched = int(near["matched"])
    by = await _fewest(tx, search) if near["seen"] == COUNTED_STEPS else None
    if by and matched <= COUNTED_MAX:
        (far,) = await tx.rows(SQL.count_far, by=by, bound=COUNTED_MAX + 1, **facts)
        matched = int(far["matched"])
    return Total(total=min(matched, COUNTED_MAX), total_is_exact=matched <= COUNTED_MAX)
