"""What the people of a company are to each other, and what can be wrong with it."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from koncern.base import Conflict, Forbidden, Invalid, Missing
from koncern.memberships import Level
from koncern.users import User


class Place(Struct, frozen=True, kw_only=True):
    """A company in short, and what a user is in it."""

    id: UUID
    name: str
    organisation_number: str | None
    status: str
    level: str
    role: str | None
    role_name: str | None


class Colleague(Struct, frozen=True, kw_only=True):
    """A user of a company: who they are, and what they are in it and elsewhere."""

    user: User
    level: str
    role: str | None
    role_name: str | None
    places: list[Place]


class Placed(Struct, frozen=True, kw_only=True):
    """A user's place in a company, by itself."""

    user: UUID
    version: int
    level: Level
    role_id: UUID | None
    role: str | None
    role_name: str | None
    created_at: datetime
    updated_at: datetime


class Held(Struct, frozen=True, kw_only=True):
    """A company that is locked, so that its people stay as they are for a moment."""

    status: str
    is_archived: bool


class MembershipUnknown(Missing):
    """The user is no member of this company."""


class MembershipInvalid(Invalid):
    """The user cannot be placed in the company like that; `errors` names each place."""


class LevelAbove(Forbidden):
    """Nobody gives a level above their own, or changes the place of who has one."""


class LastAdmin(Conflict):
    """The company would have no admin left who can sign in: make another one first."""


class CompanyWaits(Conflict):
    """The company is not active yet: until it is, only credentials place its people."""
