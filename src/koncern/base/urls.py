"""URLs: the domain that one leads to."""

import re

_ADDRESS = re.compile(
    r"(?:https?:)?(?://)?(?:[^/?#@\\]*@)?(?:www\.)?"
    r"(?P<domain>(?:[\w-]+\.)+[^\W\d_][\w-]*)\.?(?::\d*)?(?:[/?#\\].*)?",
    re.IGNORECASE | re.DOTALL,
)


def domain_of(url: str) -> str | None:
    """Return the domain that an address leads to, without `www.`, if it has one."""
    found = _ADDRESS.fullmatch(url.strip())
    return found["domain"].lower() if found else None
