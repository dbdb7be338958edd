"""Companies: the businesses that buy from an app's owner.

A company is one row: what it owns alone (addresses, contacts, attributes, custom
fields) lies in it, and `document` holds all of it as it is printed.
"""

from koncern.base import Printed
from koncern.companies.actions import (
    add,
    archive,
    find_claimant,
    page,
    render_next,
    restore,
)
from koncern.companies.attributes import templated
from koncern.companies.labels import LABELS, FoundLabel, LabelsAsked, asked_labels
from koncern.companies.model import (
    Aliases,
    AliasTaken,
    BillingIncomplete,
    Company,
    CompanyArchived,
    CompanyInvalid,
    CompanyRejected,
    CompanyTooLarge,
    CompanyUnknown,
    Facts,
    NewCompany,
    OrganisationNumberTaken,
    ParentArchived,
    ParentBelow,
    ParentUnknown,
    TermsNotYours,
    VatNumberTaken,
)
from koncern.companies.printed import PrintedCompany, PrintedFile
from koncern.companies.rules import (
    claim_taken,
    contact,
    custom_fields_faults,
    facts_of,
    moment,
    to_row,
)
from koncern.standards.places import NewAddress

__all__ = [
    "LABELS",
    "AliasTaken",
    "Aliases",
    "BillingIncomplete",
    "Company",
    "CompanyArchived",
    "CompanyInvalid",
    "CompanyRejected",
    "CompanyTooLarge",
    "CompanyUnknown",
    "Facts",
    "FoundLabel",
    "LabelsAsked",
    "NewAddress",
    "NewCompany",
    "OrganisationNumberTaken",
    "ParentArchived",
    "ParentBelow",
    "ParentUnknown",
    "Printed",
    "PrintedCompany",
    "PrintedFile",
    "TermsNotYours",
    "VatNumberTaken",
    "add",
    "archive",
    "asked_labels",
    "claim_taken",
    "contact",
    "custom_fields_faults",
    "facts_of",
    "find_claimant",
    "moment",
    "page",
    "render_next",
    "restore",
    "templated",
    "to_row",
]
