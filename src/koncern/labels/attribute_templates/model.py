"""What an attribute template is, and what can be wrong with one."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from koncern.base import END, Conflict, Invalid, Line, Missing, Printed, ShortLine

FIELDS_MAX = 200
OPTIONS_MAX = 500
BULK_MAX = 1000

KEY = rf"^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?{END}"
"""How the key of a field is written."""

Key = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=100,
        pattern=KEY,
        description="Letters, digits, and `.`, `_`, `-` between them.",
    ),
]


class FieldType(StrEnum):
    """What a value can be."""

    TEXT = "text"
    NUMBER = "number"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    SELECT = "select"
    MULTI_SELECT = "multi_select"
    URL = "url"
    EMAIL = "email"
    JSON = "json"

    @property
    def has_options(self) -> bool:
        """Whether its values are chosen from a list."""
        return self in {FieldType.SELECT, FieldType.MULTI_SELECT}


class TemplateField(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One value that an attribute can have."""

    key: Key
    name: Line
    type: FieldType
    options: (
        Annotated[
            list[Annotated[ShortLine, Meta(min_length=1)]],
            Meta(
                min_length=1,
                max_length=OPTIONS_MAX,
                description="What can be chosen; for `select` and `multi_select` alone.",
            ),
        ]
        | None
    ) = None


Fields = Annotated[list[TemplateField], Meta(max_length=FIELDS_MAX)]
Resources = Annotated[
    list[Annotated[ShortLine, Meta(min_length=1)]],
    Meta(
        max_length=100,
        description="What attributes of this form can be of; companies are "
        "`organisations`. Empty: of anything.",
    ),
]
TemplateType = Annotated[
    ShortLine, Meta(description="A word of your own for the sort of attribute.")
]


class NewAttributeTemplate(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True
):
    """What is said of an attribute template when it is made."""

    key: Key
    name: Line
    type: TemplateType | None = None
    fields: Fields = []
    filterable: bool = False
    resources: Resources = []
    translatable: bool = False


class AttributeTemplatePatch(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True
):
    """What changes of a template (RFC 7396); companies know it by its key, which stays."""

    name: Line | UnsetType = UNSET
    type: TemplateType | UnsetType | None = UNSET
    fields: Fields | UnsetType = UNSET
    filterable: bool | UnsetType = UNSET
    resources: Resources | UnsetType = UNSET
    translatable: bool | UnsetType = UNSET
    key: Annotated[Any, Meta(description="May come along, and cannot change.")] = None
    id: Printed = None
    created_at: Printed = None
    updated_at: Printed = None


class AttributeTemplate(Struct, frozen=True, kw_only=True):
    """The form of an attribute: its values and their types."""

    id: UUID
    key: str
    name: str
    type: str | None
    fields: list[TemplateField]
    filterable: bool
    resources: list[str]
    translatable: bool
    created_at: datetime
    updated_at: datetime


class KeptAttributeTemplate(AttributeTemplate, frozen=True, kw_only=True):
    """A template as it is kept: with its version."""

    version: int


class AttributeTemplateUnknown(Missing):
    """There is no such attribute template here."""


class AttributeTemplateInvalid(Invalid):
    """The attribute template cannot be as described; `errors` names each place."""


class AttributeTemplateKeyTaken(Conflict):
    """Another attribute template of this app has this key."""

    constraints = ("attribute_template_key_taken",)


def kept_template(*, fields: str, **columns: Any) -> KeptAttributeTemplate:
    """Make a template of its row."""
    return KeptAttributeTemplate(
        fields=msgspec.json.decode(fields, type=list[TemplateField]), **columns
    )
