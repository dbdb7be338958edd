"""Estimates: how many companies fit each part of a search, before it is carried out.

They come from PostgreSQL's statistics. These can be wrong: after an import, or when demands
go together. So each attempt of a plan has a bound.
"""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from koncern.db import Tx, load
from koncern.search.filters import CompaniesAsked, Sort, Span

SQL = load("koncern.search.planner")


class Estimates(NamedTuple):
    """About how many companies there are, and how many fit each part of a search."""

    every: int
    created: int
    updated: int
    fitting: list[int]
    """How many have each of the demands that were asked about."""

    def matching(self, fitting: int) -> float:
        """Return how many would fit a demand and both spans, were these unrelated."""
        every = max(self.every, 1)
        return fitting * (self.created / every) * (self.updated / every)

    def in_order(self, sort: Sort) -> int:
        """Return how many there are in the order that is walked in."""
        return {Sort.CREATED: self.created, Sort.UPDATED: self.updated}.get(
            sort, self.every
        )


async def estimate(
    tx: Tx, asked: CompaniesAsked, span: Span, demands: Sequence[str], /
) -> Estimates:
    """Guess how many companies fit the spans that are asked for, and each demand."""
    facts = msgspec.structs.asdict(span)
    for kind in ("created", "updated"):
        if not is_given(asked, kind):
            facts |= {f"{kind}_from": None, f"{kind}_to": None}
    return await tx.one(Estimates, SQL.estimate, demands=demands, **facts)


def is_given(asked: CompaniesAsked, kind: str) -> bool:
    """Tell whether a span of adding, or of changing, is asked for."""
    return bool(getattr(asked, f"{kind}_from") or getattr(asked, f"{kind}_to"))
