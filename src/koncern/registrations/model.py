"""What a registration is, and what can be wrong with one."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from koncern.base import Forbidden, ShortLine
from koncern.companies import NewCompany, Printed


class RegistrationStatus(StrEnum):
    """The status that a registration may ask for."""

    ACTIVE = "active"
    PENDING = "pending"


class Registration(NewCompany, kw_only=True, forbid_unknown_fields=True):
    """A company as its first member describes it, and their part in it."""

    status: RegistrationStatus | None = None
    role: (
        Annotated[
            ShortLine,
            Meta(
                description="The slug of the custom role that you get in the company; "
                "a credential gets none."
            ),
        ]
        | None
    ) = None
    level: Printed = None
    role_name: Printed = None


class ApprovalNeeded(Forbidden):
    """Companies need approval here before they are active: register it as pending."""
