"""Listing: planning a list that is filtered, in an order (decision 0030)."""

from typing import NamedTuple

from koncern.search.filters import CompaniesAsked, Sort
from koncern.search.planner.estimates import Estimates, is_given
from koncern.search.planner.plans import Fetch, Plan, Prices, Walk
from koncern.search.terms import ALL, required

STEPS_MIN, STEPS_MAX = 500, 20_000
"""How many companies a walk passes: twice as many as expected, within these bounds."""

FETCHED_MAX = 10_000
"""How many are fetched: if more match, even of a million, a walk is quick."""

FETCH_BEGUN = 30
"""What a fetch costs beside the companies that it fetches."""

WALK = Prices(signed=0.3, read=1.5)

APART_MAX = 30_000
"""How many companies of a span are fetched rather than walked to in the order of the other
time. Most of what was added in one month was changed about then: it stands together."""

SPAN_MAX = 100_000
"""The same of a span alone, which is read from an index."""

_OTHER = {Sort.CREATED: "updated", Sort.UPDATED: "created"}


class ListPlan(NamedTuple):
    """How a page of a list is read."""

    attempts: Plan
    by: str | None
    """What a fetch goes by: the terms or the span that fewest companies have, if any."""
    is_span: bool
    """Whether all that is asked for is a span of one time in the order of the other."""
    required: list[str]
    """The terms of all that match."""


def plan_list(
    asked: CompaniesAsked, sort: Sort, wanted: str, guess: Estimates
) -> ListPlan:
    """Choose between walking and fetching, by how many companies each would read."""
    by, fewest = _narrowest(asked, wanted, guess)
    is_apart = _is_apart(asked, sort)
    is_span = is_apart and wanted == ALL
    if is_apart and fewest <= (SPAN_MAX if is_span else APART_MAX):
        passed, bound = float(guess.every), 2 * APART_MAX
    else:
        matching = max(guess.matching(guess.fitting[0]), 1)
        passed = (asked.limit + 1) * guess.in_order(sort) / matching
        bound = FETCHED_MAX
    terms = required(wanted)
    attempts: Plan
    if by is None or WALK.cost(passed, terms) <= fewest + FETCH_BEGUN:
        steps = min(STEPS_MAX, max(STEPS_MIN, int(2 * passed)))
        attempts = (Walk(steps), Fetch())
    else:
        attempts = (Fetch(bound), Walk(STEPS_MAX), Fetch())
    return ListPlan(attempts, by, is_span, terms)


def _narrowest(
    asked: CompaniesAsked, wanted: str, guess: Estimates
) -> tuple[str | None, float]:
    """Return which of the demands fewest companies meet, and how many do."""
    numbers: dict[str, float] = {
        kind: getattr(guess, kind)
        for kind in ("created", "updated")
        if is_given(asked, kind)
    }
    if wanted != ALL:
        numbers["terms"] = guess.fitting[0]
    by = min(numbers, key=lambda kind: numbers[kind], default=None)
    return by, numbers[by] if by else 0


def _is_apart(asked: CompaniesAsked, sort: Sort) -> bool:
    """Tell whether a span of one time is wanted in the order of the other."""
    own, other = sort, _OTHER.get(sort)
    return other is not None and is_given(asked, other) and not is_given(asked, own)
