"""Connections that fall silent: packets vanish, and neither side is told."""

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from clients import Client
from lossy import Lossy, lossy
from service import serving
from world import Operator, World, new_company

DEADLINE_SECONDS = 1 + 2
"""What the service gives a statement here, and what it waits longer for the reply."""


@pytest.fixture(scope="module")
def network(operator: Operator) -> Iterator[Lossy]:
    with lossy(operator.database.url, lambda _: None) as proxy:
        yield proxy


@pytest.fixture(scope="module")
def far(network: Lossy, data: Path) -> Iterator[str]:
    settings = {"DATABASE_URL": network.url, "KONCERN_STATEMENT_SECONDS_MAX": "1"}
    with serving(data, **settings) as service:
        yield service.url


@pytest.fixture
def machine(world: World, far: str) -> Iterator[Client]:
    with Client(base_url=f"{far}/api/v1/{world.app}", auth=world.credential()) as own:
        yield own


def answers(machine: Client, threads: ThreadPoolExecutor) -> list[tuple[int, float]]:
    """Ask many times at once; return the statuses, and how long each took."""

    def ask(_: int) -> tuple[int, float]:
        start = time.monotonic()
        reply = machine.get("/organisations?limit=1")
        if reply.status_code != 200:
            assert reply.json()["code"] in ("DatabaseDown", "DatabaseBusy"), reply.text
        return reply.status_code, time.monotonic() - start

    return list(threads.map(ask, range(16)))


def test_reads_are_refused_in_time_and_soon_answered_again(
    machine: Client, network: Lossy
):
    with ThreadPoolExecutor(16) as threads:
        assert {status for status, _ in answers(machine, threads)} == {200}
        assert network.swallow_all() > 0

        refused = answers(machine, threads)
        again = answers(machine, threads)

    assert Counter(status for status, _ in refused)[503] > 0
    assert max(seconds for _, seconds in refused) < DEADLINE_SECONDS + 3
    assert {status for status, _ in again} == {200}


def test_one_that_is_found_silent_is_enough(machine: Client, network: Lossy):
    with ThreadPoolExecutor(16) as threads:
        answers(machine, threads)
    network.swallow_all()

    first = machine.get("/organisations?limit=1")
    start = time.monotonic()
    later = [machine.get("/organisations?limit=1") for _ in range(16)]

    assert first.status_code == 503
    assert {reply.status_code for reply in later} == {200}
    assert time.monotonic() - start < DEADLINE_SECONDS


def test_a_write_whose_statements_vanish_was_not_made(
    machine: Client, network: Lossy, world: World
):
    key = {"idempotency-key": "silent-1"}
    assert machine.get("/organisations?limit=1").status_code == 200
    network.swallow_all()

    refused = machine.post("/organisations", json=new_company("Once"), headers=key)
    made = machine.post("/organisations", json=new_company("Once"), headers=key)

    assert refused.status_code == 503
    assert made.status_code == 200, made.text
    assert len(world.machine().get("/organisations").json()["companies"]) == 1


def test_readiness_finds_it_in_time(far: str, machine: Client, network: Lossy):
    assert machine.get("/organisations?limit=1").status_code == 200
    network.swallow_all()

    with Client(base_url=far) as watcher:
        start = time.monotonic()
        # A response that was kept from before says 200 too: so a new connection counts.
        while (
            watcher.get("/health/ready").status_code != 200
            or not network.has_new_connection()
        ):
            assert time.monotonic() - start < DEADLINE_SECONDS + 6
            time.sleep(0.05)

    assert machine.get("/organisations?limit=1").status_code == 200
