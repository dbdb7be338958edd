"""Bodies: from bytes to the values that a handler takes.

The quick way is one typed decode. Only when that refuses is the input read again,
slowly, to name every place that is wrong and not just the first.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import chain, islice
from math import isfinite
from typing import Any, TypeVar

import msgspec

from koncern import limits
from koncern.api.http.faults import faults_in
from koncern.api.http.json_text import check_json_size, find_repeats, has_repeats
from koncern.base import (
    Failure,
    Fault,
    Invalid,
    Unsupported,
    find_harmful,
    first_faults,
    is_suspect,
)

Value = TypeVar("Value")

_UTF_8 = (b"utf-8", b"utf8", b"us-ascii")


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


class BodyInTinyChunks(Invalid):
    """The body has too many small chunks; send fewer, larger ones."""


class BodyTypeWrong(Unsupported):
    """Send the body as JSON: `Content-Type: application/json`."""


class BodyCompressed(Unsupported):
    """Send the body as it is: `Content-Encoding` is not supported."""


def check_body_type(headers: Mapping[bytes, bytes]) -> None:
    """Refuse a body that is not said to be JSON in UTF-8."""
    content_type = headers.get(b"content-type", b"")
    if content_type == b"application/json":
        return
    kind, _, parameters = content_type.lower().partition(b";")
    if kind.strip() not in (b"application/json", b"application/merge-patch+json"):
        raise BodyTypeWrong
    for parameter in parameters.split(b";"):
        name, _, value = parameter.partition(b"=")
        if name.strip() == b"charset" and value.strip(b' \t"') not in _UTF_8:
            raise BodyTypeWrong("Send the body in UTF-8, the only charset of JSON.")


def check_coding(headers: Mapping[bytes, bytes]) -> None:
    """Refuse a body that is compressed: a small one could become a very large one."""
    coding = headers.get(b"content-encoding")
    if coding is not None and coding.strip().lower() not in (b"", b"identity"):
        raise BodyCompressed


def decode_body(raw: bytes, kind: type) -> Any:
    """Return a body as a value of its kind, or name everything wrong with it."""
    check_json_size(raw)
    try:
        value = _decoder(kind).decode(raw)
    except msgspec.ValidationError:
        raise BodyInvalid(faults=_body_faults(raw, kind)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise JsonBroken(_place_of_error(raw)) from None
    if _is_doubtful(raw) and (faults := first_faults(_faults_in_text(raw))):
        raise BodyInvalid(faults=faults)
    return value


def read_entries(
    entries: Sequence[Any], kind: type[Value]
) -> Iterator[Value | BodyInvalid]:
    """Read the entries of a body one by one; one that is wrong spoils no other one.

    All of them together list as many faults as one response does, and each wrong one at
    least one.
    """
    left = limits.FAULTS_LISTED
    for entry in entries:
        try:
            yield msgspec.convert(entry, kind)
        except msgspec.ValidationError:
            found = faults_in(entry, kind, "", strict=True)
            failure = BodyInvalid(faults=islice(found, max(left, 1)))
            left -= len(failure.faults)
            yield failure


@cache
def _decoder(kind: type) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind)


def _plain(raw: bytes) -> Any:
    try:
        return msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise JsonBroken(_place_of_error(raw)) from None


def _body_faults(raw: bytes, kind: type) -> Iterator[Fault]:
    found = faults_in(_plain(raw), kind, "", strict=True)
    return chain(found, _faults_in_text(raw))


def _faults_in_text(raw: bytes) -> Iterator[Fault]:
    """Find what no JSON may have, whatever its kind: keys twice, harmful characters."""
    if has_repeats(raw):
        yield from find_repeats(raw)
    if is_suspect(raw):
        yield from find_harmful(_plain(raw))


def _is_doubtful(raw: bytes) -> bool:
    try:
        return has_repeats(raw) or is_suspect(raw)
    except ValueError:
        raise JsonBroken(_place_of_error(raw)) from None


def _place_of_error(raw: bytes) -> str:
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
