"""Hierarchies: the trees that an app has.

The main one is always there: it is that of `company.parent`, and decides what is
inherited, who sees what, and what a division is part of. Others (`sales`, `legal`) are
declared, and say only who stands under whom (docs/decisions/0028).
"""

from koncern.trees.hierarchies.actions import (
    add,
    change,
    check,
    delete,
    enter,
    page,
    read,
)
from koncern.trees.hierarchies.model import (
    MAIN,
    HierarchiesAsked,
    Hierarchy,
    HierarchyInactive,
    HierarchyInUse,
    HierarchyInvalid,
    HierarchyNotOfApp,
    HierarchyPatch,
    HierarchySlugTaken,
    HierarchyUnknown,
    KeptHierarchy,
    MainHierarchyStays,
    NewHierarchy,
    TooManyHierarchies,
    Within,
)

__all__ = [
    "MAIN",
    "HierarchiesAsked",
    "Hierarchy",
    "HierarchyInUse",
    "HierarchyInactive",
    "HierarchyInvalid",
    "HierarchyNotOfApp",
    "HierarchyPatch",
    "HierarchySlugTaken",
    "HierarchyUnknown",
    "KeptHierarchy",
    "MainHierarchyStays",
    "NewHierarchy",
    "TooManyHierarchies",
    "Within",
    "add",
    "change",
    "check",
    "delete",
    "enter",
    "page",
    "read",
]
