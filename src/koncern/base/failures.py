"""Failures: what can be wrong, said once.

A failure is a class. Its name is the stable code that clients match on, its
docstring the sentence a person reads, its parent the kind. Only faces know
what number a kind has in their protocol.
"""

from collections.abc import Iterable
from itertools import islice
from typing import Any, ClassVar, NamedTuple

from koncern import limits


class Fault(NamedTuple):
    """One thing wrong with what was sent: where (RFC 6901 pointer) and what."""

    pointer: str
    detail: str


class Failure(Exception):  # noqa: N818 - a failure says what is the case
    """Something that was asked for cannot be done."""

    constraints: ClassVar[tuple[str, ...]] = ()
    """The named database constraints whose violation means this failure."""

    by_constraint: ClassVar[dict[str, type["Failure"]]] = {}

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        Failure.by_constraint.update(dict.fromkeys(cls.constraints, cls))

    def __init__(
        self,
        detail: str | None = None,
        /,
        *,
        faults: Iterable[Fault] = (),
        retry_after_seconds: int | None = None,
        **about: Any,
    ) -> None:
        super().__init__(detail or self.sentence())
        self.faults = tuple(first_faults(faults))
        self.retry_after_seconds = retry_after_seconds
        self.about = about

    @classmethod
    def code(cls) -> str:
        """Return the stable code: the name of the class."""
        return cls.__name__

    @classmethod
    def sentence(cls) -> str:
        """Return the sentence that a person reads: the docstring, on one line."""
        return " ".join((cls.__doc__ or "").split())

    @property
    def detail(self) -> str:
        """What is wrong this time."""
        return str(self.args[0])


class Invalid(Failure):
    """What was sent is malformed or breaks a rule; `errors` names each place."""


class Unauthenticated(Failure):
    """Nobody is signed in: send valid credentials or a valid access token."""


class Forbidden(Failure):
    """You are known, and you may not do this."""


class Missing(Failure):
    """There is no such thing here, or none that you may see."""


class Conflict(Failure):
    """What is there already stands against it."""


class Stale(Failure):
    """The record has changed since you read it: read it again, then decide."""


class Unsupported(Failure):
    """What was sent is of a type that is not taken here."""


class TooLarge(Failure):
    """The record would be too large; nothing was changed. Send fewer or shorter values."""


class TooMany(Failure):
    """Too many requests: wait as long as `Retry-After` says."""


class Full(Failure):
    """There is no space to store this; nothing was changed. Delete something first."""


class Unavailable(Failure):
    """The database cannot be reached at the moment; nothing was changed."""


def first_faults(faults: Iterable[Fault]) -> list[Fault]:
    """Return the first faults, as many as a response lists; find no more of them."""
    return list(islice(faults, limits.FAULTS_LISTED))


KINDS = (
    Invalid,
    Unauthenticated,
    Forbidden,
    Missing,
    Conflict,
    Stale,
    TooMany,
    Unavailable,
    Unsupported,
    Full,
    TooLarge,
)
