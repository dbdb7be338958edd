"""Rate limits."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from clients import Client
from service import serving
from world import Operator, World

LIMIT = 30


@pytest.fixture
def limited(data: Path, operator: Operator) -> Iterator[World]:
    """An app on a service that lets each actor ask thirty times a minute."""
    with serving(data, KONCERN_RATE_LIMIT=str(LIMIT)) as service:
        fresh = World(service.url, operator)
        yield fresh
        fresh.close()


def left(client: Client) -> tuple[int, int]:
    """Ask once; return what the answer says is left, and for how many seconds."""
    reply = client.get("/organisations")
    assert reply.status_code == 200
    assert reply.headers["ratelimit-policy"] == f'"minute";q={LIMIT};w=60'
    found = re.fullmatch(r'"minute";r=(\d+);t=(\d+)', reply.headers["ratelimit"])
    assert found is not None
    return int(found[1]), int(found[2])


def test_it_counts_down_and_then_refuses(limited: World):
    _, seconds = left(limited.machine())
    if seconds < 5:
        time.sleep(seconds)  # not across the end of a minute
    machine = limited.machine()

    counted = [left(machine)[0] for _ in range(LIMIT)]
    refused = machine.get("/organisations")

    assert counted == list(range(LIMIT - 1, -1, -1))
    assert refused.status_code == 429
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["code"] == "RateExceeded"
    assert 0 < int(refused.headers["retry-after"]) <= 60
    assert machine.post("/organisations", json={"name": "A"}).status_code == 429
    # Nobody else has to wait for it.
    assert left(limited.person().client)[0] == LIMIT - 1
    assert left(limited.machine())[0] == LIMIT - 1
