"""Moves: a company gets another parent, with all that stands below it.

Now, or as of a time that is past: that is a correction, which gives its reason and keeps
what was believed before. A move can be looked at first: what it changes, for whom, and
what stands against it (docs/decisions/0023).
"""

from koncern.trees.moves.actions import clear_children, hold_below, lock_times, move
from koncern.trees.moves.checks import hold, prospect_of, told
from koncern.trees.moves.model import (
    ArchiveAsked,
    ChildrenInTheWay,
    ChildrenWay,
    Held,
    Move,
    MoveInvalid,
    MoveNeedless,
    MoveOverlaps,
    Outlook,
    TooDeep,
)
from koncern.trees.moves.outlook import look

__all__ = [
    "ArchiveAsked",
    "ChildrenInTheWay",
    "ChildrenWay",
    "Held",
    "Move",
    "MoveInvalid",
    "MoveNeedless",
    "MoveOverlaps",
    "Outlook",
    "TooDeep",
    "clear_children",
    "hold",
    "hold_below",
    "lock_times",
    "look",
    "move",
    "prospect_of",
    "told",
]
