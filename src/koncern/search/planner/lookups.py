"""Lookups: planning how the companies that a text matches are found (decision 0034).

What is rare of a text is looked up in the index; the rest is checked in the companies that
are fetched. If that would read more than walking through the newest, these are walked first.
"""

from collections.abc import Sequence
from typing import NamedTuple

from koncern.search.planner.demands import Demand, Demands
from koncern.search.planner.plans import Prices
from koncern.search.terms import NONE, PIECES_MAX, TextMeant, all_of, any_of, required

CANDIDATES_MAX = 500
"""How many companies are compared with a text, of those that it matches."""

LOOSE_MAX = 5000
"""How many companies may have what is left of a text without one of its words. What more
have says nothing of what was meant: "AB", or the name of a large town."""

WALK = Prices(signed=0.075, read=1)

BEGUN_MAX = 20_000
"""How many companies may have the last word of a text as it is, for it to be taken as begun
where another word is left out."""

EXACTLY = 1 << PIECES_MAX
"""The bit beside those of the ways: the last word is taken as it is."""


class Lookup(NamedTuple):
    """An attempt to find candidates: what they match, what is looked up, how far to walk."""

    wanted: str
    narrow: list[str]
    steps: int = 0
    walked: str = NONE
    """What those who are walked to match."""
    must: Sequence[str] = ()
    """The terms that this demands for certain."""
    least: int = 0
    """How few candidates make it give up; it finds all that match if there is no such."""


def plan_text(meant: TextMeant, demands: Demands) -> list[Lookup]:
    """Plan to find what a text matches: by walking, or by what is rare of it.

    If more companies than are compared have the last word as it is, those that only
    begin so, or have a similar one, are not looked up: they would come behind.
    """
    if meant.as_number:
        either = any_of([meant.as_number, _terms_of(demands.pieces)])
        wanted = all_of([either, _terms_of(demands.filters)])
        return [Lookup(wanted, [wanted])]
    if not meant.pieces:
        return []
    wanted = _terms_of(demands.all)
    narrow, cost = _narrowed(demands, demands.all)
    attempts = [Lookup(wanted, [narrow])]
    if demands.exact:
        exactly = demands.exactly()
        if exactly.matching(exactly.all) >= 2 * CANDIDATES_MAX:
            exact, cost = _narrowed(exactly, exactly.all)
            attempts = [Lookup(wanted, [exact], least=CANDIDATES_MAX // 2), *attempts]
            demands = exactly
    walk = _walk(wanted, demands)
    is_sure = demands.is_of_all_times and meant.is_of_words
    if is_sure and WALK.cost(walk.steps, walk.must) <= cost:
        return [walk, Lookup(wanted, [narrow])]
    return attempts


def _walk(wanted: str, demands: Demands) -> Lookup:
    """Plan to pass some more of the newest companies than hold enough that match."""
    walked = _terms_of(demands.all)
    matching = max(demands.matching(demands.all), 1)
    return Lookup(
        wanted,
        narrow=[],
        steps=int(1.2 * CANDIDATES_MAX * demands.every / matching),
        walked=walked,
        must=required(walked),
        least=CANDIDATES_MAX // 2,
    )


def _narrowed(demands: Demands, wanted: list[Demand]) -> tuple[str, float]:
    """Choose what to look companies up by, and guess what it costs.

    That is the rarest of some demands, and the cheapest beside it as long as reading it costs
    less than fetching the companies that it leaves out. Who is fetched must meet all of them.
    """
    rarest, *others = sorted(wanted, key=lambda each: each.share)
    in_order = [rarest, *sorted(others, key=lambda each: each.beside)]
    matching = max(demands.matching(wanted), 1)
    costs = []
    for end in range(1, len(in_order) + 1):
        taken = in_order[:end]
        met = demands.matching(taken)
        fetched = min(met, CANDIDATES_MAX * met / matching)
        reading = rarest.cost + sum(each.beside for each in taken[1:])
        costs.append((fetched + reading, end))
    cost, end = min(costs)
    return _terms_of(in_order[:end]), cost


def choose_loose_ways(demands: Demands) -> int:
    """Choose which pieces of a text can be left out: what is left must say something."""
    is_common = demands.exact and demands.exact.share * demands.every > BEGUN_MAX
    if is_common:
        demands = demands.exactly()
    ways = sum(
        1 << place
        for place in _places(demands)
        if demands.matching_at_least(demands.without(place)) <= LOOSE_MAX
    )
    return ways | EXACTLY if ways and is_common else ways


def plan_loose_text(ways: int, demands: Demands) -> list[Lookup]:
    """Plan to find what a text matches in the ways that were chosen for its first page."""
    if ways & EXACTLY and demands.exact:
        demands = demands.exactly()
    chosen = [demands.without(place) for place in _places(demands) if ways >> place & 1]
    if not chosen:
        return []
    narrow = [_narrowed(demands, way)[0] for way in chosen]
    return [Lookup(any_of(map(_terms_of, chosen)), narrow)]


def _terms_of(demands: list[Demand]) -> str:
    """Return what several demands demand together."""
    return all_of(each.terms for each in demands)


def _places(demands: Demands) -> range:
    """Return which pieces can be left out: any, if there are others."""
    return range(len(demands.pieces) if len(demands.pieces) > 1 else 0)
