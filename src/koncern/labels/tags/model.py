"""What a tag is, and what can be wrong with one."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from koncern.base import Conflict, Invalid, Line, LocaleCode, Missing, Printed, Slug


class TagStatus(StrEnum):
    """Whether a tag is in use; one that is not stays on the companies that have it."""

    ACTIVE = "active"
    INACTIVE = "inactive"


class TagTranslations(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A tag's name in other languages, by locale (BCP 47)."""

    name: Annotated[dict[LocaleCode, Line], Meta(max_length=200)] = {}


class NewTag(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is said of a tag when it is made."""

    key: Slug
    name: Line
    status: TagStatus = TagStatus.ACTIVE
    filterable: bool = False
    translations: TagTranslations = TagTranslations()


class TranslationsPatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What changes of a tag's translations: null takes one away."""

    name: Annotated[dict[LocaleCode, Line | None], Meta(max_length=200)] | UnsetType = (
        UNSET
    )


class TagPatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What changes of a tag (RFC 7396); its key is what others know it by, and stays."""

    name: Line | UnsetType = UNSET
    status: TagStatus | UnsetType = UNSET
    filterable: bool | UnsetType = UNSET
    translations: TranslationsPatch | UnsetType = UNSET
    key: Annotated[Any, Meta(description="May come along, and cannot change.")] = None
    id: Printed = None
    created_at: Printed = None
    updated_at: Printed = None


class Tag(Struct, frozen=True, kw_only=True):
    """A label, by its key."""

    id: UUID
    key: str
    name: str
    status: TagStatus
    filterable: bool
    translations: TagTranslations
    created_at: datetime
    updated_at: datetime


class KeptTag(Tag, frozen=True, kw_only=True):
    """A tag as it is kept: with its version."""

    version: int


class TagUnknown(Missing):
    """There is no such tag here."""


class TagInvalid(Invalid):
    """The tag cannot be as described; `errors` names each place."""


class TagKeyTaken(Conflict):
    """Another tag of this app has this key."""

    constraints = ("tag_key_taken",)


def kept_tag(*, translations: str, status: str, **columns: Any) -> KeptTag:
    """Make a tag of its row."""
    return KeptTag(
        translations=msgspec.json.decode(translations, type=TagTranslations),
        status=TagStatus(status),
        **columns,
    )
