"""What must hold of a file's name and of what is said about it."""

import unicodedata
from collections.abc import Mapping
from typing import Any

import msgspec

from koncern.base import Fault, find_harmful
from koncern.files.model import (
    CUSTOM_FIELDS_BYTES_MAX,
    NAME_CHARACTERS_MAX,
    FileInvalid,
)

NESTING_MAX = 20


def file_name(given: str, pointer: str) -> str:
    """Return a file's name as it is kept, without the folders that some senders name.

    It is only ever shown: the store knows files by their ids. What would reorder or
    hide what a person reads is refused, and dots and blanks at the end go, which some
    systems drop by themselves and so would see another ending.
    """
    bare = given.replace("\\", "/").rpartition("/")[2]
    name = unicodedata.normalize("NFC", bare).strip().rstrip(". ")
    if not name:
        raise FileInvalid(faults=[Fault(pointer, "has no name of a file")])
    if len(name) > NAME_CHARACTERS_MAX:
        told = f"has a name of more than {NAME_CHARACTERS_MAX} characters"
        raise FileInvalid(faults=[Fault(pointer, told)])
    for harmful in find_harmful(name):
        raise FileInvalid(faults=[Fault(pointer, harmful.detail)])
    if {"\n", "\t", "\u2028", "\u2029"} & set(name):
        raise FileInvalid(faults=[Fault(pointer, "has a name of several lines")])
    return name


def check_custom_fields(fields: Mapping[str, Any]) -> None:
    """Refuse custom fields that are too many or too deep: each document shows them."""
    if _depth(fields) > NESTING_MAX:
        told = f"is nested more than {NESTING_MAX} deep"
        raise FileInvalid(faults=[Fault("/custom_fields", told)])
    if len(msgspec.json.encode(fields)) > CUSTOM_FIELDS_BYTES_MAX:
        told = f"is more than {CUSTOM_FIELDS_BYTES_MAX} bytes of JSON"
        raise FileInvalid(faults=[Fault("/custom_fields", told)])


def merged(target: Any, patch: Any) -> Any:
    """Apply a JSON Merge Patch (RFC 7396): null takes an entry away."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), value)
    return result


def _depth(value: Any) -> int:
    """Return how deep objects and lists lie in each other; counts in rounds."""
    depth = 0
    level = [value]
    while level := [
        inner
        for each in level
        if isinstance(each, dict | list)
        for inner in (each.values() if isinstance(each, dict) else each)
    ]:
        depth += 1
    return depth
