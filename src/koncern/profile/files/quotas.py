"""Quotas: how many bytes of files there may be of a user, in a company, and in an app."""

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from koncern.base import Full, Settings


class FileQuotaExceeded(Full):
    """The file exceeds a quota: delete files, or ask the operator for a larger quota."""


class Quotas(NamedTuple):
    """The most bytes of files of a user, in a company, and in an app; 0 is no limit."""

    user: int
    company: int
    app: int

    @classmethod
    def of(cls, settings: Settings) -> "Quotas":
        """Return the quotas that are set."""
        return cls(
            settings.file_bytes_per_user,
            settings.file_bytes_per_company,
            settings.file_bytes_per_app,
        )


_WORDS = {
    "user": "Your uploads",
    "company": "The files of this company",
    "app": "The files of this app",
}


def holders_of(app: UUID, company: UUID, user: UUID | None) -> dict[UUID, str]:
    """Return the ids that a file counts for, each with what it is."""
    return {app: "app", company: "company"} | ({user: "user"} if user else {})


def check_quotas(
    quotas: Quotas, holders: Mapping[UUID, str], used: Mapping[UUID, int], size: int
) -> None:
    """Refuse a file that does not fit: the user's own quota is named first."""
    for holder, quota in reversed([*holders.items()]):
        most, bytes_used = getattr(quotas, quota), used.get(holder, 0)
        if most and bytes_used + size > most:
            raise FileQuotaExceeded(
                f"{_WORDS[quota]} use {bytes_used} of {most} bytes, and this one has "
                f"{size}: delete files, or ask the operator for "
                "a larger quota.",
                quota=quota,
                used=bytes_used,
                most=most,
                size=size,
            )
