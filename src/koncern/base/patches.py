"""Patches: what a JSON Merge Patch (RFC 7396) says, apart from what it leaves out.

A field of a patch that may change something is UNSET unless it was sent. One that only
comes along as it was read is `Printed`, and says nothing.
"""

from typing import Any

from msgspec import UNSET, Struct, structs


def given(patch: Struct) -> dict[str, Any]:
    """Return what a patch says, by field."""
    return {
        field.name: value
        for field in structs.fields(patch)
        if field.default is UNSET and (value := getattr(patch, field.name)) is not UNSET
    }
