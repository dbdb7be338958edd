"""Tags: short labels that an app puts on its companies."""

from koncern.labels.tags.actions import add, change, delete, page, read
from koncern.labels.tags.model import (
    KeptTag,
    NewTag,
    Tag,
    TagInvalid,
    TagKeyTaken,
    TagPatch,
    TagUnknown,
)

__all__ = [
    "KeptTag",
    "NewTag",
    "Tag",
    "TagInvalid",
    "TagKeyTaken",
    "TagPatch",
    "TagUnknown",
    "add",
    "change",
    "delete",
    "page",
    "read",
]
