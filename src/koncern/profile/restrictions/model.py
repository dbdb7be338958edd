"""What a restriction of an address is, and what can be wrong with one."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from koncern.base import Conflict, Invalid, Missing

USERS_MAX = 200
"""How many users can be named at one address."""


class NamedUser(Struct, frozen=True, kw_only=True):
    """A user who is named at an address, and whether they still belong to the company."""

    user_id: UUID
    email: str | None
    first_name: str | None
    last_name: str | None
    is_member: bool
    restricted_at: datetime


class Restriction(Struct, frozen=True, kw_only=True):
    """An address at which a user is named, and whose it is."""

    address: UUID
    company: UUID
    name: str
    organisation_number: str | None
    facts: str

    def facts_of_address(self) -> dict[str, Any]:
        """Return the address as it is kept."""
        facts: dict[str, Any] = msgspec.json.decode(self.facts)
        return facts


class RestrictionUnknown(Missing):
    """The address is not restricted to this user."""


class RestrictionInvalid(Invalid):
    """Somebody who is named is no member of the company; `errors` names each place."""


class UsersFull(Conflict):
    """At most 200 users can be named at one address."""
