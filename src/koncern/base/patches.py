"""Patches: what a JSON Merge Patch (RFC 7396) says, and what comes of it.

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


def merge_patch(target: Any, patch: Any) -> Any:
    """Return what a patch makes of a JSON value: null removes a member of an object."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = merge_patch(merged.get(name), value)
    return merged
