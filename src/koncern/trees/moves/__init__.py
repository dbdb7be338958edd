"""Moves: a company gets another parent, with all that stands below it.

Now, or as of a time that is past: that is a correction, which gives its reason and keeps
what was believed before. A move can be previewed: what it changes, for whom, and what
refuses it (docs/decisions/0023).
"""

from koncern.trees.moves.actions import (
    lock_company,
    lock_schedule,
    move,
    parent_now,
    prospect_of,
    record_parent,
    set_parent,
)
from koncern.trees.moves.children import clear_children, lock_below
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
    message_of,
)
from koncern.trees.moves.preview import preview

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
    "lock_below",
    "lock_company",
    "lock_schedule",
    "message_of",
    "move",
    "parent_now",
    "preview",
    "prospect_of",
    "record_parent",
    "set_parent",
]
