"""Store groups: the selling contexts that a company may buy in."""

from koncern.store_groups.actions import add, page
from koncern.store_groups.model import (
    NewStoreGroup,
    StoreGroup,
    StoreGroupInvalid,
    StoreGroupSlugTaken,
    StoreType,
)

__all__ = [
    "NewStoreGroup",
    "StoreGroup",
    "StoreGroupInvalid",
    "StoreGroupSlugTaken",
    "StoreType",
    "add",
    "page",
]
