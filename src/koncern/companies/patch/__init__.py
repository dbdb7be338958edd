"""Patch: changing a company by a JSON Merge Patch.

A change is checked as what comes of it, made in one statement that locks the company,
and recorded with what was before and after.
"""

from koncern.companies.patch.actions import change
from koncern.companies.patch.rules import (
    Change,
    CompanyPatch,
    Stored,
    change_of,
    sent_fields,
)

__all__ = ["Change", "CompanyPatch", "Stored", "change", "change_of", "sent_fields"]
