"""What a user is, and what can be wrong with one."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from koncern.base import Conflict, Email, Invalid, LongLine, Missing

Password = Annotated[
    str,
    Meta(
        min_length=10,
        max_length=1000,
        description="At least 10 characters; any characters.",
    ),
]


class UserStatus(StrEnum):
    """Whether a user may sign in."""

    ACTIVE = "active"
    INACTIVE = "inactive"


class NewUser(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is said of a user when one is made."""

    email: Email
    password: Password | None = None
    first_name: LongLine | None = None
    last_name: LongLine | None = None


class User(Struct, frozen=True, kw_only=True):
    """A person who can sign in."""

    id: UUID
    email: str
    first_name: str | None
    last_name: str | None
    status: str
    created_at: datetime
    updated_at: datetime
    last_login_at: datetime | None


class Claim(Struct, frozen=True, kw_only=True):
    """Whom a sign-in claims to be, and what the password must match; or nobody."""

    user: UUID | None = None
    password_hash: str | None = None


class EmailTaken(Conflict):
    """Another user of this app has this e-mail address."""

    constraints = ("user_email_taken",)


class UserInvalid(Invalid):
    """The user cannot be as described; `errors` names each place."""


class UserUnknown(Missing):
    """There is no such user here, or none who may sign in."""
