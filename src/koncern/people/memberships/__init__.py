"""Memberships: which users belong to which companies, and as what."""

from koncern.people.memberships.actions import (
    add,
    archive_company,
    change_company,
    check_level,
    level_in,
    lock_to_change,
    own_companies,
    read_company,
    restore_company,
)
from koncern.people.memberships.model import (
    AdminNeeded,
    AlreadyMember,
    HeldCompany,
    Level,
    OwnCompany,
)
from koncern.people.memberships.rules import refuse_closed

__all__ = [
    "AdminNeeded",
    "AlreadyMember",
    "HeldCompany",
    "Level",
    "OwnCompany",
    "add",
    "archive_company",
    "change_company",
    "check_level",
    "level_in",
    "lock_to_change",
    "own_companies",
    "read_company",
    "refuse_closed",
    "restore_company",
]
