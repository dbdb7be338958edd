"""Who may give which place to whom."""

from typing import Any

from koncern.access import CredentialNeeded
from koncern.base import Actor
from koncern.colleagues.model import LevelAbove, Placed
from koncern.memberships import AdminNeeded, Level

_RANKS = [*Level]


def is_admin(level: Level, /) -> bool:
    """Tell whether a level places others."""
    return level is not Level.DEFAULT


def check_above(actor: Actor, own: Placed | None, other: Placed, /) -> None:
    """Refuse a user who is no admin, or would touch who stands above them."""
    if actor.user is None:
        return
    if own is None or not is_admin(own.level):
        raise AdminNeeded
    if _rank(other.level) > _rank(own.level):
        raise LevelAbove


def check_grant(actor: Actor, own: Placed | None, level: Level, /) -> None:
    """Refuse a user who would give more than they have; a super-admin is the seller's."""
    if actor.user is None:
        return
    if own is None or not is_admin(own.level):
        raise AdminNeeded
    if _rank(level) > _rank(own.level):
        raise LevelAbove
    if level is Level.SUPER_ADMIN:
        raise CredentialNeeded("Only credentials make a user super-admin of a company.")


def told(placed: Placed, /) -> dict[str, Any]:
    """Return what the record tells of a place."""
    return {"user": placed.user, "level": placed.level, "role": placed.role_id}


def _rank(level: Level) -> int:
    return _RANKS.index(level)
