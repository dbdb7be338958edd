"""Many who change organizations at once: no circle, no lost or doubled member."""

import json
import random
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

import pytest

from clients import Client
from stress import THREADS, by_all_at_once, stressed
from world import World, add_customer, add_organization, new_customer

pytestmark = pytest.mark.usefixtures("in_order")

TURNS = 50
"""How many calls each thread makes."""


def test_ownership_stays_without_circles_and_the_record_tells_it_all(world: World):
    client = world.customers()
    companies = [add_customer(client) for _ in range(8)]
    for company in companies:
        add_organization(client, company)

    def change_again_and_again(seed: int) -> set[int]:
        chance = random.Random(seed)
        return {change(client, companies, chance) for _ in stressed(TURNS)}

    statuses = set().union(*by_all_at_once(change_again_and_again))

    # Neither a deadlock (503) nor anything broken (500) is among the answers.
    assert statuses <= {200, 201, 204, 404, 409}
    assert {200, 201, 409} <= statuses
    kept = stored(world)
    assert kept
    assert not has_circle((owner, members) for owner, members, _ in kept.values())
    assert kept == replayed(world)


def test_a_parent_goes_while_an_older_child_is_described_anew(world: World):
    client, shop = world.customers(), world.machine()
    child, parent = add_customer(client), add_customer(client)
    placed = new_customer("Child", parentId=parent)
    for way in ("lift", "archive") * 8:
        for company in (parent, child):
            client.post(f"/customers/{company}/unarchive")
        assert client.put(f"/customers/{child}", json=placed).status_code == 200

        with ThreadPoolExecutor(THREADS) as pool:
            gone = pool.submit(shop.delete, f"/organisations/{parent}?children={way}")
            calls = [
                pool.submit(client.put, f"/customers/{child}", json=placed)
                for _ in range(THREADS)
            ]

        assert gone.result().status_code == 200
        assert {call.result().status_code for call in calls} <= {200, 409}


def test_of_many_who_want_the_same_aliases_one_gets_them(world: World):
    client = world.customers()
    customers = [add_customer(client) for _ in range(2)]
    for turn in range(4):
        names = [f"{turn}-{number}" for number in range(400)]
        orders = (names, names[::-1])

        with ThreadPoolExecutor(THREADS) as pool:
            calls = []
            for place, order in enumerate(orders):
                body = new_customer(customerAliases=order)
                path = f"/customers/{customers[place]}"
                calls += [
                    pool.submit(client.put, path, json=body),
                    pool.submit(client.post, "/customers", json=body),
                ]

        statuses = [call.result().status_code for call in calls]
        assert sorted(statuses)[1:] == [409, 409, 409], statuses


def test_nobody_who_changes_parents_waits_for_ever(world: World):
    client, shop = world.customers(), world.machine()
    companies = [add_customer(client) for _ in range(5)]

    def change_again_and_again(seed: int) -> set[int]:
        chance = random.Random(seed)
        return {move(client, shop, companies, chance) for _ in stressed(TURNS)}

    statuses = set().union(*by_all_at_once(change_again_and_again))

    assert statuses <= {200, 201, 204, 404, 409}
    assert {200, 201, 409} <= statuses


def move(
    client: Client, shop: Client, companies: list[str], chance: random.Random
) -> int:
    """Change a customer's parent and name, or what they depend on; return the status."""
    one, other, third = chance.sample(companies, 3)
    name = chance.choice(("Acme", "Borg"))
    customer, shown = f"/customers/{one}", f"/organisations/{one}"
    parent = chance.choice((other, None))
    organization = client.get("/customer-organizations").json()["items"][-1:]
    calls = [
        (client, "PUT", customer, new_customer(name, parentId=parent)),
        (client, "PUT", customer, new_customer(name, parentId=other)),
        (client, "POST", f"{customer}/archive", None),
        (client, "POST", f"{customer}/unarchive", None),
        (client, "POST", f"/customers/{other}/unarchive", None),
        (shop, "PATCH", shown, {"name": name, "parent_id": parent}),
        (
            client,
            "POST",
            "/customer-organizations",
            {"ownerId": one, "memberIds": [other, third]},
        ),
        *(
            (client, "DELETE", f"/customer-organizations/{each['id']}", None)
            for each in organization
        ),
    ]
    who, method, path, body = chance.choice(calls)
    return who.request(method, path, json=body).status_code


def change(client: Client, companies: list[str], chance: random.Random) -> int:
    """Make one call, whichever, on what stands there now; return its status."""
    page = client.get("/customer-organizations?limit=100").json()["items"]
    assert not has_circle((one["owner"]["id"], ids(one["members"])) for one in page)
    path = f"/customer-organizations/{chance.choice(page)['id']}"
    some = chance.sample(companies, 3)
    calls = [
        ("POST", f"{path}/members", {"customerIds": some}),
        ("POST", f"{path}/members", {"customerIds": some[:1]}),
        ("PUT", f"{path}/members", {"customerIds": some[1:]}),
        ("PUT", f"{path}/owner", {"ownerId": some[0]}),
        ("DELETE", f"{path}/members/{some[0]}", None),
        (
            "POST",
            "/customer-organizations",
            {"ownerId": some[0], "memberIds": some[1:]},
        ),
    ]
    if len(page) > len(companies):
        calls.append(("DELETE", path, None))
    method, path, body = chance.choice(calls)
    return client.request(method, path, json=body).status_code


Organizations = dict[str, tuple[str, list[str], int]]
"""By id: the owner, the members in the order in which they were added, the version."""


def stored(world: World) -> Organizations:
    """Return the organizations as they lie in the tables."""
    rows = world.operator.query(
        "SELECT id, owner, version, ARRAY("
        "    SELECT m.company FROM customer_organization_member AS m"
        "     WHERE m.app_id = o.app_id AND m.customer_organization = o.id"
        "     ORDER BY m.position) AS members"
        "  FROM customer_organization AS o WHERE app_id = $1",
        world.app,
    )
    return {
        str(row["id"]): (
            str(row["owner"]),
            [str(member) for member in row["members"]],
            row["version"],
        )
        for row in rows
    }


def replayed(world: World) -> Organizations:
    """Return the organizations that the events lead to."""
    rows = world.operator.query(
        "SELECT type, subject, before, after FROM event"
        " WHERE app_id = $1 AND type LIKE 'customer_organization.%' ORDER BY seq",
        world.app,
    )
    found: Organizations = {}
    for row in rows:
        id_, after = str(row["subject"]), json.loads(row["after"] or "null")
        owner, members, version = found.get(id_, ("", [], 0))
        if row["before"]:
            before = json.loads(row["before"])
            assert (before["owner"]["id"], ids(before["members"])) == (owner, members)
        if after is None:
            del found[id_]
        elif row["type"] == "customer_organization.members_changed":
            left = [one for one in members if one not in after["removed"]]
            found[id_] = owner, left + after["added"], version + 1
        else:
            found[id_] = after["owner"]["id"], ids(after["members"]), version + 1
    return found


def ids(members: list[dict[str, str]]) -> list[str]:
    return [member["id"] for member in members]


def has_circle(edges: Iterable[tuple[str, list[str]]]) -> bool:
    """Walk from owners to members, the simple way."""
    below: dict[str, set[str]] = {}
    for owner, members in edges:
        below.setdefault(owner, set()).update(members)
    for start, first in below.items():
        seen: set[str] = set()
        left = set(first)
        while left:
            at = left.pop()
            if at == start:
                return True
            seen.add(at)
            left |= below.get(at, set()) - seen
    return False
