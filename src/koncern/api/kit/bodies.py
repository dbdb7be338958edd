"""Bodies: from bytes to the values that a handler takes.

The quick way is one typed decode. Only when that refuses is the input read again,
slowly, to name every place that is wrong and not just the first.
"""

import json
import types
from collections.abc import Iterator, Sequence
from enum import Enum
from functools import cache
from math import isfinite
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

import msgspec

from koncern import limits
from koncern.api.kit.words import in_words
from koncern.base import (
    Failure,
    Fault,
    Invalid,
    Unsupported,
    escaped,
    find_harmful,
    is_suspect,
)

Value = TypeVar("Value")


class BodyInvalid(Invalid):
    """The body does not have the form that this call takes; `errors` names each place."""


class JsonBroken(Invalid):
    """The body is no JSON (RFC 8259)."""


class BodyTooLarge(Failure):
    """The body is larger than this service takes."""


class BodyCutShort(Invalid):
    """The body ended before it was whole: as many bytes as told, or the last chunk."""


class BodyTooSlow(Failure):
    """The body did not come in the time that there is for it."""


class BodyTypeWrong(Unsupported):
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
        raise BodyInvalid(faults=faults[: limits.FAULTS_TOLD])
    return value


def read_entries(
    entries: Sequence[Any], kind: type[Value]
) -> Iterator[Value | BodyInvalid]:
    """Read the entries of a body one by one; one that is wrong spoils no other one."""
    for entry in entries:
        try:
            yield msgspec.convert(entry, kind)
        except msgspec.ValidationError:
            faults = [*faults_in(entry, kind, "", strict=True)]
            yield BodyInvalid(faults=faults[: limits.FAULTS_TOLD])


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
    faults = [*faults_in(value, kind, "", strict=True), *find_harmful(value)]
    return faults[: limits.FAULTS_TOLD]


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


def faults_in(value: Any, kind: Any, pointer: str, *, strict: bool) -> Iterator[Fault]:
    """Find every wrong place: go down as far as the kinds go, then tell."""
    try:
        msgspec.convert(value, kind, strict=strict)
    except msgspec.ValidationError as error:
        below = list(_faults_below(value, kind, pointer, strict=strict))
        yield from below or [Fault(pointer, _told(kind, in_words(str(error))))]


def _faults_below(
    value: Any, kind: Any, pointer: str, *, strict: bool
) -> Iterator[Fault]:
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


def arms_of(kind: Any) -> list[Any]:
    """Return the kinds that a value may have, out of unions and annotations."""
    if get_origin(kind) is Annotated:
        return arms_of(get_args(kind)[0])
    if get_origin(kind) in (Union, types.UnionType):
        return [inner for arm in get_args(kind) for inner in arms_of(arm)]
    return [kind]


def _told(kind: Any, words: str) -> str:
    """Add the valid values where a closed set was missed."""
    for arm in arms_of(kind) if "cannot be" in words else ():
        if isinstance(arm, type) and issubclass(arm, Enum):
            return f"{words}; it is one of {', '.join(str(each.value) for each in arm)}"
        if get_origin(arm) is Literal:
            return f"{words}; it is one of {', '.join(map(str, get_args(arm)))}"
    return words
