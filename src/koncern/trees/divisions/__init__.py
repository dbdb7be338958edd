"""Divisions: parts of a company that have a place in the tree, and no numbers of their own.

The legal entity of a division is the nearest company above it (docs/decisions/0022).
"""

from koncern.trees.divisions.actions import set_kind
from koncern.trees.divisions.model import (
    DivisionHasNoNumbers,
    DivisionNeedsParent,
    NumbersInTheWay,
)

__all__ = ["DivisionHasNoNumbers", "DivisionNeedsParent", "NumbersInTheWay", "set_kind"]
