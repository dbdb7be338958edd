"""The version of the Customers API: named by a date, chosen by a header."""

from koncern.base import Invalid

VERSION = b"2024-07-30"


class UnrecognisedApiVersion(Invalid):
    """`Sequence-Version` names no version that is spoken here; 2024-07-30 is."""


def check_version(asked: bytes | None) -> None:
    """Refuse a version that is not spoken here; none asked for means the newest."""
    if asked is not None and asked.strip() != VERSION:
        raise UnrecognisedApiVersion
