"""Labels and companies that change at once: no deadlock, and no stale document."""

import random
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from clients import Client
from world import World, new_company

pytestmark = pytest.mark.usefixtures("in_order")

SECONDS = 5
THREADS = 8

STALE = """
SELECT c.id FROM company AS c
 WHERE c.app_id = $1 AND c.document <> company_document(c)
"""
PATHS = ("/tags/l0", "/tags/l1", "/customer-groups/l0", "/store-groups/l0")


def test_every_document_stays_true(world: World):
    machine = world.machine()
    for path in PATHS:
        make(machine, path)
    companies = [register(machine) for _ in range(12)]
    end = time.monotonic() + SECONDS

    def change_until_the_end(seed: int) -> set[int]:
        chance = random.Random(seed)
        statuses = set()
        while time.monotonic() < end:
            statuses.add(change(machine, companies, chance))
        return statuses

    with ThreadPoolExecutor(THREADS) as pool:
        statuses = set().union(*pool.map(change_until_the_end, range(THREADS)))

    # Neither a deadlock (503) nor anything broken (500) is among the answers. A label
    # that is just being deleted is not there (400, 404), or goes meanwhile (409).
    assert statuses <= {200, 201, 204, 400, 404, 409}
    assert {200, 204} <= statuses
    assert world.operator.query(STALE, world.app) == []
    links = world.operator.query(
        "SELECT count(*) FROM event WHERE app_id = $1 AND type LIKE '%.company_%'",
        world.app,
    )
    assert links[0]["count"] > 0


def make(machine: Client, path: str) -> int:
    """Make the label that a path leads to."""
    collection, name = path.rsplit("/", 1)
    key = "key" if collection == "/tags" else "slug"
    return machine.post(collection, json={key: name, "name": name}).status_code


def register(machine: Client) -> str:
    reply = machine.post("/organisations", json=new_company(**some(random.Random(1))))
    return str(reply.json()["company"]["id"])


def some(chance: random.Random) -> dict[str, Any]:
    """Return some of the labels, as a company is given them."""
    return {
        "tags": chance.sample(["l0", "l1"], chance.randint(0, 2)),
        "customer_groups": ["l0"] * chance.randint(0, 1),
        "store_groups": ["l0"] * chance.randint(0, 1),
    }


def change(machine: Client, companies: list[str], chance: random.Random) -> int:
    """Make one call, whichever; return its status."""
    name = {"name": f"Name {chance.random()}"}
    few = chance.sample(companies, 3)
    one = f"/organisations/{few[0]}"
    path = chance.choice(PATHS)
    if path == PATHS[-1] and chance.random() < 0.1:
        return machine.delete(path).status_code
    calls = [
        ("PATCH", path, name),
        ("PATCH", path, name),
        ("PATCH", one, some(chance)),
        ("PATCH", one, name),
        ("POST", "/organisations", new_company(**some(chance))),
        ("POST", "/customer-groups/l0/organisations", {"organisation_ids": few}),
        ("DELETE", f"/customer-groups/l0{one}", None),
    ]
    if chance.random() < 0.05:
        calls = [("DELETE", chance.choice(PATHS[:3]), None)]
    method, where, body = chance.choice(calls)
    status = machine.request(method, where, json=body).status_code
    if status == 404 and where == path:
        return make(machine, path)
    return status
