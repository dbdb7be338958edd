"""Companies: the businesses that buy from an app's owner.

A company is one row: what it owns alone (addresses, contacts, attributes, custom
fields) lies in it, and `document` holds all of it as it is printed.
"""

from koncern.companies.actions import add, archive, page
from koncern.companies.labels import find_labels
from koncern.companies.model import (
    AliasTaken,
    Company,
    CompanyInvalid,
    CompanyUnknown,
    Facts,
    Labels,
    NewAddress,
    NewCompany,
    OrganisationNumberTaken,
    ParentArchived,
    ParentUnknown,
    PrintedCompany,
    VatNumberTaken,
)
from koncern.companies.rules import contact, facts_of, is_too_deep, moment

__all__ = [
    "AliasTaken",
    "Company",
    "CompanyInvalid",
    "CompanyUnknown",
    "Facts",
    "Labels",
    "NewAddress",
    "NewCompany",
    "OrganisationNumberTaken",
    "ParentArchived",
    "ParentUnknown",
    "PrintedCompany",
    "VatNumberTaken",
    "add",
    "archive",
    "contact",
    "facts_of",
    "find_labels",
    "is_too_deep",
    "moment",
    "page",
]
