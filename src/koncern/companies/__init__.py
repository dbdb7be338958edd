"""Companies: the businesses that buy from an app's owner.

A company is one row: what it owns alone (addresses, contacts, attributes, custom
fields) lies in it, and `document` holds all of it as it is printed.
"""

from koncern.companies.actions import add, archive, page
from koncern.companies.labels import LabelsAsked, asked_labels
from koncern.companies.model import (
    Aliases,
    AliasTaken,
    Company,
    CompanyInvalid,
    CompanyUnknown,
    Facts,
    Labels,
    NewCompany,
    OrganisationNumberTaken,
    ParentArchived,
    ParentUnknown,
    VatNumberTaken,
)
from koncern.companies.parts import NewAddress, Printed
from koncern.companies.printed import PrintedCompany
from koncern.companies.rules import contact, facts_of, kept, number_taken

__all__ = [
    "AliasTaken",
    "Aliases",
    "Company",
    "CompanyInvalid",
    "CompanyUnknown",
    "Facts",
    "Labels",
    "LabelsAsked",
    "NewAddress",
    "NewCompany",
    "OrganisationNumberTaken",
    "ParentArchived",
    "ParentUnknown",
    "Printed",
    "PrintedCompany",
    "VatNumberTaken",
    "add",
    "archive",
    "asked_labels",
    "contact",
    "facts_of",
    "kept",
    "number_taken",
    "page",
]
