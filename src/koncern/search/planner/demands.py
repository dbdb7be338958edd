"""Demands: the pieces of a text and the filters, weighed by how many companies meet them."""

from collections.abc import Sequence
from math import prod
from typing import NamedTuple, Self

from koncern.db import Tx
from koncern.search.filters import CompaniesAsked, Filters
from koncern.search.planner.estimates import estimate
from koncern.search.terms import NONE, Piece, TextMeant, all_of

ENTRY_COST = 0.05
"""What it costs to read in an index that one company has a word. To fetch one costs 1."""

BESIDE = 0.05
"""How much of that it costs beside what is rarer: the index skips who does not have that."""

BEGUN_COST = 0.15
"""The same for all words that begin so: they are read as a whole, and put in order."""

RARER = 10
"""By how much a word that PostgreSQL does not know of is rarer than it takes it to be."""


class Demand(NamedTuple):
    """A demand: the share who meet it, what reading them costs, alone or beside a rarer one."""

    terms: str
    share: float
    cost: float
    beside: float
    least: float
    """The share as if its words were unrelated; they are taken to go together."""


class Demands(NamedTuple):
    """The demands of a search: of each piece of its text, and of all its filters."""

    pieces: list[Demand]
    exact: Demand | None
    """The last word as it is, where the last piece demands all that begins so."""
    filters: list[Demand]
    every: int
    """How many companies there are."""
    is_of_all_times: bool

    @property
    def all(self) -> list[Demand]:
        """All demands."""
        return [*self.pieces, *self.filters]

    def without(self, place: int) -> list[Demand]:
        """Return all demands but that of one piece."""
        return [*self.pieces[:place], *self.pieces[place + 1 :], *self.filters]

    def exactly(self) -> Self:
        """Return the same with the last word as it is."""
        assert self.exact
        return self._replace(pieces=[*self.pieces[:-1], self.exact], exact=None)

    def matching(self, demands: list[Demand]) -> float:
        """Guess how many companies meet these demands, as if they were unrelated."""
        return self.every * prod(each.share for each in demands)

    def matching_at_least(self, demands: list[Demand]) -> float:
        """Guess the same as if words that were typed as one were unrelated, too."""
        return self.every * prod(each.least for each in demands)


async def weigh(
    tx: Tx, asked: CompaniesAsked, filters: Filters, meant: TextMeant, /
) -> Demands:
    """Guess how many companies meet each demand of a search."""
    exact = [
        Piece(all_of(each.exact), 1, each.exact) for each in meant.pieces if each.exact
    ]
    wanted = filters.wanted
    filtered = [Piece(wanted, 1, [wanted])] if filters.has_terms else []
    typed = [*meant.pieces, *exact]
    terms = [NONE, *(word for piece in [*typed, *filtered] for word in piece.words)]
    guess = await estimate(tx, asked, filters.span, terms)
    unknown, *fitting = guess.fitting
    guesses, every = iter(fitting), max(guess.every, 1)
    demands = [
        _demand(piece, [next(guesses) for _ in piece.words], unknown, every)
        for piece in typed
    ]
    return Demands(
        pieces=demands[: len(meant.pieces)],
        exact=demands[-1] if exact else None,
        filters=[_demand(piece, [next(guesses)], 0, every) for piece in filtered],
        every=guess.every,
        is_of_all_times=guess.every == guess.created == guess.updated,
    )


def _demand(piece: Piece, fitting: Sequence[int], unknown: int, every: int) -> Demand:
    """Weigh a piece by its words: those typed as one, as in "A/S", go together."""
    weights = [_weight(piece, each, unknown) for each in fitting]
    shares = [known / every for known, _ in weights]
    cost = sum(cost for _, cost in weights)
    beside = cost if piece.is_begun else cost * BESIDE
    return Demand(piece.demand, min(shares), cost, beside, prod(shares))


def _weight(piece: Piece, fitting: int, unknown: int) -> tuple[float, float]:
    """Return how many have a word, and what reading them costs.

    Of a term that it does not know, PostgreSQL takes the most there may be: half of what
    the rarest have that it knows. Most that it does not know are far rarer; but just after
    an import it knows of nothing. So these are always looked up.
    """
    if fitting <= unknown * piece.terms:
        return unknown / RARER, 0
    known = fitting - unknown * (piece.terms - 1)
    return known, known * (BEGUN_COST if piece.is_begun else ENTRY_COST)
