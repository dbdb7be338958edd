"""Describing a customer anew, as a whole."""

from typing import Any
from uuid import uuid4

import pytest

from koncern.base import Scope
from world import World, add_customer, new_customer

ADDRESS = {"line1": "1 High Road", "town": "Oslo", "postcode": "0150", "country": "NO"}
ANNA, BEN, CAY = (
    {"name": name, "email": f"{name}@example.com", "billingPreference": preference}
    for name, preference in (("Anna", "PRIMARY"), ("Ben", "NONE"), ("Cay", "STANDARD"))
)


def as_sent(read: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a customer as it was read, in the form in which it is written."""
    kept = ("legalName", "address", "taxStatus", "url", "label", "customProperties")
    contacts = [
        {name: each[name] for name in ("name", "email", "billingPreference")}
        for each in read["contacts"]
    ]
    body = {name: read[name] for name in kept if name in read}
    return body | {"contacts": contacts} | more


def test_all_of_it_is_replaced(world: World):
    client = world.customers()
    customer = add_customer(client, "Old", url="https://old.example.com", label="Old")
    body = {
        "legalName": "New",
        "address": ADDRESS,
        "taxStatus": "REVERSE_CHARGED",
        "contacts": [ANNA, BEN],
        "integrationIds": [{"service": "Stripe", "id": "cus_1"}],
        "customProperties": {"tier": "gold"},
        "status": "DRAFT",
    }

    reply = client.put(f"/customers/{customer}", json=body)

    assert reply.status_code == 200
    new = reply.json()
    assert client.get(f"/customers/{customer}").json() == new
    for name in ("legalName", "address", "taxStatus", "customProperties", "status"):
        assert new[name] == body[name]
    assert [each["name"] for each in new["contacts"]] == ["Anna", "Ben"]
    assert new["integrationIds"] == [
        {"service": "Stripe", "id": "cus_1", "isPending": False}
    ]
    assert "url" not in new
    assert "label" not in new
    assert world.history(customer) == ["company.created", "company.changed"]


def test_what_is_sent_as_it_was_read_changes_nothing(world: World):
    client = world.customers()
    customer = add_customer(client, url="https://example.com", label="Key account")
    path = f"/customers/{customer}"
    read = client.get(path)

    reply = client.put(path, json=as_sent(read.json()))

    assert reply.json() == read.json()
    assert reply.headers["etag"] == read.headers["etag"]
    assert world.history(customer) == ["company.created"]


def test_what_is_left_out_stays(world: World):
    client = world.customers()
    parent = add_customer(client, "Parent")
    customer = add_customer(
        client,
        parentId=parent,
        status="DRAFT",
        customerAliases=["CRM-1"],
        integrationIds=[{"service": "Xero", "id": "1"}],
        customProperties={"tier": "gold"},
    )

    new = client.put(f"/customers/{customer}", json=new_customer()).json()

    assert (new["status"], new["customProperties"]) == ("DRAFT", {"tier": "gold"})
    assert new["integrationIds"][0]["id"] == "1"
    (owned,) = client.get(f"/customers/{parent}").json()["organizations"]
    assert [each["id"] for each in owned["members"]] == [customer]
    assert client.get("/customers/by-alias/CRM-1").json()["id"] == customer


def test_what_only_the_organisations_api_knows_stays(world: World):
    shop, client = world.machine(), world.customers()
    billing = {"street_address": "Storgatan", "house_number": "7", "city": "Stockholm"}
    billing |= {"postal_code": "111 22", "country": "SE", "name": "Invoices"}
    made = shop.post(
        "/organisations",
        json={
            "name": "Acme",
            "email": "info@example.com",
            "billing_address": [billing | {"house_number": "9"}, billing],
            "custom_fields": {"size": 240, "tier": "gold", "old": "yes"},
            "external_ref": "EXT-1",
        },
    ).json()["company"]
    path = f"/customers/{made['id']}"
    body = as_sent(client.get(path).json())

    client.put(path, json=body | {"customProperties": {"tier": "silver"}})
    company = shop.get(f"/organisations/{made['id']}").json()["company"]
    assert company["custom_fields"] == {"size": 240, "tier": "silver"}
    assert company["billing_address"] == made["billing_address"]

    client.put(path, json=body | {"address": ADDRESS, "customerAliases": []})
    company = shop.get(f"/organisations/{made['id']}").json()["company"]
    first, second = company["billing_address"]
    assert (first["street_address"], first["name"]) == ("1 High Road", "Invoices")
    assert (first["id"], second) == (
        made["billing_address"][0]["id"],
        made["billing_address"][1],
    )
    assert company["external_ref"] == "EXT-1"


def test_a_contact_with_the_same_address_stays_the_same_one(world: World):
    client = world.customers()
    customer = add_customer(client, contacts=[ANNA, BEN])
    anna, ben = client.get(f"/customers/{customer}").json()["contacts"]
    moved = [BEN | {"billingPreference": "PRIMARY", "email": "BEN@example.com"}, CAY]

    reply = client.put(f"/customers/{customer}", json=new_customer(contacts=moved))

    first, second = reply.json()["contacts"]
    assert (first["id"], first["createdAt"]) == (ben["id"], ben["createdAt"])
    assert (first["email"], first["billingPreference"]) == (
        "BEN@example.com",
        "PRIMARY",
    )
    path = f"/customers/{customer}/contacts"
    assert client.get(path).json()["items"] == [first, second]
    every = client.get(f"{path}?includeArchived=true").json()["items"]
    assert [each["id"] for each in every if "archivedAt" in each] == [anna["id"]]


def test_aliases_are_replaced_and_another_ones_is_named(world: World):
    client = world.customers()
    customer = add_customer(client, customerAliases=["A-1", "A-2"])
    other = add_customer(client, "Other", customerAliases=["B-1"])
    path = f"/customers/{customer}"

    taken = client.put(path, json=new_customer(customerAliases=["A-1", "B-1"]))
    reply = client.put(path, json=new_customer(customerAliases=["A-2", "A-3"]))

    assert (taken.status_code, taken.json()["code"]) == (409, "AliasTaken")
    assert taken.json()["errors"][0]["pointer"] == "/customerAliases/1"
    assert other in taken.json()["errors"][0]["detail"]
    assert reply.status_code == 200
    kept = client.get(f"{path}/aliases").json()["items"]
    assert [each["value"] for each in kept] == ["A-2", "A-3"]
    assert world.history(customer)[-1] == "alias.replaced"


@pytest.mark.parametrize(
    ("change", "status", "pointer"),
    [
        ({"contacts": [BEN, CAY]}, 400, "/contacts"),
        ({"contacts": []}, 400, "/contacts"),
        ({"contacts": [ANNA | {"email": "nobody"}]}, 400, "/contacts/0/email"),
        ({"address": ADDRESS | {"country": "US"}}, 400, "/address/state"),
        ({"address": ADDRESS | {"postcode": "?"}}, 400, "/address/postcode"),
        ({"url": "javascript:alert(1)"}, 400, "/url"),
        ({"parentId": str(uuid4())}, 400, "/parentId"),
        ({"parentID": None}, 400, "/parentID"),
        ({"customProperties": {"a": 1}}, 400, "/customProperties/a"),
        ({"legalName": "x" * 301}, 400, "/legalName"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(
    world: World, change: dict[str, Any], status: int, pointer: str
):
    client = world.customers()
    path = f"/customers/{add_customer(client)}"
    before = client.get(path).json()

    reply = client.put(path, json=new_customer("New") | change)

    assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (
        status,
        pointer,
    )
    assert client.get(path).json() == before


def test_a_country_that_does_not_fit_the_companys_numbers_is_named(world: World):
    shop, client = world.machine(), world.customers()
    body = {
        "name": "Acme",
        "email": "a@example.com",
        "organisation_number": "556036-0793",
    }
    address = {"street_address": "S", "city": "S", "postal_code": "111 22"}
    body["billing_address"] = [address | {"country": "SE"}]
    company = shop.post("/organisations", json=body).json()["company"]["id"]

    reply = client.put(f"/customers/{company}", json=new_customer(address=ADDRESS))

    assert reply.status_code == 400
    (fault,) = reply.json()["errors"]
    assert fault["pointer"] == "/address/country"
    assert "organisation number is no organisation number of Norway" in fault["detail"]


def test_an_archived_one_is_refused(world: World):
    client = world.customers()
    path = f"/customers/{add_customer(client)}"
    client.post(f"{path}/archive")

    reply = client.put(path, json=new_customer("New"))

    assert (reply.status_code, reply.json()["code"]) == (409, "CompanyArchived")


def test_strangers_and_late_ones_are_refused(world: World, other_world: World):
    client = world.customers()
    path = f"/customers/{add_customer(client)}"
    body = new_customer("New")
    read = client.get(path).headers["etag"]

    assert other_world.customers().put(path, json=body).status_code == 404
    assert client.put(f"/customers/{uuid4()}", json=body).status_code == 404
    assert world.customers(Scope.READ).put(path, json=body).status_code == 403
    match = {"if-match": read}
    assert client.put(path, json=body, headers=match).status_code == 200
    assert client.put(path, json=body, headers=match).status_code == 412
