"""Ranking: a page of what a text matches, best first."""

from typing import Any

import msgspec

from koncern.base import Page, cut_at
from koncern.companies import Company
from koncern.db import Tx, load
from koncern.search import cursors
from koncern.search.cursors import Edge
from koncern.search.lists import STEPS, Search, count
from koncern.search.model import Ranked, Total

SQL = load("koncern.search")

CANDIDATES_MAX = 1000
"""How many companies are compared with a text, of those that it matches."""

NAMED_MAX = 200
"""How many more are, because their name begins with it."""

LOOSE_SCORE_MIN = 300
"""What a name must have in common with a text that it does not match wholly."""


async def page_of_best(
    tx: Tx, search: Search, form: str
) -> tuple[Page[Any], Total | None]:
    """Return a page of what a text matches, best first; count it if asked to."""
    ranked = await _rank(tx, search, form)
    page = await _read(tx, _cut(search, ranked))
    if not search.asked.count:
        return page, None
    if len(ranked) < CANDIDATES_MAX:
        return page, Total(total=len(ranked), total_is_exact=True)
    return page, await count(tx, search)


async def _rank(tx: Tx, search: Search, form: str) -> list[Ranked]:
    is_loose = search.edge.is_loose
    ranked = await tx.all(
        Ranked,
        SQL.rank,
        wanted=search.wanted,
        filters=search.filters.wanted,
        form=form,
        form_end=form + cursors.NAME_HIGHEST,
        named=0 if is_loose else NAMED_MAX,
        steps=STEPS,
        most=CANDIDATES_MAX,
        **msgspec.structs.asdict(search.filters.span),
    )
    return [each for each in ranked if not is_loose or each.score >= LOOSE_SCORE_MIN]


def _cut(search: Search, ranked: list[Ranked]) -> Page[Ranked]:
    asked, edge = search.asked, search.edge
    place = (-edge.score, edge.id)
    rows = ranked
    if asked.backwards:
        rows = [each for each in ranked if (-each.score, each.id) < place][::-1]
    elif asked.after is not None:
        rows = [each for each in ranked if (-each.score, each.id) > place]
    return cut_at(
        rows[: asked.limit + 1],
        asked,
        lambda row: cursors.write(
            asked, Edge(id=row.id, score=row.score, is_loose=edge.is_loose)
        ),
    )


async def _read(tx: Tx, page: Page[Ranked]) -> Page[Company]:
    ids = [row.id for row in page.rows]
    found = {
        company.id: company
        for company in await tx.all(Company, SQL.read_found, ids=ids)
    }
    return Page(rows=[found[id_] for id_ in ids], after=page.after, before=page.before)
