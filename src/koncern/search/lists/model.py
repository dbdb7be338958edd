"""What a list is made of: the companies that were found, and how many there are."""

from datetime import datetime

from msgspec import Struct

from koncern.companies import Company


class Found(Company, frozen=True):
    """A company that matches, and what it is sorted by."""

    name: str
    created_at: datetime
    updated_at: datetime


class Walked(Found, frozen=True):
    """A company that a walk passed: its place on it, and whether it matches."""

    place: int
    matches: bool


class Fetched(Found, frozen=True):
    """A company that was fetched, and how many were, up to a bound."""

    fetched: int


class Total(Struct, frozen=True, kw_only=True):
    """How many companies match: exactly, or at least."""

    total: int
    total_is_exact: bool
