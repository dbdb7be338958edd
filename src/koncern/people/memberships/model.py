"""What a membership is, and what can be wrong with one."""

from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from koncern.base import Conflict, Forbidden
from koncern.companies.patch import Stored


class Level(StrEnum):
    """Authority inside a company; each includes the ones before it."""

    DEFAULT = "default"
    ADMIN = "admin"
    SUPER_ADMIN = "super-admin"


class OwnCompany(Struct, frozen=True):
    """A company, with the place that a user has in it."""

    id: UUID
    version: int
    document: bytes
    level: str
    role: str | None
    role_name: str | None


class HeldCompany(Stored, frozen=True, kw_only=True):
    """A company that is locked for a change."""


class AdminNeeded(Forbidden):
    """Only an admin of the company may do this."""


class AlreadyMember(Conflict):
    """The user is a member of this company already."""

    constraints = ("membership_once",)
