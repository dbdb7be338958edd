"""The catalogue of errors: every failure there is, by the number that it gets."""

from functools import cache

from koncern.api.kit import status_of
from koncern.base import KINDS, Failure


def every_failure(root: type[Failure] = Failure) -> list[type[Failure]]:
    """Return every concrete failure: the ones that clients can meet."""
    found = []
    for kind in root.__subclasses__():
        found += [] if kind in KINDS else [kind]
        found += every_failure(kind)
    return sorted(set(found), key=lambda kind: kind.code())


@cache
def failures_by_status() -> dict[int, list[type[Failure]]]:
    """Return the failures under the status that each is told with."""
    kinds = [*every_failure(), *KINDS]
    statuses = sorted({status_of(kind) for kind in kinds})
    return {
        status: [kind for kind in kinds if status_of(kind) == status]
        for status in statuses
    }
