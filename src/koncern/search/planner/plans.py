"""Plans: the attempts at a search, the cheapest first.

There are two kinds. A walk reads companies in the order of the list until a page is full:
quick when many match. A fetch reads all that match by what few of them have, and sorts them:
quick when few match. Estimates say which is cheaper, and they can be wrong. So an attempt is
given up at a bound, and the next one follows; the last one has no bound.
"""

from collections.abc import Awaitable, Callable, Iterable
from typing import NamedTuple, TypeAlias, TypeVar

Attempt = TypeVar("Attempt")
Result = TypeVar("Result")


class Walk(NamedTuple):
    """An attempt to fill a page by passing so many companies in the order of the list."""

    steps: int


class Fetch(NamedTuple):
    """An attempt to fetch all that match, if these are no more than a bound."""

    bound: int | None = None


Plan: TypeAlias = tuple[Walk | Fetch, ...]


class Prices(NamedTuple):
    """What a walk pays for each company that it passes. To fetch one costs 1."""

    signed: float
    """If terms are required: an index of signatures shows that most do not have them."""
    read: float
    """If none are: each company is read."""

    def cost(self, passed: float, required: Iterable[str]) -> float:
        """Return what it costs to pass so many companies."""
        return passed * (self.signed if required else self.read)


async def run_attempts(
    plan: Iterable[Attempt], attempt: Callable[[Attempt], Awaitable[Result | None]]
) -> Result:
    """Return the result of the first attempt that is not given up: None if it is."""
    for each in plan:
        if (result := await attempt(each)) is not None:
            return result
    raise AssertionError("the last attempt of a plan has no bound")
