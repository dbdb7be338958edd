"""Creating an alias of a customer."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import httpx
import pytest

from clients import Client
from koncern.base import Scope
from world import World, add_customer, new_company, new_customer


def create(
    client: Client, customer: str, value: str = "A-1", **more: Any
) -> httpx.Response:
    body = {"customerId": customer, "value": value} | more
    return client.post("/customer-aliases", json=body)


def test_it_answers_with_the_alias(world: World):
    client = world.customers()
    customer = add_customer(client)

    reply = create(client, customer, "external-customer-alias-123", label="CRM ID")

    assert reply.status_code == 201
    made = reply.json()
    assert made.pop("createdAt").endswith("Z")
    assert made == {
        "id": made["id"],
        "sequenceAccountId": str(world.app),
        "customerId": customer,
        "value": "external-customer-alias-123",
        "label": "CRM ID",
    }


def test_a_label_can_be_left_out(world: World):
    client = world.customers()

    assert "label" not in create(client, add_customer(client)).json()


def test_it_is_on_the_record(world: World):
    client = world.customers()
    customer = add_customer(client)
    create(client, customer)

    assert world.history(customer) == ["company.created", "alias.created"]


def test_a_taken_one_names_the_customer_who_has_it(world: World):
    client = world.customers()
    holder, other = add_customer(client, "Holder"), add_customer(client)
    create(client, holder)

    for customer in (other, holder):
        reply = create(client, customer)
        assert reply.status_code == 409
        problem = reply.json()
        assert problem["code"] == "AliasTaken"
        assert problem["errors"] == [
            {"pointer": "/value", "detail": f"A-1 stands for Holder ({holder})"}
        ]
        assert problem["about"] == {
            "alias": "A-1",
            "company": {"id": holder, "name": "Holder"},
        }


@pytest.mark.parametrize("form", [str, str.upper])
def test_another_customers_id_is_taken(world: World, form: Any):
    client = world.customers()
    holder, other = add_customer(client, "Holder"), add_customer(client)

    reply = create(client, other, form(holder))

    assert (reply.status_code, reply.json()["code"]) == (409, "AliasTaken")
    assert reply.json()["about"]["company"] == {"id": holder, "name": "Holder"}


def test_a_customers_own_id_and_ids_of_nobody_are_free(world: World):
    client = world.customers()
    customer = add_customer(client)

    assert create(client, customer, customer).status_code == 201
    assert create(client, customer, str(uuid4())).status_code == 201


def test_another_app_may_use_the_same(world: World, other_world: World):
    for client in (world.customers(), other_world.customers()):
        assert create(client, add_customer(client)).status_code == 201


def test_aliases_given_with_a_customer_are_taken_too(world: World):
    client = world.customers()
    holder = add_customer(client, "Holder", customerAliases=["A-1", "A-2"])
    body = new_customer(customerAliases=["A-0", holder, "A-2"])

    reply = client.post("/customers", json=body)

    assert (reply.status_code, reply.json()["code"]) == (409, "AliasTaken")
    assert sorted(fault["pointer"] for fault in reply.json()["errors"]) == [
        "/customerAliases/1",
        "/customerAliases/2",
    ]


def test_a_registration_cannot_take_an_alias_or_an_id(world: World):
    client, anna = world.customers(), world.person()
    holder = add_customer(client, "Holder", customerAliases=["A-1"])

    for taken in ("A-1", holder):
        reply = anna.post("/organisations", json=new_company(external_ref=taken))
        assert (reply.status_code, reply.json()["code"]) == (409, "AliasTaken")
        assert reply.json()["errors"][0]["pointer"] == "/external_ref"
        assert "Holder" not in reply.text


def test_who_is_no_customer_is_named(world: World, other_world: World):
    client = world.customers()
    registered = world.person().post("/organisations", json={"name": "No address"})
    strangers = [
        str(uuid4()),
        add_customer(other_world.customers()),
        registered.json()["company"]["id"],
    ]

    for stranger in strangers:
        reply = create(client, stranger)
        assert (reply.status_code, reply.json()["code"]) == (400, "AliasInvalid")
        assert reply.json()["errors"] == [
            {
                "pointer": "/customerId",
                "detail": f"{stranger} is no customer of this app",
            }
        ]


def test_every_fault_is_named(world: World):
    body = {"customerId": "x", "value": "a\nb", "label": "l" * 301, "archivedAt": 1}

    reply = world.customers().post("/customer-aliases", json=body)

    assert reply.status_code == 400
    assert {fault["pointer"] for fault in reply.json()["errors"]} == {
        "/customerId",
        "/value",
        "/label",
        "/archivedAt",
    }


@pytest.mark.parametrize("value", ["", " ", "a" * 301, None, 7])
def test_a_value_is_one_line_of_at_most_300_characters(world: World, value: Any):
    client = world.customers()

    assert create(client, add_customer(client), value).status_code == 400


def test_a_credential_that_only_reads_may_not(world: World):
    customer = add_customer(world.customers())

    assert create(world.customers(Scope.READ), customer).status_code == 403


def test_of_many_at_once_one_wins_and_the_others_learn_who(world: World):
    client = world.customers()
    customers = [add_customer(client, f"Customer {n}") for n in range(8)]

    with ThreadPoolExecutor(8) as threads:
        replies = list(threads.map(lambda each: create(client, each), customers))

    assert Counter(reply.status_code for reply in replies) == {201: 1, 409: 7}
    (winner,) = [reply.json()["customerId"] for reply in replies if reply.is_success]
    told = [
        reply.json()["about"]["company"]["id"] for reply in replies if reply.is_error
    ]
    assert told == [winner] * 7


def test_a_repeat_with_its_key_gets_the_first_answer(world: World):
    client = world.customers()
    body = {"customerId": add_customer(client), "value": "A-1"}
    key = {"idempotency-key": "k" * 255}

    first, again = (
        client.post("/customer-aliases", json=body, headers=key) for _ in range(2)
    )

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    too_long = {"idempotency-key": "k" * 256}
    refused = client.post("/customer-aliases", json=body, headers=too_long)
    assert refused.status_code == 400
