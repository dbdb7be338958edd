"""Bodies with very many faults: each is refused, shortly, in little time."""

import time
from typing import Any

import pytest
from bombs import bombs

from koncern import limits
from koncern.api.kit import MULTIPART, problem
from koncern.api.kit.bodies import decode_body
from koncern.api.service import ROUTES
from koncern.base import Failure

SECONDS_MAX = 0.1
"""CPU that one body may take, of 1 MB and of any form."""

TRIES = 3
"""The machine that tests run on may be busy: of so many tries the quickest counts."""

WITH_BODY = [
    each for each in ROUTES if each.body is not None and each.takes != MULTIPART
]
KINDS = {str(each.body): each.body for each in WITH_BODY}
PUBLIC = [each for each in WITH_BODY if each.is_public]


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
def test_no_body_takes_long_or_is_answered_at_length(kind: type):
    for name, body in bombs(kind):
        failure, seconds = refused(body, kind)
        for _ in range(TRIES - 1):
            if seconds > SECONDS_MAX:
                _, seconds = refused(body, kind)

        assert seconds <= SECONDS_MAX, f"{name}: {seconds:.3f} s"
        if failure is not None:
            told = problem(failure, "request", "customers").raw()
            assert len(told) <= limits.FAULTS_BYTES + 8 * limits.KIB, name
            assert len(failure.faults) <= limits.FAULTS_TOLD, name


def refused(body: bytes, kind: Any) -> tuple[Failure | None, float]:
    """Decode a body; return what it is refused for, and the CPU that this took."""
    start = time.process_time()
    failure = None
    try:
        decode_body(body, kind)
    except Failure as caught:
        failure = caught
        problem(caught, "request", "customers").raw()
    return failure, time.process_time() - start
