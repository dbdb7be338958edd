"""What the people of a company are to each other, and what can be wrong with it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from koncern.base import Conflict, Forbidden, Invalid, Missing
from koncern.people.memberships import Level
from koncern.people.users import CommunicationPreferences, PersonalAddress


class Place(Struct, frozen=True, kw_only=True):
    """A company in short, and what a user is in it."""

    id: UUID
    name: str
    organisation_number: str | None
    status: str
    level: str
    role: str | None
    role_name: str | None


class Person(Struct, frozen=True, kw_only=True):
    """A user as a colleague sees them: what they may not see is null.

    Of a user whom another user added, colleagues see the name only, until that user
    accepted or signed in.
    """

    id: UUID
    first_name: str | None
    last_name: str | None
    status: str
    email: str | None = None
    email_verified: bool | None = None
    phone_number: str | None = None
    language: str | None = None
    communication_preferences: CommunicationPreferences | None = None
    address: PersonalAddress | None = None
    additions: dict[str, Any] | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    last_login_at: datetime | None = None


class Colleague(Struct, frozen=True, kw_only=True):
    """A user of a company: who they are, and what they are in it and elsewhere."""

    user: Person
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
    is_accepted: bool


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
    """The company would have no admin who can sign in and has accepted.

    Make another admin first, who must sign in or accept.
    """


class CompanyWaits(Conflict):
    """The company is not active yet: until it is, only credentials place its people."""
