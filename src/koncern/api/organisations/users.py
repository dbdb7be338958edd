"""Accounts: the people of an app, as it prints them and as they see themselves."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from koncern.access import UserNeeded
from koncern.api.http import Call, Reply, route
from koncern.people import users
from koncern.people.users import (
    CommunicationPreferences,
    PersonalAddress,
    User,
    UserInvalid,
    UserPatch,
    UserUnknown,
)


class PrintedPerson(msgspec.Struct, kw_only=True):
    """What everybody sees of a user.

    What the published API prints of users and is not kept here (attributes, files, a
    market) is always empty.
    """

    app_id: UUID
    attributes: list[Any] = []
    files: list[Any] = []
    first_name: str | None
    id: UUID
    is_super_admin: bool = False
    language: str | None
    last_login_at: datetime | None
    last_name: str | None
    market: str | None = None
    market_currency: str | None = None
    market_id: str | None = None
    phone_number: str | None
    status: str
    tags: list[Any] = []


class PrintedUser(PrintedPerson, kw_only=True):
    """A person who can sign in."""

    additions: dict[str, Any]
    address: PersonalAddress
    communication_preferences: CommunicationPreferences
    created_at: datetime
    email: str
    email_verified: bool
    updated_at: datetime


def printed(app: UUID, user: User) -> PrintedUser:
    """Return a user as they are printed."""
    return PrintedUser(app_id=app, **fields_of(user))


def fields_of(user: User) -> dict[str, Any]:
    """Return what is printed of a user as it is kept."""
    fields = msgspec.structs.asdict(user)
    del fields["version"]
    return fields


async def read(call: Call) -> Reply:
    """Read who you are."""
    user = await users.read(call.unit, call.by)
    return Reply(body=printed(call.by.app, user), version=user.version)


async def change(call: Call) -> Reply:
    """Change what you say of yourself: a JSON Merge Patch (RFC 7396).

    A field that is left out stays, and null clears it. The e-mail address is not changed
    here: another one would have to be confirmed first.
    """
    user = await users.change(call.unit, call.by, call.body, version=call.version)
    return Reply(body=printed(call.by.app, user), version=user.version)


ROUTES = [
    route(
        "GET", "/auth/me", read, shows=PrintedUser, failures=(UserNeeded, UserUnknown)
    ),
    route(
        "PATCH",
        "/auth/me",
        change,
        body=UserPatch,
        shows=PrintedUser,
        takes_if_match=True,
        failures=(UserInvalid, UserNeeded, UserUnknown),
        example={"phone_number": "+46 8 654 321", "address": {"city": "Uppsala"}},
    ),
]
