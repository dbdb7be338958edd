"""Registrations: a company's way into an app, and to being active in it.

A company that registers is pending until somebody of the seller's approves it, rejects
it, or asks for more; where the app's policy is open it may be active at once. Nothing is
written about a registration until then: who waits is seen by the companies' status.
"""

from koncern.registrations.actions import register
from koncern.registrations.model import (
    ApprovalNeeded,
    Inquiry,
    PrintedRegistration,
    Registration,
    RegistrationDecided,
    RegistrationsAsked,
    RegistrationUnknown,
    Rejection,
    RejectionUnknown,
    StoredRegistration,
)
from koncern.registrations.review import approve, inquire, page, read, reject, reopen

__all__ = [
    "ApprovalNeeded",
    "Inquiry",
    "PrintedRegistration",
    "Registration",
    "RegistrationDecided",
    "RegistrationUnknown",
    "RegistrationsAsked",
    "Rejection",
    "RejectionUnknown",
    "StoredRegistration",
    "approve",
    "inquire",
    "page",
    "read",
    "register",
    "reject",
    "reopen",
]
