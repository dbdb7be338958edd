"""Roles: what an app calls the parts that people play in their companies."""

from koncern.people.roles.actions import add, change, delete, find, page, read
from koncern.people.roles.model import (
    PERMISSION,
    KeptRole,
    NewRole,
    ReplacementUnknown,
    Role,
    RoleGone,
    RoleInUse,
    RoleNotOfApp,
    RolePatch,
    RoleSlugTaken,
    RoleUnknown,
)

__all__ = [
    "PERMISSION",
    "KeptRole",
    "NewRole",
    "ReplacementUnknown",
    "Role",
    "RoleGone",
    "RoleInUse",
    "RoleNotOfApp",
    "RolePatch",
    "RoleSlugTaken",
    "RoleUnknown",
    "add",
    "change",
    "delete",
    "find",
    "page",
    "read",
]
