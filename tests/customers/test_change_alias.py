"""Relabelling and deleting an alias."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest

from clients import Client
from koncern.base import Scope
from world import World, add_customer, new_company


def add_alias(client: Client, customer: str, value: str = "A-1") -> dict[str, Any]:
    body = {"customerId": customer, "value": value, "label": "CRM ID"}
    made: dict[str, Any] = client.post("/customer-aliases", json=body).json()
    return made


@pytest.mark.parametrize(
    ("body", "expected"),
    [({"label": "ERP"}, {"label": "ERP"}), ({}, {}), ({"label": ""}, {})],
)
def test_a_label_is_replaced_or_goes(
    world: World, body: dict[str, str], expected: dict[str, str]
):
    client = world.customers()
    alias = add_alias(client, add_customer(client))
    kept = {name: value for name, value in alias.items() if name != "label"}

    reply = client.put(f"/customer-aliases/{alias['id']}", json=body)

    assert reply.status_code == 200
    assert reply.json() == kept | expected
    assert client.get("/customer-aliases").json()["items"] == [reply.json()]


def test_only_the_label_can_be_written(world: World):
    client = world.customers()
    alias = add_alias(client, add_customer(client))

    reply = client.put(f"/customer-aliases/{alias['id']}", json={"value": "A-2"})

    assert reply.status_code == 400
    assert reply.json()["errors"][0]["pointer"] == "/value"


def test_changes_are_on_the_record(world: World):
    client = world.customers()
    customer = add_customer(client)
    path = f"/customer-aliases/{add_alias(client, customer)['id']}"
    client.put(path, json={"label": "ERP"})
    client.put(path, json={"label": "ERP"})
    client.delete(path)

    assert world.history(customer) == [
        "company.created",
        "alias.created",
        "alias.relabelled",
        "alias.deleted",
    ]


def test_a_deleted_one_is_shown_for_the_last_time(world: World):
    client = world.customers()
    alias = add_alias(client, add_customer(client))
    path = f"/customer-aliases/{alias['id']}"

    gone = client.delete(path)

    assert gone.status_code == 200
    assert gone.json().pop("deletedAt") >= alias["createdAt"]
    assert gone.json() == alias | {"deletedAt": gone.json()["deletedAt"]}
    assert client.get("/customer-aliases").json()["items"] == []
    assert client.get("/customers/by-alias/A-1").status_code == 404
    again = client.delete(path)
    assert (again.status_code, again.json()["code"]) == (404, "AliasUnknown")


def test_a_deleted_one_is_free_for_another_customer(world: World):
    client = world.customers()
    alias = add_alias(client, add_customer(client, "First"))
    client.delete(f"/customer-aliases/{alias['id']}")

    second = add_customer(client, "Second", customerAliases=["A-1"])

    assert client.get("/customers/by-alias/A-1").json()["id"] == second


def test_an_external_reference_goes_with_its_alias(world: World):
    client, machine = world.customers(), world.machine()
    body = new_company(external_ref="EXT-1", tax_status="TAXED")
    company = machine.post("/organisations", json=body).json()["company"]
    path = f"/organisations/{company['id']}"
    read = machine.get(path)
    assert read.json()["company"]["external_ref"] == "EXT-1"
    (alias,) = client.get("/customer-aliases").json()["items"]

    client.put(f"/customer-aliases/{alias['id']}", json={"label": "Shop"})
    assert machine.get(path).headers["etag"] == read.headers["etag"]
    client.delete(f"/customer-aliases/{alias['id']}")

    left = machine.get(path)
    assert left.json()["company"]["external_ref"] is None
    assert left.headers["etag"] != read.headers["etag"]


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_unknown_and_foreign_ones_are_missing(
    world: World, other_world: World, method: str
):
    theirs = other_world.customers()
    foreign = add_alias(theirs, add_customer(theirs))["id"]

    for alias in (foreign, str(uuid4())):
        path = f"/customer-aliases/{alias}"
        body = {"label": "Mine"} if method == "PUT" else None
        reply = world.customers().request(method, path, json=body)
        assert (reply.status_code, reply.json()["code"]) == (404, "AliasUnknown")
    (kept,) = theirs.get("/customer-aliases").json()["items"]
    assert kept["label"] == "CRM ID"


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_only_the_version_that_was_read_is_changed(world: World, method: str):
    client = world.customers()
    path = f"/customer-aliases/{add_alias(client, add_customer(client))['id']}"
    client.put(path, json={"label": "ERP"})
    body = {"label": "Late"} if method == "PUT" else None

    stale = client.request(method, path, json=body, headers={"if-match": '"1"'})
    fresh = client.request(method, path, json=body, headers={"if-match": '"2"'})

    assert (stale.status_code, fresh.status_code) == (412, 200)


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_a_credential_that_only_reads_may_not(world: World, method: str):
    client = world.customers()
    path = f"/customer-aliases/{add_alias(client, add_customer(client))['id']}"
    body = {"label": "Mine"} if method == "PUT" else None

    reply = world.customers(Scope.READ).request(method, path, json=body)

    assert reply.status_code == 403


def test_of_many_at_once_one_deletes(world: World):
    client = world.customers()
    customer = add_customer(client)
    path = f"/customer-aliases/{add_alias(client, customer)['id']}"

    with ThreadPoolExecutor(8) as threads:
        replies = list(threads.map(lambda _: client.delete(path), range(8)))

    assert Counter(reply.status_code for reply in replies) == {200: 1, 404: 7}
    assert world.history(customer).count("alias.deleted") == 1
