"""Addresses on the web."""

import re
from urllib.parse import urlsplit

_DOMAIN = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_][\w-]*")


def domain_of(url: str) -> str | None:
    """Return the domain that an address leads to, without `www.`, if it has one."""
    try:
        host = urlsplit(url if "//" in url else f"//{url}").hostname or ""
    except ValueError:
        return None
    domain = host.removeprefix("www.").removesuffix(".")
    return domain if _DOMAIN.fullmatch(domain) else None
