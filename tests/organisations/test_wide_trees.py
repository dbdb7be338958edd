"""Very many companies right below one: other times are looked at one by one, too."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from clients import Client
from trees import add_company, in_time, put_parent
from world import World

PORTION, PORTIONS = 2000, 4
SECONDS_MAX = 2


@pytest.fixture
def machine(world: World) -> Client:
    return world.machine()


def in_good_time(call: Callable[[], Any]) -> dict[str, Any]:
    began = time.perf_counter()
    reply = call()
    assert time.perf_counter() - began < SECONDS_MAX
    assert reply.status_code == 200, reply.text
    answer: dict[str, Any] = reply.json()
    return answer


def test_times_to_come_are_read_and_planned_in_good_time(world: World, machine: Client):
    top, middle = add_company(machine, "Top"), add_company(machine, "Middle")
    other = add_company(machine, "Other")
    put_parent(machine, middle, top).raise_for_status()
    for _ in range(PORTIONS):
        world.operator.query(
            """INSERT INTO company (app_id, id, name, status, parent, created_at,
                                    updated_at)
               SELECT $1, uuidv7(), 'Low ' || n, 'active', $2::text::uuid, now(), now()
                 FROM generate_series(1, $3::integer) AS n""",
            world.app,
            middle,
            PORTION,
        )
    world.operator.query("ANALYZE")
    at = in_time(days=1)

    for each in (top, middle):
        page = in_good_time(
            lambda each=each: machine.get(
                f"/organisations/{each}/roll-up", params={"at": at}
            )
        )
        assert [row["company_id"] for row in page["companies"]] == [each]
    path = f"/organisations/{middle}/parent"
    seen = in_good_time(
        lambda: machine.put(
            f"{path}?dry_run=true", json={"parent_id": other, "effective_at": at}
        )
    )
    assert seen["preview"]["moving_count"] == PORTION * PORTIONS + 1
    in_good_time(lambda: put_parent(machine, middle, other, effective_at=at))
