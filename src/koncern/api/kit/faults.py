"""Faults of a part, told at their place in the whole body."""

from collections.abc import Iterator
from contextlib import contextmanager

from koncern.base import Failure, Fault


@contextmanager
def under_pointer(prefix: str) -> Iterator[None]:
    """Let the faults of a list or object stand under the field that holds it."""
    try:
        yield
    except Failure as failure:
        failure.faults = tuple(
            Fault(prefix + fault.pointer, fault.detail)
            if fault.pointer[1:].isdigit()
            else fault
            for fault in failure.faults
        )
        raise
