"""Looking up: how the companies that a text matches are come by.

PostgreSQL's guesses, how many companies each word and filter has, say what is rare enough
to be looked up in the index. The rest is seen to in the companies that are fetched.
"""

from collections.abc import Sequence
from math import prod
from typing import NamedTuple, Self

import msgspec

from koncern.db import Tx
from koncern.search.lists import Search, estimate
from koncern.search.terms import (
    NONE,
    PIECES_MAX,
    Piece,
    TextMeant,
    all_of,
    any_of,
    required,
)

CANDIDATES_MAX = 500
"""How many companies are compared with a text, of those that it matches."""

LOOSE_MAX = 5000
"""How many companies may have what is left of a text without one of its words. What more
have says nothing of what was meant: "AB", or the name of a large town."""

ENTRY_COST = 0.1
"""What it costs to read in an index that one company has a word."""

BESIDE = 0.05
"""How much of that it costs beside what is rarer: the index skips who does not have that."""

BEGUN_COST = 0.3
"""The same for all words that begin so: they are read as a whole, and put in order."""

FETCH_COST = 2
"""What it costs to fetch a company that was looked up, and to see what it has."""

SIGNED_COST, PASS_COST = 0.15, 2
"""What it costs to pass by one company on a walk, in an index of signatures: those that have
the signature of what is demanded, which may be all, are fetched."""

BEGUN_MAX = 20_000
"""How many companies may have the last word of a text as it is, for it to be taken as begun
where another word is left out."""

EXACTLY = 1 << PIECES_MAX
"""The bit beside those of the ways: the last word is taken as it is."""

RARER = 10
"""By how much a word that PostgreSQL does not know of is rarer than it takes it to be."""


class Part(NamedTuple):
    """A demand: the share who meet it, what reading them costs, alone or beside a rarer one."""

    demand: str
    share: float
    cost: float
    beside: float
    least: float
    """The share as if its words were unrelated; they are taken to go together."""


class Parts(NamedTuple):
    """The demands of a search: of each piece of its text, and of all its filters."""

    pieces: list[Part]
    exact: Part | None
    """The last word as it is, where the last piece demands all that begins so."""
    filters: list[Part]
    every: int
    """How many companies there are."""
    is_of_all_times: bool

    @property
    def all(self) -> list[Part]:
        """All demands."""
        return [*self.pieces, *self.filters]

    def without(self, place: int) -> list[Part]:
        """Return all demands but that of one piece."""
        return [*self.pieces[:place], *self.pieces[place + 1 :], *self.filters]

    def exactly(self) -> Self:
        """Return the same with the last word as it is."""
        assert self.exact
        return self._replace(pieces=[*self.pieces[:-1], self.exact], exact=None)

    def matching(self, parts: list[Part]) -> float:
        """Guess how many companies meet these demands, as if they were unrelated."""
        return self.every * prod(part.share for part in parts)

    def matching_at_least(self, parts: list[Part]) -> float:
        """Guess the same as if words that were typed as one were unrelated, too."""
        return self.every * prod(part.least for part in parts)


class Lookup(NamedTuple):
    """How candidates are come by: what they match, what is looked up, how far to walk."""

    wanted: str
    narrow: list[str]
    steps: int = 0
    walked: str = NONE
    """What those who are walked to match."""
    must: Sequence[str] = ()
    """The terms that this demands for certain."""
    otherwise: str = ""
    """What is looked up instead if this comes by few; nothing if it comes by all."""


async def weigh(tx: Tx, search: Search, meant: TextMeant) -> Parts:
    """Guess how many companies meet each demand of a search."""
    exact = [
        Piece(all_of(each.exact), 1, each.exact) for each in meant.pieces if each.exact
    ]
    wanted = search.filters.wanted
    filters = [Piece(wanted, 1, [wanted])] if search.filters.has_terms else []
    asked = [*meant.pieces, *exact]
    demands = [NONE, *(word for piece in [*asked, *filters] for word in piece.words)]
    guess = await estimate(tx, search.asked, search.filters.span, demands)
    unknown, *fitting = guess.fitting
    guesses, every = iter(fitting), max(guess.every, 1)
    parts = [
        _part(piece, [next(guesses) for _ in piece.words], unknown, every)
        for piece in asked
    ]
    return Parts(
        pieces=parts[: len(meant.pieces)],
        exact=parts[-1] if exact else None,
        filters=[_part(piece, [next(guesses)], 0, every) for piece in filters],
        every=guess.every,
        is_of_all_times=guess.every == guess.created == guess.updated,
    )


def _part(piece: Piece, fitting: Sequence[int], unknown: int, every: int) -> Part:
    """Weigh a piece by its words: those typed as one, as in "A/S", go together."""
    told = [_weight(piece, each, unknown) for each in fitting]
    shares = [known / every for known, _ in told]
    cost = sum(cost for _, cost in told)
    beside = cost if piece.is_begun else cost * BESIDE
    return Part(piece.demand, min(shares), cost, beside, prod(shares))


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


def look_up(meant: TextMeant, parts: Parts) -> Lookup | None:
    """Choose how to come by all that a text matches: by walking, or by what is rare of it.

    Where more companies than are compared have the last word as it is, those that only
    begin so, or have a similar one, are not looked up: they would come behind.
    """
    if meant.as_number:
        either = any_of([meant.as_number, _demand_of(parts.pieces)])
        wanted = all_of([either, _demand_of(parts.filters)])
        return Lookup(wanted, [wanted])
    if not meant.pieces:
        return None
    wanted = _demand_of(parts.all)
    narrow, cost = _narrowed(parts, parts.all)
    lookup = Lookup(wanted, [narrow])
    if parts.exact:
        exactly = parts.exactly()
        if exactly.matching(exactly.all) >= 2 * CANDIDATES_MAX:
            exact, cost = _narrowed(exactly, exactly.all)
            lookup = Lookup(wanted, [exact], otherwise=narrow)
            parts = exactly
    walked = _demand_of(parts.all)
    steps = int(1.2 * CANDIDATES_MAX * parts.every / max(parts.matching(parts.all), 1))
    must = required(walked)
    walk = steps * (SIGNED_COST if must else PASS_COST)
    if walk <= cost and parts.is_of_all_times and meant.is_of_words:
        return Lookup(wanted, [narrow], steps, walked, must, otherwise=narrow)
    return lookup


def _narrowed(parts: Parts, demands: list[Part]) -> tuple[str, float]:
    """Choose what to look companies up by, and guess what it costs.

    That is the rarest of some demands, and the cheapest beside it as long as reading it costs
    less than fetching the companies that it leaves out. Who is fetched must meet all of them.
    """
    rarest, *others = sorted(demands, key=lambda part: part.share)
    in_order = [rarest, *sorted(others, key=lambda part: part.beside)]
    wanted = max(parts.matching(demands), 1)
    costs = []
    for end in range(1, len(in_order) + 1):
        taken = in_order[:end]
        met = parts.matching(taken)
        fetched = min(met, CANDIDATES_MAX * met / wanted)
        reading = rarest.cost + sum(part.beside for part in taken[1:])
        costs.append((FETCH_COST * fetched + reading, end))
    cost, end = min(costs)
    return _demand_of(in_order[:end]), cost


def loosened(search: Search, parts: Parts) -> Search:
    """Choose the ways to do without one piece of a text: what is left must say something."""
    is_common = parts.exact and parts.exact.share * parts.every > BEGUN_MAX
    if is_common:
        parts = parts.exactly()
    ways = sum(
        1 << place
        for place in _places(parts)
        if parts.matching_at_least(parts.without(place)) <= LOOSE_MAX
    )
    if ways and is_common:
        ways |= EXACTLY
    return search._replace(edge=msgspec.structs.replace(search.edge, ways=ways))


def look_up_loosely(search: Search, parts: Parts) -> Lookup | None:
    """Come by what matches a text in the ways that were chosen for its first page."""
    if search.edge.ways & EXACTLY and parts.exact:
        parts = parts.exactly()
    ways = [
        parts.without(place)
        for place in _places(parts)
        if search.edge.ways >> place & 1
    ]
    wanted = any_of(map(_demand_of, ways))
    return Lookup(wanted, [_narrowed(parts, way)[0] for way in ways]) if ways else None


def _demand_of(parts: list[Part]) -> str:
    """Return what several parts demand together."""
    return all_of(part.demand for part in parts)


def _places(parts: Parts) -> range:
    """Return which pieces can be left out: any, if there are others."""
    return range(len(parts.pieces) if len(parts.pieces) > 1 else 0)
