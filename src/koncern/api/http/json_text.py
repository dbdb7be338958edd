"""JSON texts: how much one may hold, and keys that an object has twice.

Both are found before a value is made of the text, or beside it, in time that grows with
the bytes alone.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from koncern import limits
from koncern.base import Fault, Invalid, pointer_to

# Possessive, with an optional end: no text makes it look at a byte twice.
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
_NO_BRACKETS = bytes({*range(256)} - {*b"[{]}"})
_AS_LISTS = bytes.maketrans(b"{}", b"[]")
_AS_ZEROS = bytes.maketrans(b"123456789.eE+-", b"0" * 14)
_LONG_NUMBER = b"0" * (limits.JSON_NUMBER_CHARACTERS + 1)


class JsonTooLarge(Invalid):
    """The JSON has too many values or levels, or a number that is too long."""


def check_json_size(raw: bytes) -> None:
    """Refuse a text with too much in it, before anything is made of it."""
    opened = raw.count(b"[") + raw.count(b"{")
    most = raw.count(b",") + opened
    is_small = most < limits.JSON_VALUES and opened <= limits.JSON_LEVELS
    if is_small and not _has_long_number(raw):
        return
    # Each text is a value or a key. Not every quote that follows a backslash is escaped,
    # so there are at least that many texts.
    texts = (raw.count(b'"') - raw.count(b'\\"')) // 2
    if texts > 2 * limits.JSON_VALUES:
        raise _too_many()
    bare = _STRING.sub(b"", raw)
    if _has_long_number(bare):
        raise _too_long()
    brackets = bare.translate(_AS_LISTS, _NO_BRACKETS)
    if b"[" * (limits.JSON_LEVELS + 1) in brackets:
        raise _too_deep()
    if bare.count(b",") + brackets.count(b"[") >= limits.JSON_VALUES:
        raise _too_many()
    if _levels_over(brackets):
        raise _too_deep()


def _too_many() -> JsonTooLarge:
    return JsonTooLarge(
        f"The JSON has more than {limits.JSON_VALUES} values; send fewer at a time."
    )


def _too_deep() -> JsonTooLarge:
    return JsonTooLarge(
        f"The JSON has more than {limits.JSON_LEVELS} levels; nest its lists and "
        "objects less."
    )


def _has_long_number(bare: bytes) -> bool:
    """Tell whether a number is too long; a text of digits looks like one."""
    return _LONG_NUMBER in bare.translate(_AS_ZEROS)


def _too_long() -> JsonTooLarge:
    return JsonTooLarge(
        f"A number in the JSON has more than {limits.JSON_NUMBER_CHARACTERS} characters; "
        "send a shorter one, or a text."
    )


def _levels_over(brackets: bytes) -> bool:
    """Tell whether brackets are nested too deeply; each turn takes the innermost away."""
    for _ in range(limits.JSON_LEVELS):
        brackets = brackets.replace(b"[]", b"")
        if not brackets:
            return False
    return b"[]" in brackets


def has_repeats(raw: bytes) -> bool:
    """Tell whether an object in a text, which must be JSON, has a key more than once.

    Of two values, one reader takes the first and another the last: so neither is taken.
    """
    try:
        _unique.decode(raw.decode())
    except _KeyRepeated:
        return True
    return False


def find_repeats(raw: bytes) -> Iterator[Fault]:
    """Find each key that an object in a text has more than once."""
    pile: list[tuple[Any, Any]] = [(None, _marking.decode(raw.decode()))]
    while pile:
        place, item = pile.pop()
        if isinstance(item, _Repeating):
            for key in item:
                yield Fault(pointer_to((place, key)), "is given more than once")
        elif isinstance(item, dict):
            pile += [((place, key), each) for key, each in item.items()][::-1]
        elif isinstance(item, list):
            pile += [((place, n), each) for n, each in enumerate(item)][::-1]


class _KeyRepeated(Exception):  # noqa: N818 - it says what is the case
    """An object has a key more than once."""


class _Repeating(dict[str, Any]):
    """An object that has a key more than once."""


def _refuse_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _KeyRepeated
    return found


def _mark_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    counts = Counter(key for key, _ in pairs)
    return _Repeating({key: found[key] for key in counts if counts[key] > 1})


def _decoder(
    hook: Callable[[list[tuple[str, Any]]], dict[str, Any]],
) -> json.JSONDecoder:
    """Return a decoder that makes no numbers: that could take long, and none matters."""
    return json.JSONDecoder(object_pairs_hook=hook, parse_int=len, parse_float=len)


_unique = _decoder(_refuse_repeats)
_marking = _decoder(_mark_repeats)
