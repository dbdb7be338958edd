"""Creating a tax registration."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import httpx
import pytest

from clients import Client
from koncern.base import Scope
from world import World, add_customer


def create(client: Client, **about: Any) -> httpx.Response:
    body = {"taxIdentifier": "GB123456789", "country": "GB"} | about
    return client.post("/tax-registrations", json=body)


def test_the_published_example_is_kept(world: World):
    client = world.customers()
    customer = add_customer(client)

    reply = create(client, customerId=customer, state=None, merchantId=None)

    assert reply.status_code == 201
    made = reply.json()
    assert made == {
        "id": made["id"],
        "sequenceAccountId": str(world.app),
        "taxIdentifier": "GB123456789",
        "country": "GB",
        "customerId": customer,
    }
    assert client.get(f"/tax-registrations/{made['id']}").json() == made


def test_the_merchant_is_the_account_itself(world: World):
    client = world.customers()

    made = create(client, merchantId=str(world.app)).json()

    assert made["merchantId"] == made["sequenceAccountId"] == str(world.app)
    assert "customerId" not in made


def test_it_is_on_the_record(world: World):
    client = world.customers()
    made = create(client, merchantId=str(world.app)).json()

    assert world.history(made["id"]) == ["tax_registration.created"]


@pytest.mark.parametrize(
    ("country", "identifier"),
    [
        ("SE", "556036079301"),
        ("SE", "SE 556036-0793 01"),
        ("DE", "DE136695976"),
        ("DE", "181/815/08155"),
        ("GR", "EL094259216"),
        ("GB", "XI980780684"),
        ("CH", "CHE-123.456.788 MWST"),
        ("IE", "EU372022452"),
        ("JP", "T1234567890123"),
        ("KE", "P051365947M"),
        ("AO", "5417189190"),
    ],
)
def test_what_can_be_right_is_kept_as_typed(
    world: World, country: str, identifier: str
):
    client = world.customers()

    reply = create(
        client,
        customerId=add_customer(client),
        country=country,
        taxIdentifier=identifier,
    )

    assert reply.status_code == 201, reply.text
    assert reply.json()["taxIdentifier"] == identifier


@pytest.mark.parametrize(
    ("country", "identifier", "reason"),
    [
        ("GB", "GB1234", "of the United Kingdom: it has the wrong number of digits"),
        ("SE", "SEX", "of Sweden: it has characters or a form that none has"),
        ("DE", "DE1234567", "of Germany: it has the wrong number of digits"),
        ("AO", "--", "of Angola: it has no letter and no digit"),
    ],
)
def test_what_has_no_such_form_is_refused(
    world: World, country: str, identifier: str, reason: str
):
    client = world.customers()

    reply = create(
        client,
        customerId=add_customer(client),
        country=country,
        taxIdentifier=identifier,
    )

    assert (reply.status_code, reply.json()["code"]) == (400, "TaxRegistrationInvalid")
    assert reply.json()["errors"] == [
        {"pointer": "/taxIdentifier", "detail": f"is no tax identifier {reason}"}
    ]


@pytest.mark.parametrize(
    ("country", "state", "words"),
    [
        ("US", None, "is required in the USA and in Canada"),
        ("CA", None, "is required in the USA and in Canada"),
        ("US", "ON", "ON is no state of US"),
        ("SE", "NY", "is only for the USA and Canada"),
    ],
)
def test_a_state_goes_with_its_country(
    world: World, country: str, state: str | None, words: str
):
    client = world.customers()

    reply = create(
        client,
        customerId=add_customer(client),
        country=country,
        state=state,
        taxIdentifier="556036079301",
    )

    assert reply.json()["errors"] == [{"pointer": "/state", "detail": words}]


def test_each_state_has_a_registration_of_its_own(world: World):
    client = world.customers()
    customer = add_customer(client)

    for country, state in (("US", "NY"), ("US", "CA"), ("CA", "ON")):
        reply = create(client, customerId=customer, country=country, state=state)
        assert (reply.status_code, reply.json()["state"]) == (201, state)


def test_one_of_customer_and_merchant_is_named(world: World, other_world: World):
    client = world.customers()
    customer, app = add_customer(client), str(world.app)

    for about, pointer in (
        ({}, "/customerId"),
        ({"customerId": customer, "merchantId": app}, "/merchantId"),
        ({"merchantId": str(other_world.app)}, "/merchantId"),
        ({"merchantId": customer}, "/merchantId"),
        ({"customerId": app}, "/customerId"),
        ({"customerId": str(uuid4())}, "/customerId"),
    ):
        reply = create(client, **about)
        assert reply.status_code == 400
        assert [fault["pointer"] for fault in reply.json()["errors"]] == [pointer]


def test_every_fault_is_named(world: World):
    client = world.customers()
    wrong_form = create(
        client, taxIdentifier="", country="se", state=1, customerId="x", id="y"
    )
    wrong_facts = create(
        client, taxIdentifier="-", country="ZZ", merchantId=str(uuid4())
    )

    assert {fault["pointer"] for fault in wrong_form.json()["errors"]} == {
        "/taxIdentifier",
        "/country",
        "/state",
        "/customerId",
        "/id",
    }
    assert {fault["pointer"] for fault in wrong_facts.json()["errors"]} == {
        "/taxIdentifier",
        "/country",
        "/merchantId",
    }


def test_the_same_in_another_spelling_is_held_already(world: World):
    client = world.customers()
    first, second = add_customer(client), add_customer(client)
    create(client, customerId=first)

    again = create(client, customerId=first, taxIdentifier="GB 123 4567 89")

    assert (again.status_code, again.json()["code"]) == (409, "TaxRegistrationHeld")
    assert create(client, customerId=second).status_code == 201
    assert create(client, merchantId=str(world.app)).status_code == 201
    assert create(client, merchantId=str(world.app)).status_code == 409


def test_of_many_at_once_one_is_kept(world: World):
    client = world.customers()
    customer = add_customer(client)

    with ThreadPoolExecutor(8) as threads:
        replies = list(
            threads.map(lambda _: create(client, customerId=customer), range(8))
        )

    assert Counter(reply.status_code for reply in replies) == {201: 1, 409: 7}


def test_a_credential_that_only_reads_may_not(world: World):
    customer = add_customer(world.customers())

    assert create(world.customers(Scope.READ), customerId=customer).status_code == 403
