"""Faults: every place of a value that is not as its kind says, found one by one.

They are found only as far as they are asked for: a body could have very many.
"""

import types
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec

from koncern.api.http.error_messages import explain
from koncern.base import Failure, Fault, escaped


@contextmanager
def under_pointer(prefix: str) -> Iterator[None]:
    """Let the faults of a list or object stand under the field that holds it."""
    try:
        yield
    except Failure as failure:
        failure.faults = tuple(
            Fault(prefix + fault.pointer, fault.detail)
            if fault.pointer[1:].isdigit()
            else fault
            for fault in failure.faults
        )
        raise


def faults_in(value: Any, kind: Any, pointer: str, *, strict: bool) -> Iterator[Fault]:
    """Find every wrong place: go down as far as the kinds go, then tell."""
    try:
        msgspec.convert(value, kind, strict=strict)
    except msgspec.ValidationError as error:
        below = _faults_below(value, kind, pointer, strict=strict)
        first = next(below, None)
        yield first or Fault(pointer, _explain(kind, explain(str(error))))
        yield from below


def _faults_below(
    value: Any, kind: Any, pointer: str, *, strict: bool
) -> Iterator[Fault]:
    most = _items_max(kind, type(value)) if isinstance(value, (dict, list)) else None
    if most is not None and len(value) > most:
        container = "array" if isinstance(value, list) else "object"
        detail = explain(f"Expected `{container}` of length <= {most}")
        yield Fault(pointer, detail)
        return
    for arm in arms_of(kind):
        if isinstance(value, dict) and _is_struct(arm):
            yield from _struct_faults(value, arm, pointer, strict=strict)
        elif isinstance(value, dict) and get_origin(arm) is dict:
            yield from _entry_faults(value, get_args(arm), pointer, strict=strict)
        elif isinstance(value, list) and get_origin(arm) is list:
            for place, item in enumerate(value):
                below = f"{pointer}/{place}"
                yield from faults_in(item, get_args(arm)[0], below, strict=strict)


def _is_struct(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def _entry_faults(
    value: dict[str, Any], kinds: tuple[Any, ...], pointer: str, *, strict: bool
) -> Iterator[Fault]:
    for key, item in value.items():
        place = f"{pointer}/{escaped(key)}"
        yield from faults_in(key, kinds[0], place, strict=strict)
        yield from faults_in(item, kinds[1], place, strict=strict)


def _struct_faults(
    value: dict[str, Any], kind: type[msgspec.Struct], pointer: str, *, strict: bool
) -> Iterator[Fault]:
    known = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    for name, field in known.items():
        if name in value:
            place = f"{pointer}/{name}"
            yield from faults_in(value[name], field.type, place, strict=strict)
        elif field.required:
            yield Fault(f"{pointer}/{name}", "is required")
    for name in value:
        if name not in known:
            yield Fault(f"{pointer}/{escaped(name)}", "is no field of this object")


@cache
def _items_max(kind: Any, container: type) -> int | None:
    """Return how many items a list or an object of a kind may have, if it is limited.

    A list that is too long is no longer looked into: its items could be very many.
    """
    if get_origin(kind) in (Union, types.UnionType):
        found = [_items_max(arm, container) for arm in get_args(kind)]
        return max((each for each in found if each is not None), default=None)
    if get_origin(kind) is not Annotated:
        return None
    inner, *metas = get_args(kind)
    if container in [get_origin(arm) for arm in arms_of(inner)]:
        given = [meta.max_length for meta in metas if isinstance(meta, msgspec.Meta)]
        return next((most for most in given if most is not None), None)
    return _items_max(inner, container)


def arms_of(kind: Any) -> list[Any]:
    """Return the kinds that a value may have, out of unions and annotations."""
    if get_origin(kind) is Annotated:
        return arms_of(get_args(kind)[0])
    if get_origin(kind) in (Union, types.UnionType):
        return [inner for arm in get_args(kind) for inner in arms_of(arm)]
    return [kind]


def _explain(kind: Any, words: str) -> str:
    """Add the valid values where a closed set was missed."""
    for arm in arms_of(kind) if "cannot be" in words else ():
        if isinstance(arm, type) and issubclass(arm, Enum):
            return f"{words}; it is one of {', '.join(str(each.value) for each in arm)}"
        if get_origin(arm) is Literal:
            return f"{words}; it is one of {', '.join(map(str, get_args(arm)))}"
    return words
