"""Finding aliases, and customers by them."""

from urllib.parse import quote
from uuid import uuid4

import httpx
import pytest

from clients import Client
from koncern.base import Scope
from world import World, add_customer, new_company

AWKWARD = [
    "erp/SE/42",
    "100%",
    "%2F",
    "a b",
    " a",
    "a+b",
    "a?b=c&d",
    "a#b",
    "a;b,c:d@e",
    "åäö ☃ 中",
    "a\\b\"c'd",
    "..",
    "aliases",
    "🦊",
]


def by_alias(client: Client, alias: str) -> httpx.Response:
    """Ask with every character escaped, for nobody on the way to change the path."""
    escaped = "".join(f"%{byte:02X}" for byte in alias.encode())
    return client.get(f"/customers/by-alias/{escaped}")


def test_it_answers_in_the_shape_of_2024_05_09(world: World):
    client = world.customers()
    contacts = [
        {"name": name, "email": f"{name}@example.com", "billingPreference": preference}
        for name, preference in (
            ("penny", "NONE"),
            ("anna", "STANDARD"),
            ("john", "PRIMARY"),
        )
    ]
    customer = add_customer(
        client, customerAliases=["A-1"], contacts=contacts, url="https://example.com/"
    )

    reply = client.get("/customers/by-alias/A-1")

    assert reply.status_code == 200
    found = reply.json()
    assert found.pop("createdAt").endswith("Z")
    assert found == {
        "id": customer,
        "legalName": "Customer",
        "contactName": "john",
        "address": {
            "line1": "Storgatan 1",
            "town": "Stockholm",
            "postcode": "111 22",
            "country": "SE",
        },
        "email": "john@example.com",
        "billingEmails": ["john@example.com", "anna@example.com"],
        "url": "https://example.com/",
        "integrationIds": [],
        "taxStatus": "TAXED",
    }


def test_a_company_of_the_shop_shows_its_telephone(world: World):
    body = new_company(external_ref="EXT-1", phone="+46 8 123 456", tax_status="TAXED")
    company = world.person().post("/organisations", json=body).json()["company"]
    world.machine().post(f"/registrations/{company['id']}/approval").raise_for_status()

    found = world.customers().get("/customers/by-alias/EXT-1").json()

    assert (found["id"], found["telephone"]) == (company["id"], "+46 8 123 456")


def test_a_customers_own_id_is_an_alias(world: World):
    client = world.customers()
    customer = add_customer(client)

    for alias in (customer, customer.upper()):
        assert client.get(f"/customers/by-alias/{alias}").json()["id"] == customer


@pytest.mark.parametrize("alias", AWKWARD)
def test_any_characters_arrive(world: World, alias: str):
    client = world.customers()
    customer = add_customer(client, customerAliases=[alias])
    add_customer(client, "Other", customerAliases=[quote(alias, safe="") + "x"])

    assert by_alias(client, alias).json().get("id") == customer
    (found,) = client.get("/customer-aliases", params={"value": alias}).json()["items"]
    assert found["value"] == alias


def test_a_plus_in_a_path_is_a_plus(world: World):
    client = world.customers()
    customer = add_customer(client, customerAliases=["a+b"])

    assert client.get("/customers/by-alias/a+b").json()["id"] == customer
    assert client.get("/customers/by-alias/a%20b").status_code == 404


def test_capitals_and_blanks_make_a_difference(world: World):
    client = world.customers()
    add_customer(client, customerAliases=["a-1"])

    assert client.get("/customers/by-alias/A-1").status_code == 404
    assert client.get("/customers/by-alias/a-1%20").status_code == 404


def test_unknown_foreign_and_unfinished_ones_are_missing(
    world: World, other_world: World
):
    foreign = add_customer(other_world.customers(), customerAliases=["theirs"])
    body = {"name": "No address", "external_ref": "EXT-1"}
    world.person().post("/organisations", json=body)

    for alias in ("theirs", foreign, str(uuid4()), "EXT-1", "a" * 1000):
        reply = world.customers().get(f"/customers/by-alias/{alias}")
        assert (reply.status_code, reply.json()["code"]) == (404, "CustomerUnknown")


@pytest.mark.parametrize("escaped", ["%00", "a%E2%80%AEb", "%1F"])
def test_characters_that_no_alias_has_are_refused(world: World, escaped: str):
    reply = world.customers().get(f"/customers/by-alias/{escaped}")

    assert (reply.status_code, reply.json()["code"]) == (400, "PathInvalid")
    assert reply.json()["errors"][0]["pointer"] == "/alias"


def test_bytes_that_are_no_text_are_nobodys_alias(world: World):
    reply = world.customers().get("/customers/by-alias/%FF%FE")

    assert reply.status_code == 404


def test_an_archived_customer_is_still_found(world: World):
    client = world.customers()
    customer = add_customer(client, customerAliases=["A-1"])
    client.post(f"/customers/{customer}/archive")

    assert "archivedAt" in client.get("/customers/by-alias/A-1").json()
    assert "archivedAt" in client.get("/customer-aliases").json()["items"][0]


def test_it_tells_what_has_not_changed(world: World):
    client = world.customers()
    add_customer(client, customerAliases=["A-1"])
    tag = client.get("/customers/by-alias/A-1").headers["etag"]

    again = client.get("/customers/by-alias/A-1", headers={"if-none-match": tag})

    assert again.status_code == 304


def test_a_customers_aliases_are_listed_oldest_first(world: World):
    client = world.customers()
    customer = add_customer(client, customerAliases=["B", "A"])
    add_customer(client, customerAliases=["C"])

    reply = client.get(f"/customers/{customer}/aliases")

    assert reply.json().keys() == {"items"}
    assert [item["value"] for item in reply.json()["items"]] == ["B", "A"]
    for item in reply.json()["items"]:
        assert item["customerId"] == customer
        assert item["sequenceAccountId"] == str(world.app)
        assert item.keys() - {"id", "createdAt", "value"} == {
            "customerId",
            "sequenceAccountId",
        }
    without = add_customer(client)
    assert client.get(f"/customers/{without}/aliases").json() == {"items": []}


def test_who_is_no_customer_has_no_list(world: World, other_world: World):
    foreign = add_customer(other_world.customers(), customerAliases=["theirs"])
    unfinished = world.person().post("/organisations", json={"name": "No address"})

    for id_ in (foreign, str(uuid4()), unfinished.json()["company"]["id"]):
        reply = world.customers().get(f"/customers/{id_}/aliases")
        assert (reply.status_code, reply.json()["code"]) == (404, "CustomerUnknown")


def test_all_aliases_are_listed_newest_first_in_pages(world: World):
    client = world.customers()
    for name in "ABCDE":
        add_customer(client, customerAliases=[name])
    seen, after = [], {}

    while True:
        page = client.get("/customer-aliases", params={"limit": 2} | after).json()
        seen += [item["value"] for item in page["items"]]
        if "after" not in page["pagination"]:
            break
        after = {"after": page["pagination"]["after"]}

    assert seen == list("EDCBA")
    before = {"limit": 2, "before": page["pagination"]["before"]}
    back = client.get("/customer-aliases", params=before).json()
    assert [item["value"] for item in back["items"]] == ["C", "B"]


def test_a_value_is_found_whole(world: World):
    client = world.customers()
    add_customer(client, customerAliases=["A-1", "A-12"])

    def find(**asked: str) -> list[str]:
        items = client.get("/customer-aliases", params=asked).json()["items"]
        return [item["value"] for item in items]

    assert find(value="A-1") == ["A-1"]
    assert find(value="A") == []
    assert find(value="") == []


def test_a_list_refuses_what_it_does_not_take(world: World):
    client = world.customers()
    for asked in ({"limit": 101}, {"after": "x"}, {"label": "CRM"}, {"value": "a\x00"}):
        assert client.get("/customer-aliases", params=asked).status_code == 400


def test_reading_is_enough(world: World):
    customer = add_customer(world.customers(), customerAliases=["A-1"])
    reader = world.customers(Scope.READ)

    for path in (
        "/customer-aliases",
        f"/customers/{customer}/aliases",
        "/customers/by-alias/A-1",
    ):
        assert reader.get(path).status_code == 200
    anonymous = httpx.get(f"{world.url}/api/customers/by-alias/A-1", timeout=30)
    assert anonymous.status_code == 401
