"""A unit of work that gives way to another one is done again by the service itself."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

from rivals import rival
from service import Service
from world import World, add_customer, new_customer

HOLD = """SELECT id FROM company
           WHERE app_id = $1 AND id = $2::text::uuid FOR UPDATE"""


def test_two_in_each_others_way_both_get_what_they_asked_for(
    world: World, service: Service
):
    """PostgreSQL ends the request's transaction: it waited for longer."""
    client = world.customers()
    first, second = sorted(add_customer(client) for _ in range(2))
    body = new_customer("Anew", parentId=second)
    key = {"idempotency-key": uuid4().hex, "x-request-id": uuid4().hex}

    with rival(world.operator) as other, ThreadPoolExecutor(1) as threads:
        other.do(HOLD, world.app, second)
        # Locks the companies in the order of their ids, and waits for the second.
        waiting = threads.submit(
            client.put, f"/customers/{first}", json=body, headers=key
        )
        other.wait_until_in_the_way()
        got_it = other.begin(HOLD, world.app, first)
        got_it.result(30)
        other.do("COMMIT")
        reply = waiting.result(30)

    assert reply.status_code == 200, reply.text
    assert reply.json()["legalName"] == "Anew"
    assert world.history(first).count("company.changed") == 1
    assert [
        line
        for line in service.log.read_text().splitlines()
        if "done again" in line and key["x-request-id"] in line
    ]
