"""What must hold of a file's name and of what is said about it."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

import msgspec

from koncern import limits
from koncern.base import Fault, find_harmful
from koncern.profile.files.model import FileInvalid

_AT_THE_END = re.compile(r"[.\s]+$")


def file_name(given: str, pointer: str) -> str:
    """Return a file's name as it is kept, without the folders that some senders name.

    It is only ever shown: the store knows files by their ids. What would reorder or
    hide what a person reads is refused, and dots and blanks at the end go, which some
    systems drop by themselves and so would see another ending.
    """
    bare = given.replace("\\", "/").rpartition("/")[2]
    name = bare
    if len(bare) <= 4 * limits.FILE_NAME_CHARACTERS:  # else it is too long in any form
        name = _AT_THE_END.sub("", unicodedata.normalize("NFC", bare).strip())
    if not name:
        raise FileInvalid(faults=[Fault(pointer, "has no name of a file")])
    if len(name) > limits.FILE_NAME_CHARACTERS:
        told = f"has a name of more than {limits.FILE_NAME_CHARACTERS} characters"
        raise FileInvalid(faults=[Fault(pointer, told)])
    for harmful in find_harmful(name):
        raise FileInvalid(faults=[Fault(pointer, harmful.detail)])
    if {"\n", "\t", "\u2028", "\u2029"} & set(name):
        raise FileInvalid(faults=[Fault(pointer, "has a name of several lines")])
    return name


def check_custom_fields(fields: Mapping[str, Any]) -> None:
    """Refuse custom fields that are too many or too deep: each document shows them."""
    if _depth(fields) > limits.FILE_FIELDS_DEPTH:
        told = f"is nested more than {limits.FILE_FIELDS_DEPTH} deep"
        raise FileInvalid(faults=[Fault("/custom_fields", told)])
    if len(msgspec.json.encode(fields)) > limits.FILE_FIELDS_BYTES:
        told = f"is more than {limits.FILE_FIELDS_BYTES} bytes of JSON"
        raise FileInvalid(faults=[Fault("/custom_fields", told)])


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
