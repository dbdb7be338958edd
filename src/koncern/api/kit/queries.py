"""Queries: from what stands behind the question mark to the values that a handler takes."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any, get_origin
from urllib.parse import parse_qsl

import msgspec

from koncern.api.kit.bodies import FAULTS_MAX, arms_of, faults_in
from koncern.base import Fault, Invalid, find_harmful


class QueryInvalid(Invalid):
    """The query has parameters that this call does not take; `errors` names each."""


def decode_query(raw: bytes, kind: type) -> Any:
    """Return a query string as a value of its kind, or name everything wrong."""
    pairs = parse_qsl(raw.decode("latin-1"), keep_blank_values=True)
    flat = dict(pairs)
    values = _gathered(flat, kind)
    faults = [*find_harmful(values), *_mistaken(values, kind)]
    if len(flat) < len(pairs):
        faults.append(Fault("", "names a parameter more than once"))
    if not faults:
        try:
            return msgspec.convert(values, kind, strict=False)
        except msgspec.ValidationError:
            faults = [*faults_in(values, kind, "", strict=False)]
    raise QueryInvalid(faults=faults[:FAULTS_MAX])


def _gathered(flat: dict[str, str], kind: type) -> dict[str, Any]:
    """Put parameters called `name.key` into the object `name`, if that is one."""
    values: dict[str, Any] = {}
    objects = _objects(kind)
    for name, value in flat.items():
        before, dot, key = name.partition(".")
        if dot and before in objects and isinstance(values.get(before, {}), dict):
            values.setdefault(before, {})[key] = value
        else:
            values[name] = value
    return values


@cache
def _objects(kind: type[msgspec.Struct]) -> frozenset[str]:
    """Return the parameters of a query that are objects."""
    return frozenset(
        field.encode_name
        for field in msgspec.structs.fields(kind)
        if any(get_origin(arm) is dict for arm in arms_of(field.type))
    )


def _mistaken(values: dict[str, Any], kind: type) -> Iterator[Fault]:
    """Refuse what a lenient reading takes in a text's place: null, a number for a time."""
    for field in msgspec.structs.fields(kind):
        value = values.get(field.encode_name)
        if not isinstance(value, str) or str in (arms := arms_of(field.type)):
            continue
        if value.lower() == "null":
            yield Fault(f"/{field.encode_name}", "cannot be null; leave it out instead")
        elif datetime in arms and ":" not in value:
            yield Fault(f"/{field.encode_name}", "must be a time (RFC 3339)")
