"""What two do at once to one company: one after the other, whoever comes first."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from addresses import STREET
from staff import company_of, join, levels

from rivals import rival
from trees import add_company
from world import World, add_customer

pytestmark = pytest.mark.usefixtures("in_order")

ROUNDS = 8


def at_once(*calls: Callable[[], Any]) -> list[int]:
    """Make calls at once; return their statuses."""
    with ThreadPoolExecutor(len(calls)) as threads:
        begun = [threads.submit(call) for call in calls]
        return [each.result(30).status_code for each in begun]


def test_a_division_never_gets_a_tax_registration(world: World):
    machine, billing = world.machine(), world.customers()
    top = add_customer(billing, "Top")
    for turn in range(ROUNDS):
        part = add_customer(billing, f"Part {turn}", parentId=top)
        number = {"taxIdentifier": f"N{turn}", "country": "US", "state": "NY"}
        becomes, registered = at_once(
            lambda part=part: machine.put(
                f"/organisations/{part}/kind", json={"kind": "division"}
            ),
            lambda part=part, number=number: billing.post(
                "/tax-registrations", json=number | {"customerId": part}
            ),
        )
        assert {becomes, registered} in ({200, 409}, {201, 409})


def test_a_division_never_gets_a_number(world: World):
    machine = world.machine()
    top = add_company(machine, "Top")
    for turn in range(ROUNDS):
        part = add_company(machine, f"Part {turn}", top)
        path = f"/organisations/{part}"
        body = {"organisation_number": f"X-{turn}", "billing_address": [STREET]}
        results = at_once(
            lambda path=path: machine.put(f"{path}/kind", json={"kind": "division"}),
            lambda path=path, turn=turn: machine.patch(
                path, json={"tax_id_vat_number": f"AE{turn:0>15}"}
            ),
        )
        assert sorted(results) == [200, 409], body


def test_a_tax_registration_is_not_handed_to_a_division(world: World):
    machine, billing = world.machine(), world.customers()
    top = add_customer(billing, "Top")
    number = {"taxIdentifier": "N1", "country": "US", "state": "NY"}
    made = billing.post("/tax-registrations", json=number | {"customerId": top}).json()
    path = f"/tax-registrations/{made['id']}"
    for turn in range(ROUNDS):
        part = add_customer(billing, f"Part {turn}", parentId=top)
        becomes, handed = at_once(
            lambda part=part: machine.put(
                f"/organisations/{part}/kind", json={"kind": "division"}
            ),
            lambda part=part: billing.put(path, json=number | {"customerId": part}),
        )
        assert {becomes, handed} == {200, 409}


def test_one_address_is_the_default(world: World):
    anna = world.person()
    company = company_of(anna)
    path = f"/organisations/{company}/addresses"
    ids = [
        anna.post(path, json=STREET | {"kind": "shipping"}).json()["address"]["id"]
        for _ in range(4)
    ]

    results = at_once(
        *(
            lambda address=address: anna.patch(
                f"{path}/{address}", json={"is_default": True}
            )
            for address in ids
        )
    )

    assert results == [200] * 4
    listed = [each for each in anna.get(path).json()["addresses"] if each["id"] in ids]
    assert sum(each["is_default"] for each in listed) == 1


def test_who_leaves_is_named_before_or_not_at_all(world: World):
    anna = world.person()
    company = company_of(anna)
    path = f"/organisations/{company}"
    address = anna.get(f"{path}/addresses").json()["addresses"][0]["id"]
    named_at = f"{path}/addresses/{address}/users"
    for turn in range(ROUNDS):
        ben = world.person(f"ben{turn}")
        join(anna, company, ben.id)
        left, named = at_once(
            lambda ben=ben: ben.delete(f"{path}/users/{ben.id}"),
            lambda ben=ben: anna.put(f"{named_at}/{ben.id}"),
        )
        assert left == 204
        assert named in {200, 400}
        (shown,) = [
            each["is_member"]
            for each in anna.get(named_at).json()["items"]
            if each["user_id"] == str(ben.id)
        ] or [False]
        assert not shown


def test_a_role_that_goes_is_given_to_nobody(world: World):
    anna, machine = world.person(), world.machine()
    company = company_of(anna)
    for turn in range(ROUNDS):
        slug = f"role-{turn}"
        machine.post("/roles", json={"slug": slug, "name": "Role"}).raise_for_status()
        ben = world.person(f"ben{turn}")
        body = {"level": "default", "role": slug, "user_id": str(ben.id)}
        gone, given = at_once(
            lambda slug=slug: machine.delete(f"/roles/{slug}"),
            lambda body=body: anna.post(f"/organisations/{company}/users", json=body),
        )
        assert (gone, given) in {(204, 400), (204, 409), (409, 200)}
        assert (str(ben.id) in levels(world, company)) == (given == 200)


def test_a_role_that_goes_comes_with_no_registration(world: World):
    machine = world.machine()
    for turn in range(ROUNDS):
        slug = f"role-{turn}"
        machine.post("/roles", json={"slug": slug, "name": "Role"}).raise_for_status()
        carl = world.person(f"carl{turn}")
        body = {"name": f"Company {turn}", "role": slug}
        gone, registered = at_once(
            lambda slug=slug: machine.delete(f"/roles/{slug}"),
            lambda carl=carl, body=body: carl.post("/organisations", json=body),
        )
        assert (gone, registered) in {(204, 400), (204, 409), (409, 200)}


def test_a_role_is_deleted_just_as_it_is_given(world: World):
    anna, machine = world.person(), world.machine()
    company, ben = company_of(anna), world.person("ben")
    machine.post("/roles", json={"slug": "goes", "name": "Role"}).raise_for_status()
    body = {"level": "default", "role": "goes", "user_id": str(ben.id)}

    with rival(world.operator) as other, ThreadPoolExecutor(1) as threads:
        other.do("SELECT FROM role WHERE app_id = $1 FOR UPDATE", world.app)
        giving = threads.submit(anna.post, f"/organisations/{company}/users", json=body)
        other.wait_until_in_the_way()
        other.do("DELETE FROM role WHERE app_id = $1 AND slug = 'goes'", world.app)
        other.do("COMMIT")
        reply = giving.result(30)

    assert (reply.status_code, reply.json()["code"]) == (409, "RoleGone")


def test_a_change_that_waited_does_not_turn_time_back(world: World):
    machine = world.machine()
    company = add_company(machine, "Before")
    path, change = f"/organisations/{company}", {"name": "After"}
    with rival(world.operator) as other, ThreadPoolExecutor(1) as thread:
        other.do("SELECT FROM company WHERE id = $1 FOR UPDATE", company)
        waits = thread.submit(lambda: machine.patch(path, json=change))
        other.wait_until_in_the_way()
        other.do(
            "UPDATE company SET updated_at = clock_timestamp() WHERE id = $1", company
        )
        other.do("COMMIT")
        changed = waits.result(30).json()["company"]

    assert changed["name"] == "After"
    found = machine.get(
        "/organisations", params={"updated_from": changed["updated_at"]}
    ).json()["companies"]
    assert [each["id"] for each in found] == [company]
    times = "SELECT happened_at FROM event WHERE subject = $1 ORDER BY seq DESC LIMIT 1"
    (event,) = world.operator.query(times, company)
    assert changed["updated_at"] > f"{event['happened_at']:%Y-%m-%dT%H:%M:%S.%fZ}"
