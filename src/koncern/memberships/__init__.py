"""Memberships: which users belong to which companies, and as what."""

from koncern.memberships.actions import (
    add,
    archive_company,
    change_company,
    own_companies,
    read_company,
    restore_company,
)
from koncern.memberships.model import (
    AdminNeeded,
    AlreadyMember,
    Level,
    OwnCompany,
    TermsNotYours,
)

__all__ = [
    "AdminNeeded",
    "AlreadyMember",
    "Level",
    "OwnCompany",
    "TermsNotYours",
    "add",
    "archive_company",
    "change_company",
    "own_companies",
    "read_company",
    "restore_company",
]
