"""What can be done about finding companies."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from koncern.access import require
from koncern.base import Actor, ActorKind, Page, Scope, first_faults
from koncern.db import Row, Tx, load
from koncern.search import filters, lists, terms
from koncern.search.filters import (
    LABELS,
    CompaniesAsked,
    FiltersInvalid,
    FiltersNotYours,
)
from koncern.search.lists import Search, Total, count, page_of
from koncern.search.ranking import find_text

SQL = load("koncern.search")


async def find(
    tx: Tx, actor: Actor, asked: CompaniesAsked, /
) -> tuple[Page[Any], Total | None]:
    """Find the companies that match, and count them if asked to."""
    if actor.kind is ActorKind.USER:
        raise FiltersNotYours
    require(actor, Scope.READ)
    sort = filters.sort_of(asked)
    edge = lists.read(asked)
    faults = first_faults(filters.faults_of(asked))
    await terms.catch_up(tx, waits=True)
    meant = filters.named(asked)
    rows = await _find_named(tx, meant)
    faults += filters.unknown(meant, rows)
    if faults:
        raise FiltersInvalid(faults=faults)
    demanded = filters.filters_of(tx.app, asked, rows)
    first = edge or lists.start(asked, sort)
    search = Search(asked, sort, first, demanded, demanded.wanted)
    if asked.text is not None:
        return await find_text(tx, search, is_first=edge is None)
    return await page_of(tx, search), await count(tx, search)


async def _find_named(tx: Tx, meant: dict[str, list[UUID | str]]) -> Sequence[Row]:
    if not meant:
        return []
    facts: dict[str, Sequence[UUID | str]] = {}
    for kind in (*LABELS, "parent"):
        names = meant.get(kind, [])
        facts[f"{kind}_ids"] = [each for each in names if isinstance(each, UUID)]
        facts[f"{kind}_names"] = [each for each in names if isinstance(each, str)]
    return await tx.rows(SQL.find_named, **facts)
