"""Preferences: whether a client wants the body of a write's answer (`Prefer`, RFC 7240)."""

import re

_RETURN = re.compile(
    rb'^\s*return\s*=\s*"?(minimal|representation)"?\s*(?:;|$)', re.IGNORECASE
)


def wants_minimal(header: bytes | None) -> bool:
    """Tell whether a request prefers no body; of two preferences the first counts."""
    for preference in (header or b"").split(b","):
        if found := _RETURN.match(preference):
            return found[1].lower() == b"minimal"
    return False
