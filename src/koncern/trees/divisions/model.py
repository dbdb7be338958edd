"""What can be wrong with a division."""

from koncern.base import Conflict


class DivisionNeedsParent(Conflict):
    """A division is part of the company above it, and cannot stand at the top."""

    constraints = ("division_below_a_company",)


class DivisionHasNoNumbers(Conflict):
    """A division has no numbers or tax registrations: its legal entity has them."""

    constraints = ("division_without_numbers",)


class NumbersInTheWay(Conflict):
    """A company that has numbers of its own is no division; take them from it first."""
