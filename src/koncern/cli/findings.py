"""Findings: what an examination says of one thing."""

from enum import StrEnum

from msgspec import Struct


class State(StrEnum):
    """How a thing is: as it should be, worth a look, or not working."""

    FINE = "fine"
    WARNING = "warning"
    WRONG = "wrong"


class Finding(Struct, frozen=True, kw_only=True):
    """One thing that was looked at, how it is, and what to do about it."""

    about: str
    state: State
    finding: str


def fine(about: str, finding: str) -> Finding:
    """Find a thing as it should be."""
    return Finding(about=about, state=State.FINE, finding=finding)


def warning(about: str, finding: str) -> Finding:
    """Find a thing that works, and is worth a look."""
    return Finding(about=about, state=State.WARNING, finding=finding)


def wrong(about: str, finding: str) -> Finding:
    """Find a thing that does not work."""
    return Finding(about=about, state=State.WRONG, finding=finding)
