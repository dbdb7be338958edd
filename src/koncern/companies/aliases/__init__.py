"""Aliases: what other systems call a company.

A company has up to a thousand of them, and an alias is one company's in its app. Its own id
is an alias that every company has without asking. The external reference of the
Organisations API is an alias too: it goes when that alias is deleted.
"""

from koncern.companies.aliases.actions import (
    add,
    delete,
    of_company,
    page,
    refuse_taken,
    relabel,
    replace,
)
from koncern.companies.aliases.model import (
    Alias,
    AliasesAsked,
    AliasesTooMany,
    AliasInvalid,
    AliasUnknown,
    as_id,
)

__all__ = [
    "Alias",
    "AliasInvalid",
    "AliasUnknown",
    "AliasesAsked",
    "AliasesTooMany",
    "add",
    "as_id",
    "delete",
    "of_company",
    "page",
    "refuse_taken",
    "relabel",
    "replace",
]
