"""What an app is, and what can be wrong with one."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from koncern.base import Conflict, Missing


class RegistrationPolicy(StrEnum):
    """Whether a company that registers has to be approved."""

    OPEN = "open"
    APPROVAL = "approval"


class TaxStatus(StrEnum):
    """How a company is taxed (the Customers API's `taxStatus`)."""

    TAXED = "TAXED"
    TAX_EXEMPT = "TAX_EXEMPT"
    REVERSE_CHARGED = "REVERSE_CHARGED"


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
