"""Bodies that are made to be wrong in as many places as possible, for any schema."""

import json
from collections.abc import Iterator
from typing import Any, get_args, get_origin

import msgspec

from koncern import limits
from koncern.api.http.faults import arms_of

MANY = limits.JSON_VALUES - 1_000
"""As many values as are taken, with some left for what stands around them."""

WRONG_ITEMS: tuple[Any, ...] = ({}, "", 0, None, [], {"x": 1}, "\u202e")
BEYOND = 300_000


def bombs(kind: Any) -> Iterator[tuple[str, bytes]]:
    """Make bodies for a kind: each with the name of what is wrong with it."""
    some = MANY // 2
    yield "unknown fields", _json({f"x{n}": 0 for n in range(some * 2)})
    yield "unknown fields beyond", _json({f"x{n}": 0 for n in range(80_000)})
    yield "harmful keys", _json({f"x{n}\u202e": "\u202e" for n in range(some)})
    yield "repeated keys", b'{"a":0' + b',"a":0' * some + b"}"
    yield "long texts", _json({"x" * 400_000: "y" * 400_000})
    yield "long keys", _json({"x" * 990 + str(n): 0 for n in range(900)})
    yield "quotes", b"[" + b'"",' * BEYOND + b'""]'
    yield "escapes", b'"' + b'\\"' * 490_000 + b'"'
    yield "open text", b'"' + b'\\"' * 490_000
    yield "backslashes", b"[" + b'"\\\\",' * 190_000 + b"0]"
    yield "levels", b"[" * 490_000 + b"]" * 490_000
    yield "commas", b'"' + b"," * 990_000 + b'"'
    yield "digits", b"1" * 990_000
    yield (
        "digits in floats",
        b"[" + b",".join([b"1." + b"7" * 900 + b"e-290"] * 900) + b"]",
    )
    for path, is_list in _containers(kind):
        for item in WRONG_ITEMS:
            yield (
                f"{path} of {item!r}",
                _json(_around(path, _filled(item, is_list=is_list))),
            )
        if is_list:
            yield f"{path} beyond", _json(_around(path, [{}] * BEYOND))


def _containers(
    kind: Any, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], bool]]:
    """Find each list and each object with free keys that a kind has, with its path."""
    for arm in arms_of(kind):
        if isinstance(arm, type) and issubclass(arm, msgspec.Struct):
            for field in msgspec.structs.fields(arm):
                yield from _containers(field.type, (*path, field.encode_name))
        elif get_origin(arm) is list:
            yield path, True
            yield from _containers(get_args(arm)[0], (*path, "0"))
        elif get_origin(arm) is dict:
            yield path, False


def _filled(item: Any, *, is_list: bool) -> Any:
    values = MANY // (2 if item in ([], {}, {"x": 1}) else 1)
    if is_list:
        return [item] * values
    return {f"k{n}": item for n in range(values // 2)}


def _around(path: tuple[str, ...], value: Any) -> Any:
    for step in reversed(path):
        value = [value] if step == "0" else {step: value}
    return value


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
