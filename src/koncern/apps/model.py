"""What an app is, and what can be wrong with one."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from koncern.base import Conflict, Invalid, Line, LocaleCode, Missing


class RegistrationPolicy(StrEnum):
    """Whether a company that registers has to be approved."""

    OPEN = "open"
    APPROVAL = "approval"


class TaxStatus(StrEnum):
    """How a company is taxed (the Customers API's `taxStatus`)."""

    TAXED = "TAXED"
    TAX_EXEMPT = "TAX_EXEMPT"
    REVERSE_CHARGED = "REVERSE_CHARGED"


SharesNumbers = Annotated[
    bool,
    Meta(
        description="Whether companies may have the same organisation or VAT number. "
        "An active company claims its numbers when it becomes active or they are "
        "changed. One that came while numbers were shared claims none until they are "
        "changed."
    ),
]
StorefrontUrl = Annotated[
    str,
    Meta(
        max_length=2000,
        description="Where the app's people go to: links in mail begin with it.",
    ),
]


class App(Struct, frozen=True, kw_only=True):
    """One tenant: a business, with the companies that buy from it."""

    id: UUID
    slug: str
    name: str
    registration_policy: RegistrationPolicy
    default_tax_status: TaxStatus
    shares_numbers: bool
    default_language: str
    storefront_url: str | None
    mail_sender_name: str | None
    version: int
    created_at: datetime
    updated_at: datetime


class AppChange(Struct, kw_only=True, forbid_unknown_fields=True):
    """What changes of an app's settings: a field that is left out stays."""

    name: Line | UnsetType = UNSET
    registration_policy: RegistrationPolicy | UnsetType = UNSET
    shares_numbers: SharesNumbers | UnsetType = UNSET
    default_tax_status: TaxStatus | UnsetType = UNSET
    default_language: LocaleCode | UnsetType = UNSET
    storefront_url: StorefrontUrl | UnsetType | None = UNSET
    mail_sender_name: Line | UnsetType | None = UNSET


class AppInvalid(Invalid):
    """The settings cannot be as they were described; `errors` names each place."""


class AppSlugTaken(Conflict):
    """Another app has this slug."""

    constraints = ("app_slug_taken",)


class AppUnknown(Missing):
    """There is no such app here, or none that you may see."""

    constraints = (
        "credential_of_app",
        "signing_key_of_app",
        "tag_of_app",
        "store_group_of_app",
        "customer_group_of_app",
        "role_of_app",
        "company_of_app",
        "mail_of_app",
        "sign_up_of_app",
        "tax_registration_of_app",
        "user_of_app",
    )
