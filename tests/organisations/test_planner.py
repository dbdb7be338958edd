"""The planner of searches: what is tried first, and what when that goes too far."""

import asyncio
from datetime import UTC, datetime

from koncern.search.filters import CompaniesAsked, Sort
from koncern.search.planner import Estimates, Fetch, Walk, plan_list, run_attempts
from koncern.search.terms import ALL

MILLION = 1_000_000


def planned(
    fitting: int, asked: CompaniesAsked | None = None, wanted: str = "'t'"
) -> tuple[Walk | Fetch, ...]:
    """Return the attempts at a list of companies of which so many have a term."""
    guess = Estimates(MILLION, MILLION, 20_000 if asked else MILLION, [fitting])
    asked = asked or CompaniesAsked(limit=50)
    return plan_list(asked, Sort.CREATED, wanted, guess).attempts


def test_what_few_have_is_fetched_and_what_many_have_is_walked_to() -> None:
    assert planned(3) == (Fetch(10_000), Walk(500), Fetch())
    assert planned(300_000) == (Walk(500), Fetch())


def test_a_walk_may_pass_twice_as_many_as_are_expected() -> None:
    # Of a hundred companies one has it: 51 of them are 5,100 steps away.
    assert planned(10_000) == (Walk(10_200), Fetch())


def test_all_companies_are_walked_through() -> None:
    assert planned(MILLION, wanted=ALL) == (Walk(500), Fetch())


def test_a_span_of_one_time_in_the_order_of_the_other_is_fetched() -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    asked = CompaniesAsked(limit=50, updated_from=moment)

    assert planned(MILLION, asked, ALL) == (Fetch(60_000), Walk(500), Fetch())


def test_an_attempt_that_is_given_up_is_followed_by_the_next() -> None:
    tried: list[Walk | Fetch] = []

    async def attempt(each: Walk | Fetch) -> str | None:
        tried.append(each)
        return None if len(tried) < 3 else "found"

    plan = (Fetch(10), Walk(500), Fetch(), Walk(1))

    assert asyncio.run(run_attempts(plan, attempt)) == "found"
    assert tried == [Fetch(10), Walk(500), Fetch()]


def test_an_empty_result_is_a_result() -> None:
    async def attempt(_: Walk | Fetch) -> list[str] | None:
        return []

    assert asyncio.run(run_attempts((Fetch(10), Walk(500)), attempt)) == []
