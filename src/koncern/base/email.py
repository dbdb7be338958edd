"""E-mail addresses: RFC 5321 and 5322 in form; no mail server is asked."""

import unicodedata
from typing import Annotated

from email_validator import EmailNotValidError, validate_email
from msgspec import Meta

Email = Annotated[
    str, Meta(min_length=3, max_length=254, description="An e-mail address.")
]


def email_problem(address: str) -> str | None:
    """Say in words what is wrong with an address, or None when it can be right."""
    try:
        # The domain .test (RFC 2606) is for tests, and an app may be one.
        validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError as problem:
        return f"is not an e-mail address: {problem}"
    return None


def email_key(address: str) -> str:
    """Return the form under which two spellings of an address are the same.

    Capitals do not count, nor how an accent is typed, nor whether the domain is written
    in its own letters or as it stands in the DNS (`xn--…`), nor whether it is in
    other forms of the same letters, such as full-width ones.
    """
    key = unicodedata.normalize("NFC", address.strip().casefold())
    domain = key.rpartition("@")[2]
    if domain.isascii() and "xn--" not in domain:
        return key
    try:
        known = validate_email(key, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return key
    return known.normalized.casefold()
