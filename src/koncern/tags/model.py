"""What a tag is, and what can be wrong with one."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from koncern.base import Conflict, Line, Slug


class NewTag(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is said of a tag when it is made."""

    key: Slug
    name: Line


class Tag(Struct, frozen=True, kw_only=True):
    """A label, by its key."""

    id: UUID
    key: str
    name: str
    created_at: datetime
    updated_at: datetime


class TagKeyTaken(Conflict):
    """Another tag of this app has this key."""

    constraints = ("tag_key_taken",)
