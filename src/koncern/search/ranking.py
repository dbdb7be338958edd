"""Ranking: what a text matches, and a page of that, best first."""

from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from msgspec import Struct

from koncern import search_lists, search_terms
from koncern.base import Page, cut_at
from koncern.companies import Company
from koncern.db import Tx, load
from koncern.search_lists import (
    NAME_HIGHEST,
    Edge,
    Estimates,
    Search,
    Sort,
    Total,
    count,
    estimate,
    page_of,
)
from koncern.search_terms import ALL, TextMeant, all_of, any_of

SQL = load("koncern.search")

CANDIDATES_MAX = 500
"""How many companies are compared with a text, of those that it matches."""

NAMED_MAX = 200
"""How many more are, because their name begins with it."""

COMPARED_MAX = 80
"""How many characters of a text are compared with names."""

LOOSE_SCORE_MIN = 300
"""What a name must have in common with a text that it does not match wholly."""

LOOSE_MAX = 5000
"""How many companies may have what is left of a text without one of its words. What more
have says nothing of what was meant: "AB", or the name of a large town."""

BEGUN_COST = 0.1
"""What it costs to look up one company by how a word of it begins, in companies that are
fetched; by whole words, next to nothing."""

BEGUN_MAX = 20_000
"""How many companies may have a word that begins so, where others will do."""


class Ranked(Struct, frozen=True, kw_only=True):
    """A company that a text matches, and how well."""

    id: UUID
    score: int
    is_by_name: bool
    """Whether it was come by only because its name begins with the text."""


class Lookup(NamedTuple):
    """How candidates are come by: what they match, what is looked up, how far to walk."""

    wanted: str
    narrow: list[str]
    steps: int = 0

    @property
    def is_walk(self) -> bool:
        """Whether candidates are what the newest companies have of them."""
        return self.steps > 0


async def find_text(
    tx: Tx, search: Search, *, is_first: bool
) -> tuple[Page[Any], Total | None]:
    """Find what a text matches; if that is nothing, what matches all of it but a piece."""
    meant = await search_terms.read_text(tx, search.asked.text or "")
    page: Page[Any] = Page(rows=[])
    total = Total(total=0, total_is_exact=True) if search.asked.count else None
    if not search.edge.is_loose and (lookup := await _look_up(tx, search, meant)):
        page, total = await _find_meant(tx, search, meant, lookup)
    if is_first and not page.rows:
        search = await _loosened(tx, search, meant)
    if search.edge.is_loose and (lookup := _look_up_loosely(search, meant)):
        page, total = await _find_meant(tx, search, meant, lookup)
    return page, total


async def _find_meant(
    tx: Tx, search: Search, meant: TextMeant, lookup: Lookup
) -> tuple[Page[Any], Total | None]:
    """Find what a text matches as it is read now, best first or in another order."""
    search = search._replace(wanted=lookup.wanted)
    if search.sort is not Sort.RELEVANCE:
        return await page_of(tx, search), await count(tx, search)
    form = meant.form[:COMPARED_MAX]
    ranked = await _rank(tx, search, lookup, form)
    met = sum(not each.is_by_name for each in ranked)
    if lookup.is_walk and met < CANDIDATES_MAX / 2:
        # There are fewer than was guessed: then they are fetched quickly.
        lookup = Lookup(lookup.wanted, [lookup.wanted])
        ranked = await _rank(tx, search, lookup, form)
    page = await _read(tx, _cut(search, ranked))
    if not search.asked.count:
        return page, None
    if not lookup.is_walk and len(ranked) < CANDIDATES_MAX:
        return page, Total(total=len(ranked), total_is_exact=True)
    return page, await count(tx, search)


async def _look_up(tx: Tx, search: Search, meant: TextMeant) -> Lookup | None:
    """Choose how to come by all that a text matches: by walking, by all terms, or some."""
    if not meant.strictly:
        return None
    demanded = _demanded(search)
    wanted = all_of([meant.strictly, demanded])
    others = all_of([meant.others, demanded]) if meant.others else ""
    guess = await _guess(tx, search, [wanted, others or ALL, meant.begun or ALL])
    matching, narrowed, begun = guess.fitting
    walk = int(1.2 * CANDIDATES_MAX * guess.every / max(matching, 1))
    is_of_all_times = guess.every == guess.created == guess.updated
    if walk <= matching and is_of_all_times and meant.is_of_words:
        return Lookup(wanted, [wanted], walk)
    passed = min(narrowed, CANDIDATES_MAX * narrowed / max(matching, 1))
    is_narrow = passed < begun * BEGUN_COST + min(matching, CANDIDATES_MAX)
    return Lookup(wanted, [others if others and is_narrow else wanted])


async def _loosened(tx: Tx, search: Search, meant: TextMeant) -> Search:
    """Choose the ways to do without one word of a text: what is left must say something."""
    if not meant.loosely:
        return search
    demands = _demands(search, meant)
    guess = await _guess(tx, search, [meant.begun or ALL, *demands])
    begun, *fitting = guess.fitting
    of_way = len(meant.loosely)
    first = 0 if begun <= BEGUN_MAX else of_way
    taken = [
        place for place in range(first, first + of_way) if fitting[place] <= LOOSE_MAX
    ]
    ways = sum(1 << place for place in taken)
    return search._replace(edge=msgspec.structs.replace(search.edge, ways=ways))


def _look_up_loosely(search: Search, meant: TextMeant) -> Lookup | None:
    """Come by what matches a text in the ways that were chosen for its first page."""
    told = [
        demand
        for place, demand in enumerate(_demands(search, meant))
        if search.edge.ways >> place & 1
    ]
    return Lookup(any_of(told), told) if told else None


def _demands(search: Search, meant: TextMeant) -> list[str]:
    """Return what a text demands without each of its words: with the last begun, or not."""
    demanded = _demanded(search)
    return [
        all_of([each, demanded])
        for way in (meant.loosely, meant.loosely_ended)
        for each in way
    ]


def _demanded(search: Search) -> str:
    return search.filters.wanted if search.filters.has_terms else ""


async def _guess(tx: Tx, search: Search, demands: list[str]) -> Estimates:
    return await estimate(tx, search.asked, search.filters.span, demands)


async def _rank(tx: Tx, search: Search, lookup: Lookup, form: str) -> list[Ranked]:
    """Compare candidates with a text; no name begins with one that has no letters."""
    is_loose = search.edge.is_loose
    ranked = await tx.all(
        Ranked,
        SQL.rank,
        filters=search.filters.wanted,
        form=form,
        form_end=form + NAME_HIGHEST,
        named=NAMED_MAX if form and not is_loose else 0,
        most=CANDIDATES_MAX,
        **lookup._asdict(),
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
        lambda row: search_lists.write(
            asked, Edge(id=row.id, score=row.score, ways=edge.ways)
        ),
    )


async def _read(tx: Tx, page: Page[Ranked]) -> Page[Company]:
    ids = [row.id for row in page.rows]
    found = {row["id"]: Company(*row) for row in await tx.rows(SQL.read_found, ids=ids)}
    return Page(rows=[found[id_] for id_ in ids], after=page.after, before=page.before)
