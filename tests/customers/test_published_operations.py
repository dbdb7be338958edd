"""Every operation of the published API is there, and takes its published example.

One test each, in the order of the published reference: organizations, customers,
aliases, contacts, tax registrations. Required fields are those that it marks so.
"""

from typing import Any

import httpx
import pytest
from test_create_customer import PUBLISHED as CUSTOMER

from clients import Client
from world import World, add_customer, add_organization, new_customer

CONTACT = {
    "name": "John Smith",
    "email": "john.smith@example.com",
    "billingPreference": "NONE",
}
ALIAS = {"value": "external-customer-alias-123", "label": "CRM ID"}
REGISTRATION = {"taxIdentifier": "GB123456789", "country": "GB"}
INTEGRATIONS = [
    {"service": "Xero", "id": "123456789"},
    {"service": "Stripe", "id": "cus_OCtCxqQDgu1uX9"},
    {"service": "HubSpot", "id": "123456789"},
]

OF_ORGANIZATION = {"id", "owner", "members"}
OF_ITEM = {"id", "createdAt", "organizations", "legalName", "address"}
OF_ITEM |= {"integrationIds", "taxStatus", "customProperties"}
OF_CUSTOMER = OF_ITEM | {"contacts", "status"}
OF_CONTACT = {"id", "name", "email", "billingPreference", "createdAt", "updatedAt"}
OF_ALIAS = {"id", "sequenceAccountId", "customerId", "value", "createdAt"}
OF_OLDER = {"id", "createdAt", "legalName", "address", "email", "integrationIds"}
OF_OLDER |= {"billingEmails", "taxStatus"}
OF_REGISTRATION = {"id", "sequenceAccountId", "taxIdentifier", "country"}


@pytest.fixture
def client(world: World) -> Client:
    client = world.customers()
    client.headers["Sequence-Version"] = "2024-07-30"
    return client


def answered(reply: httpx.Response, required: set[str], status: int = 200) -> Any:
    """Hold an answer to its status, version and required fields; return it."""
    assert reply.status_code == status, reply.text
    assert reply.headers["sequence-version"] == "2024-07-30"
    assert required <= reply.json().keys()
    return reply.json()


def listed(reply: httpx.Response, required: set[str], *, paged: bool = True) -> Any:
    """Hold a list to its envelope and its items' required fields; return the items."""
    body = answered(reply, {"items", "pagination"} if paged else {"items"})
    assert body["items"]
    for item in body["items"]:
        assert required <= item.keys()
    return body["items"]


def test_create_a_customer_organization(client: Client):
    owner, member = add_customer(client, "Owner"), add_customer(client, "Member")
    # The published example names the owner among the members.
    body = {"ownerId": owner, "memberIds": [member, owner]}

    made = answered(
        client.post("/customer-organizations", json=body), OF_ORGANIZATION, 201
    )

    assert made["owner"] == {"id": owner, "name": "Owner"}
    assert made["members"] == [{"id": member, "name": "Member"}]


def test_add_a_customer_to_a_customer_organization(client: Client):
    organization = add_organization(client, add_customer(client))
    body = {"customerIds": [add_customer(client)]}

    reply = client.post(f"/customer-organizations/{organization}/members", json=body)

    assert len(answered(reply, OF_ORGANIZATION)["members"]) == 1


def test_replace_members_of_a_customer_organization(client: Client):
    organization = add_organization(client, add_customer(client), add_customer(client))
    body = {"customerIds": [add_customer(client, "FinTech Wealth Management")]}

    reply = client.put(f"/customer-organizations/{organization}/members", json=body)

    (only,) = answered(reply, OF_ORGANIZATION)["members"]
    assert only["name"] == "FinTech Wealth Management"


def test_list_customers(client: Client):
    add_customer(client)

    for item in listed(client.get("/customers"), OF_ITEM):
        assert item.keys().isdisjoint({"contacts", "status"})


def test_create_customer(client: Client):
    more = {"integrationIds": INTEGRATIONS, "parentId": add_customer(client)}

    made = answered(client.post("/customers", json=CUSTOMER | more), OF_CUSTOMER, 201)

    assert made["legalName"] == "John Doe"
    assert made["address"] == CUSTOMER["address"]
    assert len(made["integrationIds"]) == 3
    assert {"service", "id", "isPending"} <= made["integrationIds"][0].keys()
    assert made["organizations"][0]["members"][0]["id"] == made["id"]


def test_get_customer(client: Client):
    customer = add_customer(client)

    read = answered(client.get(f"/customers/{customer}"), OF_CUSTOMER)

    assert read["id"] == customer
    assert read["contacts"][0].keys() >= OF_CONTACT


def test_update_customer(client: Client):
    customer = add_customer(client)
    body = CUSTOMER | {"integrationIds": INTEGRATIONS, "parentId": add_customer(client)}

    changed = answered(client.put(f"/customers/{customer}", json=body), OF_CUSTOMER)

    assert (changed["id"], changed["legalName"]) == (customer, "John Doe")
    assert changed["customProperties"] == {"region": "EU", "tier": "gold"}


def test_archive_customer(client: Client):
    reply = client.post(f"/customers/{add_customer(client)}/archive")

    answered(reply, OF_CUSTOMER | {"archivedAt"})


def test_list_customer_custom_property_keys(client: Client):
    add_customer(client, customProperties={"region": "EU", "tier": "gold"})

    keys = answered(client.get("/customer-custom-property-keys"), {"items"})

    assert keys == {"items": ["region", "tier"]}


def test_list_all_customer_aliases(client: Client):
    add_customer(client, customerAliases=["b1c87177-088a-40ec-8917-9809343f3f9c"])

    listed(client.get("/customer-aliases"), OF_ALIAS)


def test_create_a_new_customer_alias(client: Client):
    body = ALIAS | {"customerId": add_customer(client)}

    reply = client.post("/customer-aliases", json=body)

    made = answered(reply, OF_ALIAS, 201)
    assert made | body == made


def test_update_a_customer_alias(client: Client):
    made = client.post(
        "/customer-aliases", json=ALIAS | {"customerId": add_customer(client)}
    ).json()
    body = {"label": "CRM ID"}

    answered(client.put(f"/customer-aliases/{made['id']}", json=body), OF_ALIAS)


def test_delete_a_customer_alias(client: Client):
    made = client.post(
        "/customer-aliases", json=ALIAS | {"customerId": add_customer(client)}
    ).json()

    reply = client.delete(f"/customer-aliases/{made['id']}")

    answered(reply, OF_ALIAS | {"deletedAt"})


def test_get_customer_aliases(client: Client):
    customer = add_customer(client, customerAliases=["external-customer-alias-123"])

    reply = client.get(f"/customers/{customer}/aliases")

    (only,) = listed(reply, OF_ALIAS, paged=False)
    assert only.keys() == OF_ALIAS


def test_get_customer_by_alias(client: Client):
    add_customer(client, customerAliases=["external-customer-alias-123"])

    reply = client.get("/customers/by-alias/external-customer-alias-123")

    found = answered(reply, OF_OLDER)
    assert found.keys().isdisjoint({"organizations", "contacts"})


def test_list_all_contacts_for_a_customer(client: Client):
    customer = add_customer(client)

    reply = client.get(f"/customers/{customer}/contacts?includeArchived=false")

    listed(reply, OF_CONTACT, paged=False)


def test_create_a_new_contact(client: Client):
    customer = add_customer(client)

    reply = client.post(f"/customers/{customer}/contacts", json=CONTACT)

    made = answered(reply, OF_CONTACT, 201)
    assert made | CONTACT == made


def test_update_a_contact(client: Client):
    customer = add_customer(client)
    made = client.post(f"/customers/{customer}/contacts", json=CONTACT).json()["id"]

    reply = client.put(f"/customers/{customer}/contacts/{made}", json=CONTACT)

    answered(reply, OF_CONTACT)


def test_archive_a_contact(client: Client):
    customer = add_customer(client)
    made = client.post(f"/customers/{customer}/contacts", json=CONTACT).json()["id"]

    reply = client.post(f"/customers/{customer}/contacts/{made}/archive")

    answered(reply, OF_CONTACT | {"archivedAt"})


def test_create_and_list_tax_registrations(client: Client):
    body = REGISTRATION | {"customerId": add_customer(client), "merchantId": None}

    answered(client.post("/tax-registrations", json=body), OF_REGISTRATION, 201)

    listed(client.get("/tax-registrations"), OF_REGISTRATION)


def test_read_update_and_delete_a_tax_registration(client: Client):
    body = REGISTRATION | {"customerId": add_customer(client)}
    made = client.post("/tax-registrations", json=body).json()["id"]

    answered(client.get(f"/tax-registrations/{made}"), OF_REGISTRATION)
    answered(client.put(f"/tax-registrations/{made}", json=body), OF_REGISTRATION)
    assert client.delete(f"/tax-registrations/{made}").status_code == 200


def test_tax_registrations_for_a_customer_and_for_the_merchant(
    world: World, client: Client
):
    customer = client.post("/customers", json=new_customer()).json()["id"]
    for owner in ({"customerId": customer}, {"merchantId": str(world.app)}):
        body = REGISTRATION | owner
        client.post("/tax-registrations", json=body).raise_for_status()

    listed(client.get(f"/tax-registrations/for-customer/{customer}"), OF_REGISTRATION)
    listed(client.get(f"/tax-registrations/for-merchant/{world.app}"), OF_REGISTRATION)
