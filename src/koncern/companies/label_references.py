"""References to labels in what is sent: a tag or group, by its id or short name."""

from uuid import UUID

from msgspec import Struct

from koncern.base import Printed, ShortLine

LABELS_MAX = 200


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
