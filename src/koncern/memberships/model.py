"""What a membership is, and what can be wrong with one."""

from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from koncern.base import Conflict


class Level(StrEnum):
    """Authority inside a company; each includes the ones before it."""

    DEFAULT = "default"
    ADMIN = "admin"
    SUPER_ADMIN = "super-admin"


class OwnCompany(Struct, frozen=True, kw_only=True):
    """A company, with the place that a user has in it."""

    id: UUID
    version: int
    document: str
    level: str
    role: str | None
    role_name: str | None


class AlreadyMember(Conflict):
    """The user is a member of this company already."""

    constraints = ("membership_once",)
