"""Ids and numbers of what is seeded: known beforehand, so that any can be drawn.

An id ends in a number of twelve digits. SQL puts it together at next to no cost,
which pgbench needs, as it can draw numbers only.
"""

from uuid import UUID

COMPANY_PREFIX = "01900000-0000-7000-8000-"
ORGANIZATION_PREFIX = "01900000-0000-7000-9000-"
NEW_COMPANY_PREFIX = "01900000-0000-7000-a000-"
FIRST = 100_000_000_000


def company_id(place: int) -> UUID:
    """Return the id of a seeded company, by its place from 0."""
    return UUID(f"{COMPANY_PREFIX}{FIRST + place}")


def organization_id(place: int) -> UUID:
    """Return the id of a seeded customer organization, by its place from 0."""
    return UUID(f"{ORGANIZATION_PREFIX}{FIRST + place}")


def organisation_number(body: int) -> str:
    """Return a Swedish organisation number: nine digits and their check digit."""
    digits = [int(digit) for digit in f"{body:09}"]
    doubled = [digit * 2 for digit in digits[::2]]
    total = sum(digits[1::2]) + sum(number // 10 + number % 10 for number in doubled)
    return f"{body:09}{-total % 10}"
