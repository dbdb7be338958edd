"""Bodies and queries: from bytes to the values that a handler takes.

The quick way is one typed decode. Only when that refuses is the input read again,
slowly, to name every place that is wrong and not just the first.
"""

import json
import types
from collections.abc import Iterator
from datetime import datetime
from enum import Enum
from functools import cache
from math import isfinite
from typing import Annotated, Any, Union, get_args, get_origin
from urllib.parse import parse_qsl

import msgspec

from koncern.api.kit.words import in_words
from koncern.base import Failure, Fault, Invalid, escaped, find_harmful, is_suspect

FAULTS_MAX = 100


class BodyInvalid(Invalid):
    """The body does not have the form that this call takes; `errors` names each place."""


class JsonBroken(Invalid):
    """The body is no JSON (RFC 8259)."""


class QueryInvalid(Invalid):
    """The query has parameters that this call does not take; `errors` names each."""


class BodyTooLarge(Failure):
    """The body is larger than this service takes."""


class BodyTooSlow(Failure):
    """The body did not come in the time that there is for it."""


class BodyTypeWrong(Failure):
    """Send the body as JSON: `Content-Type: application/json`."""


def decode_body(raw: bytes, kind: type) -> Any:
    """Return a body as a value of its kind, or name everything wrong with it."""
    try:
        value = _decoder(kind).decode(raw)
    except msgspec.ValidationError:
        raise BodyInvalid(faults=_body_faults(raw, kind)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise JsonBroken(_where_broken(raw)) from None
    if is_suspect(raw) and (faults := find_harmful(_plain(raw))):
        raise BodyInvalid(faults=faults[:FAULTS_MAX])
    return value


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
            faults = [*_faults(values, kind, "", strict=False)]
    raise QueryInvalid(faults=faults[:FAULTS_MAX])


def _mistaken(values: dict[str, Any], kind: type) -> Iterator[Fault]:
    """Refuse what msgspec would take in a text's place: `null`, a number for a time."""
    known = _parameters(kind)
    for name, value in values.items():
        arms = known.get(name, (str,))
        if not isinstance(value, str) or str in arms:
            continue
        if value.lower() == "null":
            yield Fault(f"/{name}", "must not be null")
        elif datetime in arms and ":" not in value:
            yield Fault(f"/{name}", "must be a time (RFC 3339)")


def _gathered(flat: dict[str, str], kind: type) -> dict[str, Any]:
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


@cache
def _parameters(kind: type[msgspec.Struct]) -> dict[str, list[Any]]:
    """Return the kinds that each parameter of a query may have."""
    return {
        field.encode_name: _arms(field.type) for field in msgspec.structs.fields(kind)
    }


@cache
def _decoder(kind: type) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind)


def _plain(raw: bytes) -> Any:
    try:
        return msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise JsonBroken(_where_broken(raw)) from None


def _body_faults(raw: bytes, kind: type) -> list[Fault]:
    value = _plain(raw)
    faults = [*_faults(value, kind, "", strict=True), *find_harmful(value)]
    return faults[:FAULTS_MAX]


def _where_broken(raw: bytes) -> str:
    reason = "It is empty."
    if raw.strip():
        reason = "A text in it holds half of a surrogate pair."
        try:
            json.loads(raw.decode(), parse_constant=_refuse, parse_float=_finite)
        except (ValueError, RecursionError) as error:
            reason = _reason(error)
    return f"{JsonBroken.sentence()} {reason}"


def _reason(error: Exception) -> str:
    """Say what the standard library, which tells places, finds wrong."""
    match error:
        case _NumberImpossible():
            return f"{error} is no number that it can hold."
        case json.JSONDecodeError():
            return f"Line {error.lineno}, column {error.colno}: {error.msg}."
        case UnicodeDecodeError():
            return f"Byte {error.start} is not UTF-8."
        case RecursionError():
            return "It is nested too deeply."
    return "A number in it has more digits than it can hold."


class _NumberImpossible(ValueError):  # noqa: N818 - it says what is the case
    """A number that Python reads, and JSON does not have."""


def _refuse(text: str) -> float:
    raise _NumberImpossible(text[:40])


def _finite(text: str) -> float:
    return float(text) if isfinite(float(text)) else _refuse(text)


def _faults(value: Any, kind: Any, pointer: str, *, strict: bool) -> Iterator[Fault]:
    """Find every wrong place: go down as far as the kinds go, then tell."""
    try:
        msgspec.convert(value, kind, strict=strict)
    except msgspec.ValidationError as error:
        below = list(_faults_below(value, kind, pointer, strict=strict))
        yield from below or [Fault(pointer, _told(kind, in_words(str(error))))]


def _faults_below(
    value: Any, kind: Any, pointer: str, *, strict: bool
) -> Iterator[Fault]:
    for arm in _arms(kind):
        if isinstance(value, dict) and _is_struct(arm):
            yield from _struct_faults(value, arm, pointer, strict=strict)
        elif isinstance(value, dict) and get_origin(arm) is dict:
            yield from _entry_faults(value, get_args(arm), pointer, strict=strict)
        elif isinstance(value, list) and get_origin(arm) is list:
            for place, item in enumerate(value):
                below = f"{pointer}/{place}"
                yield from _faults(item, get_args(arm)[0], below, strict=strict)


def _is_struct(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def _entry_faults(
    value: dict[str, Any], kinds: tuple[Any, ...], pointer: str, *, strict: bool
) -> Iterator[Fault]:
    for key, item in value.items():
        place = f"{pointer}/{escaped(key)}"
        yield from _faults(key, kinds[0], place, strict=strict)
        yield from _faults(item, kinds[1], place, strict=strict)


def _struct_faults(
    value: dict[str, Any], kind: type[msgspec.Struct], pointer: str, *, strict: bool
) -> Iterator[Fault]:
    known = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    for name, field in known.items():
        if name in value:
            place = f"{pointer}/{name}"
            yield from _faults(value[name], field.type, place, strict=strict)
        elif field.required:
            yield Fault(f"{pointer}/{name}", "is required")
    for name in value:
        if name not in known:
            yield Fault(f"{pointer}/{escaped(name)}", "is no field of this object")


def _arms(kind: Any) -> list[Any]:
    """Return the kinds that a value may have, out of unions and annotations."""
    if get_origin(kind) is Annotated:
        return _arms(get_args(kind)[0])
    if get_origin(kind) in (Union, types.UnionType):
        return [inner for arm in get_args(kind) for inner in _arms(arm)]
    return [kind]


def _told(kind: Any, words: str) -> str:
    """Add the valid values where a closed set was missed."""
    for arm in _arms(kind):
        if isinstance(arm, type) and issubclass(arm, Enum) and "cannot be" in words:
            return f"{words}; it is one of {', '.join(str(each.value) for each in arm)}"
    return words
