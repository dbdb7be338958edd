"""Creating and reading a customer."""

from uuid import uuid4

import pytest

from world import World, add_customer, add_organization, new_customer

PUBLISHED = {
    "legalName": "John Doe",
    "address": {
        "line1": "Flat 1",
        "line2": "123 Fake Street",
        "town": "New York",
        "state": "NY",
        "postcode": "AB1 2EF",
        "country": "US",
    },
    "taxStatus": "TAXED",
    "contacts": [
        {
            "name": f"{name} Smith",
            "email": f"{name.lower()}.smith@example.com",
            "billingPreference": preference,
        }
        for name, preference in (
            ("John", "PRIMARY"),
            ("Anna", "STANDARD"),
            ("Penny", "NONE"),
        )
    ],
    "url": "https://example.com/",
    "label": "Example customer",
    "customerAliases": ["b1c87177-088a-40ec-8917-9809343f3f9c"],
    "integrationIds": [{"service": "Xero", "id": "123456789"}],
    "customProperties": {"region": "EU", "tier": "gold"},
}


def test_it_comes_back_as_it_was_sent(world: World):
    client = world.customers()
    body = PUBLISHED

    reply = client.post("/customers", json=body)

    assert reply.status_code == 201
    made = reply.json()
    assert client.get(f"/customers/{made['id']}").json() == made
    for name in ("legalName", "address", "taxStatus", "url", "label"):
        assert made[name] == body[name]
    assert made["customProperties"] == body["customProperties"]
    assert (made["status"], made["organizations"]) == ("ACTIVE", [])
    assert made["integrationIds"] == [
        {"service": "Xero", "id": "123456789", "isPending": False}
    ]
    sent = [each["name"] for each in body["contacts"]]
    assert [each["name"] for each in made["contacts"]] == sent
    assert "archivedAt" not in made
    assert world.history(made["id"]) == ["company.created"]


def test_a_parent_makes_it_a_member_of_the_parents_oldest_organization(world: World):
    client = world.customers()
    parent = add_customer(client, "Parent")

    first = add_customer(client, "First", parentId=parent)
    second = add_customer(client, "Second", parentId=parent)
    add_organization(client, parent)
    third = add_customer(client, "Third", parentId=parent)

    oldest, empty = client.get(f"/customers/{parent}").json()["organizations"]
    assert [each["id"] for each in oldest["members"]] == [first, second, third]
    assert empty["members"] == []
    seen = world.machine().get(f"/organisations/{second}").json()["company"]
    assert seen["parent_id"] == parent


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"legalName": " "}, "/legalName"),
        ({"legalName": "a\u202eb"}, "/legalName"),
        ({"legalName": "a\x00b"}, "/legalName"),
        ({"taxStatus": "SOME"}, "/taxStatus"),
        ({"contacts": []}, "/contacts"),
        ({"customProperties": {"a": 1}}, "/customProperties/a"),
        ({"parentId": str(uuid4())}, "/parentId"),
        ({"status": "ARCHIVED"}, "/status"),
        ({"integrationIds": [{"service": "Fax", "id": "1"}]}, "/integrationIds/0"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(world: World, change, pointer: str):
    reply = world.customers().post("/customers", json=new_customer() | change)

    assert reply.status_code == 400
    assert reply.json()["errors"][0]["pointer"].startswith(pointer)
    assert reply.json()["error"]["type"] == reply.json()["code"]


def test_an_address_must_fit_its_country(world: World):
    client = world.customers()
    address = new_customer()["address"]
    for change, pointer in (
        ({"country": "US"}, "/address/state"),
        ({"country": "US", "state": "ZZ"}, "/address/state"),
        ({"country": "US", "state": "ON"}, "/address/state"),
        ({"country": "CA", "state": "NY"}, "/address/state"),
        ({"state": "ZZ"}, "/address/state"),
        ({"postcode": " "}, "/address/postcode"),
        ({"country": "UK"}, "/address/country"),
    ):
        body = new_customer() | {"address": address | change}
        reply = client.post("/customers", json=body)
        assert reply.status_code == 400
        assert reply.json()["errors"][0]["pointer"] == pointer


def test_one_contact_at_least_is_primary(world: World):
    body = new_customer()
    body["contacts"][0]["billingPreference"] = "STANDARD"

    reply = world.customers().post("/customers", json=body)

    assert reply.json()["errors"] == [
        {
            "pointer": "/contacts",
            "detail": "holds no contact whose billingPreference is PRIMARY",
        }
    ]


def test_an_alias_belongs_to_one_customer(world: World):
    client = world.customers()
    add_customer(client, customerAliases=["CRM-1"])

    reply = client.post("/customers", json=new_customer(customerAliases=["CRM-1"]))

    assert reply.status_code == 409
    assert reply.json()["code"] == "AliasTaken"


def test_text_of_any_script_is_welcome(world: World):
    client = world.customers()
    for name in ("𠜎 🏢", "שלום\u200f בע״מ", "شركة", "Škoda Åäö"):
        customer = add_customer(client, name)
        assert client.get(f"/customers/{customer}").json()["legalName"] == name


def test_a_name_that_nobody_can_see_is_refused(world: World):
    client = world.customers()
    for name in ("\u200b", "\ufeff \u2060", "\u3164", "two\u2028lines"):
        reply = client.post("/customers", json=new_customer(name))
        assert reply.status_code == 400
        assert reply.json()["errors"] == [
            {
                "pointer": "/legalName",
                "detail": "must be one line of text that is not blank",
            }
        ]
