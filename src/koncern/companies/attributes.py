"""The attributes of a company: properties that are described in many languages."""

from typing import Annotated, Any

from msgspec import Meta, Struct, to_builtins

from koncern.base import LongLine, Printed, Prose, ShortLine

ATTRIBUTES_MAX = 200
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
