"""What is tried, how often it may be, and what too often is."""

import re
from datetime import timedelta
from enum import StrEnum
from functools import lru_cache
from ipaddress import IPv6Address, IPv6Network, ip_address
from uuid import UUID

from msgspec import Struct

from koncern import limits
from koncern.base import Settings, TooMany, digest, email_key

WINDOW = timedelta(minutes=15)
KNOWN_FOR = timedelta(days=30)
"""How long after a sign-in a client is known to belong to an address."""

_PORT = re.compile(r"^(?:\[([^\]]*)\]|(\d+\.\d+\.\d+\.\d+))(?::\d+)?$")


class Tried(StrEnum):
    """What somebody tries."""

    LOGIN = "to sign in, or to prove a password"
    MAIL = "to have a mail sent"
    LINK = "to use a link from a mail"


class Unlocked(Struct, frozen=True, kw_only=True):
    """An address whose counts were cleared, and the user who has it, if any."""

    email: str
    user_id: UUID | None
    cleared: int


class TooManyAttempts(TooMany):
    """Too many attempts with this e-mail address or from your client: wait, then retry."""


class TooManyLogins(TooManyAttempts):
    """Too many failed sign-ins with this e-mail address: wait, then try again."""


def key_of_email(tried: Tried, email: str) -> bytes:
    """Return what an address is counted under, known to us or not."""
    prefix = "" if tried is Tried.LOGIN else f"{tried.name} "
    return digest(prefix + email_key(email))


def key_of_client(client: str | None) -> bytes:
    """Return what a client is counted under, however its address is written."""
    return digest(f"client {network_of(client or 'unknown')}")


def key_of_pair(tried: Tried, email: str, client: str | None) -> bytes:
    """Return what an address and a client are counted under together.

    It begins with the address's own key, so that all pairs of an address are one range.
    """
    return key_of_email(tried, email) + key_of_client(client)


def last_key_of(address: bytes) -> bytes:
    """Return the end of the range that holds an address's key and all its pairs."""
    return address + b"\xff" * 32


def most_of_pair(tried: Tried, settings: Settings) -> int:
    """Return how often a client may try something with one address in a window."""
    return settings.login_attempts_max if tried is Tried.LOGIN else limits.MAILS


def most_of_email(tried: Tried, settings: Settings) -> int:
    """Return how often all clients may try something with one address in a window."""
    return settings.address_attempts_max if tried is Tried.LOGIN else limits.MAILS


@lru_cache(maxsize=4096)
def network_of(client: str) -> str:
    """Return an IPv4 address, or the network of an IPv6 one, which has many addresses.

    Some proxies add the port, which is another one for each connection.
    """
    bare = _PORT.sub(r"\1\2", client)
    try:
        address = ip_address(bare)
    except ValueError:
        return client[:100]
    if isinstance(address, IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped or IPv6Network((int(address), 64), strict=False))
    return str(address)
