"""Putting companies and users into customer groups, and taking them out."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest

from clients import Client
from koncern.base import Scope
from world import World, new_company

GROUP = "/customer-groups/vip"


@pytest.fixture
def machine(world: World) -> Client:
    machine = world.machine()
    machine.post("/customer-groups", json={"slug": "vip", "name": "VIP"})
    return machine


def register(machine: Client, name: str = "Company") -> str:
    reply = machine.post("/organisations", json=new_company(name))
    return str(reply.json()["company"]["id"])


def put(machine: Client, *companies: str, **options: Any) -> Any:
    body = {"organisation_ids": list(companies)}
    return machine.post("/customer-groups/vip/organisations", json=body, **options)


def test_companies_are_in_it_and_show_it_at_once(world: World, machine: Client):
    first, second = register(machine), register(machine)

    reply = put(machine, second, first, second)

    assert (reply.status_code, reply.json()["organisations_total"]) == (200, 2)
    for company in (first, second):
        read = machine.get(f"/organisations/{company}")
        assert [each["slug"] for each in read.json()["company"]["customer_groups"]] == [
            "vip"
        ]
        assert read.headers["etag"] == '"2"'
        assert world.history(company)[-1] == "customer_group.company_added"


def test_who_is_in_it_stays_as_it_is(world: World, machine: Client):
    company = register(machine)
    put(machine, company)

    again = put(machine, company)

    assert again.json()["organisations_total"] == 1
    assert machine.get(f"/organisations/{company}").headers["etag"] == '"2"'
    assert world.history(company).count("customer_group.company_added") == 1


def test_a_repeat_with_a_key_gets_the_same_answer(machine: Client):
    company = register(machine)
    key = {"idempotency-key": uuid4().hex}

    first, again = (
        put(machine, company, headers=key),
        put(machine, company, headers=key),
    )

    assert again.headers["idempotency-replayed"] == "true"
    assert again.json() == first.json()


def test_companies_are_taken_out(world: World, machine: Client):
    company = register(machine)
    put(machine, company)

    reply = machine.delete(f"/customer-groups/vip/organisations/{company}")
    again = machine.delete(f"/customer-groups/vip/organisations/{company}")

    assert reply.status_code == 204
    assert (again.status_code, again.json()["code"]) == (404, "NotInGroup")
    read = machine.get(f"/organisations/{company}")
    assert read.json()["company"]["customer_groups"] == []
    assert world.history(company)[-1] == "customer_group.company_removed"


def test_unknown_ones_are_named_and_nobody_is_added(
    world: World, other_world: World, machine: Client
):
    own, theirs = register(machine), register(other_world.machine())

    reply = put(machine, own, theirs, str(uuid4()))
    users = machine.post(
        "/customer-groups/vip/users",
        json={"user_ids": [str(world.person().id), str(other_world.person().id)]},
    )

    assert (reply.status_code, reply.json()["code"]) == (400, "GroupMembersInvalid")
    places = [fault["pointer"] for fault in reply.json()["errors"]]
    assert places == ["/organisation_ids/1", "/organisation_ids/2"]
    assert [fault["pointer"] for fault in users.json()["errors"]] == ["/user_ids/1"]
    group = machine.get(GROUP).json()
    assert (group["organisations_total"], group["merchant_users_total"]) == (0, 0)


def test_an_archived_company_is_not_added_and_can_leave(machine: Client):
    inside, outside = register(machine), register(machine)
    put(machine, inside)
    for company in (inside, outside):
        machine.delete(f"/organisations/{company}")

    reply = put(machine, outside)
    left = machine.delete(f"/customer-groups/vip/organisations/{inside}")

    assert (reply.status_code, reply.json()["code"]) == (409, "CompanyArchived")
    assert left.status_code == 204


def test_users_come_and_go(world: World, machine: Client):
    anna, ben = world.person(), world.person("ben")

    reply = machine.post(
        "/customer-groups/vip/users",
        json={"user_ids": [str(ben.id), str(anna.id), str(ben.id)]},
    )
    left = machine.delete(f"/customer-groups/vip/users/{ben.id}")
    again = machine.delete(f"/customer-groups/vip/users/{ben.id}")

    assert reply.json()["merchant_users_total"] == 2
    assert (left.status_code, again.status_code) == (204, 404)
    listed = machine.get("/customer-groups/vip/users").json()["merchant_users"]
    assert listed == [{"id": str(anna.id), "email": anna.email}]
    assert world.history(ben.id)[-2:] == [
        "customer_group.user_added",
        "customer_group.user_removed",
    ]


def test_pages_lead_through_all_of_them(world: World, machine: Client):
    companies = [register(machine, f"C{number}") for number in range(3)]
    put(machine, *companies)

    first = machine.get("/customer-groups/vip/organisations?limit=2")
    rest = machine.get(world.url + first.links["next"]["url"])
    back = machine.get(world.url + rest.links["prev"]["url"])

    listed = [*first.json()["organisations"], *rest.json()["organisations"]]
    assert listed == [
        {"id": company, "name": f"C{number}"}
        for number, company in enumerate(companies)
    ]
    assert back.json()["organisations"] == first.json()["organisations"]


@pytest.mark.parametrize("ids", [[], ["x"], [None], "x", [str(uuid4())] * 1001, None])
def test_what_are_no_ids_is_refused(machine: Client, ids: object):
    for kind in ("organisation", "user"):
        reply = machine.post(f"{GROUP}/{kind}s", json={f"{kind}_ids": ids})

        assert (reply.status_code, reply.json()["code"]) == (400, "BodyInvalid")


def test_strangers_cannot(world: World, other_world: World, machine: Client):
    company, anna = register(machine), world.person()
    put(machine, company)
    strangers = (world.machine(Scope.WRITE), anna, other_world.machine())

    for client in strangers:
        refused = 404 if client is strangers[2] else 403
        user = {"user_ids": [str(anna.id)]}
        replies = [
            client.post(
                "/customer-groups/vip/organisations",
                json={"organisation_ids": [company]},
            ),
            client.post("/customer-groups/vip/users", json=user),
            client.delete(f"/customer-groups/vip/organisations/{company}"),
            client.delete(f"/customer-groups/vip/users/{anna.id}"),
        ]
        assert [reply.status_code for reply in replies] == [refused] * 4
    for path in ("/customer-groups/vip/organisations", "/customer-groups/vip/users"):
        assert anna.get(path).status_code == 403
        assert world.machine(Scope.READ).get(path).status_code == 200


def test_many_at_once_are_all_added(machine: Client):
    companies = [register(machine) for _ in range(8)]

    with ThreadPoolExecutor(4) as pool:
        replies = [
            *pool.map(
                lambda place: put(machine, *companies[place:], *companies[:place]),
                range(8),
            )
        ]

    assert {reply.status_code for reply in replies} == {200}
    assert machine.get(GROUP).json()["organisations_total"] == 8
