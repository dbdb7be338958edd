"""What a user is, what they say of themselves, and what can be wrong with it."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from koncern.base import (
    Conflict,
    Country,
    Email,
    Invalid,
    LocaleCode,
    LongLine,
    Missing,
    Printed,
    ShortLine,
)

Password = Annotated[
    str,
    Meta(
        min_length=10,
        max_length=1000,
        description="At least 10 characters; any characters. Not the e-mail address, "
        "and none that everybody tries first.",
    ),
]


class UserStatus(StrEnum):
    """Whether a user may sign in."""

    ACTIVE = "active"
    INACTIVE = "inactive"


class CommunicationPreferences(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True
):
    """By which ways a person wants to hear from the seller; by none, unless they say so."""

    allow_email: bool = False
    allow_postal: bool = False
    allow_sms: bool = False


class PersonalAddress(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a person lives or works; companies have addresses of their own."""

    street: LongLine | None = None
    zip_code: ShortLine | None = None
    city: LongLine | None = None
    country: LongLine | None = None
    country_code: Country | None = None


class Profile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person says of themselves."""

    first_name: LongLine | None = None
    last_name: LongLine | None = None
    phone_number: ShortLine | None = None
    language: LocaleCode | None = None
    communication_preferences: CommunicationPreferences | None = None
    address: PersonalAddress | None = None
    additions: (
        Annotated[dict[str, Any], Meta(description="Whatever else the shop keeps.")]
        | None
    ) = None


class NewUser(Profile, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is said of a user when one is made."""

    email: Email
    password: Password | None = None


class CommunicationPreferencesPatch(Struct, kw_only=True, forbid_unknown_fields=True):
    """What changes of a person's preferences; null takes a consent back."""

    allow_email: bool | UnsetType | None = UNSET
    allow_postal: bool | UnsetType | None = UNSET
    allow_sms: bool | UnsetType | None = UNSET


class PersonalAddressPatch(Struct, kw_only=True, forbid_unknown_fields=True):
    """What changes of a person's address."""

    street: LongLine | UnsetType | None = UNSET
    zip_code: ShortLine | UnsetType | None = UNSET
    city: LongLine | UnsetType | None = UNSET
    country: LongLine | UnsetType | None = UNSET
    country_code: Country | UnsetType | None = UNSET


class UserPatch(Struct, kw_only=True, forbid_unknown_fields=True):
    """What a person says anew of themselves; what is left out stays, null clears."""

    first_name: LongLine | UnsetType | None = UNSET
    last_name: LongLine | UnsetType | None = UNSET
    phone_number: ShortLine | UnsetType | None = UNSET
    language: LocaleCode | UnsetType | None = UNSET
    communication_preferences: CommunicationPreferencesPatch | UnsetType | None = UNSET
    address: PersonalAddressPatch | UnsetType | None = UNSET
    additions: dict[str, Any] | UnsetType | None = UNSET
    email: (
        Annotated[
            Email,
            Meta(description="May come along as it was read; it is not changed here."),
        ]
        | UnsetType
    ) = UNSET
    app_id: Printed = None
    attributes: Printed = None
    created_at: Printed = None
    email_verified: Printed = None
    files: Printed = None
    id: Printed = None
    is_super_admin: Printed = None
    last_login_at: Printed = None
    market: Printed = None
    market_currency: Printed = None
    market_id: Printed = None
    status: Printed = None
    tags: Printed = None
    updated_at: Printed = None


class User(Struct, frozen=True, kw_only=True):
    """A person who can sign in."""

    id: UUID
    version: int
    email: str
    email_verified: bool
    first_name: str | None
    last_name: str | None
    phone_number: str | None
    language: str | None
    status: str
    communication_preferences: CommunicationPreferences
    address: PersonalAddress
    additions: dict[str, Any]
    created_at: datetime
    updated_at: datetime
    last_login_at: datetime | None


class Claim(Struct, frozen=True, kw_only=True):
    """Whom a sign-in claims to be, and what the password must match; or nobody.

    `renewed_hash` is what is to be kept from now on, where the costs of a hash have
    risen since the password was set.
    """

    user: UUID | None = None
    password_hash: str | None = None
    renewed_hash: str | None = None


class EmailTaken(Conflict):
    """Another user of this app has this e-mail address."""

    constraints = ("user_email_taken",)


class UserInvalid(Invalid):
    """The user cannot be as described; `errors` names each place."""


class UserUnknown(Missing):
    """There is no such user here, or none who may sign in."""
