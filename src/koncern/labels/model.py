"""What a label is, and what can be wrong with changing one."""

from collections.abc import Sequence
from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from koncern.base import Conflict

AT_ONCE_MAX = 5_000
"""So many companies are rendered while the caller waits: about a second."""

TAKEN_OFF_MAX = 20_000
"""From so many companies a label is taken at once: some seconds."""

PORTION = 2_000
"""How many companies one statement renders, to stay far below its time limit."""


class Label(StrEnum):
    """The sorts of labels, by their tables."""

    TAG = "tag"
    CUSTOMER_GROUP = "customer_group"
    STORE_GROUP = "store_group"


class Held(Struct, frozen=True, kw_only=True):
    """A label and companies that are held; None: they are too many to be held."""

    kind: Label
    label: UUID
    companies: Sequence[UUID] | None


class LabelGone(Conflict):
    """A tag or group was deleted while it was being used; look what there is now."""

    constraints = (
        "company_customer_group_known",
        "company_store_group_known",
        "company_tag_known",
        "customer_group_user_of_group",
    )


class LabelOnTooMany(Conflict):
    """Too many companies have this to take it from all at once: first take it from some."""
