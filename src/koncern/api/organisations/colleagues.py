"""Users of an organisation: who acts for a company, and as what."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from koncern.access import CredentialNeeded, UserNeeded
from koncern.api.http import Call, Pagination, Reply, route
from koncern.api.organisations.users import PrintedPerson
from koncern.base import PageAsked, ShortLine
from koncern.companies import CompanyArchived, CompanyUnknown
from koncern.people import colleagues
from koncern.people.colleagues import (
    Colleague,
    CompanyWaits,
    LastAdmin,
    LevelAbove,
    MembershipInvalid,
    MembershipUnknown,
    Place,
    Placed,
)
from koncern.people.memberships import AdminNeeded, AlreadyMember, Level
from koncern.people.roles import RoleNotOfApp
from koncern.people.users import CommunicationPreferences, PersonalAddress

ADDED = "The user belongs to the organisation now."


class NewMembership(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Which user gets a place in a company, and as what; `role` is a role's slug."""

    level: Level
    role: ShortLine | None = None
    user_id: UUID


class MembershipPatch(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What changes of a user's place; what is left out stays, and null takes the role."""

    level: Level | UnsetType = UNSET
    role: ShortLine | UnsetType | None = UNSET


class PlacedUser(PrintedPerson, kw_only=True):
    """A user of a company, with what they are in it.

    `organisations` are, in short and at most 20, those companies of theirs that you
    belong to as well; a credential sees all of them. If another user added this user, you
    see their name and role; the rest is null until they accept or sign in.
    """

    additions: dict[str, Any] | None
    address: PersonalAddress | None
    communication_preferences: CommunicationPreferences | None
    created_at: datetime | None
    email: str | None
    email_verified: bool | None
    updated_at: datetime | None

    level: Level
    organisations: list[Place]
    role: str | None
    role_name: str | None


class PlacedUserList(msgspec.Struct, kw_only=True):
    """Users of a company, with the way to the next page."""

    items: list[PlacedUser]
    pagination: Pagination


class Membership(msgspec.Struct, kw_only=True):
    """A user's place in a company."""

    created_at: datetime
    level: Level
    organisation_id: UUID
    role: str | None
    role_name: str | None
    updated_at: datetime
    user_id: UUID


class Message(msgspec.Struct, kw_only=True):
    """What came of it, in words."""

    message: str


async def list_all(call: Call) -> Reply:
    """List the users of a company, with what they are in it.

    Its members may, and credentials. The order is that of the users' ids.
    """
    page = await colleagues.page(call.unit, call.by, call.ids["id"], call.query)
    items = [_printed(call, colleague) for colleague in page.rows]
    body = PlacedUserList(items=items, pagination=call.pagination(page))
    return Reply(body=body, links=call.links(page))


async def add(call: Call) -> Reply:
    """Add a user of the app to a company.

    Its admins may once it is active, and credentials at any time. An admin gives no
    level above their own, and only a credential makes somebody a super-admin. A user whom
    an admin adds shows only their name and role until they accept or sign in. The roles
    `customer` and `agent` are always there; others are those that the app has made.
    """
    new: NewMembership = call.body
    placed = await colleagues.add(
        call.unit,
        call.by,
        call.ids["id"],
        user=new.user_id,
        level=new.level,
        role=new.role,
    )
    return Reply(body=Message(message=ADDED), version=placed.version)


async def accept(call: Call) -> Reply:
    """Accept that another user added you to a company.

    From then on its members see your e-mail address, phone number and the rest of your
    profile. Signing in after you were added does the same. To refuse, leave the company.
    """
    placed = await colleagues.accept(call.unit, call.by, call.ids["id"])
    return Reply(body=_membership(call, placed), version=placed.version)


async def change(call: Call) -> Reply:
    """Change what a user is in a company: their level, their role, or both.

    Admins may, and credentials; nobody changes the place of somebody above them. The
    last admin who can sign in stays one. What changes nothing counts no version.
    """
    patch: MembershipPatch = call.body
    placed = await colleagues.change(
        call.unit,
        call.by,
        call.ids["id"],
        call.ids["user_id"],
        level=patch.level,
        role=patch.role,
        version=call.version,
    )
    return Reply(body=_membership(call, placed), version=placed.version)


async def remove(call: Call) -> Reply:
    """Remove a user from a company, or leave it yourself.

    Admins remove others, credentials everybody; the last admin stays.
    """
    await colleagues.remove(
        call.unit, call.by, call.ids["id"], call.ids["user_id"], version=call.version
    )
    return Reply(status=204)


def _printed(call: Call, colleague: Colleague) -> PlacedUser:
    return PlacedUser(
        app_id=call.by.app,
        level=Level(colleague.level),
        organisations=colleague.places,
        role=colleague.role,
        role_name=colleague.role_name,
        **msgspec.structs.asdict(colleague.user),
    )


def _membership(call: Call, placed: Placed) -> Membership:
    return Membership(
        created_at=placed.created_at,
        level=placed.level,
        organisation_id=call.ids["id"],
        role=placed.role,
        role_name=placed.role_name,
        updated_at=placed.updated_at,
        user_id=placed.user,
    )


EXAMPLE = {
    "level": "default",
    "role": "customer",
    "user_id": "01990b8d-9a6b-7d10-9c4e-2f3a4b5c6d7e",
}

_MANY = "/organisations/{id}/users"
_ONE = "/organisations/{id}/users/{user_id}"
_REFUSALS = (AdminNeeded, CompanyArchived, CompanyUnknown, CompanyWaits, LevelAbove)

ROUTES = [
    route(
        "GET",
        _MANY,
        list_all,
        query=PageAsked,
        shows=PlacedUserList,
        failures=(CompanyUnknown,),
    ),
    route(
        "POST",
        _MANY,
        add,
        body=NewMembership,
        shows=Message,
        failures=(*_REFUSALS, AlreadyMember, CredentialNeeded, MembershipInvalid),
        example=EXAMPLE,
    ),
    route(
        "POST",
        "/organisations/{id}/users/me/acceptance",
        accept,
        shows=Membership,
        failures=(CompanyUnknown, UserNeeded),
    ),
    route(
        "PATCH",
        _ONE,
        change,
        body=MembershipPatch,
        shows=Membership,
        takes_if_match=True,
        failures=(
            *_REFUSALS,
            CredentialNeeded,
            LastAdmin,
            MembershipUnknown,
            RoleNotOfApp,
        ),
        example={"level": "admin"},
    ),
    route(
        "DELETE",
        _ONE,
        remove,
        status=204,
        takes_if_match=True,
        failures=(*_REFUSALS, LastAdmin, MembershipUnknown),
    ),
]
