"""What a company is described by, beside its addresses: attributes and labels."""

from typing import Annotated, Any
from uuid import UUID

from msgspec import Meta, Struct, to_builtins

from koncern.base import LongLine, Printed, Prose, ShortLine

ATTRIBUTES_MAX = 200
LABELS_MAX = 200
LOCALES_MAX = 200
NESTING_MAX = 20

Texts = Annotated[dict[ShortLine, Prose], Meta(max_length=LOCALES_MAX)]


class Translations(Struct, kw_only=True, forbid_unknown_fields=True):
    """An attribute's name and description in other languages, by locale."""

    name: Texts = {}
    description: Texts = {}


class NewAttribute(Struct, kw_only=True, forbid_unknown_fields=True):
    """A described property of a company, after one of the app's templates."""

    key: LongLine | None = None
    name: LongLine | None = None
    description: Prose | None = None
    template_key: LongLine | None = None
    translations: Translations | None = None
    values: dict[str, Any] = {}
    id: Printed = None


def templated(attributes: list[NewAttribute] | None) -> dict[int, dict[str, Any]]:
    """Return the attributes that name a template, by their places."""
    return {
        place: to_builtins(attribute)
        for place, attribute in enumerate(attributes or ())
        if attribute.template_key
    }


class TagReference(Struct, kw_only=True, forbid_unknown_fields=True):
    """A tag of the app, by its id or its key."""

    id: UUID | None = None
    key: ShortLine | None = None
    name: Printed = None


class CustomerGroupReference(Struct, kw_only=True, forbid_unknown_fields=True):
    """A customer group of the app, by its id or its slug."""

    id: UUID | None = None
    slug: ShortLine | None = None
    name: Printed = None


class StoreGroupReference(Struct, kw_only=True, forbid_unknown_fields=True):
    """A store group of the app, by its id or its slug."""

    id: UUID | None = None
    slug: ShortLine | None = None
    name: Printed = None
    description: Printed = None
    country_of_sale: Printed = None
    store_type: Printed = None
    created_at: Printed = None
    updated_at: Printed = None
