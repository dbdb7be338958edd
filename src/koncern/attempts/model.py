"""What is tried, how often it may be, and what too often is."""

from datetime import timedelta
from enum import StrEnum
from ipaddress import ip_address, ip_network

from koncern.base import Settings, TooMany, digest, email_key

WINDOW = timedelta(minutes=15)
MAILS_MAX = 5
"""How many mails one address gets in a window because somebody names it."""


class Tried(StrEnum):
    """What somebody tries."""

    LOGIN = "to sign in, or to prove a password"
    MAIL = "to have a mail sent"
    LINK = "to use a link from a mail"


class TooManyAttempts(TooMany):
    """Too much was tried with this e-mail address, or from where you call: wait."""


class TooManyLogins(TooManyAttempts):
    """Too many failed sign-ins with this e-mail address: wait, then try again."""


def key_of_email(tried: Tried, email: str) -> bytes:
    """Return what an address is counted under, known to us or not."""
    prefix = "" if tried is Tried.LOGIN else f"{tried.name} "
    return digest(prefix + email_key(email))


def key_of_client(client: str) -> bytes:
    """Return what a client is counted under; IPv6 hands out networks, not addresses."""
    try:
        if ip_address(client).version == 6:
            client = str(ip_network((client, 64), strict=False))
    except ValueError:
        client = client[:100]
    return digest(f"client {client}")


def most_of_email(tried: Tried, settings: Settings) -> int:
    """Return how often something may be tried with one address in a window."""
    return settings.login_attempts_max if tried is Tried.LOGIN else MAILS_MAX
