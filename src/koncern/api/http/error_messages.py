"""Error messages: what msgspec says of a wrong value, in words for people."""

import re
from collections.abc import Callable

from koncern.base import CODE, CURRENCY, LINE, LOCALE, MAYBE_EMPTY_LINE, NOT_BLANK, SLUG
from koncern.labels.attribute_templates import KEY
from koncern.people.roles import PERMISSION

_KINDS = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "object": "an object",
    "array": "a list",
    "null": "null",
    "uuid": "a UUID",
    "datetime": "a time",
}

_FORMS = {
    LINE: "must be one line of text that is not blank",
    MAYBE_EMPTY_LINE: "must be one line of text",
    NOT_BLANK: "must not be blank",
    CODE: "must be a code of two capital letters",
    CURRENCY: "must be a currency's three capital letters",
    SLUG: "must be of lower-case letters and digits, with hyphens and underscores between",
    KEY: "must be of letters and digits, with . _ and - between",
    PERMISSION: "must be a right as thing:deed, in lower case, like order:place or order:*",
    LOCALE: "must be a locale (BCP 47), like sv, en-GB or zh-Hant-TW",
}

_SAYINGS: list[tuple[str, Callable[[re.Match[str]], str]]] = [
    (r"Expected `([^`]+)`, got `([^`]+)`", lambda m: _expected(m[1], m[2])),
    (
        r"Expected `(str|array|object)` of length (<=|>=) (\d+)",
        lambda m: _length(m[1], m[2], int(m[3])),
    ),
    (r"Expected `\w+` (<=|>=) (\d+)", lambda m: f"must be {_bound(m[1])} {m[2]}"),
    (
        r"Expected `str` matching regex '(.+)'",
        lambda m: _FORMS.get(m[1].replace("\\\\", "\\"), f"must have the form {m[1]}"),
    ),
    (r"Invalid enum value (.+)", lambda m: f"cannot be {m[1]}"),
    (r"Expected `float` that's a multiple of 1.0", lambda _: "must be a whole number"),
    (
        r"Expected `datetime` with a timezone component",
        lambda _: "must say how far from UTC it is, like 2030-01-31T08:00:00Z",
    ),
    (r"Invalid RFC3339 encoded datetime", lambda _: "must be a time (RFC 3339)"),
    (r"Invalid UUID", lambda _: "is no UUID"),
    (r"Number out of range", lambda _: "is too large a number"),
]


def explain(message: str) -> str:
    """Return what msgspec says of a value, in words for people."""
    message = message.split(" - at `", maxsplit=1)[0]
    for pattern, say in _SAYINGS:
        if match := re.fullmatch(pattern, message):
            return say(match)
    return message[:1].lower() + message[1:]


def _expected(wanted: str, got: str) -> str:
    kinds = [_KINDS.get(kind.strip(), kind.strip()) for kind in wanted.split("|")]
    return f"must be {' or '.join(kinds)}, not {_KINDS.get(got, got)}"


def _bound(sign: str) -> str:
    return "at most" if sign == "<=" else "at least"


def _length(kind: str, sign: str, length: int) -> str:
    if (sign, length) == (">=", 1):
        return "must not be empty"
    if (sign, length) == ("<=", 0):
        return "must be empty"
    unit = {"str": "characters", "array": "items", "object": "entries"}[kind]
    return f"must have {_bound(sign)} {length} {unit}"
