"""What can be done about finding companies."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from koncern.access import require
from koncern.base import Actor, ActorKind, Page, Scope, cut_at
from koncern.companies import Company
from koncern.db import Row, Tx, load
from koncern.search import cursors, filters
from koncern.search.cursors import Edge
from koncern.search.filters import Filters
from koncern.search.model import (
    CompaniesAsked,
    FiltersInvalid,
    FiltersNotYours,
    Found,
    Order,
    Ranked,
    Sort,
    Total,
    Walked,
)
from koncern.search.terms import ALL, PIECES_MAX, TextMeant, all_of, pieces_of

SQL = load("koncern.search")

NOTES_MAX = 200
"""How many notes one search goes by, before it looks: some 20 ms at most."""

STEPS = 5000
"""How many companies are walked through before those that match are fetched instead.

What one in a hundred matches has a page among them; and of what fewer match, even of a
million, all can be fetched and sorted in about the same time.
"""

CANDIDATES_MAX = 1000
NAMED_MAX = 200
LOOSE_SCORE_MIN = 300
COUNTED_STEPS = 20_000
COUNTED_MAX = 10_000
FEW = 20_000


class Search(NamedTuple):
    """A search that is being carried out: what is asked, and what that demands."""

    asked: CompaniesAsked
    sort: Sort
    edge: Edge
    filters: Filters
    wanted: str


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
    await tx.run(SQL.catch_up, most=NOTES_MAX, waits=True)
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
    return await _page(tx, search), await _count(tx, search)


async def catch_up(tx: Tx, /) -> int:
    """Make the companies of an app's oldest notes findable; return how many."""
    (row,) = await tx.rows(SQL.catch_up, most=NOTES_MAX, waits=False)
    return int(row["notes"])


async def list_due(tx: Tx, /) -> list[UUID]:
    """List the apps that have notes."""
    return [row["app_id"] for row in await tx.rows(SQL.list_due_of_every_app)]


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
    text = search.asked.text or ""
    words = await tx.rows(
        SQL.find_words, text=text, pieces=pieces_of(text), most=PIECES_MAX
    )
    meant = TextMeant(tx.app, text, words)
    form = words[0]["form"] if words else ""
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
            page, total = await _page_of_best(tx, tried, form)
        else:
            page, total = await _page(tx, tried), await _count(tx, tried)
    return page, total


async def _page_of_best(
    tx: Tx, search: Search, form: str
) -> tuple[Page[Any], Total | None]:
    """Return a page of what a text matches, best first."""
    asked, edge = search.asked, search.edge
    ranked = await tx.all(
        Ranked,
        SQL.rank,
        wanted=search.wanted,
        filters=search.filters.wanted,
        form=form,
        form_end=form + cursors.NAME_HIGHEST,
        named=0 if edge.is_loose else NAMED_MAX,
        steps=STEPS,
        most=CANDIDATES_MAX,
        **msgspec.structs.asdict(search.filters.span),
    )
    if edge.is_loose:
        ranked = [each for each in ranked if each.score >= LOOSE_SCORE_MIN]
    place = (-edge.score, edge.id)
    if asked.backwards:
        rows = [each for each in ranked if (-each.score, each.id) < place][::-1]
    else:
        rows = [
            each
            for each in ranked
            if asked.after is None or (-each.score, each.id) > place
        ]
    page = cut_at(
        rows[: asked.limit + 1],
        asked,
        lambda row: cursors.write(
            asked, Edge(id=row.id, score=row.score, is_loose=edge.is_loose)
        ),
    )
    total = None
    if asked.count:
        total = Total(total=len(ranked), total_is_exact=len(ranked) < CANDIDATES_MAX)
        if not total.total_is_exact:
            total = await _count(tx, search)
    return await _read(tx, page), total


async def _read(tx: Tx, page: Page[Ranked]) -> Page[Company]:
    ids = [row.id for row in page.rows]
    found = {
        company.id: company
        for company in await tx.all(Company, SQL.read_found, ids=ids)
    }
    return Page(rows=[found[id_] for id_ in ids], after=page.after, before=page.before)


async def _page(tx: Tx, search: Search) -> Page[Found]:
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
        if search.sort is not Sort.NAME:
            facts["edge_name"] = ""
        else:
            facts["edge_time"] = cursors.EARLIEST
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


async def _count(tx: Tx, search: Search) -> Total | None:
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
