"""What is tried counts for a quarter of an hour from its first try on, and not longer."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import pytest

from koncern import limits
from koncern.base import Settings
from koncern.people import attempts
from koncern.people.attempts import TooManyAttempts, Tried
from world import World

WINDOW = timedelta(minutes=15)
INSTANT = timedelta(microseconds=1)
BEGIN = datetime(2026, 3, 1, 12, tzinfo=UTC)

Who = Callable[[int], tuple[str, str]]
"""Who tries for the n-th time: with which address, from which client."""


def same_pair(_: int) -> tuple[str, str]:
    return "anna@example.com", "192.0.2.1"


def same_address(number: int) -> tuple[str, str]:
    return "anna@example.com", f"192.0.2.{number}"


def same_client(number: int) -> tuple[str, str]:
    return f"p{number}@example.com", "192.0.2.1"


class Limit(NamedTuple):
    """What is tried by whom, and how often it may be."""

    tried: Tried
    who: Who
    most: int
    setting: str = ""


LIMITS = [
    Limit(Tried.LOGIN, same_pair, 4, "login_attempts_max"),
    Limit(Tried.LOGIN, same_address, 6, "address_attempts_max"),
    Limit(Tried.LOGIN, same_client, 7, "client_attempts_max"),
    Limit(Tried.LINK, same_client, 3, "client_attempts_max"),
    Limit(Tried.MAIL, same_pair, limits.MAILS),
    Limit(Tried.MAIL, same_address, limits.MAILS),
    Limit(Tried.MAIL, same_client, 3, "client_attempts_max"),
]
every_limit = pytest.mark.parametrize(
    "limit",
    LIMITS,
    ids=[f"{each.tried.name} of the {each.who.__name__}" for each in LIMITS],
)


class Trier:
    """Somebody who tries at times of the test's own."""

    def __init__(self, world: World, limit: Limit) -> None:
        self._world, self._limit = world, limit
        given = {limit.setting: limit.most} if limit.setting else {}
        url = world.operator.settings.database_url
        self._settings = Settings(database_url=url, **given)
        self._number = 0

    def refusal_at(self, at: datetime) -> int:
        """Try at a time; return how many seconds to wait, and 0 if it is let try."""
        self._number += 1
        email, client = self._limit.who(self._number)

        async def count(tx: Any, _: Any) -> None:
            tx.now = at
            await attempts.count(
                tx, self._settings, self._limit.tried, email=email, client=client
            )

        try:
            self._world.act(count)
        except TooManyAttempts as refused:
            return int(refused.retry_after_seconds or 0)
        return 0


def spread(most: int) -> list[datetime]:
    """Return as many times as tries are allowed, all over the window."""
    return [BEGIN + WINDOW / most * n for n in range(most)]


@every_limit
def test_the_first_try_leaves_the_count_when_it_is_older_than_the_window(
    world: World, limit: Limit
):
    trier = Trier(world, limit)

    assert [trier.refusal_at(at) for at in spread(limit.most)] == [0] * limit.most
    assert trier.refusal_at(BEGIN + WINDOW - INSTANT) > 0
    assert trier.refusal_at(BEGIN + WINDOW) > 0
    assert trier.refusal_at(BEGIN + WINDOW + INSTANT) == 0


@every_limit
def test_a_new_count_takes_as_many_tries_again_and_no_more(world: World, limit: Limit):
    trier = Trier(world, limit)
    later = BEGIN + WINDOW + INSTANT
    for at in spread(limit.most):
        trier.refusal_at(at)

    again = [trier.refusal_at(later + timedelta(seconds=n)) for n in range(limit.most)]

    assert again == [0] * limit.most
    assert trier.refusal_at(later + WINDOW) > 0
    assert trier.refusal_at(later + WINDOW + INSTANT) == 0


@pytest.mark.parametrize("ahead", [0.000001, 0.5, 1, 10.5, 899.999999, 900])
@every_limit
def test_who_waits_as_long_as_they_are_told_is_let_try(
    world: World, limit: Limit, ahead: float
):
    trier = Trier(world, limit)
    for _ in range(limit.most):
        trier.refusal_at(BEGIN)
    at = BEGIN + timedelta(seconds=ahead)

    seconds = trier.refusal_at(at)

    assert 0 < seconds <= 900
    assert trier.refusal_at(at + timedelta(seconds=seconds)) == 0


def test_old_counts_alone_are_purged(world: World):
    trier = Trier(world, LIMITS[0])
    trier.refusal_at(BEGIN)

    def counts_after_purge(at: datetime) -> int:
        async def purge(tx: Any, _: Any) -> None:
            tx.now = at
            await attempts.purge(tx)

        world.act(purge)
        rows = world.operator.query(
            "SELECT since FROM login_attempt WHERE app_id = $1", world.app
        )
        return len(rows)

    assert counts_after_purge(BEGIN + WINDOW) == 3
    assert counts_after_purge(BEGIN + WINDOW + INSTANT) == 0
