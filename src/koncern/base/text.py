r"""Text: what may stand in a piece of text, whoever sends it.

Refused everywhere: NUL and the other control characters but tab and newline,
and the characters that reorder or hide what a person reads (embeddings,
overrides and isolates of the Unicode bidirectional algorithm, UAX #9, and
tags). Right-to-left marks and letters of any script are welcome.
"""

import re
from collections.abc import Iterator
from typing import Annotated, Any

from msgspec import Meta

from koncern.base.failures import Fault

_HARMFUL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)

_CONTROLS = bytes({*range(0x20), 0x7F} - {*b"\t\n\r"})
_SUSPECT_ESCAPE = re.compile(
    rb"\\(?:u(?:00[0189]|007[fF]|20[26]|[dD][bB]40|[fF]{3}[9aAbB])|[bf])"
)
_SUSPECT_CHARACTER = re.compile(
    rb"\xc2[\x80-\x9f]|\xe2(?:\x80[\xaa-\xae]|\x81[\xa6-\xa9])"
    rb"|\xef\xbf[\xb9-\xbb]|\xf3\xa0[\x80\x81]"
)

# `$` alone would let a newline at the very end pass, in Python but not in ECMA-262.
END = r"$(?!\n)"
INVISIBLE = r"\s\u00ad\u115f\u1160\u200b-\u200f\u2060-\u2064\u3164\ufeff\uffa0"
BREAKS = r"\r\n\t\u2028\u2029"
LINE = rf"^[^{BREAKS}]*[^{INVISIBLE}][^{BREAKS}]*{END}"
MAYBE_EMPTY_LINE = rf"^[^{BREAKS}]*{END}"

Line = Annotated[str, Meta(min_length=1, max_length=300, pattern=LINE)]
"""One line of text that is not blank."""

ShortLine = Annotated[str, Meta(max_length=100, pattern=MAYBE_EMPTY_LINE)]
"""One line of at most 100 characters; may be empty."""

LongLine = Annotated[str, Meta(max_length=300, pattern=MAYBE_EMPTY_LINE)]
"""One line of at most 300 characters; may be empty."""

Prose = Annotated[str, Meta(max_length=10_000)]
"""Text of several lines."""

NOT_BLANK = rf"[^{INVISIBLE}]"

Explanation = Annotated[str, Meta(min_length=1, max_length=2000, pattern=NOT_BLANK)]
"""What somebody tells somebody else, in some lines that are not blank."""

SLUG = rf"^[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?{END}"

Slug = Annotated[str, Meta(min_length=1, max_length=63, pattern=SLUG)]
"""A short name for machines: lower-case letters, digits, hyphens, underscores."""


def is_suspect(raw: bytes) -> bool:
    """Tell whether raw JSON may hold a refused character; quick, errs to yes."""
    if b"\\" in raw and _SUSPECT_ESCAPE.search(raw):
        return True
    if not raw.isascii() and _SUSPECT_CHARACTER.search(raw):
        return True
    return len(raw.translate(None, _CONTROLS)) != len(raw)


def find_harmful(value: Any) -> Iterator[Fault]:
    """Find each place in a decoded JSON value that holds a refused character."""
    # A pile instead of recursion: JSON may be nested deeper than Python likes. A place
    # becomes a pointer only when it is told: many long pointers would take much memory.
    pile: list[tuple[Any, Any]] = [(None, value)]
    while pile:
        place, item = pile.pop()
        if isinstance(item, str) and (found := _HARMFUL.search(item)):
            yield Fault(pointer_to(place), f"holds the character U+{ord(found[0]):04X}")
        elif isinstance(item, dict):
            pairs = [(each, (place, key)) for key in item for each in (key, item[key])]
            pile += [(at, each) for each, at in reversed(pairs)]
        elif isinstance(item, list):
            pile += [((place, n), each) for n, each in enumerate(item)][::-1]


def pointer_to(place: Any) -> str:
    """Return a place, written as (the place around it, key), as a JSON Pointer."""
    parts = []
    while place is not None:
        place, key = place
        parts.append(escaped(str(key)))
    return "".join(f"/{part}" for part in reversed(parts))


def escaped(key: str) -> str:
    """Return a key as a JSON Pointer (RFC 6901) writes it."""
    readable = _HARMFUL.sub("\ufffd", key)[:100]
    return readable.replace("~", "~0").replace("/", "~1")
