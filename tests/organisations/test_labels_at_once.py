"""Labels and companies that change at once: no deadlock, and no stale document."""

import random
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from clients import Client
from rivals import rival
from stress import by_all_at_once, stressed
from trees import add_company
from world import World, new_company

pytestmark = pytest.mark.usefixtures("in_order")

TURNS = 60
"""How many calls each thread makes."""

STALE = """
SELECT c.id FROM company AS c
 WHERE c.app_id = $1 AND c.document <> company_document(c)
"""
ASTRAY = """
SELECT l.company FROM company_tag AS l
 WHERE l.app_id = $1 AND NOT EXISTS (
       SELECT FROM tag AS t WHERE t.app_id = $1 AND t.id = l.tag)
UNION ALL
SELECT l.company FROM company_customer_group AS l
 WHERE l.app_id = $1 AND NOT EXISTS (
       SELECT FROM customer_group AS g WHERE g.app_id = $1 AND g.id = l.customer_group)
UNION ALL
SELECT l.company FROM company_store_group AS l
 WHERE l.app_id = $1 AND NOT EXISTS (
       SELECT FROM store_group AS g WHERE g.app_id = $1 AND g.id = l.store_group)
"""
PATHS = ("/tags/l0", "/tags/l1", "/customer-groups/l0", "/store-groups/l0")


def test_every_document_stays_true(world: World):
    machine = world.machine()
    for path in PATHS:
        make(machine, path)
    companies = [register(machine) for _ in range(12)]

    def change_again_and_again(seed: int) -> set[int]:
        chance = random.Random(seed)
        return {change(machine, companies, chance) for _ in stressed(TURNS)}

    statuses = set().union(*by_all_at_once(change_again_and_again))

    # Neither a deadlock (503) nor anything broken (500) is among the answers. A label
    # that is just being deleted is not there (400, 404), or goes meanwhile (409).
    assert statuses <= {200, 201, 204, 400, 404, 409}
    assert {200, 204} <= statuses
    assert world.operator.query(STALE, world.app) == []
    assert world.operator.query(ASTRAY, world.app) == []
    links = world.operator.query(
        "SELECT count(*) FROM event WHERE app_id = $1 AND type LIKE '%.company_%'",
        world.app,
    )
    assert links[0]["count"] > 0


GIVEN = [
    ("POST", "/organisations", {"name": "New", "customer_groups": ["l0"]}, 400),
    ("PATCH", "/organisations/{}", {"customer_groups": ["l0"]}, 409),
    ("POST", "/customer-groups/l0/organisations", {"organisation_ids": ["{}"]}, 409),
]


@pytest.mark.parametrize(("method", "path", "body", "status"), GIVEN)
def test_a_label_is_deleted_just_as_it_is_given(
    world: World, method: str, path: str, body: dict[str, Any], status: int
):
    machine = world.machine()
    company = add_company(machine, "Company")
    make(machine, "/customer-groups/l0")
    if "organisation_ids" in body:
        body = {"organisation_ids": [company]}

    with rival(world.operator) as other, ThreadPoolExecutor(1) as threads:
        which = "WHERE app_id = $1 AND slug = 'l0'"
        other.do(f"SELECT FROM customer_group {which} FOR UPDATE", world.app)
        giving = threads.submit(
            machine.request, method, path.format(company), json=body
        )
        other.wait_until_in_the_way()
        other.do(f"DELETE FROM customer_group {which}", world.app)
        other.do("COMMIT")
        reply = giving.result(30)

    assert reply.status_code == status
    code = {400: "CompanyInvalid", 409: "LabelGone"}[status]
    assert reply.json()["code"] == code
    assert world.operator.query(ASTRAY, world.app) == []


def test_a_group_gets_another_slug_just_as_it_is_given_by_its_id(world: World):
    machine = world.machine()
    body = {"slug": "l0", "name": "l0"}
    group = machine.post("/customer-groups", json=body).json()["id"]

    with rival(world.operator) as other, ThreadPoolExecutor(1) as threads:
        which = "WHERE app_id = $1 AND id = $2"
        other.do(f"SELECT FROM customer_group {which} FOR UPDATE", world.app, group)
        body = new_company(customer_groups=[group])
        giving = threads.submit(machine.post, "/organisations", json=body)
        other.wait_until_in_the_way()
        rename = f"UPDATE customer_group SET slug = 'l1' {which}"
        other.do(rename, world.app, group)
        other.do("COMMIT")
        reply = giving.result(30)

    assert reply.status_code == 200, reply.text
    (shown,) = reply.json()["company"]["customer_groups"]
    assert shown["slug"] == "l1"
    assert world.operator.query(STALE, world.app) == []


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
