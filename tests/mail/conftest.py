"""A service of these tests' own, which hands its mail to a mail server of theirs.

It has a database of its own, so that no other service takes its mail.
"""

from collections.abc import Iterator

import pytest

from koncern.db import embedded
from mailboxes import Inbox, PostOffice, receiving
from template import furnish
from world import Operator, World


@pytest.fixture(scope="module")
def post_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostOffice]:
    """Everything that mail needs, for the tests of one file."""
    data = tmp_path_factory.mktemp("post-office")
    furnish(data)
    with embedded(data) as url, receiving(Inbox()) as inbox:
        operator = Operator(url, data)
        office = PostOffice(operator, inbox, data, [])
        office.serve()
        yield office
        operator.close()
        for service in office.services:
            if service.process.poll() is None:
                service.stop()


@pytest.fixture
def shop(post_office: PostOffice) -> Iterator[World]:
    """A fresh app whose mail goes to the inbox."""
    inbox = post_office.inbox
    inbox.__init__(inbox.port)
    fresh = World(post_office.services[-1].url, post_office.operator)
    yield fresh
    fresh.close()
