"""Colleagues: which users a company has, and how they are placed in it.

A company's admins give people a place, change it and take it away; so do credentials.
Nobody changes a member of a higher level, and nobody can take away the last admin.
"""

from koncern.people.colleagues.actions import accept, add, change, page, places, remove
from koncern.people.colleagues.model import (
    Colleague,
    CompanyWaits,
    LastAdmin,
    LevelAbove,
    MembershipInvalid,
    MembershipUnknown,
    Place,
    Placed,
)

__all__ = [
    "Colleague",
    "CompanyWaits",
    "LastAdmin",
    "LevelAbove",
    "MembershipInvalid",
    "MembershipUnknown",
    "Place",
    "Placed",
    "accept",
    "add",
    "change",
    "page",
    "places",
    "remove",
]
