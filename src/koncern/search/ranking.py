"""Ranking: what a text matches, and a page of that, best first."""

from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from koncern.base import PAGE_ROWS_BYTES, Page, cut_at
from koncern.companies import Company
from koncern.db import Tx, load
from koncern.search import lists, terms
from koncern.search.filters import Sort
from koncern.search.lists import NAME_HIGHEST, Edge, Search, Total, count, page_of
from koncern.search.planner import (
    CANDIDATES_MAX,
    Lookup,
    choose_loose_ways,
    plan_loose_text,
    plan_text,
    run_attempts,
    weigh,
)
from koncern.search.terms import TextMeant

SQL = load("koncern.search")

NAMED_MAX = 200
"""How many more are, because their name begins with it."""

COMPARED_MAX = 80
"""How many characters of a text are compared with names."""

LOOSE_SCORE_MIN = 300
"""What a name must have in common with a text that it does not match wholly."""


class Ranked(Struct, frozen=True):
    """A company that a text matches, and how well."""

    id: UUID
    score: int
    met: int
    """How many companies were come by, not counting those by how their name begins."""


class RankedCompany(Company, frozen=True):
    """A company that a text matches, how well, and the whole of it printed."""

    score: int


async def find_text(
    tx: Tx, search: Search, *, is_first: bool
) -> tuple[Page[Any], Total | None]:
    """Find what a text matches; if that is nothing, what matches all of it but a piece."""
    meant = await terms.read_text(tx, search.asked.text or "")
    demands = await weigh(tx, search.asked, search.filters, meant)
    page: Page[Any] = Page(rows=[])
    total = Total(total=0, total_is_exact=True) if search.asked.count else None
    if not search.edge.is_loose and (plan := plan_text(meant, demands)):
        page, total = await _find_meant(tx, search, meant, plan)
    if is_first and not page.rows:
        ways = choose_loose_ways(demands)
        search = search._replace(edge=msgspec.structs.replace(search.edge, ways=ways))
    ways = search.edge.ways
    if ways and (plan := plan_loose_text(ways, demands)):
        page, total = await _find_meant(tx, search, meant, plan)
    return page, total


async def _find_meant(
    tx: Tx, search: Search, meant: TextMeant, plan: list[Lookup]
) -> tuple[Page[Any], Total | None]:
    """Find what a text matches as it is read now, best first or in another order."""
    search = search._replace(wanted=plan[0].wanted)
    if search.sort is not Sort.RELEVANCE:
        return await page_of(tx, search), await count(tx, search)
    form = meant.form[:COMPARED_MAX]

    async def attempt(each: Lookup) -> tuple[list[Ranked], bool] | None:
        ranked = await _rank(tx, search, each, form)
        met = ranked[0].met if ranked else 0
        if met < each.least:
            return None
        return ranked, not each.least and met < CANDIDATES_MAX

    ranked, are_all = await run_attempts(plan, attempt)
    if search.edge.is_loose:
        ranked = [each for each in ranked if each.score >= LOOSE_SCORE_MIN]
    page = _cut(search, await _read(tx, _beyond(search, ranked)))
    if search.asked.count and are_all:
        return page, Total(total=len(ranked), total_is_exact=True)
    return page, await count(tx, search)


async def _rank(tx: Tx, search: Search, lookup: Lookup, form: str) -> list[Ranked]:
    """Compare candidates with a text; no name begins with one that has no letters."""
    rows = await tx.rows(
        SQL.rank,
        filters=search.filters.wanted,
        form=form,
        form_end=form + NAME_HIGHEST,
        as_words=f" {form} ",
        named=NAMED_MAX if form and not search.edge.is_loose else 0,
        most=CANDIDATES_MAX,
        wanted=lookup.wanted,
        narrow=lookup.narrow,
        steps=lookup.steps,
        walked=lookup.walked,
        must=lookup.must,
        **msgspec.structs.asdict(search.filters.span),
    )
    return [Ranked(*row) for row in rows]


def _beyond(search: Search, ranked: list[Ranked]) -> list[Ranked]:
    """Return the companies of a page and the next one, nearest to its edge first."""
    asked, edge = search.asked, search.edge
    place = (-edge.score, edge.id)
    rows = ranked
    if asked.backwards:
        rows = [each for each in ranked if (-each.score, each.id) < place][::-1]
    elif asked.after is not None:
        rows = [each for each in ranked if (-each.score, each.id) > place]
    return rows[: asked.limit + 1]


async def _read(tx: Tx, ranked: list[Ranked]) -> list[RankedCompany]:
    scores = {row.id: row.score for row in ranked}
    rows = await tx.rows(SQL.read_found, ids=[*scores], page_bytes=PAGE_ROWS_BYTES)
    return [RankedCompany(**row, score=scores[row["id"]]) for row in rows]


def _cut(search: Search, rows: list[RankedCompany]) -> Page[RankedCompany]:
    asked, ways = search.asked, search.edge.ways
    return cut_at(
        rows,
        asked,
        lambda row: lists.write(asked, Edge(id=row.id, score=row.score, ways=ways)),
    )
