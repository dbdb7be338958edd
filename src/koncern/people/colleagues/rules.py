"""Who may give which place to whom."""

from typing import Any

from msgspec.structs import fields

from koncern.access import CredentialNeeded
from koncern.base import Actor
from koncern.people.colleagues.model import LevelAbove, Person, Placed
from koncern.people.memberships import AdminNeeded, Level
from koncern.people.users import User

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


def as_seen(user: User, /, *, is_open: bool) -> Person:
    """Return what a colleague sees of a user: all, or the name and what is no secret."""
    names = [field.name for field in fields(Person) if is_open or field.required]
    return Person(**{name: getattr(user, name) for name in names})


def as_event(placed: Placed, /) -> dict[str, Any]:
    """Return what the record tells of a place."""
    return {"user": placed.user, "level": placed.level, "role": placed.role_id}


def _rank(level: Level) -> int:
    return _RANKS.index(level)
