"""Roles: what an app calls the parts that people play in their companies."""

from koncern.roles.actions import add, find, page
from koncern.roles.model import NewRole, Role, RoleSlugTaken, RoleUnknown

__all__ = ["NewRole", "Role", "RoleSlugTaken", "RoleUnknown", "add", "find", "page"]
