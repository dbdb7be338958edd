"""Queries: from what stands behind the question mark to the values that a handler takes."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from itertools import chain
from typing import Any, get_origin
from urllib.parse import parse_qsl

import msgspec

from koncern import limits
from koncern.api.http.faults import arms_of, faults_in
from koncern.base import Fault, Invalid, escaped, find_harmful, first_faults


class QueryInvalid(Invalid):
    """The query has parameters that this call does not take; `errors` names each."""


def decode_query(raw: bytes, kind: type) -> Any:
    """Return a query string as a value of its kind, or name everything wrong."""
    if raw.count(b"&") >= limits.QUERY_PARAMETERS:
        detail = f"has more than {limits.QUERY_PARAMETERS} parameters"
        raise QueryInvalid(faults=[Fault("", detail)])
    pairs = parse_qsl(raw.decode("latin-1"), keep_blank_values=True)
    flat = dict(pairs)
    values = _group_by_prefix(flat, kind)
    faults = first_faults(chain(find_harmful(values), _faults_of(values, kind)))
    if len(flat) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        faults += [
            Fault(f"/{escaped(name)}", "is given more than once")
            for name, count in counts.items()
            if count > 1
        ]
    if not faults:
        try:
            return msgspec.convert(values, kind, strict=False)
        except msgspec.ValidationError:
            faults = first_faults(faults_in(values, kind, "", strict=False))
    raise QueryInvalid(faults=faults)


def _group_by_prefix(flat: dict[str, str], kind: type) -> dict[str, Any]:
    """Put parameters called `name.key` into the object `name`, if that is one."""
    if not any("." in name for name in flat):
        return {**flat}
    known = _parameters(kind)
    values: dict[str, Any] = {}
    for name, value in flat.items():
        before, dot, key = name.partition(".")
        is_object = dot and any(
            get_origin(arm) is dict for arm in known.get(before, ())
        )
        if is_object and isinstance(values.get(before, {}), dict):
            values.setdefault(before, {})[key] = value
        else:
            values[name] = value
    return values


def _faults_of(values: dict[str, Any], kind: type) -> Iterator[Fault]:
    """Refuse what a lenient reading takes in a text's place: null, a number for a time."""
    known = _parameters(kind)
    for name, value in values.items():
        arms = known.get(name, (str,))
        if not isinstance(value, str) or str in arms:
            continue
        if value.lower() == "null":
            yield Fault(f"/{name}", "cannot be null; leave it out instead")
        elif datetime in arms and ":" not in value:
            yield Fault(f"/{name}", "must be a time (RFC 3339)")


@cache
def _parameters(kind: type[msgspec.Struct]) -> dict[str, list[Any]]:
    """Return the kinds that each parameter of a query may have."""
    return {
        field.encode_name: arms_of(field.type) for field in msgspec.structs.fields(kind)
    }
