"""Reading, listing, replacing and deleting tax registrations."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest

from clients import Client
from koncern.base import Scope
from world import World, add_customer

NUMBER = {"taxIdentifier": "GB123456789", "country": "GB"}


def register(client: Client, **about: Any) -> dict[str, Any]:
    reply = client.post("/tax-registrations", json=NUMBER | about)
    assert reply.status_code == 201, reply.text
    made: dict[str, Any] = reply.json()
    return made


def test_all_are_listed_newest_first_in_pages(world: World):
    client = world.customers()
    customer = add_customer(client)
    made = [
        register(client, customerId=customer, country="US", state=state)
        for state in ("AK", "AL", "AR", "AZ", "CO")
    ]

    for path in ("/tax-registrations", f"/tax-registrations/for-customer/{customer}"):
        first = client.get(path, params={"limit": 2})
        after = {"limit": 3, "after": first.json()["pagination"]["after"]}
        rest = client.get(path, params=after).json()
        before = {"limit": 1, "before": rest["pagination"]["before"]}
        back = client.get(path, params=before).json()

        assert first.json()["items"] + rest["items"] == made[::-1]
        assert "after" not in rest["pagination"]
        assert back["items"] == [made[3]]
        assert path in first.headers["link"]


def test_a_customers_and_the_merchants_are_told_apart(world: World):
    client = world.customers()
    one, two = add_customer(client), add_customer(client)
    of_one = register(client, customerId=one)
    of_merchant = register(client, merchantId=str(world.app))

    for path, expected in (
        (f"/tax-registrations/for-customer/{one}", [of_one]),
        (f"/tax-registrations/for-customer/{two}", []),
        (f"/tax-registrations/for-merchant/{world.app}", [of_merchant]),
        ("/tax-registrations", [of_merchant, of_one]),
    ):
        body = client.get(path).json()
        assert body["items"] == expected
        assert body.keys() == {"items", "pagination"}


def test_unknown_and_foreign_ones_are_missing(world: World, other_world: World):
    theirs = other_world.customers()
    customer = add_customer(theirs)
    foreign = register(theirs, customerId=customer)["id"]
    client = world.customers()

    for path, code in (
        (f"/tax-registrations/{foreign}", "TaxRegistrationUnknown"),
        (f"/tax-registrations/{uuid4()}", "TaxRegistrationUnknown"),
        (f"/tax-registrations/for-customer/{customer}", "CustomerUnknown"),
        (f"/tax-registrations/for-customer/{world.app}", "CustomerUnknown"),
        (f"/tax-registrations/for-merchant/{other_world.app}", "AppUnknown"),
        (f"/tax-registrations/for-merchant/{uuid4()}", "AppUnknown"),
    ):
        reply = client.get(path)
        assert (reply.status_code, reply.json()["code"]) == (404, code)
    for method, body in (("PUT", NUMBER), ("DELETE", None)):
        reply = client.request(method, f"/tax-registrations/{foreign}", json=body)
        assert reply.status_code == 404
    assert theirs.get(f"/tax-registrations/{foreign}").is_success


def test_a_replaced_one_says_what_was_sent(world: World):
    client = world.customers()
    customer = add_customer(client)
    made = register(client, customerId=customer, country="US", state="NY")
    path = f"/tax-registrations/{made['id']}"
    body = {"taxIdentifier": "SE556036079301", "country": "SE"}

    reply = client.put(path, json=body)

    assert reply.status_code == 200
    kept = {name: made[name] for name in ("id", "sequenceAccountId", "customerId")}
    assert reply.json() == kept | body
    assert client.get(path).json() == reply.json()
    assert world.history(made["id"])[1:] == ["tax_registration.replaced"]


def test_it_can_be_given_to_somebody_else(world: World):
    client = world.customers()
    one, two = add_customer(client), add_customer(client)
    path = f"/tax-registrations/{register(client, customerId=one)['id']}"

    to_two = client.put(path, json=NUMBER | {"customerId": two}).json()
    to_merchant = client.put(path, json=NUMBER | {"merchantId": str(world.app)}).json()
    kept = client.put(path, json=NUMBER).json()

    assert to_two["customerId"] == two
    assert to_merchant["merchantId"] == kept["merchantId"] == str(world.app)
    assert "customerId" not in to_merchant


def test_it_cannot_become_what_cannot_be(world: World):
    client = world.customers()
    customer = add_customer(client)
    made = register(client, customerId=customer)
    register(client, customerId=customer, country="US", state="NY")

    for about, status, code in (
        ({"taxIdentifier": "1"}, 400, "TaxRegistrationInvalid"),
        ({"customerId": str(uuid4())}, 400, "TaxRegistrationInvalid"),
        ({"merchantId": str(uuid4())}, 400, "TaxRegistrationInvalid"),
        ({"country": None}, 400, "BodyInvalid"),
        ({"country": "US", "state": "NY"}, 409, "TaxRegistrationHeld"),
    ):
        reply = client.put(f"/tax-registrations/{made['id']}", json=NUMBER | about)
        assert (reply.status_code, reply.json()["code"]) == (status, code)
    assert client.get(f"/tax-registrations/{made['id']}").json() == made


def test_a_deleted_one_is_shown_for_the_last_time(world: World):
    client = world.customers()
    made = register(client, customerId=add_customer(client))
    path = f"/tax-registrations/{made['id']}"

    gone = client.delete(path)

    assert (gone.status_code, gone.json()) == (200, made)
    assert client.get(path).status_code == 404
    assert client.delete(path).status_code == 404
    assert world.history(made["id"])[1:] == ["tax_registration.deleted"]


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_only_the_version_that_was_read_is_changed(world: World, method: str):
    client = world.customers()
    path = (
        f"/tax-registrations/{register(client, customerId=add_customer(client))['id']}"
    )
    read = client.get(path).headers["etag"]
    client.put(path, json=NUMBER | {"taxIdentifier": "GB980780684"})
    body = NUMBER if method == "PUT" else None

    stale = client.request(method, path, json=body, headers={"if-match": read})
    now = client.get(path).headers["etag"]
    fresh = client.request(method, path, json=body, headers={"if-match": now})

    assert (stale.status_code, fresh.status_code) == (412, 200)


def test_of_many_at_once_one_deletes(world: World):
    client = world.customers()
    path = (
        f"/tax-registrations/{register(client, customerId=add_customer(client))['id']}"
    )

    with ThreadPoolExecutor(8) as threads:
        replies = list(threads.map(lambda _: client.delete(path), range(8)))

    assert Counter(reply.status_code for reply in replies) == {200: 1, 404: 7}


def test_a_credential_that_only_reads_may_read(world: World):
    client = world.customers()
    made = register(client, merchantId=str(world.app))
    path = f"/tax-registrations/{made['id']}"
    reader = world.customers(Scope.READ)

    assert reader.get(path).status_code == 200
    assert reader.get(f"/tax-registrations/for-merchant/{world.app}").is_success
    assert reader.put(path, json=NUMBER).status_code == 403
    assert reader.delete(path).status_code == 403
