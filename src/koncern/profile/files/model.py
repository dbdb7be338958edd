"""What a file is, what may change of one, and what can be wrong with it."""

from typing import Annotated, Any
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from koncern import limits
from koncern.base import Conflict, Invalid, Missing
from koncern.companies import Printed
from koncern.people.memberships import Level


class File(Struct, frozen=True, kw_only=True):
    """A file as it is read: what its content is, and the whole of it printed."""

    id: UUID
    version: int
    filename: str
    content_type: str
    size: int
    checksum: str
    document: bytes


class NewFile(Struct, frozen=True, kw_only=True):
    """A file that has come in: what its content is, and what is said of it."""

    filename: str
    content_type: str
    size: int
    checksum: str
    custom_fields: dict[str, Any] = {}


class FilePatch(Struct, kw_only=True, forbid_unknown_fields=True):
    """What changes of a file: what is left out stays; its content never changes."""

    filename: (
        Annotated[str, Meta(min_length=1, max_length=limits.FILE_NAME_CHARACTERS)]
        | UnsetType
    ) = UNSET
    custom_fields: dict[str, Any] | UnsetType | None = UNSET
    app_id: Printed = None
    checksum: Printed = None
    content_type: Printed = None
    created_at: Printed = None
    id: Printed = None
    size: Printed = None
    updated_at: Printed = None
    url: Printed = None


class HeldCompany(Struct, frozen=True, kw_only=True):
    """A company of whose files something is about to change, and what the actor is."""

    status: str
    is_archived: bool
    file_count: int
    level: Level | None = None


class FileUnknown(Missing):
    """There is no such file of this company, or none that you may see."""


class FileInvalid(Invalid):
    """The file cannot be as it was sent; `errors` names each place."""


class TooManyFiles(Conflict):
    """The company has as many files as it may have (1,000): delete some first."""
