"""What an alias is, and what can be wrong with one."""

import re
from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from koncern.base import Conflict, Invalid, Missing, PageAsked

_ID = re.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class Alias(Struct, frozen=True, kw_only=True):
    """An identifier that another system has for a company.

    It is archived as long as its company is; then it still stands for that company.
    """

    id: UUID
    version: int
    company: UUID
    value: str
    label: str | None
    is_external_ref: bool
    created_at: datetime
    archived_at: datetime | None


class AliasesAsked(PageAsked, frozen=True, kw_only=True):
    """Which aliases are wanted: a piece of all, or the one with a value."""

    value: (
        Annotated[str, Meta(max_length=300, description="The whole alias, exactly.")]
        | None
    ) = None


class AliasesTooMany(Conflict):
    """A company has at most 1,000 aliases; delete one that is not needed."""


class AliasUnknown(Missing):
    """There is no such alias here."""


class AliasInvalid(Invalid):
    """The alias cannot be as it was described; `errors` names each place."""


def as_id(value: str) -> UUID | None:
    """Return the id that an alias may be: a company's own id stands for it as well."""
    return UUID(value) if _ID.fullmatch(value) else None
