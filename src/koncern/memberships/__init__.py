"""Memberships: which users belong to which companies, and as what."""

from koncern.memberships.actions import add, own_companies, read_company
from koncern.memberships.model import AlreadyMember, Level, OwnCompany

__all__ = [
    "AlreadyMember",
    "Level",
    "OwnCompany",
    "add",
    "own_companies",
    "read_company",
]
