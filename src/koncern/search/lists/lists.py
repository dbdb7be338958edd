"""Lists: a page of what matches, in order, and how many match.

What many companies match is come by soon when one walks in the order of the list. What
few match is fetched, all of it, and sorted. Which of the two is quicker is guessed before;
and as a guess may be wrong, either is given up when it takes long, for the other.
"""

from typing import NamedTuple

import msgspec

from koncern.base import LOWEST, PAGE_ROWS_BYTES, Page, cut_at
from koncern.db import Tx, load
from koncern.search.filters import CompaniesAsked, Filters, Order, Sort
from koncern.search.lists import cursors
from koncern.search.lists.cursors import Edge
from koncern.search.lists.estimates import Estimates, estimate, is_given
from koncern.search.lists.model import Fetched, Found, Total, Walked
from koncern.search.terms import ALL, required

SQL = load("koncern.search.lists")

STEPS_MIN, STEPS_MAX = 500, 20_000
"""How far is walked: twice as far as one expects to go, within these bounds."""

FETCHED_MAX = 10_000
"""How many are fetched: where more match, even of a million, a walk is quick."""

FETCH_COST = 30
SIGNED_COST, STEP_COST = 0.3, 1.5
"""What a walk costs for each company that it passes, in companies that are fetched: those
without the signature of what is demanded are passed by in an index alone."""

APART_MAX = 30_000
"""How many companies of a span are rather fetched than walked to in the order of the other
time. What was added in one month was mostly changed about then: it stands together."""

SPAN_MAX = 100_000
"""The same of a span alone, which is read from an index."""

_OTHER = {Sort.CREATED: "updated", Sort.UPDATED: "created"}

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


class Way(NamedTuple):
    """How a list is gone about: what fewest companies have, and how far to walk."""

    by: str | None
    fewest: float
    walk: float
    """How many companies are passed until a page is full, as far as one can guess."""
    bound: int = FETCHED_MAX
    """How many are fetched before walking is tried after all."""
    is_span: bool = False
    """Whether all that is asked for is a span of one time in the order of the other."""


async def page_of(tx: Tx, search: Search, /) -> Page[Found]:
    """Return a page: by walking a little way or by fetching what matches, or by both."""
    asked = search.asked
    way = _way(search, await _estimate(tx, search))
    rows: list[Found] | None = None
    must = required(search.wanted)
    step = SIGNED_COST if must else STEP_COST
    is_soon = way.walk * step <= way.fewest + FETCH_COST
    steps = STEPS_MAX
    if way.by is None or is_soon:
        steps = min(STEPS_MAX, max(STEPS_MIN, int(2 * way.walk)))
    else:
        rows = await _fetch(tx, search, way, bound=way.bound)
    if rows is None:
        rows = await _walk(tx, search, must, steps)
    if rows is None:
        rows = await _fetch(tx, search, way, bound=None)
    assert rows is not None, "without a bound, all is fetched"
    return cut_at(rows, asked, lambda row: cursors.write(asked, _edge_of(row, search)))


async def count(tx: Tx, search: Search, /) -> Total | None:
    """Count what matches, up to a bound, if it is asked for."""
    if not search.asked.count:
        return None
    guess = await _estimate(tx, search)
    way = _way(search, guess)
    facts = _facts(search)
    share = guess.matching(guess.fitting[0]) / max(guess.created, 1)
    if way.by is None or share * guess.created >= MANY:
        steps = SAMPLED if way.by else COUNTED_MAX + 1
        (near,) = await tx.rows(SQL.count_near, steps=steps, **facts)
        matched = int(near["matched"])
        if way.by is None:
            return _total(matched)
        if matched >= AGREES * share * SAMPLED and near["seen"] == SAMPLED:
            return _total(COUNTED_MAX + 1)
    by = way.by or "terms"
    (far,) = await tx.rows(SQL.count_far, by=by, bound=COUNTED_MAX + 1, **facts)
    return _total(int(far["matched"]))


def _total(matched: int) -> Total:
    return Total(total=min(matched, COUNTED_MAX), total_is_exact=matched <= COUNTED_MAX)


async def _estimate(tx: Tx, search: Search) -> Estimates:
    return await estimate(tx, search.asked, search.filters.span, [search.wanted])


def _way(search: Search, guess: Estimates) -> Way:
    """Choose what to fetch by, if anything narrows the list down, and guess the walk."""
    numbers: dict[str, float] = {
        kind: getattr(guess, kind)
        for kind in ("created", "updated")
        if is_given(search.asked, kind)
    }
    if search.wanted != ALL:
        numbers["terms"] = guess.fitting[0]
    by = min(numbers, key=lambda kind: numbers[kind], default=None)
    matching = max(guess.matching(guess.fitting[0]), 1)
    walk = (search.asked.limit + 1) * guess.in_order(search.sort) / matching
    fewest = numbers[by] if by else 0
    is_apart = _stands_apart(search)
    is_span = is_apart and search.wanted == ALL
    if is_apart and fewest <= (SPAN_MAX if is_span else APART_MAX):
        return Way(by, fewest, guess.every, 2 * APART_MAX, is_span=is_span)
    return Way(by, fewest, walk, is_span=is_span)


def _stands_apart(search: Search) -> bool:
    """Tell whether a span of one time is wanted in the order of the other."""
    own, other = search.sort, _OTHER.get(search.sort)
    return other is not None and (
        is_given(search.asked, other) and not is_given(search.asked, own)
    )


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
    tx: Tx, search: Search, way: Way, *, bound: int | None
) -> list[Found] | None:
    """Fetch what matches by what few have; return a page's rows, or None if too many."""
    facts = _page_facts(search) | {"by": way.by or "terms"}
    if way.is_span:
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
