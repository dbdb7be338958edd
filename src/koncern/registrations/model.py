"""What a registration is, what is decided on one, and what can be wrong with it."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from koncern.base import Conflict, Explanation, Forbidden, Missing, PageAsked, ShortLine
from koncern.companies import NewCompany, Printed, PrintedCompany


class RegistrationStatus(StrEnum):
    """The status that a registration may ask for."""

    ACTIVE = "active"
    PENDING = "pending"


class Standing(StrEnum):
    """Where a registration stands."""

    PENDING = "pending"
    ACTIVE = "active"
    REJECTED = "rejected"


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


class RegistrationsAsked(PageAsked, frozen=True, kw_only=True):
    """Which registrations are wanted."""

    status: Annotated[
        Literal["pending", "active", "rejected"],
        Meta(description="Where they stand; those that wait, if not said."),
    ] = "pending"


class Rejection(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why a company is not let in; the applicants read it."""

    reason: Explanation


class Inquiry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What has to be known before a company can be let in; the applicants read it."""

    message: Explanation


class StoredRegistration(Struct, frozen=True, kw_only=True):
    """A registration as it is read: two printed parts, and the version of both."""

    id: UUID
    version: int
    document: bytes
    told: bytes


class Applicant(Struct, frozen=True, kw_only=True):
    """Somebody who is told what became of a registration."""

    email: str
    name: str | None
    language: str | None


class PrintedActor(Struct, kw_only=True):
    """Who did something: a user, a credential, or the operator at the machine."""

    kind: Literal["user", "credential", "operator"]
    id: str
    email: str | None
    name: str | None


class PrintedInquiry(Struct, kw_only=True):
    """What was asked last, and when one of the company's people changed it since."""

    message: str
    asked_at: datetime
    asked_by: PrintedActor | None
    changed_at: datetime | None


class PrintedDecision(Struct, kw_only=True):
    """What was decided; `decided_by` is shown to credentials alone."""

    outcome: Literal["approved", "rejected"]
    reason: str | None
    decided_at: datetime
    decided_by: PrintedActor | None


class PrintedRegistration(Struct, kw_only=True):
    """A company's registration: who asked, what was asked back, what was decided."""

    id: UUID
    status: Standing
    registered_at: datetime
    registered_by: PrintedActor | None
    inquiry: PrintedInquiry | None
    decision: PrintedDecision | None
    company: PrintedCompany


class ApprovalNeeded(Forbidden):
    """Companies need approval here before they are active: register it as pending."""


class RegistrationUnknown(Missing):
    """There is no company with this id here, or none whose registration you may see."""


class RegistrationDecided(Conflict):
    """The registration does not wait for a decision any more."""


class RejectionUnknown(Missing):
    """The company is not rejected, so there is no rejection to withdraw."""
