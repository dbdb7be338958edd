"""What the tests of the command line stand on besides."""

from collections.abc import Iterator

import pytest
from commands import BEGUN


@pytest.fixture(autouse=True)
def _nothing_is_left() -> Iterator[None]:
    """End what a failed test left running."""
    yield
    while BEGUN:
        begun = BEGUN.pop()
        begun.kill()
        begun.wait()
