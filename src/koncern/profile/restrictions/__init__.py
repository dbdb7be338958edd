"""Restrictions: which members may use which address of their company.

An address at which users are named may be used by these and by the company's admins;
any other by every member. Who leaves the company stays named, so that an address does
not open to everybody because somebody left; an address that goes takes its names along.
"""

from koncern.profile.restrictions.actions import (
    lift,
    name_user,
    of_user,
    restrict,
    users_of,
)
from koncern.profile.restrictions.model import (
    USERS_MAX,
    NamedUser,
    Restriction,
    RestrictionInvalid,
    RestrictionUnknown,
    UsersFull,
)

__all__ = [
    "USERS_MAX",
    "NamedUser",
    "Restriction",
    "RestrictionInvalid",
    "RestrictionUnknown",
    "UsersFull",
    "lift",
    "name_user",
    "of_user",
    "restrict",
    "users_of",
]
