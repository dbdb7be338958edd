"""What can be done about finding companies."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from koncern import search_terms
from koncern.access import require
from koncern.base import Actor, ActorKind, Page, Scope
from koncern.db import Row, Tx, load
from koncern.search import cursors, filters
from koncern.search.lists import Search, count, page_of
from koncern.search.model import (
    CompaniesAsked,
    FiltersInvalid,
    FiltersNotYours,
    Sort,
    Total,
)
from koncern.search.ranking import page_of_best
from koncern.search_terms import all_of

SQL = load("koncern.search")


async def find(
    tx: Tx, actor: Actor, asked: CompaniesAsked, /
) -> tuple[Page[Any], Total | None]:
    """Find the companies that match, and count them if asked to."""
    if actor.kind is ActorKind.USER:
        raise FiltersNotYours
    require(actor, Scope.READ)
    sort = filters.sort_of(asked)
    edge = cursors.read(asked)
    faults = [*filters.faults_of(asked)]
    await search_terms.catch_up(tx, waits=True)
    meant = filters.named(asked)
    rows = await _find_named(tx, meant)
    faults += filters.unknown(meant, rows)
    if faults:
        raise FiltersInvalid(faults=faults)
    demanded = filters.filters_of(tx.app, asked, rows)
    first = edge or cursors.start(asked, sort)
    search = Search(asked, sort, first, demanded, demanded.wanted)
    if asked.text is not None:
        return await _find_text(tx, search, is_first=edge is None)
    return await page_of(tx, search), await count(tx, search)


async def _find_named(tx: Tx, meant: dict[str, list[UUID | str]]) -> Sequence[Row]:
    if not meant:
        return []
    facts: dict[str, Sequence[UUID | str]] = {}
    for kind in (*filters.LABELS, "parent"):
        names = meant.get(kind, [])
        facts[f"{kind}_ids"] = [each for each in names if isinstance(each, UUID)]
        facts[f"{kind}_names"] = [each for each in names if isinstance(each, str)]
    return await tx.rows(SQL.find_named, **facts)


async def _find_text(
    tx: Tx, search: Search, *, is_first: bool
) -> tuple[Page[Any], Total | None]:
    """Find what a text matches; if that is nothing, what matches all of it but a piece."""
    meant = await search_terms.read_text(tx, search.asked.text or "")
    page: Page[Any] = Page(rows=[])
    total = Total(total=0, total_is_exact=True) if search.asked.count else None
    for is_loose in (False, True) if is_first else (search.edge.is_loose,):
        query = meant.loosely if is_loose else meant.strictly
        if not query or page.rows:
            continue
        edge = msgspec.structs.replace(search.edge, is_loose=is_loose)
        demanded = search.filters.wanted if search.filters.has_terms else ""
        tried = search._replace(edge=edge, wanted=all_of([query, demanded]))
        if search.sort is Sort.RELEVANCE:
            page, total = await page_of_best(tx, tried, meant.form)
        else:
            page, total = await page_of(tx, tried), await count(tx, tried)
    return page, total
