"""Positions: which company is below which, at any depth and at any time.

The main tree is that of `company.parent`. What is derived from it (the way down to each
company, and how many stand below) and who stood under whom before, is kept by triggers
whenever a parent is set, by whatever call (docs/decisions/0021). In the other hierarchies
companies stand in trees as well, which are kept in the same tables.
"""

from koncern.trees.positions.actions import (
    allow,
    ancestors,
    children,
    descendants,
    is_within,
    place,
    siblings,
    times,
    tree,
)
from koncern.trees.positions.model import (
    DEPTH_MAX,
    Branch,
    ChildrenAsked,
    DescendantsAsked,
    Kind,
    NotThereYet,
    Place,
    PlaceAsked,
    Time,
    TimesAsked,
    TreeAsked,
    WayCursor,
    read_way,
    write_way,
)

__all__ = [
    "DEPTH_MAX",
    "Branch",
    "ChildrenAsked",
    "DescendantsAsked",
    "Kind",
    "NotThereYet",
    "Place",
    "PlaceAsked",
    "Time",
    "TimesAsked",
    "TreeAsked",
    "WayCursor",
    "allow",
    "ancestors",
    "children",
    "descendants",
    "is_within",
    "place",
    "read_way",
    "siblings",
    "times",
    "tree",
    "write_way",
]
