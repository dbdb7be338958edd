"""Store groups: the selling contexts that a company may buy in, with their markets."""

from koncern.labels.store_groups.actions import add, delete, page, put, read
from koncern.labels.store_groups.model import (
    KeptStoreGroup,
    NewStoreGroup,
    StoreGroup,
    StoreGroupInUse,
    StoreGroupInvalid,
    StoreGroupPatch,
    StoreGroupSlugTaken,
    StoreGroupUnknown,
    StoreType,
)

__all__ = [
    "KeptStoreGroup",
    "NewStoreGroup",
    "StoreGroup",
    "StoreGroupInUse",
    "StoreGroupInvalid",
    "StoreGroupPatch",
    "StoreGroupSlugTaken",
    "StoreGroupUnknown",
    "StoreType",
    "add",
    "delete",
    "page",
    "put",
    "read",
]
