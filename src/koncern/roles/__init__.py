"""Roles: what an app calls the parts that people play in their companies."""

from koncern.roles.actions import add, page
from koncern.roles.model import NewRole, Role, RoleSlugTaken

__all__ = ["NewRole", "Role", "RoleSlugTaken", "add", "page"]
